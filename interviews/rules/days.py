"""The day that a promise names: "… by Friday", "in two weeks", "下周三前"."""

import re
from datetime import date, timedelta

from interviews.rules.typing import days_meant

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(
    r"(next )?(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?", re.IGNORECASE
)
# "Fri 8 May": what counts is the date.
_WEEKDAY_BEFORE = re.compile(rf"(?:{'|'.join(_WEEKDAYS)})[a-z]*,? (?=.*\d)", re.IGNORECASE)
_CHINESE_WEEKDAY = re.compile(r"(这|本|下)?个?(?:周|星期|礼拜)([一二三四五六日天])")
_CHINESE_DAYS = {"今天": 0, "明天": 1, "后天": 2, "大后天": 3}
_AHEAD = re.compile(r"in (\d{1,2}|a|one|two|three|four) (day|week|month)s?", re.IGNORECASE)
_CHINESE_AHEAD = re.compile(r"(\d{1,2}|一|两|二|三|四)(天|周|个?星期|个?月)(?:之?后|内|以内)")
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_NUMBERS |= {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}
_DAYS_IN = {"day": 1, "week": 7, "month": 30, "天": 1, "周": 7, "星期": 7, "月": 30}
# A day is at most this many words at the end of a line.
_MOST_WORDS = 4


def day_at_end(text: str, today: date) -> date | None:
    """Return the day, today or later, that the end of a line names; None where it names none.

    A day is never guessed: words such as "soon" give none.
    """
    words = text.strip().rstrip(".!。！").split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        tail = " ".join(words[-count:]).removeprefix("by ").removeprefix("on ")
        if day := _english(tail, today):
            return day
    return _chinese(text.strip().rstrip("。！!.前"), today)


def days_to_promise(today: date) -> list[date]:
    """Return the days that a promise is most often for: tomorrow, the coming Friday, in a week."""
    friday = _weekday(_WEEKDAYS.index("fri"), today, is_next=False)
    return sorted({today + timedelta(days=1), friday, today + timedelta(days=7)})


def _english(tail: str, today: date) -> date | None:
    if found := _WEEKDAY.fullmatch(tail):
        return _weekday(_WEEKDAYS.index(found[2][:3].casefold()), today, is_next=bool(found[1]))
    if found := _AHEAD.fullmatch(tail):
        count = _NUMBERS.get(found[1].casefold()) or int(found[1])
        return today + timedelta(days=count * _DAYS_IN[found[2].casefold()])
    return _dated(_WEEKDAY_BEFORE.sub("", tail, count=1), today)


def _dated(text: str, today: date) -> date | None:
    """Return the first day that the text means, from today on; a month alone is no day."""
    spans = [first for first, last in days_meant(text, today) if first == last]
    return next((day for day in spans if day >= today), None)


def _weekday(weekday: int, today: date, *, is_next: bool) -> date:
    """Return the coming such weekday, or that of the week after this one."""
    if is_next:
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=7 + weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _chinese(text: str, today: date) -> date | None:
    for word, ahead in sorted(_CHINESE_DAYS.items(), key=lambda item: -len(item[0])):
        if text.endswith(word):
            return today + timedelta(days=ahead)
    if found := _ending(_CHINESE_WEEKDAY, text):
        weekday = "一二三四五六日".index(found[2].replace("天", "日"))
        return _weekday(weekday, today, is_next=found[1] == "下")
    if found := _ending(_CHINESE_AHEAD, text):
        count = _NUMBERS.get(found[1]) or int(found[1])
        return today + timedelta(days=count * _DAYS_IN[found[2].removeprefix("个")])
    found = _ending(re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]"), text)
    return _dated(found[0], today) if found else None


def _ending(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return re.search(f"(?:{pattern.pattern})$", text)
