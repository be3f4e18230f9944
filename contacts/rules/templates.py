"""Which wordings there are for a message, and what the facts about a person make of one."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from contacts.rules.filling import Writer, fields_in
from contacts.rules.wordings import (
    LINES,
    NEAREST_CHANNELS,
    PERMISSION,
    SAME_PURPOSE,
)

_FILES = Path(__file__).parent / "templates"
_SIGN_OFF = re.compile(r"[{｛]\s*sign_off\s*[}｝]")


@dataclass(frozen=True)
class Template:
    """A wording for one purpose and some channels; an account's own copy keeps its key.

    The key names the language too, as in "en.nudge.plain.letter".
    """

    key: str
    language: str
    purpose: str
    variant: str
    channels: tuple[str, ...]
    subject: str
    body: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that it holds, in order, each once."""
        return fields_in(f"{self.subject}\n{self.body}")

    @property
    def names_referrer(self) -> bool:
        """Return whether it may only be used once the referrer has agreed."""
        return "referrer" in self.fields


@dataclass(frozen=True)
class Filled:
    """A message made from a template: the `missing` fields stand in it as gaps in [brackets]."""

    subject: str
    body: str
    missing: tuple[str, ...]
    left_out: tuple[str, ...]


def templates_for(
    purpose: str, channel: str, language: str, *, may_name_referrer: bool = False
) -> tuple[Template, ...]:
    """Return the wordings to offer, the one to begin with first.

    A pair without a wording of its own gets those of the nearest pair. Those that name a referrer
    are kept back until the referrer has said yes. A purpose of one's own has none; nor has a
    thank-you by e-mail, which is written from the notes of the talk.
    """
    same_purpose = SAME_PURPOSE.get(purpose, purpose)
    of_purpose = [one for one in templates(language) if one.purpose == same_purpose]
    for near in (channel, *NEAREST_CHANNELS.get(channel, ())):
        found = [one for one in of_purpose if near in one.channels]
        if found:
            return tuple(one for one in found if may_name_referrer or not one.names_referrer)
    return ()


def template(key: str) -> Template | None:
    """Return the wording that ships under a key, or None when there is none any more."""
    return next((one for one in templates(key.partition(".")[0]) if one.key == key), None)


def templates(language: str) -> tuple[Template, ...]:
    """Return all wordings in a language; English for one that has none."""
    return _templates(_short(language))


def examples(language: str) -> Mapping[str, str]:
    """Return what each field may hold."""
    return {key: words["example"] for key, words in _data(_short(language))["fields"].items()}


def gaps(language: str) -> Mapping[str, str]:
    """Return the words that stand in brackets where a field is empty."""
    return {key: words["gap"] for key, words in _data(_short(language))["fields"].items()}


def fill(template: Template, facts: Mapping[str, str]) -> Filled:
    """Return the message that the facts make of a template.

    Nothing is invented and nothing raises: whatever is missing or unknown becomes a gap, the
    referrer too unless `referrer_said_i_may` is "yes". Without a sign-off of one's own the message
    ends with the usual close and the name.
    """
    data = _data(_short(template.language))
    known = {
        key: value.strip() if key in LINES else " ".join(value.split())
        for key, value in facts.items()
    }
    if known.get(PERMISSION) != "yes":
        known["referrer"] = ""
    body = template.body
    if not known.get("sign_off"):
        body = _SIGN_OFF.sub(lambda _: data["close"], body)
    writer = Writer(known, gaps(template.language), is_spaced=data["is_spaced"])
    return Filled(
        " ".join(writer.write(template.subject).split()),
        writer.write(body),
        tuple(dict.fromkeys(writer.missing)),
        tuple(dict.fromkeys(writer.left_out)),
    )


def _short(language: str) -> str:
    return "zh" if language.startswith("zh") else "en"


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((_FILES / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _templates(name: str) -> tuple[Template, ...]:
    data = _data(name)
    return tuple(
        Template(
            key=f"{name}.{purpose}.{variant}.{form}",
            language=data["language"],
            purpose=purpose,
            variant=variant,
            channels=tuple(data["forms"][form]),
            subject=wording.get("subject", ""),
            body=wording["body"].strip(),
        )
        for purpose, variants in data["templates"].items()
        for variant, forms in variants.items()
        for form, wording in forms.items()
    )
