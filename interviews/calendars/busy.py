"""When another calendar says that I am busy: what is kept of its file, and the times that gives.

Of an entry its times and recurrences are kept, and whether it takes time at all: not what it is
about, where, or with whom. Its UID, in which a program may write a name, becomes a print of it.
Recurrences are worked out by a process of its own that is stopped when that takes too long: a rule of
few letters can mean millions of times.
"""

import json
import re
import subprocess
import sys
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

# What is neither over nor free; more is no calendar of one person's.
MAX_ENTRIES = 5_000
MAX_TIMES = 5_000
# Of all that repeats, before what overlaps is made one.
_MAX_OCCURRENCES = 100_000
# 2,000 entries that repeat every week, 26,000 times in all, take 2.
CPU_SECONDS = 10
_MEMORY = 1_000_000_000
_ROOT = Path(__file__).resolve().parent.parent.parent

# What a property of an entry may look like; what does not is left out.
_MOMENT = re.compile(r"\d{8}(T\d{6}Z?)?")
_MOMENTS = re.compile(r"[\dTZPWDHMS,/+-]{8,100000}")
_VALUES = {
    "DTSTART": _MOMENT,
    "DTEND": _MOMENT,
    "RECURRENCE-ID": _MOMENT,
    "DURATION": re.compile(r"[+-]?P[\dWDTHMS]{1,30}"),
    "RRULE": re.compile(r"[A-Z\d=;,+-]{5,1000}"),
    "RDATE": _MOMENTS,
    "EXDATE": _MOMENTS,
    "SEQUENCE": re.compile(r"\d{1,9}"),
}
_ZONE_VALUES = {
    "TZID": re.compile(r".{1,200}"),
    "DTSTART": _MOMENT,
    "TZOFFSETFROM": re.compile(r"[+-]\d{4}(\d\d)?"),
    "TZOFFSETTO": re.compile(r"[+-]\d{4}(\d\d)?"),
    "RRULE": _VALUES["RRULE"],
    "RDATE": _MOMENTS,
}
_REPEATED = ("RRULE", "RDATE", "EXDATE")
_LAST_YEAR = "9000"
_PARTS_OF_ZONES = ("STANDARD", "DAYLIGHT")
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'([A-Za-z-]+)((?:;[^:;="]+=(?:"[^"]*"|[^":;]*))*):(.*)')
_TO_NAME = {ord(";"): ":"}
_LONGEST = 200_000
_PARAMETER = re.compile(r';([^:;="]+)=("[^"]*"|[^":;]*)')
_KEPT_PARAMETERS = ("TZID", "VALUE", "RANGE")
_UNTIL = re.compile(r"UNTIL=(\d{8})")
# Outlook's own word for what an entry does to my time.
_FREE = ("FREE", "WORKINGELSEWHERE")


class NotACalendar(ValueError):
    """The file is something else; `is_page` where it is a web page."""

    def __init__(self, *, is_page: bool = False) -> None:
        """Keep what it looks like."""
        super().__init__("not a calendar")
        self.is_page = is_page


class TooMuch(ValueError):
    """The calendar has more entries or repeats more often than can be worked out."""


@dataclass
class _Entry:
    """What was read of one entry so far."""

    lines: list[str] = field(default_factory=list)
    days: dict[str, str] = field(default_factory=dict)
    uid: str = ""
    rule: str = ""
    is_free: bool = False

    def is_over(self, first: str, long_ago: str) -> bool:
        """Return whether it takes no time from a day on; days are YYYYMMDD."""
        if "RRULE" in self.days or "RDATE" in self.days:
            until = _UNTIL.search(self.rule)
            return bool(until and until[1] < long_ago and "RDATE" not in self.days)
        if "DURATION" in self.days:
            first = long_ago
        days = [self.days.get(name, "") for name in ("DTSTART", "DTEND", "RECURRENCE-ID")]
        return max(days)[:8] < first


def stripped(raw: bytes, *, mine: Collection[str], today: date) -> str:
    """Return the times of a calendar as a calendar of its own, without what is over or free.

    `mine` are my e-mail addresses: what I declined is free. Raises NotACalendar and TooMuch.
    """
    text = _decoded(raw)
    lines = _FOLD.sub("", text).splitlines()
    mine = {address.lower() for address in mine} | _own_address(lines)
    first = f"{today - timedelta(days=2):%Y%m%d}"
    long_ago = f"{today - timedelta(days=90):%Y%m%d}"
    kept = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Askwell//Askwell//EN"]
    count = 0
    for name, inside in _blocks(lines):
        if name == "VTIMEZONE":
            kept += _zone(inside)
        elif name == "VEVENT":
            entry = _entry(inside, mine)
            if entry is None or entry.is_over(first, long_ago):
                continue
            if entry.is_free and "RECURRENCE-ID" not in entry.days:
                continue
            kept += entry.lines
            count += 1
        else:
            spans = list(_spans(inside, first))
            kept += spans
            count += len(spans)
        if count > MAX_ENTRIES:
            raise TooMuch
    return "\r\n".join([*kept, "END:VCALENDAR", ""])


def busy_between(
    text: str, *, zone: str, first: date, last: date
) -> list[tuple[datetime, datetime]]:
    """Return the stretches (UTC, in order, apart) that a stripped calendar takes of these days.

    Times without a zone are on the clock of `zone`, and so are whole days. May take for ever: see
    `worked_out`. Raises NotACalendar and TooMuch.
    """
    # Here, since only the process of its own needs them.
    import icalendar
    import recurring_ical_events

    here = ZoneInfo(zone)
    begin, end = (datetime.combine(day, time(), here) for day in (first, last + timedelta(days=1)))
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except ValueError:
        raise NotACalendar from None
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    # Those without a zone are found by the clock of the query, so that it reaches a day further.
    margin = timedelta(days=1)
    found = islice(query.between(begin - margin, end + margin), _MAX_OCCURRENCES + 1)
    spans = []
    for count, event in enumerate(found):
        if count >= _MAX_OCCURRENCES:
            raise TooMuch
        if _is_free(str(event.get("STATUS", "")), str(event.get("TRANSP", ""))):
            continue
        spans.append((max(_moment(event.start, here), begin), min(_moment(event.end, here), end)))
    merged = list(_merged((start, stop) for start, stop in spans if start < stop))
    if len(merged) > MAX_TIMES:
        raise TooMuch
    return [(start.astimezone(UTC), stop.astimezone(UTC)) for start, stop in merged]


def worked_out(text: str, *, zone: str, first: date, last: date) -> list[tuple[datetime, datetime]]:
    """Return what `busy_between` does, or raise TooMuch after so much time or memory."""
    asked = {"text": text, "zone": zone, "first": first.isoformat(), "last": last.isoformat()}
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=CPU_SECONDS * 3,
            cwd=_ROOT,
        )
    except subprocess.TimeoutExpired:
        raise TooMuch from None
    told: Any = json.loads(done.stdout) if done.returncode == 0 and done.stdout else "too much"
    if told == "not a calendar":
        raise NotACalendar
    if told == "too much":
        raise TooMuch
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in told]


def _decoded(raw: bytes) -> str:
    coding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = raw.decode(coding, errors="replace").replace("\x00", "")
    head = text[:2000].lstrip().upper()
    if not head.startswith("BEGIN:VCALENDAR"):
        raise NotACalendar(is_page=head.startswith(("<!DOCTYPE", "<HTML", "<?XML")))
    # Half a file would make me free in its other half.
    if not text.rstrip().upper().endswith("END:VCALENDAR"):
        raise NotACalendar
    return text


def _own_address(lines: Iterable[str]) -> set[str]:
    """Return the address that a calendar is called by, as Google's are."""
    for line in islice(lines, 50):
        name, _, value = line.partition(":")
        if name.upper() == "X-WR-CALNAME" and "@" in value:
            return {value.strip().lower()}
    return set()


def _blocks(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield (kind, lines) of zones, entries and lists of busy times; what is inside of entries not."""
    name, depth = "", 0
    inside: list[str] = []
    for line in lines:
        word, _, kind = line.partition(":")
        word, kind = word.upper(), kind.strip().upper()
        if word == "BEGIN":
            if not name and kind in ("VTIMEZONE", "VEVENT", "VFREEBUSY"):
                name, inside, depth = kind, [], 0
                continue
            depth += 1
        if name and (not depth or name == "VTIMEZONE"):
            if word == "END" and kind == name:
                yield name, inside
                name = ""
                continue
            inside.append(line)
        if word == "END" and depth:
            depth -= 1


def _zone(lines: Sequence[str]) -> list[str]:
    """Return the clock changes of a zone, without what it is called by those who made it."""
    kept = ["BEGIN:VTIMEZONE"]
    for line in lines:
        word, _, kind = line.partition(":")
        if word.upper() in ("BEGIN", "END"):
            if kind.strip().upper() in _PARTS_OF_ZONES:
                kept.append(f"{word.upper()}:{kind.strip().upper()}")
        elif found := _property(line, _ZONE_VALUES):
            kept.append(found[1])
    return [*kept, "END:VTIMEZONE"]


def _entry(lines: Iterable[str], mine: Collection[str]) -> _Entry | None:
    """Return what is kept of an entry, or None where it has no start."""
    entry = _Entry(["BEGIN:VEVENT"])
    status = shown = ""
    for line in lines:
        word = re.split("[:;]", line, maxsplit=1)[0].upper()
        value = line.rpartition(":")[2].strip()
        if word == "UID":
            entry.uid = blake2b(line.encode(), digest_size=12).hexdigest()
        elif word == "STATUS":
            status = value.upper()
        elif word == "TRANSP":
            shown = value.upper()
        elif word == "X-MICROSOFT-CDO-BUSYSTATUS":
            entry.is_free |= value.upper() in _FREE
        elif word == "ATTENDEE":
            entry.is_free |= value.lower() in mine and "PARTSTAT=DECLINED" in line.upper()
        elif word in entry.days and word not in _REPEATED:
            # Given twice, against the rules: the first counts.
            continue
        elif found := _property(line, _VALUES):
            entry.days[word] = found[0]
            entry.rule = found[0] if word == "RRULE" else entry.rule
            entry.lines.append(found[1])
    # The last years cannot be reckoned with, and one such entry would spoil all others.
    if not "" < entry.days.get("DTSTART", "") < _LAST_YEAR:
        return None
    entry.is_free |= _is_free(status, shown)
    entry.lines.append(f"UID:{entry.uid or blake2b(repr(entry.lines).encode()).hexdigest()[:24]}")
    entry.lines += ["TRANSP:TRANSPARENT"] if entry.is_free else []
    entry.lines.append("END:VEVENT")
    return entry


def _parted(line: str, names: Container[str]) -> re.Match[str] | None:
    """Return the parts of a line that is one of these properties.

    Raises TooMuch for one so long that taking it apart would need hundreds of megabytes.
    """
    if line[:20].translate(_TO_NAME).partition(":")[0].upper() not in names:
        return None
    if len(line) > _LONGEST:
        raise TooMuch
    return _LINE.fullmatch(line)


def _property(line: str, values: dict[str, re.Pattern[str]]) -> tuple[str, str] | None:
    """Return a property's value, and the line as it is kept, if it is of these."""
    found = _parted(line, values)
    if not found:
        return None
    name, value = found[1].upper(), found[3].strip()
    if not values[name].fullmatch(value):
        return None
    parameters = "".join(
        f";{word.upper()}={said}"
        for word, said in _PARAMETER.findall(found[2])
        if word.upper() in _KEPT_PARAMETERS
    )
    return value, f"{name}{parameters}:{value}"


def _spans(lines: Iterable[str], first: str) -> Iterator[str]:
    """Yield an entry for each time of a VFREEBUSY that is not said to be free."""
    for line in lines:
        found = _parted(line, ("FREEBUSY",))
        if not found or "FBTYPE=FREE" in found[2].upper():
            continue
        for span in found[3].strip().split(","):
            start, _, end = span.partition("/")
            name = "DURATION" if end.startswith("P") else "DTEND"
            if _MOMENT.fullmatch(start) and _VALUES[name].fullmatch(end) and start[:8] >= first:
                uid = blake2b(span.encode(), digest_size=12).hexdigest()
                yield f"BEGIN:VEVENT\r\nDTSTART:{start}\r\n{name}:{end}\r\nUID:{uid}\r\nEND:VEVENT"


def _is_free(status: str, shown: str) -> bool:
    """Return whether an entry takes no time; it does unless it says otherwise (RFC 5545, 3.8.2.7)."""
    return status == "CANCELLED" or shown == "TRANSPARENT"


def _moment(moment: date, here: ZoneInfo) -> datetime:
    """Return a moment of an entry; a day begins at midnight here."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), here)
    return moment if moment.tzinfo else moment.replace(tzinfo=here)


def _merged(
    spans: Iterable[tuple[datetime, datetime]],
) -> Iterator[tuple[datetime, datetime]]:
    """Yield stretches in order, those that touch or overlap as one."""
    current: tuple[datetime, datetime] | None = None
    for start, end in sorted((start.astimezone(UTC), end.astimezone(UTC)) for start, end in spans):
        if current and start <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current:
            yield current
        current = start, end
    if current:
        yield current


def _answer() -> None:
    """Read what is asked from the standard input, and write what there is."""
    with suppress(ImportError):  # Windows has no such limits; the time of `worked_out` remains.
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    asked = json.load(sys.stdin)
    first, last = (date.fromisoformat(asked[name]) for name in ("first", "last"))
    try:
        found = busy_between(asked["text"], zone=asked["zone"], first=first, last=last)
    except NotACalendar:
        told: object = "not a calendar"
    except (TooMuch, MemoryError):
        told = "too much"
    else:
        told = [(start.isoformat(), end.isoformat()) for start, end in found]
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    _answer()
