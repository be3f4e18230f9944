"""Everything that changes a talk, at once and for a while: links, my own pages, letters, merges.

Run: .venv/bin/python -m tests.bench.scheduling [seconds]
Right is: nobody waits for each other for ever (no deadlock), nothing fails in a way that nobody meant,
and in the end no two agreed talks overlap.
"""

import random
import sys
import time
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from threading import Thread

from tests.bench import ground

PEOPLE = 6


def main(seconds=60):
    ground.prepare()
    account = _life()
    until, told = time.monotonic() + seconds, Counter()
    threads = [Thread(target=_work, args=(account.pk, one, until, told)) for one in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    clashes = _clashes(account)
    for what, count in sorted(told.items()):
        print(f"{count:6} {what}")
    wrong = [what for what in told if "FAILED" in what]
    print("wrong:" if wrong or clashes else "nothing wrong", wrong, clashes)
    return 1 if wrong or clashes else 0


def _life():
    """Return an account whose people hang on each other, each with a talk and a link."""
    from django.utils import timezone

    from contacts.models import Outreach, Reach
    from tests.factories import AccountFactory, MessageFactory, PersonFactory

    now = timezone.now()
    account = AccountFactory(email="load@example.com")
    people = []
    for number in range(PEOPLE):
        led_by = people[-1] if number % 2 else None
        person = PersonFactory(
            account=account,
            zone="Europe/Madrid",
            referred_by=led_by,
            named_on=now.date() if led_by else None,
            organisation=people[0].organisation
            if people
            else PersonFactory(account=account).organisation,
        )
        Reach.objects.create(
            account=account, person=person, kind="email", value=f"{number}@example.com"
        )
        ask = Outreach.objects.create(
            account=account, person=person, organisation=person.organisation
        )
        MessageFactory(
            person=person, outreach=ask, purpose="first_ask", sent_at=now - timedelta(days=9)
        )
        people.append(person)
    return account


def _work(account_pk, number, until, told):
    from django.db import connection

    choice = random.Random(number)
    while time.monotonic() < until:
        act = choice.choice(_ACTS)
        try:
            told[f"{act.__name__[1:]}: {act(account_pk, choice) or 'done'}"] += 1
        except Exception as problem:
            if type(problem).__name__ in _MEANT or "is not present in table" in str(problem):
                told[f"{act.__name__[1:]}: {type(problem).__name__}"] += 1
            else:
                told[f"{act.__name__[1:]} FAILED: {type(problem).__name__} {problem}"[:300]] += 1
    connection.close()


# What these actions say when somebody else came first.
_MEANT = (
    "SlotTaken", "Closed", "TooMany", "MoveRefused", "OfferRefused", "TimesRefused", "NothingToSend",
    "TooManyLetters", "CannotMerge", "CannotUndo", "NotTaken", "CannotBe",
    "DoesNotExist", "Nothing",  # or: the row it was about was deleted or merged away
)  # fmt: skip


class Nothing(Exception):
    """There is no row to act on just now."""


def _one(rows, choice):
    found = list(rows[:20])
    if not found:
        raise Nothing
    return choice.choice(found)


def _account(pk):
    from contacts.models import Account

    return Account.objects.get(pk=pk)


def _offer(pk, choice):
    from interviews.models import Offer

    rows = Offer.objects.filter(account=pk).order_by("-pk")
    return _one(rows.select_related("account", "interview__account", "person"), choice)


def _talk(pk, choice):
    from interviews.models import Interview

    return _one(Interview.objects.filter(account=pk).order_by("-pk"), choice)


def _now():
    from config.kit import clock

    return clock.now()


def _start(choice):
    day = (_now() + timedelta(days=choice.randint(3, 12))).replace(
        minute=0, second=0, microsecond=0
    )
    return day.replace(hour=choice.randint(9, 15))


def _pick(pk, choice):
    from interviews.actions import booking
    from interviews.bookings import Booking

    offer = _offer(pk, choice)
    slots = Booking(offer, _now(), "Europe/Madrid").slots
    if not slots:
        raise Nothing
    start = choice.choice(slots).starts_at
    act = choice.choice((booking.pick, booking.pick, booking.move))
    act(offer, starts_at=start, zone="Europe/Madrid", at=_now(), word="w")


def _answer(pk, choice):
    from interviews.actions import booking

    offer = _offer(pk, choice)
    if choice.random() < 0.5:
        booking.propose(offer, starts_at=_start(choice), zone="Europe/Madrid", at=_now())
    else:
        choice.choice((booking.cancel, booking.decline))(offer, at=_now(), word="w")


def _agree(pk, choice):
    from interviews.actions import booking
    from interviews.models import OfferedTime

    rows = OfferedTime.objects.filter(account=pk, is_theirs=True, settled_at=None).order_by("-pk")
    choice.choice((booking.agree, booking.turn_down))(_one(rows, choice), at=_now())


def _offer_times(pk, choice):
    from interviews.actions.offers import begin_talk, offer_times, restore_offer, withdraw_offer
    from interviews.availability import openings

    at, turn = _now(), choice.random()
    if turn < 0.4:
        choice.choice((withdraw_offer, restore_offer))(_offer(pk, choice), at=at)
        return
    person = _one(_account(pk).people.order_by("pk"), choice)
    talk = begin_talk(person, at=at)
    starts = openings(talk, person, at=at).proposed(3)
    until, minutes = at + timedelta(days=9), choice.choice((20, 30, None))
    offer_times(talk, person, starts, at=at, expires_at=until, language="en", minutes=minutes)


def _mine(pk, choice):
    from interviews.actions import interviews as acts
    from interviews.rules.stages import Stage

    talk, turn = _talk(pk, choice), choice.random()
    if turn < 0.4:
        start = _start(choice)
        acts.schedule_interview(
            talk, on_date=start.date(), at_time=start.time(), zone="Europe/Lisbon", fold=0
        )
    elif turn < 0.6:
        acts.save_interview(talk, people=talk.people.all(), changed={"minutes", "place"})
    elif turn < 0.9:
        acts.move_interview(talk, choice.choice((Stage.CANCELLED, Stage.PLANNED)), at=_now())
    else:
        acts.delete_interview(talk)


def _plan(pk, choice):
    from interviews.actions import correspondence, pace, planning

    person, turn = _one(_account(pk).people.order_by("pk"), choice), choice.random()
    if turn < 0.4:
        correspondence.log_received(
            person, meaning="reply", came_at=_now(), at=_now(), channel="email"
        )
    elif turn < 0.6:
        planning.replan([person], at=_now())
    elif turn < 0.8:
        planning.plan_waiting(at=_now())
    else:
        pace.set_pace(_account(pk), preset="classic", own={}, at=_now())


def _merge(pk, choice):
    from contacts.actions.merges import merge, undo_merge
    from contacts.models import Merge

    people = list(_account(pk).people.all())
    choice.shuffle(people)
    if len(people) > 3:
        merge(kept=people[0], gone=people[1], values={"name": people[0].name}, at=_now())
    else:
        rows = Merge.objects.filter(account=pk, undone_at=None).order_by("-pk")
        undo_merge(merge=_one(rows, choice), at=_now())


def _letters(pk, choice):
    from interviews.actions.delivery import send_ready

    send_ready()


def _tell(pk, choice):
    from interviews.actions import invitations

    talk = _talk(pk, choice)
    person = _one(talk.people.order_by("pk"), choice)
    if talk.starts_at is None:
        raise Nothing
    if choice.random() < 0.5:
        invitations.mark_told(talk, person, at=_now())
        return
    to = person.reaches.filter(kind="email").first()
    invitations.send_now(
        talk,
        person,
        to=to.value if to else "",
        subject="s",
        text="t",
        seen=talk.sequence,
        at=_now(),
    )


def _reply(pk, choice):
    from interviews.actions.answers import take_reply
    from interviews.calendars.replies import Method, Reply

    talk = _talk(pk, choice)
    person = _one(talk.people.order_by("pk"), choice)
    way = _one(person.reaches.filter(kind="email").order_by("pk"), choice)
    state = choice.choice(("accepted", "declined"))
    reply = Reply(Method.REPLY, str(talk.uid), talk.sequence, way.value, state, comment="c")
    take_reply(_account(pk), reply, at=_now())


_ACTS = (
    _pick, _pick, _pick, _answer, _agree, _offer_times, _offer_times, _mine, _plan, _merge,
    _letters, _letters, _tell, _reply,
)  # fmt: skip


def _clashes(account):
    """Return pairs of agreed talks that a link alone made overlap; my own times may."""
    talks = account.interviews.filter(stage="scheduled", offers__picked_at__isnull=False)
    rows = sorted(
        (one.starts_at, one.ends_at, one.pk)
        for one in talks.distinct()
        if one.zone != "Europe/Lisbon"
    )
    return [(one, other) for one, other in pairwise(rows) if other[0] < one[1]]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
