"""Pages and buttons of follow-ups: the list, one as a form, done, put off, dropped, taken back."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show, wanted_part
from interviews.actions.clarifying import CannotBe, fill_in
from interviews.actions.follow_ups import NotOpen, change, promise, reopen, settle, snooze
from interviews.actions.messages import take_back_thanks, thank
from interviews.actions.planning import catch_up
from interviews.forms.follow_ups import FillInForm, FollowUpForm, SnoozeForm, is_too_far
from interviews.models import FollowUp, FollowUpKind, FollowUpState
from interviews.rules.agenda import Heading
from interviews.sentences import title_of
from interviews.views.agenda import entries, own_follow_ups
from interviews.views.story import story_of
from interviews.views.today import today_context

LIST = "interviews/follow_up/list.html"
TODAY = "interviews/today.html"
PERSON = "interviews/person/detail.html"
ON_A_PAGE = 50


@require_safe
def follow_up_list(request: Request) -> HttpResponse:
    """Show what is open, what others owe, and what is settled."""
    catch_up(request.user, at=clock.now())
    return show(request, LIST, _list_context(request), parts=("follow-ups",))


def _list_context(request: Request) -> dict[str, Any]:
    rows = own_follow_ups(request.user)
    page = Paginator(rows.open().timely(clock.now()), ON_A_PAGE).get_page(request.GET.get("page"))
    settled = rows.exclude(state=FollowUpState.OPEN).order_by("-settled_at", "-pk")
    shown = entries(request.user, page.object_list)
    return {
        "page": page,
        "mine": [entry for entry in shown if entry.heading is not Heading.WAITING],
        "waiting": [entry for entry in shown if entry.heading is Heading.WAITING],
        "settled": Paginator(settled, ON_A_PAGE).get_page(request.GET.get("settled")),
    }


@require_http_methods(["GET", "POST"])
def follow_up_create(request: Request) -> HttpResponse:
    """Note a promise or anything else to do; `?person=` and `?kind=` choose beforehand."""
    initial = {"person": _chosen(request), "kind": request.GET.get("kind", FollowUpKind.PROMISE)}
    form = FollowUpForm(request.POST or None, account=request.user, initial=initial)
    if form.is_valid():
        told = form.cleaned_data
        follow_up = promise(
            told["person"], kind=told["kind"], text=told["text"], due_on=told["due_on"]
        )
        return done(request, to=follow_up.person, message=_("It is on your list."))
    context = {
        "title": _("Something to follow up"),
        "lede": _("What you promised, what they promised, or anything else for one person."),
        "crumbs": [(_("Follow-ups"), reverse("follow-up-list"))],
        "cancel": reverse("follow-up-list"),
    }
    return _form_page(request, form, context)


def _chosen(request: Request) -> int | None:
    wanted = request.GET.get("person", "")
    if not wanted.isdecimal() or len(wanted) > 18:
        return None
    return request.user.people.filter(pk=wanted).values_list("pk", flat=True).first()


@require_http_methods(["GET", "POST"])
def follow_up_edit(request: Request, follow_up_id: int) -> HttpResponse:
    """Change what is to be done and by when; what the plan made follows its facts alone."""
    follow_up = get_object_or_404(own_follow_ups(request.user), pk=follow_up_id)
    if follow_up.kind == FollowUpKind.THANK:
        return done(request, to=reverse("follow-up-write", args=[follow_up.pk]))
    if follow_up.key:
        return done(request, to=follow_up.person)
    form = FollowUpForm(request.POST or None, account=request.user, instance=follow_up)
    if form.is_valid():
        change(form.save(commit=False))
        return done(request, to="follow-up-list", message=_("Saved."))
    context = {
        "title": _("Change a follow-up"),
        "crumbs": [(_("Follow-ups"), reverse("follow-up-list"))],
        "cancel": reverse("follow-up-list"),
    }
    return _form_page(request, form, context)


def _form_page(request: Request, form: FollowUpForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return show(request, "form.html", {"form": form, **context}, status=status)


@require_POST
def follow_up_done(request: Request, follow_up_id: int) -> HttpResponse:
    """Mark one as done; for a thank-you that means: I thanked them."""
    follow_up = get_object_or_404(own_follow_ups(request.user), pk=follow_up_id)
    now = clock.now()
    if follow_up.kind == FollowUpKind.THANK:
        thank(follow_up, at=now)
    else:
        settle(follow_up, FollowUpState.DONE, at=now)
    return _answer(request, follow_up, _("Done: %(what)s."))


@require_POST
def follow_up_drop(request: Request, follow_up_id: int) -> HttpResponse:
    """Let one go."""
    follow_up = get_object_or_404(own_follow_ups(request.user), pk=follow_up_id)
    settle(follow_up, FollowUpState.DROPPED, at=clock.now())
    return _answer(request, follow_up, _("Dropped: %(what)s."))


@require_POST
def follow_up_snooze(request: Request, follow_up_id: int) -> HttpResponse:
    """Put one off to a day on offer or any other."""
    follow_up = get_object_or_404(own_follow_ups(request.user), pk=follow_up_id)
    before = follow_up.due_on
    form = SnoozeForm(request.POST, account=request.user, auto_id=f"snooze-{follow_up.pk}-%s")
    if not form.is_valid():
        return _refused(request, follow_up, form)
    try:
        snooze(follow_up, until=form.cleaned_data["chosen"], at=clock.now())
    except NotOpen:
        messages.error(request, _("It is settled; take it up again first."))
        return _answer(request, follow_up, "")
    day = date_format(follow_up.due_on, "D j M Y")
    told = _("Put off to %(day)s: %(what)s.") % {"day": day, "what": "%(what)s"}
    return _answer(request, follow_up, told, undo_to=before.isoformat())


def _refused(request: Request, follow_up: FollowUp, form: SnoozeForm) -> HttpResponse:
    """Show the row where the button stood, with the day as typed and what is wrong with it."""
    told = " ".join(str(error) for errors in form.errors.values() for error in errors)
    messages.error(request, told)
    form.fields["day"].widget.attrs["data-focus"] = True
    return _again(request, follow_up, {"refused": form, "refused_id": follow_up.pk})


def _again(request: Request, follow_up: FollowUp, refused: dict[str, Any]) -> HttpResponse:
    """Show the rows where the button stood, with what is wrong; a person's page only as a part."""
    if request.POST.get("back") == "person" and wanted_part(request, ("story",)):
        follow_up.person.account = request.user
        context = {**story_of(follow_up.person, now=clock.now()), **refused}
        return show(request, PERSON, context, parts=("story",), status=422)
    if request.POST.get("back") == "today":
        context = {**today_context(request.user), **refused}
        return show(request, TODAY, context, parts=("agenda",), status=422)
    context = {**_list_context(request), **refused}
    return show(request, LIST, context, parts=("follow-ups",), status=422)


@require_POST
def follow_up_fill_in(request: Request, follow_up_id: int) -> HttpResponse:
    """Note the day that a step of the plan asks for; what follows is reckoned from it."""
    follow_up = get_object_or_404(own_follow_ups(request.user), pk=follow_up_id)
    form = FillInForm(request.POST, auto_id=f"fill-in-{follow_up.pk}-%s")
    if form.is_valid():
        try:
            fill_in(follow_up, form.cleaned_data["day"], at=clock.now())
            return _answer(request, follow_up, _("Noted: %(what)s."), undo=False)
        except CannotBe as why:
            form.add_error("day", str(why))
    messages.error(request, " ".join(map(str, form.errors.get("day", []))))
    form.fields["day"].widget.attrs["data-focus"] = True
    return _again(request, follow_up, {"filling": form, "filling_id": follow_up.pk})


@require_POST
def follow_up_reopen(request: Request, follow_up_id: int) -> HttpResponse:
    """Take back what was done, dropped or put off (`due_on` is then the day it had)."""
    follow_up = get_object_or_404(own_follow_ups(request.user), pk=follow_up_id)
    if follow_up.kind == FollowUpKind.THANK and follow_up.state == FollowUpState.DONE:
        take_back_thanks(follow_up, at=clock.now())
    else:
        day = _day(request.GET.get("due_on", ""))
        if day and follow_up.state != FollowUpState.OPEN:
            # The way back from a snooze, pressed after the thing was settled.
            return _answer(request, follow_up, "")
        day = None if day and is_too_far(day, request.user) else day
        reopen(follow_up, at=clock.now(), due_on=day)
    return _answer(request, follow_up, _("Open again: %(what)s."), undo=False)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _answer(
    request: Request, follow_up: FollowUp, told: str, *, undo: bool = True, undo_to: str = ""
) -> HttpResponse:
    """Return to where the button stood (`back`), say what happened, and offer to take it back."""
    back = request.POST.get("back") or request.GET.get("back", "")
    if told:
        told %= {"what": title_of(follow_up)}
        undo_url = reverse("follow-up-reopen", args=[follow_up.pk])
        query = urlencode({"back": back, "due_on": undo_to})
        messages.success(request, told, extra_tags=f"{undo_url}?{query}" if undo else "")
    if back == "today":
        context = today_context(request.user)
        return done(request, to="today", template=TODAY, context=context, parts=("agenda",))
    if back == "person":
        follow_up.person.account = request.user
        context = story_of(follow_up.person, now=clock.now())
        return done(
            request, to=follow_up.person, template=PERSON, context=context, parts=("story",)
        )
    context = _list_context(request)
    return done(request, to="follow-up-list", template=LIST, context=context, parts=("follow-ups",))
