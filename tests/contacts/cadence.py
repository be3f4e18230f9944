"""Short words for histories and plans, in 2026 and in Lisbon."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from contacts.rules.cadence import Event, Kind, plan, preset_of
from contacts.rules.calendar import TwoCalendars

LISBON = ZoneInfo("Europe/Lisbon")
WEEK = (1, 2, 3, 4, 5)
ASK = 17
TALK = 4


def at(month, day, hour=9, minute=30, *, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=LISBON)


def on(month, day, *, year=2026):
    """Return the moment of a fact known by its day only."""
    return at(month, day, 12, 0, year=year)


def day(month, number, *, year=2026):
    return date(year, month, number)


def sent(moment, purpose="first_ask", outreach=ASK, **more):
    return Event(Kind.SENT, moment, outreach=outreach, purpose=purpose, **more)


def wrote(moment, purpose, **more):
    """Return a message that belongs to no ask."""
    return sent(moment, purpose, outreach=0, **more)


def nudged(moment):
    return sent(moment, "nudge")


def replied(moment, outreach=ASK, fact=31):
    return Event(Kind.REPLIED, moment, outreach=outreach, fact=fact)


def declined(moment):
    return Event(Kind.DECLINED, moment, outreach=ASK, fact=32)


def out_of_office(moment, until):
    return Event(Kind.OUT_OF_OFFICE, moment, outreach=ASK, fact=33, until=until)


def scheduled(moment, starts_at, talk=TALK):
    return Event(Kind.SCHEDULED, moment, talk=talk, starts_at=starts_at)


def held(moment, talk=TALK):
    return Event(Kind.HELD, moment, talk=talk)


def thanked(moment, talk=TALK):
    return wrote(moment, "thank_you", talk=talk)


def debriefed(moment, talk=TALK):
    return Event(Kind.DEBRIEFED, moment, talk=talk)


def named(moment, other=50):
    return Event(Kind.NAMED, moment, other=other)


def ended(moment, search=2):
    return Event(Kind.SEARCH_ENDED, moment, fact=search)


def away(first, last):
    return Event(Kind.PAUSED, on(first.month, first.day, year=first.year), until=last)


def planned(*history, today, mine="PT", theirs="US", preset="3-and-7", numbers=None, others=()):
    return plan(
        history,
        preset=preset_of(preset, numbers),
        calendar=TwoCalendars.of(WEEK, mine, theirs),
        today=today,
        others=others,
    )


def due(made):
    """Return the due day of each step, by the word of its kind."""
    return {step.kind.value: step.due_on for step in made.steps}


def english(one, many, count):
    return one if count == 1 else many
