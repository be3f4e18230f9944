"""The first draft of a thank-you: what the notes hold, and visible gaps for everything else."""

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_FILES = Path(__file__).parent / "drafts"
# A prompt is to remind, not to be sent; a longer note is cut here.
LONGEST_PROMPT = 140


def draft(
    language: str,
    *,
    called: str,
    talked_on: date | None,
    notes: Sequence[str],
    name: str,
    sign_off: str = "",
) -> tuple[str, str]:
    """Return subject and body; nothing in them is invented, and every gap is in brackets.

    `notes` are the answers of the talk; the richest sentence of the longest becomes the prompt.
    A `sign_off` of one's own takes the place of the usual close and the name.
    """
    words = _words("zh" if language.startswith("zh") else "en")
    when = words["on_day"].format(day=words["days"][talked_on.weekday()]) if talked_on else ""
    note = prompt(notes)
    said = words["noted"].format(note=note) if note else words["unnoted"]
    gap = "" if language.startswith("zh") else " "
    body = "\n\n".join(
        (
            words["greeting"].format(called=called),
            words["thanks"].format(when=when) + gap + said + gap + words["will"],
            sign_off or words["close"].format(name=name).strip(),
        )
    )
    return words["subject"], body


def prompt(notes: Sequence[str]) -> str:
    """Return the longest sentence of the longest note, free of brackets, or an empty text."""
    longest = max(notes, key=len, default="")
    sentence = max(re.split(r"(?<=[.!?。！？])\s*|\n+", longest), key=len)
    plain = " ".join(re.sub(r"[\[\]{}<>【】“”\"]+", " ", sentence).split())
    if len(plain) <= LONGEST_PROMPT:
        return plain
    return plain[: LONGEST_PROMPT - 1].rstrip() + "…"


@cache
def _words(name: str) -> dict[str, Any]:
    return tomllib.loads((_FILES / f"{name}.toml").read_text(encoding="utf-8"))
