"""What a received text seems to say, as a proposal: an answer, a no, away until a day, not delivered."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

REPLY, DECLINE, AWAY, BOUNCE = "reply", "decline", "out_of_office", "bounce"

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(st|nd|rd|th)?"
_YEAR = r"(,?\s*(?P<year>\d{4}))?"
_WEEKDAY = r"((mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,?\s+)?(the\s+)?"
# One order of day and month each; 3/4/2026 is read by nobody the same way, so not at all.
_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})\b",
        rf"\b{_DAY}\s+(of\s+)?{_MONTH}\b{_YEAR}",
        rf"\b{_MONTH}\s+{_DAY}\b{_YEAR}",
        r"\b(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{4})\b",
        r"((?P<year>\d{4})\s*年\s*)?(?P<number>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]",
    )
)
# A day without a year is the next one of that name, or one that has just passed.
_JUST_PASSED = timedelta(days=30)


@dataclass(frozen=True)
class Guess:
    """What a text seems to mean, and the last day away it seems to name."""

    meaning: str = REPLY
    until: date | None = None


def guess(text: str, *, today: date) -> Guess:
    """Return what a received text seems to say; plainly a reply where nothing says otherwise."""
    for meaning in (BOUNCE, AWAY):
        if _says(meaning, text):
            return Guess(meaning, last_day_away(text, today=today) if meaning == AWAY else None)
    return Guess(DECLINE if _says(DECLINE, text) else REPLY)


def last_day_away(text: str, *, today: date) -> date | None:
    """Return the last day away that a text names, not before today; None where none is certain."""
    days = [day for day in _days_away(text, today) if day >= today]
    return max(days, default=None)


def _days_away(text: str, today: date) -> Iterator[date]:
    cues = _cues()
    for start, end, day in _dates(text, today):
        before, after = text[:start], text[end : end + 12]
        if cues["back"].search(before) or cues["back_after"].match(after):
            yield day - timedelta(days=1)
        elif cues["until"].search(before):
            yield day


def _dates(text: str, today: date) -> Iterator[tuple[int, int, date]]:
    for pattern in _DAYS:
        for match in pattern.finditer(text):
            if day := _date(match.groupdict(), today):
                yield match.start(), match.end(), day


def _date(parts: Mapping[str, str | None], today: date) -> date | None:
    name, number = parts.get("month"), parts.get("number")
    month = _MONTHS.index(name.lower()) + 1 if name else int(number or 0)
    year = parts.get("year")
    try:
        day = date(int(year) if year else today.year, month, int(parts["day"] or 0))
    except ValueError:
        return None
    if not year and day < today - _JUST_PASSED:
        return day.replace(year=day.year + 1) if (month, day.day) != (2, 29) else None
    return day


def _says(meaning: str, text: str) -> bool:
    phrases, unless = _patterns(meaning)
    return bool(phrases.search(text)) and not (unless and unless.search(text))


@cache
def _data() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _patterns(meaning: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    rules = _data()[meaning]
    return _any(rules["phrases"]), _any(rules["unless"]) if "unless" in rules else None


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


@cache
def _cues() -> Mapping[str, re.Pattern[str]]:
    words = {key: str(pattern) for key, pattern in _data()["days"].items()}
    return {
        "until": re.compile(rf"({words['until']}){_WEEKDAY}$", re.IGNORECASE),
        "back": re.compile(rf"({words['back']}){_WEEKDAY}$", re.IGNORECASE),
        "back_after": re.compile(rf"\s*(（[^）]*）)?\s*{words['back_after']}"),
    }
