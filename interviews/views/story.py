"""What the page of a person tells: the one thing to do next, the whole plan, and all that was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from config.kit import clock
from contacts.models import Introduction, Meaning, Person
from interviews.history import History, history_of
from interviews.models import Interview
from interviews.rules import next_step
from interviews.rules.agenda import place
from interviews.rules.next_step import PersonStep
from interviews.rules.stages import Stage
from interviews.views.agenda import Entry, entries, own_follow_ups

# Talks that stand in the way of deciding what is next, the furthest along first.
_FOCUS = (Stage.SCHEDULED, Stage.INVITED, Stage.PLANNED)


def story_of(person: Person, *, now: datetime) -> dict[str, Any]:
    """Return what comes next about a person and what happened, the same queries for any amount."""
    history = history_of(person, now=now)
    steps = _plan(person, now)
    step = _step(person, history, steps, now)
    return {
        "person": person,
        "history": history,
        "steps": steps,
        "introductions": _introductions(person),
        "today": clock.day_of(now, person.account.zone),
        "step": step,
        "wording": next_step.WORDINGS[step],
        "step_url": _step_url(step, person, history, now),
    }


def _plan(person: Person, now: datetime) -> list[Entry]:
    """Return the open steps: those that may be done now by what is lost by waiting, then by day."""
    rows = own_follow_ups(person.account).open().timely(now).filter(person=person)
    return sorted(entries(person.account, rows), key=_order)


def _order(entry: Entry) -> tuple[Any, ...]:
    one = entry.follow_up
    if entry.is_due:
        return (0, *place(one.kind, one.due_at), one.pk)
    return (2 if one.is_theirs else 1, one.due_on, *place(one.kind, one.due_at), one.pk)


def _introductions(person: Person) -> list[Introduction]:
    """Return those by somebody and those to them, on their way first."""
    either = Q(introducer=person) | Q(person=person)
    rows = person.account.introductions.filter(either).select_related("introducer", "person")
    return sorted(rows, key=lambda one: not one.is_waiting)


def _step(person: Person, history: History, steps: Sequence[Entry], now: datetime) -> PersonStep:
    is_researched = any(entry.note for entry in history.past) or person.ticks.exists()
    mine = [entry for entry in steps if not entry.follow_up.is_theirs]
    return next_step.for_person(
        stages={Stage(interview.stage) for interview in history.interviews},
        is_researched=is_researched,
        has_due=any(entry.is_due for entry in mine),
        has_ahead=bool(mine),
        is_past_time=_unsettled(history, now) is not None,
        has_referrals=bool(history.referrals),
        has_declined=_has_declined(person),
        is_do_not_contact=person.is_do_not_contact,
        is_archived=person.archived_at is not None,
    )


def _has_declined(person: Person) -> bool:
    """Return whether their last word was a no."""
    words = person.messages.filter(is_received=True, meaning__in=(Meaning.REPLY, Meaning.DECLINE))
    last = words.order_by("-sent_at", "-pk").values_list("meaning", flat=True).first()
    return last == Meaning.DECLINE


def _unsettled(history: History, now: datetime) -> Interview | None:
    """Return a scheduled talk whose time is over."""
    scheduled = [one for one in history.interviews if one.stage == Stage.SCHEDULED]
    return next((one for one in scheduled if one.ends_at and one.ends_at <= now), None)


def _step_url(step: PersonStep, person: Person, history: History, now: datetime) -> str:
    """Return where the step is taken; "" where there is nothing to press, or it stands below."""
    by_stage = {Stage(one.stage): one for one in reversed(history.interviews)}
    talk = next((by_stage[stage] for stage in _FOCUS if stage in by_stage), None)
    match step:
        case PersonStep.HOLD:
            unsettled = _unsettled(history, now)
            assert unsettled is not None
            return unsettled.get_absolute_url()
        case PersonStep.PREPARE | PersonStep.SCHEDULE | PersonStep.INVITE:
            assert talk is not None
            page = {PersonStep.PREPARE: "sheet-edit", PersonStep.SCHEDULE: "offer-edit"}
            return reverse(page.get(step, "interview-detail"), args=[talk.pk])
        case PersonStep.RESEARCH:
            return reverse("person-research", args=[person.pk])
        case PersonStep.PLAN:
            return f"{reverse('interview-create')}?person={person.pk}"
        case PersonStep.WHOM_NEXT:
            return f"{reverse('person-create')}?referrer={person.pk}"
        case PersonStep.RESTORE:
            return reverse("person-restore", args=[person.pk])
        case _:
            return ""
