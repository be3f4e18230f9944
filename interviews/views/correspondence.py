"""Noting letters afterwards: what came back, what was sent without composing, and corrections."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.models import Meaning, Message, Purpose
from interviews.actions.correspondence import (
    correct_message,
    delete_message,
    log_received,
    log_sent,
    restore_message,
)
from interviews.actions.messages import CannotBe, usual_channel
from interviews.forms.corrections import CorrectionForm
from interviews.forms.messages import LoggedForm, ReceivedForm
from interviews.views.message_pages import after
from interviews.views.messages import own_message, said_next

RECEIVE = "interviews/message/receive.html"
# Where the last deleted message waits to be brought back.
DELETED = "deleted_message"


@require_http_methods(["GET", "HEAD", "POST"])
def message_receive(request: Request, person_id: int) -> HttpResponse:
    """Log what came back by pasting it; without the button `log` only say what it seems to be."""
    person = get_object_or_404(request.user.people, pk=person_id)
    person.account = request.user
    if request.method != "POST":
        meaning = request.GET.get("meaning", "")
        initial = {
            "channel": usual_channel(person, Purpose.OTHER),
            "outreach": _asked_for(request),
            "meaning": meaning if meaning in Meaning.values else "",
        }
        form = ReceivedForm(person=person, initial=initial)
        return show(request, RECEIVE, {"form": form, "person": person})
    form = ReceivedForm(request.POST, person=person)
    if "log" not in request.POST or not form.is_valid():
        is_looking = "log" not in request.POST
        errors = {} if is_looking else form.errors
        form = form.with_guess()
        context = {"form": form, "person": person, "is_proposed": True, "refused": errors}
        return show(
            request, RECEIVE, context, parts=("meaning",), status=200 if is_looking else 422
        )
    told = form.cleaned_data
    fields = {name: told[name] for name in ("meaning", "came_at", "until", "channel", "body")}
    try:
        message = log_received(person, outreach=told.get("outreach"), at=clock.now(), **fields)
    except CannotBe as why:
        form.add_error("day", str(why))
        context = {"form": form, "person": person, "refused": form.errors}
        return show(request, RECEIVE, context, status=422)
    return done(
        request,
        to=after(message),
        message=f"{_('Logged.')} {said_next(person)}".strip(),
        undo=reverse("message-delete", args=[message.pk]),
    )


def _asked_for(request: Request) -> int | None:
    wanted = request.GET.get("outreach", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 19 else None


@require_http_methods(["GET", "HEAD", "POST"])
def message_log(request: Request, person_id: int) -> HttpResponse:
    """Log a message of mine that was sent without being composed here."""
    person = get_object_or_404(request.user.people, pk=person_id)
    person.account = request.user
    is_first = not person.messages.filter(sent_at__isnull=False).exists()
    purpose = Purpose.FIRST_ASK if is_first else Purpose.OTHER
    initial = {"purpose": purpose, "channel": usual_channel(person, purpose)}
    form = LoggedForm(request.POST or None, account=request.user, initial=initial)
    if form.is_valid():
        told = form.cleaned_data
        fields = {name: told[name] for name in ("purpose", "channel", "sent_at", "body")}
        try:
            message = log_sent(person, at=clock.now(), **fields)
            return done(
                request,
                to=after(message),
                message=f"{_('Logged.')} {said_next(person)}".strip(),
                undo=reverse("message-delete", args=[message.pk]),
            )
        except CannotBe as why:
            form.add_error("day", str(why))
    context = {
        "form": form,
        "title": _("You wrote to %(name)s") % {"name": person.name},
        "lede": _("Sent without Askwell? Note it, so that what follows is reckoned from it."),
        "submit": _("Log it"),
        "cancel": person.get_absolute_url(),
        "crumbs": [(person.name, person.get_absolute_url())],
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def message_edit(request: Request, message_id: int) -> HttpResponse:
    """Correct what is noted of a letter that went or came; a draft is written on its own page."""
    message = own_message(request, message_id)
    if not message.sent_at:
        return redirect(message)
    form = CorrectionForm(request.POST or None, instance=message)
    if form.is_valid():
        try:
            correct_message(message, form.corrected(), at=clock.now())
            said = f"{_('Corrected.')} {said_next(message.person)}".strip()
            return done(request, to=message, message=said)
        except CannotBe as why:
            form.add_error("day", str(why))
    context = {
        "form": form,
        "title": _("Correct this letter"),
        "cancel": message.get_absolute_url(),
        "crumbs": [(message.person.name, message.person.get_absolute_url())],
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def message_delete(request: Request, message_id: int) -> HttpResponse:
    """Ask, then delete a message; the plan follows, and it can be brought back."""
    message = own_message(request, message_id)
    person = message.person
    if request.method == "POST":
        request.session[DELETED] = delete_message(message, at=clock.now())
        return done(request, to=person, message=_("Deleted."), undo=reverse("message-restore"))
    context = {
        "title": _("Delete this message?"),
        "text": _delete_text(message),
        "submit": _("Delete"),
        "cancel": message.get_absolute_url(),
        "tone": "danger",
        "crumbs": [(person.name, person.get_absolute_url())],
    }
    return show(request, "confirm.html", context)


def _delete_text(message: Message) -> str:
    if message.is_received:
        return _("As if it had never come: what comes next is planned anew.")
    if message.sent_at:
        return _("As if you had never sent it: what comes next is planned anew.")
    return _("The draft goes, and nothing else changes.")


@require_POST
def message_restore(request: Request) -> HttpResponse:
    """Bring back the message that was deleted last."""
    kept: dict[str, Any] | None = request.session.pop(DELETED, None)
    try:
        message = restore_message(request.user, kept, at=clock.now()) if kept else None
    except CannotBe as why:
        messages.error(request, str(why))
        return done(request, to="today")
    if message is None:
        messages.error(request, _("There is nothing left to bring back."))
        return done(request, to="today")
    return done(request, to=message, message=_("It is back."))
