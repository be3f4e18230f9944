"""Made-up histories of one person, possible ones and odd ones, for properties of the plan."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from contacts.rules.cadence import Event, Kind, StepKind, plan, preset_of
from contacts.rules.calendar import TwoCalendars
from tests.contacts.cadence import LISBON

START = date(2026, 3, 2)
# Short, so that much falls together.
SPAN = 50
COUNTRIES = ["", "US", "CN", "DE", "IL"]

moments = st.builds(
    lambda offset, hour: datetime.combine(
        START + timedelta(days=offset), time(hour, 0 if hour == 12 else 30), LISBON
    ),
    st.integers(0, SPAN),
    st.sampled_from([8, 12, 18]),
)
days = st.integers(0, SPAN + 40).map(lambda n: START + timedelta(days=n))
small = st.integers(1, 2)
others = st.integers(1, 4)
# What makes steps comes more often than what ends them.
KINDS = [*Kind, *[Kind.SENT] * 10, *[Kind.HELD] * 6, *[Kind.REPLIED] * 4]
KINDS += [Kind.AWAITED] * 4
KINDS += [*[Kind.PROMISED] * 6, *[Kind.USED] * 6, *[Kind.INTRODUCED_TO] * 3]
PURPOSES = ["", "first_ask", "nudge", "accept", "accept", "confirm", "thank_you", "referral_ask"]
PURPOSES += [
    "ask_next_step",
    "report_referrer",
    "report_advice",
    "keep_in_touch",
    "end_of_search",
    "other",
]
STEPS = [
    "nudge:1",
    "nudge_offer:1",
    "second_person:1",
    "thank:1",
    "ask_referral:1",
    "ask_next_step:1",
    "keep_in_touch:1",
]


@st.composite
def events(draw):
    """Return one event of any kind, possible beside others or not."""
    kind = draw(st.sampled_from(KINDS))
    at = draw(moments)
    later = at.date() + timedelta(days=draw(st.integers(0, 45)))
    fields = {
        Kind.SENT: lambda: {
            "outreach": draw(st.integers(0, 2)),
            "purpose": draw(st.sampled_from(PURPOSES)),
            "talk": draw(st.sampled_from([0, 0, 1])),
        },
        Kind.DRAFTED: lambda: {"outreach": draw(small)},
        Kind.ASKED_UNKNOWN: lambda: {"outreach": draw(small)},
        Kind.BOUNCED: lambda: {"outreach": draw(small)},
        Kind.REPLIED: lambda: {"outreach": draw(st.integers(0, 2)), "fact": draw(small)},
        Kind.DECLINED: lambda: {"outreach": draw(small)},
        Kind.OUT_OF_OFFICE: lambda: {
            "outreach": draw(small),
            "until": draw(st.sampled_from([later, None])),
        },
        Kind.SCHEDULED: lambda: {
            "talk": draw(small),
            "starts_at": at + timedelta(days=draw(st.integers(0, 20))),
        },
        Kind.PROMISE_MADE: lambda: {
            "fact": draw(small),
            "on": draw(st.sampled_from([later, None])),
        },
        Kind.HELD: lambda: {"is_round": draw(st.booleans())},
        Kind.AWAITED: lambda: {"on": draw(st.sampled_from([None, None, later]))},
        Kind.PAUSED: lambda: {"until": draw(st.sampled_from([later, later, None]))},
        Kind.SETTLED: lambda: {"step": draw(st.sampled_from(STEPS))},
        Kind.SNOOZED: lambda: {"step": draw(st.sampled_from(STEPS)), "until": later},
        Kind.SEARCH_ENDED: lambda: {"fact": draw(small)},
    }
    talks = (Kind.CANCELLED, Kind.MISSED, Kind.HELD, Kind.DEBRIEFED, Kind.THANKED, Kind.AWAITED)
    about = (Kind.NAMED, Kind.USED, Kind.PROMISED, Kind.INTRODUCED, Kind.INTRODUCED_TO)
    more = {"talk": draw(small)} if kind in talks else {}
    more |= {"other": draw(others)} if kind in about else {}
    return Event(kind, at, **more, **fields.get(kind, dict)())


histories = st.lists(events(), min_size=1, max_size=12)

surroundings = st.fixed_dictionaries(
    {
        "calendar": st.builds(
            TwoCalendars.of,
            st.sampled_from([(1, 2, 3, 4, 5), (7, 1, 2, 3, 4), (1, 3), (6, 7)]),
            st.sampled_from(COUNTRIES),
            st.sampled_from(COUNTRIES),
        ),
        "preset": st.sampled_from(
            [
                preset_of("3-and-7"),
                preset_of("gentle"),
                preset_of("campus", {"spacing": 8, "nudge": 2}),
                preset_of("inside-a-company", {"spacing": 1, "keep_in_touch": 2}),
            ]
        ),
        "others": st.lists(days, max_size=2),
    }
)


def plan_of(history, *, today, **around):
    """Return the plan of what had happened by a day; what was noted for later is left for later."""
    known = [e for e in history if e.day <= today or e.kind is Kind.PAUSED]
    return plan(known, today=today, **around)


# The message that doing a step leads to.
LEADS_TO = {
    StepKind.NUDGE: "nudge",
    StepKind.OTHER_WAY: "first_ask",
    StepKind.WRITE_INTRODUCED: "first_ask",
    StepKind.ANSWER: "accept",
    StepKind.CONFIRM: "confirm",
    StepKind.THANK: "thank_you",
    StepKind.REPORT_BACK: "report_advice",
    StepKind.ASK_NEXT_STEP: "ask_next_step",
    StepKind.ASK_REFERRAL: "referral_ask",
    StepKind.NUDGE_INTRODUCTION: "other",
    StepKind.TELL_REFERRER: "report_referrer",
    StepKind.TELL_ENDED: "end_of_search",
    StepKind.KEEP_IN_TOUCH: "keep_in_touch",
}


def deed(step, today):
    """Return the event that doing a step on a day leads to, or that it was settled."""
    at = datetime.combine(today, time(19, 40), LISBON)
    if step.kind is StepKind.DEBRIEF:
        return Event(Kind.DEBRIEFED, at, talk=step.talk)
    if step.kind not in LEADS_TO:
        return Event(Kind.SETTLED, at, step=step.key)
    ids = {"outreach": step.outreach, "talk": step.talk, "other": step.other}
    return Event(Kind.SENT, at, purpose=LEADS_TO[step.kind], **ids)


def with_ids(history):
    """Return a history in which every reply, promise and note is a row of its own."""
    return [replace(e, fact=n) if e.kind in _ROWS else e for n, e in enumerate(history, 1)]


_ROWS = (Kind.REPLIED, Kind.PROMISE_MADE, Kind.OUT_OF_OFFICE, Kind.BOUNCED, Kind.SEARCH_ENDED)
