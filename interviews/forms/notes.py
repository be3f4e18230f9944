"""What a page sends of its notes, as JSON while one types or as fields of the plain form."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from interviews.rules.notes import OF_TALK, clean

_KEY = re.compile(f"{'|'.join(OF_TALK)}|(line|improve|answer)-[0-9]{{1,18}}")
# A version is a count that Postgres can hold.
_MOST = 2**31 - 1


class Unreadable(ValueError):
    """This is not what a page of ours sends."""


@dataclass(frozen=True)
class SentNote:
    """The text of one field, the version its writer saw, and the question it answers.

    `base` is the text they began from, where they say so; `is_chosen` whether this one was chosen
    over another.
    """

    key: str
    text: str
    seen_version: int
    asked: str
    base: str | None = None
    is_chosen: bool = False
    # Whose page it was typed on; None when the page did not say.
    account: int | None = None


def read_json(body: bytes) -> SentNote:
    """Return the note in the body of an autosave; raise Unreadable."""
    try:
        sent = json.loads(body)
        return _note(
            key=sent["key"],
            text=sent["text"],
            seen=sent["seen"],
            asked=sent.get("asked", ""),
            base=sent.get("base"),
            is_chosen=sent.get("chosen") is True,
            account=sent.get("account"),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unreadable from error


def read_form(posted: QueryDict) -> Iterator[SentNote]:
    """Yield the notes among the fields of the plain form; raise Unreadable."""
    for name in posted:
        if name.startswith("note-"):
            key = name.removeprefix("note-")
            yield _note(
                key=key,
                text=posted[name],
                seen=_number(posted.get(f"version-{key}", "")),
                asked=posted.get(f"asked-{key}", ""),
                base=posted.get(f"base-{key}"),
                # Shown both texts, the writer has nothing to begin from but sees the other one.
                is_chosen=f"base-{key}" not in posted,
            )


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text):
        raise Unreadable
    return int(text)


def _note(
    *,
    key: Any,
    text: Any,
    seen: Any,
    asked: Any,
    base: Any,
    is_chosen: bool = False,
    account: Any = None,
) -> SentNote:
    is_sound = (
        isinstance(key, str)
        and _KEY.fullmatch(key)
        and isinstance(text, str)
        and isinstance(asked, str)
        and isinstance(base, str | None)
        and type(seen) is int
        and 0 <= seen <= _MOST
        and (account is None or type(account) is int)
    )
    if not is_sound:
        raise Unreadable
    base = base if base is None else clean(base)
    return SentNote(key, clean(text), seen, clean(asked), base, is_chosen, account)
