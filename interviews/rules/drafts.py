"""The words that a draft gets from facts: a thank-you from its notes, reminders, days and times."""

import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

_FILES = Path(__file__).parent / "drafts"
# A prompt is to remind, not to be sent; a longer note is cut here.
LONGEST_PROMPT = 140


def thank_you(
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
    words = words_of(language)
    when = words["on_day"].format(day=words["days"][talked_on.weekday()]) if talked_on else ""
    note = prompt(notes)
    said = words["noted"].format(said=own_words(language, note)) if note else words["unnoted"]
    gap = "" if language.startswith("zh") else " "
    body = "\n\n".join(
        (
            words["greeting"].format(called=called),
            words["thanks"].format(when=when) + gap + said + gap + words["will"],
            sign_off or words["close"].format(name=name).strip(),
        )
    )
    return words["subject"], body


def reminder(language: str, about: str) -> tuple[str, str]:
    """Return subject and body, as a template, of the one reminder of an introduction that they
    offered ("introduction"), or of times that I offered ("times")."""
    words = words_of(language)["reminders"][about]
    return words["subject"], words["body"].strip()


def own_words(language: str, note: str) -> str:
    """Return a note as a gap that asks to be put into the writer's own words; empty for none."""
    words = words_of(language)
    return words["own_words"].format(note=prompt([note])) if note.strip() else ""


def prompt(notes: Sequence[str]) -> str:
    """Return the longest sentence of the longest note, free of brackets, or an empty text."""
    longest = max(notes, key=len, default="")
    sentence = max(re.split(r"(?<=[.!?。！？])\s*|\n+", longest), key=len)
    plain = " ".join(re.sub(r"[\[\]{}<>【】“”\"]+", " ", sentence).split())
    if len(plain) <= LONGEST_PROMPT:
        return plain
    return plain[: LONGEST_PROMPT - 1].rstrip() + "…"


def field_of(language: str, role: str, industry: str) -> str:
    """Return what a search is about as words inside a sentence: data analyst work in health."""
    if not (role and industry):
        return ""
    words = words_of(language)
    return str(words["field"].format(role=_inside(role), industry=_inside(industry)))


def listed(language: str, names: Sequence[str]) -> str:
    """Return names as a sentence lists them: Ana, Bo and Chen; an empty text for none."""
    words = words_of(language)
    *others, last = names or [""]
    return str(words["and"]).join(filter(None, (str(words["comma"]).join(others), last)))


def clock_words(language: str, local: datetime, zone: str) -> str:
    """Return a local time with its place: 20:00 Shanghai time."""
    clock = words_of(language)["clock"]
    return str(clock.format(time=f"{local:%H:%M}", city=city_of(language, zone)))


def city_of(language: str, zone: str) -> str:
    """Return a zone's place as a language calls it; as the zone does where that is not known."""
    named = words_of(language)["cities"].get(zone)
    return str(named or zone.rsplit("/", 1)[-1].replace("_", " "))


def _inside(words: str) -> str:
    """Return words as they stand inside a sentence: Data analyst is data analyst, AI stays AI."""
    first, *rest = words.split(" ")
    return " ".join([first.lower() if first[1:].islower() else first, *rest])


def words_of(language: str) -> dict[str, Any]:
    """Return all the words of a language: Chinese, else English."""
    return _read("zh" if language.startswith("zh") else "en")


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FILES / f"{name}.toml").read_text(encoding="utf-8"))
