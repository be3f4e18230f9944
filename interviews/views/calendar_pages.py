"""What the pages of the calendar show: which days, on whose clock, and where each entry stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.kit import clock
from contacts.models import Account
from contacts.validators import is_zone
from interviews.calendar_days import Day, Item, days_of, zones_in
from interviews.forms.calendar import ZoneForm
from interviews.rules.calendar_page import (
    ROWS_AN_HOUR,
    Axis,
    Place,
    Quarter,
    axis_of,
    hours_of,
    lanes,
    weeks_of,
)

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
# What an agenda shows at once, and what a cell of a month and the top of a day have room for.
AGENDA_DAYS = 28
IN_A_CELL, ON_TOP = 3, 4
# Calendars end; so do addresses that somebody typed.
_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)


class View(StrEnum):
    """How the days are shown."""

    WEEK = "week"
    MONTH = "month"
    AGENDA = "agenda"


@dataclass(frozen=True)
class Asked:
    """Which page is asked for: how, around which day, on which clock."""

    view: View
    on: date
    zone: str
    mine: str

    @classmethod
    def of(cls, account: Account, told: Any) -> "Asked":
        """Read it from an address; what is no such thing is today's week on my clock."""
        view, zone = told.get("view", ""), ZoneForm(told).named() or told.get("zone", "")
        try:
            is_zone(zone)
        except ValidationError:
            zone = account.zone
        day = day_of(told.get("on", "")) or clock.today(zone)
        shown = View(view) if view in set(View) else View.WEEK
        return cls(shown, min(max(day, _FIRST), _LAST), zone, account.zone)

    def url(self, view: View | None = None, on: date | None = None) -> str:
        """Return the address of the same clock, another day or another view."""
        told = {"view": (view or self.view).value, "on": (on or self.on).isoformat()}
        if self.zone != self.mine:
            told["zone"] = self.zone
        return f"{reverse('calendar')}?{urlencode(told)}"

    @property
    def query(self) -> str:
        """Return what an address of another page carries along to come back here."""
        return self.url().partition("?")[2]

    @property
    def days(self) -> list[date]:
        """Return the days that are shown."""
        if self.view is View.MONTH:
            return [day for week in weeks_of(self.on) for day in week]
        if self.view is View.AGENDA:
            return [self.on + n * _DAY for n in range(AGENDA_DAYS)]
        monday = self.on - timedelta(days=self.on.weekday())
        return [monday + n * _DAY for n in range(7)]

    @property
    def before(self) -> date:
        """Return a day of the page before."""
        if self.view is View.MONTH:
            return self.on.replace(day=1) - _DAY
        return self.on - (_WEEK if self.view is View.WEEK else timedelta(days=AGENDA_DAYS))

    @property
    def after(self) -> date:
        """Return a day of the next page."""
        if self.view is View.MONTH:
            return _next_month(self.on)
        return self.on + (_WEEK if self.view is View.WEEK else timedelta(days=AGENDA_DAYS))

    @property
    def title(self) -> str:
        """Return what the page is called."""
        days = self.days
        if self.view is View.MONTH:
            return date_format(self.on, "F Y")
        if self.view is View.WEEK:
            return _("Week of %(day)s") % {"day": date_format(days[0], "j F Y")}
        ends = {"first": date_format(days[0], "j F"), "last": date_format(days[-1], "j F Y")}
        return _("%(first)s to %(last)s") % ends


@dataclass(frozen=True)
class Block:
    """Something with a place on a day of the week; `hour` and `part` say from where it is drawn."""

    place: Place
    item: Item | None = None
    lane: int = 0
    lanes: int = 1
    walls: tuple[datetime, datetime] | None = None

    @property
    def hour(self) -> int:
        """Return the whole hours from the top."""
        return self.place.row // ROWS_AN_HOUR

    @property
    def part(self) -> int:
        """Return the five minutes beyond them."""
        return self.place.row % ROWS_AN_HOUR

    @property
    def hours(self) -> int:
        """Return the whole hours it takes."""
        return self.place.rows // ROWS_AN_HOUR

    @property
    def parts(self) -> int:
        """Return the five minutes it takes beyond them."""
        return self.place.rows % ROWS_AN_HOUR


@dataclass(frozen=True)
class Column:
    """One day of the week as it is drawn."""

    day: Day
    blocks: Sequence[Block]
    busy: Sequence[Block]
    gaps: Sequence[Block]
    # The first instant shown, and the quarters of an hour that this day does not have.
    begins: datetime | None
    missing: str
    url: str
    is_chosen: bool

    @property
    def begins_iso(self) -> str:
        """Return it for the script that drags."""
        return self.begins.isoformat() if self.begins else ""


@dataclass(frozen=True)
class Hour:
    """A line of the scale beside the week."""

    block: Block
    label: str
    is_again: bool


def calendar_context(account: Account, asked: Asked) -> dict[str, Any]:
    """Return all that a page of the calendar shows."""
    days = days_of(account, asked.days, asked.zone, at=clock.now())
    more = {View.WEEK: _week, View.MONTH: _month, View.AGENDA: _agenda}[asked.view]
    today = clock.today(asked.zone)
    zones = [(_("Mine"), account.zone)]
    zones += [one for one in zones_in(days) if one[1] != account.zone]
    if asked.zone not in [zone for _name, zone in zones]:
        zones.append(("", asked.zone))
    return {
        "asked": asked,
        "title": asked.title,
        "today": today,
        "today_url": asked.url(on=today),
        "before_url": asked.url(on=asked.before),
        "after_url": asked.url(on=asked.after),
        "views": [(view.value, name, asked.url(view)) for view, name in _views()],
        "zones": zones,
        "is_mine": asked.zone == account.zone,
        "is_nothing": not any(day.count for day in days),
        "zone_form": ZoneForm(),
        **more(account, asked, days),
    }


def _views() -> list[tuple[View, str]]:
    return [(View.WEEK, _("Week")), (View.MONTH, _("Month")), (View.AGENDA, _("Agenda"))]


def _week(account: Account, asked: Asked, days: list[Day]) -> dict[str, Any]:
    frames = [day.frame for day in days]
    spans = [item.span for day in days for item in day.items]
    opens, closes = hours_of(frames, spans, account.day_starts_at, account.day_ends_at)
    axis = axis_of(frames, opens, closes)
    columns = [_column(day, axis, asked) for day in days]
    rows = [
        Hour(Block(Place(row, ROWS_AN_HOUR)), _clock(quarter), bool(quarter.again))
        for row, quarter in axis.hours
    ]
    return {"columns": columns, "hours": rows, "on_top": ON_TOP, "full_rows": _full(axis)}


def _full(axis: Axis) -> Block:
    return Block(Place(0, max(1, len(axis.quarters)) * (ROWS_AN_HOUR // 4)))


def _column(day: Day, axis: Axis, asked: Asked) -> Column:
    placed = [(item, axis.place(day.frame, item.span)) for item in day.items]
    shown = [(item, place) for item, place in placed if place]
    side = lanes([place for _item, place in shown])
    busy = [
        (axis.place(day.frame, span), walls)
        for span, walls in zip(day.busy, day.busy_walls, strict=True)
    ]
    own = set(day.frame.quarters)
    return Column(
        day=day,
        blocks=[
            Block(place, item, lane, count)
            for (item, place), (lane, count) in zip(shown, side, strict=True)
        ],
        busy=[Block(place, walls=walls) for place, walls in busy if place],
        gaps=[Block(place) for place in axis.gaps(day.frame)],
        begins=axis.begins(day.frame),
        missing=" ".join(str(n) for n, one in enumerate(axis.quarters) if one not in own),
        url=asked.url(View.AGENDA, day.date),
        is_chosen=day.date == asked.on,
    )


def _month(account: Account, asked: Asked, days: list[Day]) -> dict[str, Any]:
    weeks = [days[n : n + 7] for n in range(0, len(days), 7)]
    chosen = next(day for day in days if day.date == asked.on)
    cells = [
        [
            {
                "day": day,
                "url": asked.url(on=day.date),
                "is_other": day.date.month != asked.on.month,
            }
            for day in week
        ]
        for week in weeks
    ]
    return {"weeks": cells, "chosen": chosen, "in_a_cell": IN_A_CELL}


def _agenda(account: Account, asked: Asked, days: list[Day]) -> dict[str, Any]:
    return {"days": [day for day in days if not day.is_empty or day.changes_to]}


def _clock(quarter: Quarter) -> str:
    return f"{time(quarter.minute // 60, quarter.minute % 60):%H:%M}"


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def day_of(text: str) -> date | None:
    """Return the day that an address names, None where it names none."""
    try:
        return parse_date(text)
    except ValueError:
        return None
