"""What the page behind a letter's link says, in the active language."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from config.kit import clock
from interviews.actions.mail_links import GOOD_FOR, Face, Linked
from interviews.mail.links import Action
from interviews.mail.phrases import day_in_words, hour
from interviews.models import FollowUpKind


@dataclass(frozen=True)
class Said:
    """A heading, a sentence below it, and what the one button does where there is one."""

    heading: str
    text: str
    button: str = ""


def said(linked: Linked) -> Said:
    """Return what a link would do, or why it does nothing."""
    match linked.face:
        case Face.OPEN:
            return _asked(linked)
        case Face.USED:
            return Said(_("This link was used already"), _use(linked))
        case Face.EXPIRED:
            told = _(
                "Links in letters work for %(days)d days. What was to be done may still be on "
                "your list."
            )
            return Said(_("This link is too old"), told % {"days": GOOD_FOR.days})
        case Face.GONE:
            told = _(
                "What it was about was deleted, or put together with something else. Nothing was "
                "changed."
            )
            return Said(_("It is not on your list any more"), told)
        case Face.AWAY:
            told = _("It is switched off, or about to be deleted. Nothing was changed.")
            return Said(_("This account is not in use"), told)
        case _:
            return _overtaken(linked)


def done(linked: Linked) -> Said:
    """Return what a link just did."""
    one = linked.one
    match linked.link.action:
        case Action.SNOOZE:
            heading = _("Put off until %(day)s") % {"day": day_in_words(one.due_on)}
            told = _("It comes up again on that day.")
            if one.due_on > linked.next_day:
                told = _("Sooner is a day off, or too near another message to them.")
            return Said(heading, told)
        case Action.DROP:
            return Said(_("Dropped"), _("You will not be asked about it again."))
        case Action.DONE:
            return Said(_("Done"), _("That is noted. Nothing was sent to anybody."))
        case Action.TALKED:
            told = _("That is noted. Whom to thank, and what comes next, stands on Today.")
            return Said(_("You talked"), told)
        case Action.MISSED:
            told = _("That is noted. Another time can be agreed on its page.")
            return Said(_("It did not happen"), told)


def taken_back(linked: Linked) -> Said:
    """Return where something stands again."""
    told = _("It is on your list as before, for %(day)s.") % {
        "day": day_in_words(linked.one.due_on)
    }
    return Said(_("It is open again"), told)


def letter_day(linked: Linked) -> str:
    """Return the day of the letter."""
    return day_in_words(linked.letter.local_day)


def _asked(linked: Linked) -> Said:
    match linked.link.action:
        case Action.SNOOZE:
            button = _("Put off until %(day)s") % {"day": day_in_words(linked.next_day)}
            told = _("Until then it stays out of your way.")
            if linked.one.is_chaser:
                told = _(
                    "Until then it stays out of your way; for longer where another message to them "
                    "would be too near."
                )
            return Said(_("Put it off?"), told, button)
        case Action.DROP:
            told = _("It leaves your list. What you noted about this person stays.")
            return Said(_("Drop it?"), told, _("Drop it and do not ask again"))
        case Action.TALKED:
            told = _(
                "What comes next, thanks first, follows from that. Nothing is sent to anybody."
            )
            return Said(_("Did you talk?"), told, _("Yes, we talked"))
        case Action.MISSED:
            told = _("This only notes it: nothing is sent to anybody.")
            return Said(_("Did it not happen?"), told, _("It did not happen"))
        case Action.DONE:
            return _asked_if_done(linked)


def _asked_if_done(linked: Linked) -> Said:
    one = linked.one
    told = _("This only notes it: nothing is sent to anybody.")
    if one.is_theirs:
        return Said(_("Did they do it?"), told, _("They did it"))
    if one.kind != FollowUpKind.THANK:
        return Said(_("Is it done?"), told, _("Yes, it is done"))
    if one.message and not one.message.sent_at:
        told = _(
            "This only notes it: nothing is sent to anybody. The draft that you began is kept, as "
            "it stands, as what you sent."
        )
    return Said(_("Did you thank them?"), told, _("Yes, I thanked them"))


def _use(linked: Linked) -> str:
    assert linked.used
    if not linked.stands:
        return _("What it did was changed since. Today says how things are.")
    words = {"when": _moment(linked.used.used_at, linked), "day": day_in_words(linked.one.due_on)}
    match linked.link.action:
        case Action.SNOOZE:
            return _("Put off on %(when)s; it comes up on %(day)s.") % words
        case Action.DROP:
            return _("Dropped on %(when)s.") % words
        case Action.DONE:
            return _("Noted as done on %(when)s.") % words
        case Action.TALKED | Action.MISSED:
            return _("What you said of this talk was noted on %(when)s.") % words


def _overtaken(linked: Linked) -> Said:
    """Return how things stand where somebody was faster, or the link is not the way to do it."""
    one = linked.one
    when = _moment(one.settled_at, linked) if one.settled_at else ""
    match linked.face:
        case Face.DONE:
            return Said(_("It is done already"), _("Noted as done on %(when)s.") % {"when": when})
        case Face.DROPPED:
            return Said(_("It was dropped already"), _("Dropped on %(when)s.") % {"when": when})
        case Face.LATER:
            told = _("It comes up on %(day)s. Nothing was changed.")
            return Said(_("It is put off already"), told % {"day": day_in_words(one.due_on)})
        case Face.ASKED:
            told = _("Say on its page whether this talk took place; what follows depends on it.")
            return Said(_("Did you talk?"), told)
        case Face.SAID:
            return Said(_("That is known already"), _("The page of this talk says how it stands."))
        case _:
            told = _("After what happened since, your plan does not call for it any more.")
            return Said(_("There is nothing left to do"), told)


def _moment(moment: datetime, linked: Linked) -> str:
    zone = linked.account.zone
    words = {"day": day_in_words(clock.day_of(moment, zone)), "time": hour(moment, zone)}
    return pgettext("day and time", "%(day)s, %(time)s") % words
