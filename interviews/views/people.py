"""One person: everything that is known, everything that happened, and what to do next."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_countries import countries

from config.kit import clock
from config.kit.htmx import Request, done, lead_on, show
from contacts.actions.people import archive_person
from contacts.models import Introduction, Person
from contacts.rules.reaching import href, shown
from interviews.actions.planning import catch_up
from interviews.history import History, history_of
from interviews.models import FollowUp, FollowUpKind, FollowUpState, Interview
from interviews.referrals import chain_of
from interviews.rules import next_step
from interviews.rules.next_step import PersonStep
from interviews.rules.stages import Stage

# Talks that stand in the way of deciding what is next, the furthest along first.
_FOCUS = (Stage.SCHEDULED, Stage.INVITED, Stage.PLANNED)


@require_safe
def person_detail(request: Request, person_id: int) -> HttpResponse:
    """Show one person on one page."""
    people = request.user.people.select_related("organisation", "referred_by")
    person = people.filter(pk=person_id).first()
    if person is None:
        return lead_on(request.user.merges.all().person_for(person_id))
    now = clock.now()
    catch_up(request.user, at=now)
    history = history_of(person, now=now)
    step = _step(person, history, now)
    context = {
        "person": person,
        "history": history,
        "reaches": [
            (reach, href(reach.kind, reach.value), shown(reach.value))
            for reach in person.reaches.all()
        ],
        "chain": chain_of(person, most=60),
        "introductions": _introductions(person),
        "today": now.astimezone(ZoneInfo(request.user.zone)).date(),
        "their_time": date_format(now.astimezone(ZoneInfo(person.zone)), "D H:i")
        if person.zone
        else "",
        "country": countries.name(person.country),
        "step": step,
        "wording": next_step.WORDINGS[step],
        "step_url": _step_url(step, person, history, now),
    }
    return show(request, "interviews/person/detail.html", context)


@require_POST
def person_archive(request: Request, person_id: int) -> HttpResponse:
    """Take someone off the list, with a way back; what is still to do for them stays to be done."""
    person = get_object_or_404(request.user.people, pk=person_id)
    archive_person(person=person, at=clock.now())
    told = _("%(name)s is archived; nothing is lost.")
    if count := person.follow_ups.open().count():
        told = ngettext(
            "%(name)s is archived; %(n)s open follow-up still comes up on Today.",
            "%(name)s is archived; %(n)s open follow-ups still come up on Today.",
            count,
        )
    return done(
        request,
        to="person-list",
        message=told % {"name": person, "n": count},
        undo=reverse("person-restore", args=[person.pk]),
    )


@require_POST
def move_seen(request: Request, move_id: int) -> HttpResponse:
    """Take a move off the news; it stays in the person's history. `?list` returns to the list."""
    move = get_object_or_404(request.user.moves.select_related("person"), pk=move_id)
    move.seen_at = move.seen_at or clock.now()
    move.save(update_fields=["seen_at"])
    return done(request, to="person-list" if "list" in request.GET else move.person)


def _introductions(person: Person) -> list[Introduction]:
    """Return those by somebody and those to them, on their way first."""
    either = Q(introducer=person) | Q(person=person)
    rows = person.account.introductions.filter(either).select_related("introducer", "person")
    return sorted(rows, key=lambda one: not one.is_waiting)


def _step(person: Person, history: History, now: datetime) -> PersonStep:
    is_researched = any(entry.note for entry in history.past) or person.ticks.exists()
    return next_step.for_person(
        stages={Stage(interview.stage) for interview in history.interviews},
        is_researched=is_researched,
        owes_thanks=_owed(history, FollowUpKind.THANK) is not None,
        owes_promise=_owed(history, FollowUpKind.PROMISE) is not None,
        is_past_time=_unsettled(history, now) is not None,
        has_referrals=bool(history.referrals),
        is_do_not_contact=person.is_do_not_contact,
        is_archived=person.archived_at is not None,
    )


def _owed(history: History, kind: str) -> FollowUp | None:
    return next(
        (
            follow_up
            for follow_up in history.follow_ups
            if follow_up.kind == kind and follow_up.state == FollowUpState.OPEN
        ),
        None,
    )


def _unsettled(history: History, now: datetime) -> Interview | None:
    """Return a scheduled talk whose time is over."""
    scheduled = [one for one in history.interviews if one.stage == Stage.SCHEDULED]
    return next((one for one in scheduled if one.ends_at and one.ends_at <= now), None)


def _step_url(step: PersonStep, person: Person, history: History, now: datetime) -> str:
    """Return where the step is taken; "" where there is nothing to press."""
    by_stage = {Stage(one.stage): one for one in reversed(history.interviews)}
    talk = next((by_stage[stage] for stage in _FOCUS if stage in by_stage), None)
    match step:
        case PersonStep.THANK | PersonStep.KEEP_PROMISE:
            is_thanks = step is PersonStep.THANK
            kind = FollowUpKind.THANK if is_thanks else FollowUpKind.PROMISE
            owed = _owed(history, kind)
            assert owed is not None
            return reverse("follow-up-write" if is_thanks else "follow-up-edit", args=[owed.pk])
        case PersonStep.HOLD:
            unsettled = _unsettled(history, now)
            assert unsettled is not None
            return unsettled.get_absolute_url()
        case PersonStep.PREPARE | PersonStep.SCHEDULE | PersonStep.INVITE:
            assert talk is not None
            page = {PersonStep.PREPARE: "sheet-edit", PersonStep.SCHEDULE: "interview-time"}
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
