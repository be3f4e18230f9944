"""Introductions: promised, moved from state to state with a day, corrected, deleted."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done, show, wanted_part
from contacts.actions.introductions import (
    correct_introduction,
    delete_introduction,
    move_introduction,
    promise_introduction,
    take_back_move,
)
from contacts.models import Introduction, IntroductionState, Person
from interviews.actions.planning import catch_up
from interviews.actions.referrals import name_person
from interviews.forms.referrals import IntroductionEditForm, IntroductionForm, MoveForm
from interviews.views.story import story_of

ROW = "interviews/referral/introduction.html"
PERSON = "interviews/person/detail.html"


@require_http_methods(["GET", "POST"])
def introduction_create(request: Request, person_id: int) -> HttpResponse:
    """Note that somebody promised to introduce me; `?to=` fills in to whom."""
    by = get_object_or_404(request.user.people, pk=person_id)
    form = IntroductionForm(
        request.POST or None, by=by, initial={"to": request.GET.get("to", "")[:405]}
    )
    if form.is_valid():
        introduction = _promise(form)
        return done(
            request,
            to=by,
            message=_("Noted. If it does not come, you are reminded once, after a week."),
            undo=reverse("introduction-delete", args=[introduction.pk]),
        )
    context = {
        "title": _("%(name)s will introduce you") % {"name": by.name},
        "lede": _("A promise is easily forgotten: here it waits, without pressing anybody."),
        "form": form,
        "submit": _("Note the promise"),
        "cancel": by.get_absolute_url(),
        "crumbs": [(by.name, by.get_absolute_url())],
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _promise(form: IntroductionForm) -> Introduction:
    told, now, line = form.cleaned_data, clock.now(), form.line()
    person: Person = (
        told["known"]
        or name_person(
            by=form.by,
            at=now,
            name=line.name,
            organisation=line.organisation,
            title=line.title,
            on=told["on"],
            is_known_sought=False,
        ).person
    )
    introduction, _is_new = promise_introduction(
        introducer=form.by, person=person, on=told["on"], note=told["note"]
    )
    catch_up(form.by.account, at=now)
    return introduction


@require_http_methods(["GET", "POST"])
def introduction_edit(request: Request, introduction_id: int) -> HttpResponse:
    """Put the days and the note of an introduction right."""
    introduction = _own(request, introduction_id)
    form = IntroductionEditForm(request.POST or None, account=request.user, instance=introduction)
    if form.is_valid():
        correct_introduction(form.instance)
        catch_up(request.user, at=clock.now())
        return done(request, to=introduction.introducer, message=_("Saved."))
    context = {
        "title": _("%(one)s introduces you to %(other)s")
        % {"one": introduction.introducer.name, "other": introduction.person.name},
        "form": form,
        "cancel": introduction.introducer.get_absolute_url(),
        "crumbs": _crumbs(introduction),
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)


@require_POST
def introduction_move(request: Request, introduction_id: int) -> HttpResponse:
    """Let an introduction stand further along since a day; `?back=` takes a move back."""
    introduction = _own(request, introduction_id)
    refused = _("It does not stand where you saw it. This is how it stands now.")
    if back := request.GET.get("back"):
        try:
            introduction = take_back_move(introduction, IntroductionState(back))
        except ValueError:
            return _answer(request, introduction, status=409, error=refused)
        return _moved(request, introduction, _("It is undone."))
    form, before = MoveForm(request.POST, introduction=introduction), introduction.state
    if not form.is_valid():
        return _answer(request, introduction, status=422, error=str(form.errors["on"][0]))
    try:
        to = IntroductionState(request.POST.get("to", ""))
        introduction = move_introduction(introduction, to, on=form.cleaned_data["on"])
    except ValueError:
        return _answer(request, introduction, status=409, error=refused)
    undo = f"{reverse('introduction-move', args=[introduction.pk])}?back={before}"
    return _moved(request, introduction, _says(introduction), undo=undo)


@require_http_methods(["GET", "POST"])
def introduction_delete(request: Request, introduction_id: int) -> HttpResponse:
    """Forget an introduction, after asking."""
    introduction = _own(request, introduction_id)
    by = introduction.introducer
    if request.method == "POST":
        delete_introduction(introduction)
        catch_up(request.user, at=clock.now())
        return done(request, to=by, message=_("The introduction is forgotten; both people stay."))
    context = {
        "title": _("Forget this introduction?"),
        "text": _("%(one)s was to introduce you to %(other)s. Both stay among your people.")
        % {"one": by.name, "other": introduction.person.name},
        "submit": _("Forget it"),
        "cancel": by.get_absolute_url(),
        "crumbs": _crumbs(introduction),
    }
    return show(request, "confirm.html", context)


def _own(request: Request, introduction_id: int) -> Introduction:
    rows = request.user.introductions.select_related("introducer", "person", "account")
    return get_object_or_404(rows, pk=introduction_id)


def _crumbs(introduction: Introduction) -> list[tuple[str, str]]:
    by = introduction.introducer
    return [(by.name, by.get_absolute_url())]


def _says(introduction: Introduction) -> str:
    names = {"one": introduction.introducer.name, "other": introduction.person.name}
    match IntroductionState(introduction.state):
        case IntroductionState.MADE:
            return _("%(one)s introduced you to %(other)s. Now write to them.") % names
        case IntroductionState.DECLINED:
            return _("Noted. %(other)s owes nobody a talk, and %(one)s tried.") % names
        case IntroductionState.DROPPED:
            return _("Let go; nothing more comes up about it.")
        case _:
            return _("Noted.")


def _moved(
    request: Request, introduction: Introduction, message: str, undo: str = ""
) -> HttpResponse:
    """Answer with the whole story of whose page it is: what comes next may have changed with it."""
    catch_up(request.user, at=clock.now())
    person = _seen_at(request, introduction)
    return done(
        request,
        to=person.get_absolute_url() + "#introductions",
        template=PERSON,
        context=story_of(person, now=clock.now()),
        parts=("story",),
        message=message,
        undo=f"{undo}&of={person.pk}" if undo else "",
    )


def _seen_at(request: Request, introduction: Introduction) -> Person:
    """Return on whose page the button stood (`of`), the introducer where that is not said."""
    told = request.POST.get("of") or request.GET.get("of")
    is_theirs = told == str(introduction.person_id)
    person = introduction.person if is_theirs else introduction.introducer
    person.account = request.user
    return person


def _answer(
    request: Request, introduction: Introduction, *, status: int, error: str
) -> HttpResponse:
    """Show how it stands, with what is wrong."""
    messages.error(request, error)
    if wanted_part(request, ("story",)):
        context = story_of(_seen_at(request, introduction), now=clock.now())
        return show(request, PERSON, context, parts=("story",), status=status)
    context = {"introduction": introduction, "today": clock.today(request.user.zone)}
    return show(request, ROW, context, status=status)
