"""What is said of a follow-up: what to do, why, who says so, and what moved its day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.kit.labels import N_
from contacts.rules.cadence import Move, Reason, count_of, numbers
from contacts.rules.calendar import TwoCalendars
from interviews.models import FollowUp, FollowUpKind

DAY = "D j M"
# The question that stands in for the notes of a talk nobody reported on.
WAS_HELD = "was_held"
# Why a debrief is on the list while nobody said whether the talk took place: on its day, and after it.
UNSAID = ("debrief_ahead", WAS_HELD)
# The reason to go over a round of a job interview.
ROUND = "debrief_round"


def short_day(day: date) -> str:
    """Return a day as pages name it: Thu 12 Mar."""
    return date_format(day, DAY)


def is_unsaid(one: FollowUp) -> bool:
    """Return whether it waits for a word on whether its talk took place."""
    return one.reason.get("key") in UNSAID


def title_of(one: FollowUp) -> str:
    """Return what is to be done, with whom; what was noted by hand keeps its own words."""
    if one.text:
        return one.text
    if one.about:
        return _title_about(FollowUpKind(one.kind), one)
    if one.reason.get("key") == WAS_HELD:
        return question_of(one)
    if one.reason.get("key") == ROUND:
        return _("Write down what %(name)s asked you") % {"name": one.person.name}
    return _title(FollowUpKind(one.kind)) % {"name": one.person.name}


def question_of(one: FollowUp) -> str:
    """Return what is asked about a talk while nobody said whether it took place."""
    return _("Say whether you talked with %(name)s") % {"name": one.person.name}


def _title_about(kind: FollowUpKind, one: FollowUp) -> str:
    """Return what is to be done about somebody else: whom they named, or were to introduce."""
    assert one.about
    names = {"name": one.person.name, "other": one.about.name}
    if kind == FollowUpKind.WRITE_INTRODUCED:
        return _("Write to %(name)s, to whom %(other)s introduced you") % names
    if kind == FollowUpKind.NUDGE_INTRODUCTION:
        return _("Remind %(name)s of the introduction to %(other)s") % names
    if more := len(one.reason.get("also", ())):
        told = ngettext(
            "Tell %(name)s how it went with %(other)s and %(n)s more they named",
            "Tell %(name)s how it went with %(other)s and %(n)s more they named",
            more,
        )
        return told % {**names, "n": more}
    return _("Tell %(name)s how it went with %(other)s") % names


def _title(kind: FollowUpKind) -> str:
    match kind:
        case FollowUpKind.ANSWER:
            return _("Answer %(name)s")
        case FollowUpKind.CONFIRM:
            return _("Confirm the talk with %(name)s")
        case FollowUpKind.DEBRIEF:
            return _("Write down what you learned from %(name)s")
        case FollowUpKind.THANK:
            return _("Thank %(name)s")
        case FollowUpKind.REPORT_BACK:
            return _("Report back to %(name)s")
        case FollowUpKind.OTHER_WAY:
            return _("Find another way to reach %(name)s")
        case FollowUpKind.WRITE_INTRODUCED:
            return _("Write to %(name)s: you were introduced")
        case FollowUpKind.SECOND_PERSON:
            return _("Write to somebody else where %(name)s works")
        case FollowUpKind.NUDGE:
            return _("Follow up with %(name)s, once")
        case FollowUpKind.ASK_NEXT_STEP:
            return _("Ask %(name)s what comes next")
        case FollowUpKind.ASK_REFERRAL:
            return _("Ask %(name)s whom to meet next")
        case FollowUpKind.NUDGE_INTRODUCTION:
            return _("Remind %(name)s of the introduction")
        case FollowUpKind.TELL_REFERRER:
            return _("Tell %(name)s how it went with whom they named")
        case FollowUpKind.TELL_ENDED:
            return _("Tell %(name)s that your search has ended")
        case FollowUpKind.KEEP_IN_TOUCH:
            return _("Keep in touch with %(name)s")
        case FollowUpKind.CLARIFY:
            return _("Fill in a day about %(name)s")
        case FollowUpKind.PROMISE:
            return _("Keep your promise to %(name)s")
        case FollowUpKind.THEIR_PROMISE:
            return _("What %(name)s promised")
        case FollowUpKind.FREE:
            return _("Something for %(name)s")


def reason_of(one: FollowUp, today: date, show_day: Callable[[date], str] = short_day) -> str:
    """Return why it is to be done; days that are counted are those up to `today`.

    Before its due day they are those up to there. The follow-up comes with account and person.
    """
    if one.reason:
        return _as_of(one, max(today, one.due_on)).text(_counted, show_day)
    if one.kind == FollowUpKind.PROMISE:
        return _("You promised it.")
    if one.kind == FollowUpKind.REPORT_BACK:
        return _("You agreed to tell them how it went.")
    if one.is_theirs:
        return _("They promised it; nothing for you to do but wait, or ask kindly.")
    return _("You chose this day.")


def _as_of(one: FollowUp, day: date) -> Reason:
    reason, number = Reason.of(one.reason), one.reason.get("number")
    if reason.counts_from is None or number not in numbers():
        return reason
    week, country = one.account.working_days, one.account.country
    calendar = TwoCalendars.of(week, country, one.person.country)
    return replace(reason, count=count_of(number, reason.counts_from, day, calendar))


def _counted(one: str, many: str, count: int) -> str:
    # Both wordings are texts of their own in the catalogues.
    return translation.gettext(one if count == 1 else many)


OUR_OWN = N_("our own rule")


def source_of(one: FollowUp) -> str:
    """Return who says that it should be done, be it us; "" for what was chosen by hand."""
    if not one.key:
        return ""
    number = numbers().get(one.reason.get("number", ""))
    said = number.source if number and number.source else OUR_OWN
    return translation.gettext(said)


def moves_of(one: FollowUp, show_day: Callable[[date], str] = short_day) -> list[str]:
    """Return what moved its day or made its wait longer, a sentence each."""
    moves = (Move.of(stored) for stored in one.reason.get("moves", ()))
    return list(dict.fromkeys(move.text(_, show_day) for move in moves))
