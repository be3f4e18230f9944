"""Pages that log a talk nobody planned, in a few seconds."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.models import Person
from interviews.actions.talked import log_talk, newcomer
from interviews.forms.talked import TalkedForm
from interviews.models import FollowUpKind


@require_http_methods(["GET", "POST"])
def talk_log(request: Request) -> HttpResponse:
    """Log a talk with anybody, known or new."""
    return _log(request, None)


@require_http_methods(["GET", "POST"])
def person_talk_log(request: Request, person_id: int) -> HttpResponse:
    """Log a talk with this person."""
    return _log(request, get_object_or_404(request.user.people, pk=person_id))


def _log(request: Request, person: Person | None) -> HttpResponse:
    form = TalkedForm(request.POST or None, account=request.user, person=person)
    if form.is_valid():
        told, now = form.cleaned_data, clock.now()
        someone = told["person"] or newcomer(account=request.user, called=told["who"], at=now)
        talk = log_talk(
            person=someone,
            medium=told["how"],
            ended_at=form.ended_at(),
            notes=told["notes"],
            at=now,
        )
        said = _("Your talk with %(name)s is noted.")
        if talk.follow_ups.open().filter(kind=FollowUpKind.THANK).exists():
            said = _("Your talk with %(name)s is noted, and a thank-you is on your list.")
        return done(request, to=talk, message=said % {"name": someone.name})
    context: dict[str, Any] = {
        "form": form,
        "title": _("You talked"),
        "lede": _("A hallway, a phone call, a meetup: note it before it fades."),
        "submit": _("Note it"),
        "cancel": person.get_absolute_url() if person else reverse("interview-list"),
        "crumbs": [(_("Interviews"), reverse("interview-list"))],
    }
    if person:
        context["title"] = _("You talked with %(name)s") % {"name": person.name}
        context["crumbs"] = [(person.name, person.get_absolute_url())]
    return show(request, "form.html", context, status=422 if form.is_bound else 200)
