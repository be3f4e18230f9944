"""What is typed into a search box: its words, a day it may name, and words one slip away."""

import re
import unicodedata
from datetime import date, timedelta

# Nobody means more words than these, and each of them costs a look into the index.
MOST_WORDS = 6
# In a shorter word one slip leaves too little to tell it by.
SHORTEST_SLIP = 4
# Nobody types more of a word than this before looking up.
LONGEST_SLIP = 20
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
# Letters that have accents or a case beyond ASCII; Chinese has neither.
_FOLDED = re.compile("[^\x00-\x7f\u2010-\u203a\u3000-\u3029\u3400-\u9fff\uff01-\uff5e]")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_CHINESE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})[日号])?")
_WORDED = re.compile(r"(?:(\d{1,2})\.? )?([a-z]{3,9})\.?(?: (\d{1,2}))?(?:,? (\d{4}))?")


def words_in(text: str) -> list[str]:
    """Return the words typed, without what cannot be looked for."""
    return text.replace("\x00", "").split()[:MOST_WORDS]


def days_meant(text: str, today: date) -> list[tuple[date, date]]:
    """Return (first, last) of the day or month that the text names: none, one or two.

    Without a year it may be the one past or the one to come.
    """
    text = text.strip().casefold()
    near = {"yesterday": -1, "today": 0, "tomorrow": 1, "昨天": -1, "今天": 0, "明天": 1}
    if text in near:
        day = today + timedelta(days=near[text])
        return [(day, day)]
    try:
        year, month, day_of_month = _parts(text)
        if month == 0:
            return []
        if year:
            return [_span(year, month, day_of_month)]
        return [_span(one, month, day_of_month) for one in _years(today, month, day_of_month)]
    except ValueError:
        return []


def _years(today: date, month: int, day: int) -> tuple[int, int]:
    """Return the years of the last such day, today included, and of the next."""
    has_been = (month, day) <= (today.month, today.day)
    return (today.year, today.year + 1) if has_been else (today.year - 1, today.year)


def _parts(text: str) -> tuple[int, int, int]:
    """Return year, month and day, 0 where the text has none."""
    if found := _ISO.fullmatch(text) or _CHINESE.fullmatch(text):
        year, month, day = (int(part or 0) for part in found.groups())
        return year, month, day
    found = _WORDED.fullmatch(text)
    if not found or (found[1] and found[3]):
        return 0, 0, 0
    months = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(found[2])]
    month = months[0] if months else 0
    return int(found[4] or 0), month, int(found[1] or found[3] or 0)


def _span(year: int, month: int, day: int) -> tuple[date, date]:
    first = date(year, month, day or 1)
    if day:
        return first, first
    return first, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def slip_of(word: str, *, is_wide: bool = False) -> str:
    """Return an expression for text with the word in it, or one that begins so but for one slip.

    A slip is one letter wrong, missing, too many, or two that swapped places. An index of trigrams
    reads it at once, as every slip leaves three letters in a row or the two that a word begins with.
    In a word of four letters that leaves too much to look through: there a letter may be missing only
    when `is_wide`, and none wrong.
    """
    ways = []
    for at, letter in enumerate(word):
        before, after = word[:at], word[at + 1 :]
        ways += [before + after, f"{before}{after[:1]}{letter}{after[1:]}"]
        if len(word) > SHORTEST_SLIP or is_wide:
            ways.append(f"{before}.{letter}{after}")
        if len(word) > SHORTEST_SLIP and max(len(before), len(after)) > 2:
            ways.append(f"{before}.{after}")
    return f" ({'|'.join(dict.fromkeys(ways))})|{word}"


def halves(word: str) -> tuple[str, str]:
    """Return how a word begins and ends: one slip leaves one of them as it is."""
    middle = len(word) // 2
    return word[:middle], word[middle + 1 :]


def folded(text: str) -> str:
    """Return the text without case and accents, character for character."""
    if text.isascii():
        return text.lower()
    return _FOLDED.sub(lambda found: _fold(found[0]), text).lower()


def is_folded_alike(word: str) -> bool:
    """Return whether folding leaves only letters that the searched columns hold just so.

    Of other scripts than Latin and Chinese, Postgres keeps accents that are taken off here.
    """
    return not _FOLDED.search(folded(word))


def _fold(character: str) -> str:
    low = unicodedata.normalize("NFD", character)[0].lower()
    return low if len(low) == 1 else character


def marked(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """Return the text in pieces, each with whether it is what was typed."""
    plain = folded(text)
    spans: list[tuple[int, int]] = []
    for word in words:
        at = plain.find(word)
        # The beginning of a word before the inside of one.
        start = plain.find(f" {word}") + 1 if at > 0 else 0
        at = start or at
        if at >= 0 and not any(at < end and begin < at + len(word) for begin, end in spans):
            spans.append((at, at + len(word)))
    pieces, done = [], 0
    for begin, end in sorted(spans):
        pieces += [(text[done:begin], False), (text[begin:end], True)]
        done = end
    return [piece for piece in [*pieces, (text[done:], False)] if piece[0]]
