"""What is said of a time: why it is poor, in a sentence and in the word that a grid has room for."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext

from interviews.availability import Openings
from interviews.rules.clocks import KIND_FROM, KIND_UNTIL
from interviews.rules.slots import Diary, Objection, Reason


def sentence(objection: Objection, start: datetime | None, known: Openings) -> str:
    """Return why a time is poor; of all times where `start` is None."""
    who = objection.who
    if objection.reason is Reason.HOURS:
        return _hours(who, start, known)
    if objection.reason in (Reason.CLASH, Reason.GAP):
        return _near(objection, known)
    words = {"name": known.people[who].address if who is not None else ""}
    words |= {"holiday": objection.holiday}
    words |= {"notice": str(known.limits.notice), "days": str(known.limits.days_ahead)}
    words |= {"most": str(known.limits.most_per_day)}
    return _plain(objection.reason, is_mine=who is None) % words


def _plain(reason: Reason, *, is_mine: bool) -> str:
    if reason is Reason.HOLIDAY:
        mine = gettext("It is a public holiday where you are: %(holiday)s.")
        theirs = gettext("It is a public holiday where %(name)s is: %(holiday)s.")
        return mine if is_mine else theirs
    if reason is Reason.DAY_OFF:
        mine = gettext("It is not one of your working days.")
        return mine if is_mine else gettext("It is no working day where %(name)s is.")
    return {
        Reason.PAST: gettext("This time is over."),
        Reason.TOO_SOON: gettext("It is sooner than the %(notice)s hours of notice you leave."),
        Reason.TOO_FAR: gettext("It is more than %(days)s days ahead."),
        Reason.AWAY: gettext("You are away that day."),
        Reason.DAY_FULL: gettext("That day already holds %(most)s talks, as many as you want."),
    }[reason]


def _hours(who: int | None, start: datetime | None, known: Openings) -> str:
    diary = _diary(who, known)
    words = {
        "from": time_format(diary.day_from, "H:i"),
        "until": time_format(diary.day_until, "H:i"),
    }
    if who is None:
        return gettext("It is outside your working hours, %(from)s to %(until)s.") % words
    words["name"] = known.people[who].address
    if start is None:
        return gettext("It is outside the day of %(name)s, %(from)s to %(until)s there.") % words
    words["time"] = date_format(_wall(start, diary), "H:i")
    told = gettext("It is %(time)s for %(name)s, outside their day (%(from)s to %(until)s).")
    return told % words


def _near(objection: Objection, known: Openings) -> str:
    busy = objection.busy
    name = busy.name if busy else ""
    words = {"name": name, "before": known.limits.before, "after": known.limits.after}
    if objection.reason is Reason.CLASH:
        talk = gettext("You talk to %(name)s then.")
        return talk % words if name else gettext("You are busy then.")
    near = gettext("It is too close to your talk with %(name)s: ") % words if name else ""
    near = near or gettext("It is too close to something else you have: ")
    kept = gettext("you keep %(before)s minutes free before a talk and %(after)s after it.")
    return near + kept % words


def word(objection: Objection, start: datetime, known: Openings) -> str:
    """Return the reason in a word or two; with a name where it is not whose clock is shown."""
    short = _word(objection, start, known)
    if not objection.who:
        return short
    told = gettext("%(word)s for %(name)s")
    return told % {"word": short, "name": known.people[objection.who].address}


def _word(objection: Objection, start: datetime, known: Openings) -> str:
    if objection.reason is Reason.HOURS:
        return _hour_word(objection.who, start, known)
    if objection.reason is Reason.CLASH:
        return (objection.busy.name if objection.busy else "") or gettext("busy")
    return {
        Reason.PAST: gettext("over"),
        Reason.TOO_SOON: gettext("soon"),
        Reason.TOO_FAR: gettext("far off"),
        Reason.AWAY: gettext("away"),
        Reason.HOLIDAY: gettext("holiday"),
        Reason.DAY_OFF: gettext("day off"),
        Reason.DAY_FULL: gettext("day full"),
        Reason.GAP: gettext("too close"),
    }[objection.reason]


def _hour_word(who: int | None, start: datetime, known: Openings) -> str:
    if who is None:
        return gettext("off hours")
    diary = known.theirs[who]
    at = _wall(start, diary).time()
    if not KIND_FROM <= at < KIND_UNTIL:
        return gettext("night")
    return gettext("early") if at < diary.day_from else gettext("late")


def _diary(who: int | None, known: Openings) -> Diary:
    return known.mine if who is None else known.theirs[who]


def _wall(start: datetime, diary: Diary) -> datetime:
    """Return what their clock shows, naive on purpose: a page would turn it into mine."""
    return start.astimezone(ZoneInfo(diary.zone)).replace(tzinfo=None)
