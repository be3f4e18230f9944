"""How times that I offer read in a letter: on both clocks, in the language of whom I ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from interviews.rules.drafts import clock_words, field_of, words_of


@dataclass(frozen=True)
class Clocks:
    """The zones of whom I ask and of myself."""

    theirs: str
    mine: str


def day_words(language: str, local: datetime) -> str:
    """Return a day with its weekday and year: Tuesday 24 November 2026."""
    words = words_of(language)
    own = words["offer"]
    month = own["months"][local.month - 1] if "months" in own else ""
    weekday = words["days"][local.weekday()]
    return str(own["day"]).format(date=local, weekday=weekday, month=month)


def line_of(language: str, start: datetime, clocks: Clocks) -> str:
    """Return one time on both clocks; on one where they show the same."""
    theirs = start.astimezone(ZoneInfo(clocks.theirs))
    mine = start.astimezone(ZoneInfo(clocks.mine))
    words = words_of(language)["offer"]
    facts = {
        "day": day_words(language, theirs),
        "theirs": clock_words(language, theirs, clocks.theirs),
        "mine": clock_words(language, mine, clocks.mine),
    }
    if clocks.theirs == clocks.mine:
        return str(words["line_one_clock"]).format(**facts)
    if mine.date() != theirs.date():
        facts["mine"] = str(words["other_day"]).format(
            day=day_words(language, mine), mine=facts["mine"]
        )
    return str(words["line"]).format(**facts)


def lines_of(language: str, starts: Sequence[datetime], clocks: Clocks) -> list[str]:
    """Return times one a line, in order."""
    return [line_of(language, start, clocks) for start in sorted(starts)]


def link_line(language: str, link: str) -> str:
    """Return the sentence that leads to the page where one is picked."""
    return str(words_of(language)["offer"]["link"]).format(link=link)


def text_of(
    language: str, lines: Sequence[str], *, minutes: int, link: str = "", agreed: str = ""
) -> str:
    """Return a text to paste into a letter, with the link or without.

    `agreed` is the time that stands, as a line, where these are to take its place.
    """
    shown = [*lines, *(["", link_line(language, link)] if link else [])]
    words = str(words_of(language)["offer"]["text_instead" if agreed else "text"])
    return words.strip().format(minutes=minutes, times="\n".join(shown), agreed=agreed)


def who_and_why(
    language: str, *, name: str, minutes: int, pitch: str = "", role: str = "", industry: str = ""
) -> str:
    """Return the two lines above the times: who asks, and why; nothing in them is private."""
    words = words_of(language)["offer"]
    who = str(words["who" if name else "who_nameless"]).format(
        name=name, minutes=minutes, pitch=" ".join(pitch.split())
    )
    field = field_of(language, role, industry)
    why = str(words["why"]).format(field=field) if field else str(words["why_plain"])
    return f"{who.strip()}\n{why}"
