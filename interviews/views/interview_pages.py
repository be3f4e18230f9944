"""What the pages of interviews show."""

from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from config.kit import clock
from config.kit.htmx import Request
from contacts.models import ResearchNote, ResearchTick
from interviews.availability import openings
from interviews.came_back import CameBack, came_back_from
from interviews.forms.interviews import InterviewFilter
from interviews.forms.times import TimeForm
from interviews.models import (
    Debrief,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Interview,
    Line,
    LineState,
)
from interviews.objecting import sentence
from interviews.proposals import refusals_of, waiting_for, words_with
from interviews.rounds import likely_in
from interviews.rules.notes import Part
from interviews.rules.path import Step, StepName, path
from interviews.rules.slots import Reason
from interviews.rules.stages import TOOK_PLACE, Stage, is_too_early, moves_from, says
from interviews.shifts import shift_of
from interviews.telling import Telling, tellings
from interviews.views.offer_pages import pending_offers

ON_A_PAGE = 20
PLANNING = (Stage.PLANNED, Stage.INVITED, Stage.MISSED)
DEBRIEFED = (Part.LEARNED, Part.FIT, Part.ELSE, Part.WHOM)
OVER = (Stage.HELD, Stage.THANKED, Stage.CLOSED, Stage.CANCELLED)


def list_context(request: Request, form: InterviewFilter) -> dict[str, Any]:
    """Return the groups of the list, each a page; `?when=` shows one of them alone."""
    interviews = form.narrow(request.user.interviews.all()).prefetch_related("people__organisation")
    by_time = F("starts_at").asc(nulls_last=True), "pk"
    groups = {
        "ahead": interviews.filter(stage=Stage.SCHEDULED).order_by(*by_time),
        "plan": interviews.filter(stage__in=PLANNING).order_by("-created_at", "-pk"),
        "past": interviews.filter(stage__in=OVER).order_by(
            F("starts_at").desc(nulls_last=True), "-pk"
        ),
    }
    when = request.GET.get("when", "")
    shown = [when] if when in groups else list(groups)
    pages = [_group(request, name, groups[name]) for name in shown]
    return {
        "form": form,
        "groups": [group for group in pages if group["page"].paginator.count],
        "is_alone": when in groups,
        "query": _query(request),
        "now": clock.now(),
    }


TITLES = {
    "ahead": gettext_lazy("Ahead"),
    "plan": gettext_lazy("To plan"),
    "past": gettext_lazy("Past"),
}


def _group(request: Request, name: str, interviews: QuerySet[Interview]) -> dict[str, Any]:
    asked = request.GET.get("page") if request.GET.get("when") == name else 1
    page: Page[Interview] = Paginator(interviews, ON_A_PAGE).get_page(asked)
    for interview in page:
        # Every row belongs to who asks; spares a query a row.
        interview.account = request.user
    return {"name": name, "title": TITLES[name], "page": page}


def _query(request: Request) -> str:
    """Return what the list is narrowed to, to be carried along by its links."""
    kept = request.GET.copy()
    for name in ("page", "when"):
        kept.pop(name, None)
    return kept.urlencode()


def detail_context(interview: Interview) -> dict[str, Any]:
    """Return the path, the allowed moves, the notes and the open follow-ups of one talk."""
    stage, now = Stage(interview.stage), clock.now()
    follow_ups = list(interview.follow_ups.select_related("person").order_by("due_at", "pk"))
    pending = pending_offers(interview, now)
    is_offered = any(one.is_open for one in pending)
    moves = [
        to
        for to in moves_from(stage, has_time=interview.starts_at is not None)
        if not is_too_early(stage, to, starts_at=interview.starts_at, at=now)
    ]
    return {
        "interview": interview,
        "steps": _steps(interview, stage, follow_ups, is_offered=is_offered),
        "moves": [(to, gettext(says(stage, to))) for to in moves],
        "follow_ups": [one for one in follow_ups if one.state == FollowUpState.OPEN],
        **_written(interview),
        "pending_offers": pending,
        "is_offered": is_offered,
        "proposals": waiting_for(interview, at=now),
        "refusals": refusals_of(interview),
        "words": words_with(interview),
        "is_due": stage is Stage.SCHEDULED and bool(interview.ends_at and interview.ends_at < now),
        "needs_time": stage in PLANNING,
        "shift": shift_of(interview, at=now),
        "tellings": _tellings(interview, stage, now),
        "came_back": _came_back(interview, stage),
        "likely": likely_in(interview) if interview.is_round and stage not in OVER else [],
    }


def _tellings(interview: Interview, stage: Stage, now: datetime) -> list[Telling]:
    """Return whose calendars know what, while that matters: until the talk has taken place."""
    if stage in TOOK_PLACE or stage is Stage.MISSED:
        return []
    known = tellings(interview, at=now)
    return [one for one in known if one.attendance or stage is Stage.SCHEDULED]


def _came_back(interview: Interview, stage: Stage) -> list[CameBack]:
    """Return from whom mail came back, while something is still to be sent about the talk."""
    return [] if stage in OVER else came_back_from(interview.people.all())


def _written(interview: Interview) -> dict[str, Any]:
    """Return the notes of the talk, and what was made of it: words, scales, insights; 3 queries."""
    noted = interview.answers.exclude(text="").select_related("line")
    answers = list(noted.order_by("line__position", "pk"))
    kept = interview.account.insights.filter(evidence__interview=interview, dropped_at=None)
    return {
        "notes": [one for one in answers if one.part not in DEBRIEFED],
        "thoughts": [one for one in answers if one.part in DEBRIEFED],
        "debrief": Debrief.objects.filter(interview=interview).first(),
        "insights": kept.distinct(),
    }


def _had_questions(interview: Interview) -> bool:
    """Return whether questions are picked; of a talk that is over, whether they came in time.

    Its live page, opened afterwards, offers a sheet to write under: that alone prepared nothing.
    """
    lines = Line.objects.filter(sheet__interview=interview)
    if interview.ended_at:
        in_time = Q(sheet__created_at__lte=interview.ended_at)
        lines = lines.filter(in_time | Q(state=LineState.ASKED) | Q(answers__version__gt=0))
    return lines.exists()


def _steps(
    interview: Interview, stage: Stage, follow_ups: list[FollowUp], *, is_offered: bool
) -> list[dict[str, Any]]:
    people = list(interview.people.all())
    thanks = [one for one in follow_ups if one.kind == FollowUpKind.THANK]
    steps = path(
        stage,
        is_researched=_is_researched(interview),
        has_questions=_had_questions(interview),
        has_time=interview.starts_at is not None,
        is_thanked=bool(thanks) and all(one.state != FollowUpState.OPEN for one in thanks),
    )
    links = {
        StepName.RESEARCH: [
            (
                gettext("Read up on %(name)s") % {"name": person.name},
                reverse("person-research", args=[person.pk]),
            )
            for person in people
        ],
        StepName.QUESTIONS: [(gettext("Your sheet"), reverse("sheet-edit", args=[interview.pk]))],
        StepName.SCHEDULE: _ways_to_a_time(interview, stage, is_offered=is_offered),
        StepName.TALK: [
            (gettext("Live notes"), reverse("talk", args=[interview.pk])),
            *(
                [(gettext("Debrief"), reverse("debrief", args=[interview.pk]))]
                if stage in TOOK_PLACE
                else []
            ),
        ],
        StepName.THANK: [
            (
                gettext("Thank %(name)s") % {"name": one.person.name},
                reverse("follow-up-write", args=[one.pk]),
            )
            for one in thanks
        ],
    }
    return [_step(step, links[step.name]) for step in steps]


def _ways_to_a_time(
    interview: Interview, stage: Stage, *, is_offered: bool
) -> list[tuple[str, str]]:
    if stage is Stage.CANCELLED:
        return []
    said = gettext("Times offered") if is_offered else gettext("Offer times")
    offer = (said, reverse("offer-edit", args=[interview.pk]))
    label = gettext("Change the time") if interview.starts_at else gettext("Set the time agreed")
    agreed = (label, reverse("interview-time", args=[interview.pk]))
    return [offer, agreed] if stage in PLANNING else [agreed]


def _step(step: Step, links: list[tuple[str, str]]) -> dict[str, Any]:
    words = {
        "done": gettext("Done"),
        "now": gettext("Now"),
        "todo": gettext("Later"),
        "skipped": gettext("Not needed"),
    }
    return {
        "title": gettext(step.name.label),
        "state": step.state,
        "said": words[step.state],
        "links": [] if step.state == "skipped" else links,
    }


def _is_researched(interview: Interview) -> bool:
    """Return whether anything was looked into for everybody in the talk."""
    about = Q(person=OuterRef("pk")) | Q(
        organisation=OuterRef("organisation"), organisation__isnull=False
    )
    found = Exists(ResearchNote.objects.filter(about)) | Exists(ResearchTick.objects.filter(about))
    return not interview.people.exclude(found).exists()


def time_context(form: TimeForm) -> dict[str, Any]:
    """Return the form and what is worth knowing about the moment it names."""
    interview, readings = form.interview, form.readings()
    unkind = [reading for reading in readings if not reading.is_kind]
    clash = interview.clash(form.instant) if form.instant else None
    is_set = interview.stage == Stage.SCHEDULED and interview.starts_at is not None
    return {
        "interview": interview,
        "form": form,
        "readings": readings,
        "unkind": unkind,
        "is_past": bool(form.instant and form.instant < clock.now()),
        "clash": clash,
        "objections": _objections(form, {one.zone for one in unkind}, has_clash=clash is not None),
        "is_move": is_set and form.is_bound and form.instant not in (None, interview.starts_at),
        "told": [
            one for one in _tellings(interview, Stage(interview.stage), clock.now()) if is_set
        ],
        "people_without_zone": [one for one in interview.people.all() if not one.zone],
    }


def _objections(form: TimeForm, unkind: set[str], *, has_clash: bool) -> list[str]:
    """Return what else speaks against a time that is looked at; nothing against one that is past."""
    interview, now = form.interview, clock.now()
    people = list(interview.people.all())
    if not form.is_bound or not form.instant or form.instant < now or not people:
        return []
    known = openings(interview, people[0], at=now, until=form.instant)
    said = []
    for one in known.objections(form.instant):
        is_night = one.reason is Reason.HOURS and one.who is not None
        if is_night and known.theirs[one.who or 0].zone in unkind:
            continue  # said already, by the hour there
        if not (one.reason is Reason.CLASH and has_clash):
            said.append(sentence(one, form.instant, known))
    return list(dict.fromkeys(said))
