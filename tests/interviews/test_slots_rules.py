"""When two people can talk: on both clocks, around what is taken, across clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.rules.calendar import WorkCalendar
from interviews.rules.slots import (
    Busy,
    Diary,
    Limits,
    Reason,
    free_starts,
    objections,
    obstacles,
    propose,
)
from tests.steps import steps_of

WEEK = WorkCalendar(frozenset(range(1, 6)))
EVERY_DAY = WorkCalendar(frozenset(range(1, 8)))
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)  # a Monday
OPEN = Limits(minutes=20, before=0, after=0, notice=0, most_per_day=9, days_ahead=14)

# Northern and southern changes, one of half an hour, one within Ramadan, one given up, none at all.
ZONES = (
    "Europe/Lisbon",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Santiago",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Asia/Shanghai",
)


def diary(zone="Europe/Lisbon", calendar=WEEK, opens=time(9), closes=time(17), away=()):
    return Diary(zone, calendar, opens, closes, away)


def at(text, zone="UTC"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def reasons(start, mine=None, theirs=(), busy=(), limits=OPEN, now=NOW):
    found = objections(start, mine or diary(), theirs, busy, limits, now=now)
    return [(one.reason, one.who) for one in found]


moments = st.datetimes(
    datetime(2026, 2, 1),  # noqa: DTZ001, the zone is added
    datetime(2027, 12, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
lengths = st.integers(1, 300).map(lambda minutes: timedelta(minutes=minutes))
hours = st.tuples(st.integers(0, 12), st.integers(13, 23)).map(
    lambda pair: (time(pair[0], 30), time(pair[1]))
)
diaries = st.builds(
    lambda zone, pair, calendar: diary(zone, calendar, *pair),
    st.sampled_from(ZONES),
    hours,
    st.sampled_from([WEEK, EVERY_DAY, WorkCalendar(frozenset(range(1, 7)), ("PT",))]),
)
limits = st.builds(
    Limits,
    minutes=st.integers(5, 120),
    before=st.integers(0, 60),
    after=st.integers(0, 60),
    notice=st.integers(0, 72),
    most_per_day=st.integers(1, 3),
    days_ahead=st.integers(2, 20),
)


@st.composite
def searches(draw):
    now = draw(moments)
    offsets = st.integers(-600, 20 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
    busy = [
        Busy(now + begin, now + begin + length, is_talk)
        for begin, length, is_talk in draw(
            st.lists(st.tuples(offsets, lengths, st.booleans()), max_size=25)
        )
    ]
    others = draw(st.lists(diaries, max_size=2))
    return draw(diaries), others, busy, draw(limits), now


@given(searches())
def test_a_free_start_lies_within_everybodys_hours_on_days_they_work(search):
    mine, theirs, busy, numbers, now = search
    for start in free_starts(mine, theirs, busy, numbers, now=now):
        assert start >= now + timedelta(hours=numbers.notice)
        assert start <= now + timedelta(days=numbers.days_ahead)
        for one in [mine, *theirs]:
            begins = start.astimezone(ZoneInfo(one.zone))
            ends = (start + numbers.length).astimezone(ZoneInfo(one.zone))
            assert begins.date() == ends.date()
            assert one.day_from <= begins.time() and ends.time() <= one.day_until
            assert one.calendar.is_working(begins.date())
        guide = ZoneInfo((theirs or [mine])[0].zone)
        assert start.astimezone(guide).minute in (0, 30)


@given(searches())
def test_a_free_start_never_overlaps_anything_with_the_time_around_it(search):
    mine, theirs, busy, numbers, now = search
    before, after = timedelta(minutes=numbers.before), timedelta(minutes=numbers.after)
    for start in free_starts(mine, theirs, busy, numbers, now=now):
        first, last = start - before, start + numbers.length + after
        for one in busy:
            opens, closes = one.starts_at, one.ends_at
            if one.is_talk:
                opens, closes = opens - before, closes + after
            assert last <= opens or first >= closes
        same_day = [b for b in busy if b.is_talk and mine.day_of(b.starts_at) == mine.day_of(start)]
        assert len(same_day) < numbers.most_per_day


@given(searches())
def test_what_is_free_is_what_nothing_speaks_against(search):
    mine, theirs, busy, numbers, now = search
    free = set(free_starts(mine, theirs, busy, numbers, now=now))
    guide = ZoneInfo((theirs or [mine])[0].zone)
    first = now.replace(minute=0, second=0, microsecond=0)
    for quarter in range(0, numbers.days_ahead * 96, 7):
        start = first + timedelta(minutes=15 * quarter)
        if start.astimezone(guide).minute in (0, 30):
            found = objections(start, mine, theirs, busy, numbers, now=now)
            assert (start in free) == (not found)


@given(searches(), st.randoms())
def test_the_same_facts_give_the_same_times_in_whatever_order(search, random):
    mine, theirs, busy, numbers, now = search
    shuffled = random.sample(busy, len(busy))

    free = free_starts(mine, theirs, busy, numbers, now=now)
    again = free_starts(mine, theirs, shuffled, numbers, now=now)
    mixed = random.sample(free, len(free))

    assert free == again == sorted(set(free))
    chosen = propose(free, mine, theirs, numbers, count=3)
    assert chosen == propose(mixed, mine, theirs, numbers, count=3)
    assert len(chosen) == min(3, len(free)) and set(chosen) <= set(free)
    days, offered = {mine.day_of(one) for one in free}, {mine.day_of(one) for one in chosen}
    assert len(offered) == min(3, len(days)), "spread over as many days as there are"


@pytest.mark.parametrize(
    ("mine", "theirs", "now", "first"),
    [
        # My clocks go back on 25 October, theirs on 1 November: for a week they are an hour nearer.
        ("Europe/Lisbon", "America/New_York", "2026-10-23T00:00", "2026-10-23T13:00"),
        ("Europe/Lisbon", "America/New_York", "2026-10-26T00:00", "2026-10-26T13:00"),
        ("Europe/Lisbon", "America/New_York", "2026-11-02T00:00", "2026-11-02T14:00"),
        # Lord Howe moves by half an hour, from 10:30 to 11 hours ahead, on 4 October 2026.
        ("Asia/Shanghai", "Australia/Lord_Howe", "2026-10-02T00:00", "2026-10-02T01:00"),
        ("Australia/Lord_Howe", "Asia/Shanghai", "2026-10-01T20:00", "2026-10-02T01:00"),
        ("Australia/Lord_Howe", "Australia/Lord_Howe", "2026-10-01T20:00", "2026-10-01T22:30"),
        ("Australia/Lord_Howe", "Australia/Lord_Howe", "2026-10-04T20:00", "2026-10-04T22:00"),
        # Sydney goes forward on 4 October 2026, Lisbon back on the 25th: 10 hours apart, then 11.
        ("Australia/Sydney", "Asia/Shanghai", "2026-10-02T00:00", "2026-10-02T01:00"),
        ("Australia/Sydney", "Asia/Shanghai", "2026-10-05T00:00", "2026-10-05T01:00"),
        # Tehran gave its summer time up in 2022 and stands on the half hour.
        ("Asia/Tehran", "Asia/Kathmandu", "2026-07-06T00:00", "2026-07-06T05:45"),
        # Apia gave it up in 2021; across the date line nobody's Monday is the other's.
        ("Pacific/Apia", "Pacific/Honolulu", "2026-11-23T00:00", "2026-11-23T20:00"),
    ],
)
def test_the_first_time_of_a_day_is_right_on_both_clocks(mine, theirs, now, first):
    moment = at(now)

    found = free_starts(diary(mine), [diary(theirs)], [], OPEN, now=moment)

    assert found[0] == at(first)


def test_two_clocks_that_never_meet_give_nothing_and_say_why():
    mine, theirs = diary("Europe/Lisbon"), diary("America/Los_Angeles", closes=time(12))
    short = diary("Europe/Lisbon", closes=time(12))

    assert free_starts(short, [theirs], [], OPEN, now=NOW) == []
    assert free_starts(mine, [diary("America/Los_Angeles")], [], OPEN, now=NOW) == []

    assert {(one.reason, one.who) for one in obstacles(short, [theirs], [], OPEN, now=NOW)} == {
        (Reason.HOURS, None),
        (Reason.HOURS, 0),
    }


def test_hours_in_a_skipped_or_repeated_hour_become_shorter():
    night = diary("Europe/Lisbon", EVERY_DAY, time(1, 30), time(3))
    assert night.hours_on(date(2026, 3, 29)) == (at("2026-03-29T01:30"), at("2026-03-29T02:00"))
    assert night.hours_on(date(2026, 10, 25)) == (at("2026-10-25T01:30"), at("2026-10-25T03:00"))
    evening = diary("Europe/Lisbon", EVERY_DAY, time(0), time(1, 30))
    assert evening.hours_on(date(2026, 10, 25)) == (at("2026-10-24T23:00"), at("2026-10-25T00:30"))


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("2026-11-23T07:00", Reason.PAST),
        ("2026-11-23T09:00", Reason.TOO_SOON),
        ("2026-12-21T10:00", Reason.TOO_FAR),
        ("2026-11-27T10:00", Reason.AWAY),
        ("2026-12-01T10:00", Reason.HOLIDAY),
        ("2026-11-28T10:00", Reason.DAY_OFF),
        ("2026-11-26T08:30", Reason.HOURS),
        ("2026-11-26T16:45", Reason.HOURS),
        ("2026-11-25T12:00", Reason.DAY_FULL),
        ("2026-11-24T10:10", Reason.CLASH),
        ("2026-11-24T10:30", Reason.GAP),
        ("2026-11-24T13:30", Reason.GAP),
    ],
)
def test_every_reason_against_a_time_is_named(start, reason):
    mine = diary(
        calendar=WorkCalendar(frozenset(range(1, 6)), ("PT",)),
        away=((date(2026, 11, 27), date(2026, 11, 27)),),
    )
    busy = [
        Busy(at("2026-11-24T10:00"), at("2026-11-24T10:20"), is_talk=True),
        Busy(at("2026-11-24T14:00"), at("2026-11-24T15:00")),
        Busy(at("2026-11-25T09:00"), at("2026-11-25T09:20"), is_talk=True),
        Busy(at("2026-11-25T16:00"), at("2026-11-25T16:20"), is_talk=True),
    ]

    found = objections(at(start), mine, [], busy, Limits(minutes=20), now=NOW)

    assert reason in [one.reason for one in found]
    assert found[0].is_clash == (reason in (Reason.PAST, Reason.CLASH))


def test_holidays_of_both_countries_are_days_off():
    theirs = diary("America/New_York", WorkCalendar(frozenset(range(1, 6)), ("US",)))

    found = objections(at("2026-11-26T15:00"), diary(), [theirs], [], OPEN, now=NOW)

    assert [(one.reason, one.who, one.holiday) for one in found] == [
        (Reason.HOLIDAY, 0, "Thanksgiving Day")
    ]
    days = {one.date() for one in free_starts(diary(), [theirs], [], OPEN, now=NOW)}
    assert date(2026, 11, 25) in days and date(2026, 11, 26) not in days


def test_a_talk_may_begin_exactly_where_the_time_after_another_ends():
    talk = Busy(at("2026-11-24T10:00"), at("2026-11-24T10:30"), is_talk=True)
    numbers = Limits(minutes=30, before=10, after=20, notice=0, most_per_day=9)

    free = free_starts(diary(), [], [talk], numbers, now=NOW)

    that_day = [one for one in free if one.date() == date(2026, 11, 24)]
    assert at("2026-11-24T09:00") in that_day, "9:00 to 9:30, 9:50 with what follows it"
    assert at("2026-11-24T09:30") not in that_day
    assert at("2026-11-24T11:00") in that_day and at("2026-11-24T10:30") not in that_day


def test_good_times_are_in_the_middle_of_both_days_and_not_all_alike():
    mine, theirs = diary("Europe/Lisbon"), diary("Europe/Berlin")

    chosen = propose(free_starts(mine, [theirs], [], OPEN, now=NOW), mine, [theirs], OPEN, count=3)

    local = [one.astimezone(ZoneInfo("Europe/Berlin")) for one in chosen]
    assert len({one.date() for one in local}) == 3
    assert all(time(11) <= one.time() <= time(15, 30) for one in local)
    assert {one.hour < 12 for one in local} == {True, False}


def test_times_that_are_taken_are_not_gone_through_for_every_start():
    def steps(count):
        gap = timedelta(days=14) / count
        busy = [Busy(NOW + gap * n, NOW + gap * n + timedelta(minutes=5)) for n in range(count)]
        return steps_of(lambda: free_starts(diary(), [], busy, OPEN, now=NOW))

    few, many = steps(100), steps(400)

    # Each costs what sorting it in takes; looked at for each of 300 starts it would be some 600.
    assert (many - few) / 300 < 20
