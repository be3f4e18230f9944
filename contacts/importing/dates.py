"""Which day a cell means, as exports write days; a day that could be two is none."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Literal

Order = Literal["", "day", "month"]

# First letters of the months without accents, in English, German, Spanish, French, Portuguese and
# Italian; four letters where three would mean two months.
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan ene gen", "feb fev", "mar mae mrz", "apr abr avr", "may mai mag", "jun juin giu",
            "jul juil lug", "aug ago aou", "sep set", "oct okt out ott", "nov", "dec dez dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_LONGEST = 60
_TIME = re.compile(
    r"[T,]?\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AaPp]\.?[Mm]\.?|Z|UTC|[+-]\d\d:?\d\d)?$"
)
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.]|\s*年\s*)(\d{1,2})(?:[-/.]|\s*月\s*)(\d{1,2})\s*日?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|º|\.)?[\s-]*(?:de )?([^\W\d_]{3,})[.]?[\s,-]*(?:del? )?(\d{4}|\d{2})"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})[.]?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


@lru_cache(maxsize=4096)
def day_of(text: str, order: Order = "") -> date | None:
    """Return the day that a text names, or None when it names none, or perhaps another one.

    3/4/24 is the 4th of March when a time with AM or PM follows it, which only Americans write;
    otherwise `order` says whether the column writes the day or the month first. Two-digit years
    are of this century.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    time = _TIME.search(text)
    if time:
        text = text[: time.start()].rstrip(" ,")
        if (time[3] or "").lower().startswith(("a", "p")):
            order = "month"
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if match := _NUMBERS.fullmatch(text):
        return _numbered(match, order)
    if match := _DAY_FIRST.fullmatch(text):
        return _day(match[3], _month(match[2]), match[1])
    if match := _MONTH_FIRST.fullmatch(text):
        return _day(match[3], _month(match[1]), match[2])
    return None


def order_of(texts: Iterable[str]) -> Order:
    """Return what a column writes first, the day or the month; "" when it cannot be told.

    Told by numbers above 12, which no month has.
    """
    firsts = [
        (int(match[1]) > 12, int(match[3]) > 12)
        for text in texts
        if (match := _NUMBERS.match(text)) and match[2] != "."
    ]
    is_day, is_month = any(first for first, _ in firsts), any(second for _, second in firsts)
    if is_day == is_month:
        return ""
    return "day" if is_day else "month"


def _numbered(match: re.Match[str], order: Order) -> date | None:
    first, second, year = match[1], match[3], match[4]
    # Full stops are written where the day comes first.
    if match[2] == ".":
        order = "day"
    if not order:
        if int(second) > 12:
            order = "month"
        elif int(first) > 12 or first == second:
            order = "day"
    if order == "day":
        return _day(year, second, first)
    return _day(year, first, second) if order == "month" else None


def _month(name: str) -> int:
    """Return the number of a month by name, 0 when it is none."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3], 0)


def _day(year: str, month: str | int, day: str) -> date | None:
    number = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None
