"""The letter that tells somebody's calendar about a talk, and what their calendar answers."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from config.kit.mail import is_mail_leaving
from contacts.actions.folding import freeze
from contacts.models import Person
from interviews.actions.answers import NotTaken, Refused, Taken, take_reply
from interviews.actions.invitations import (
    NothingToSend,
    Prepared,
    TooManyLetters,
    compose,
    mark_told,
    send_now,
    take_back_told,
)
from interviews.came_back import came_back_from
from interviews.forms.invitations import LetterForm, ReplyForm
from interviews.models import AttendanceState, Interview
from interviews.telling import Telling, addresses_of, tellings

PAGE = "interviews/invitation/letter.html"
# Where the session keeps what was noted before the last "I sent it myself".
TOLD = "told_before"


def _own(request: Request, interview_id: int) -> Interview:
    interviews = request.user.interviews.select_related("account")
    return get_object_or_404(
        interviews.prefetch_related("people__reaches"), pk=interview_id, starts_at__isnull=False
    )


def _person(request: Request, interview: Interview, person_id: int) -> Person:
    """Return somebody of a talk, or somebody who left it after they were told."""
    concerned = Q(interviews=interview) | Q(attendances__interview=interview)
    return get_object_or_404(request.user.people.filter(concerned).distinct(), pk=person_id)


@require_safe
def invitation(request: Request, interview_id: int) -> HttpResponse:
    """Show the letter to look through before it goes; `?person=` chooses whose, of several."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    if interview.starts_at is None:
        return show(request, "interviews/invitation/early.html", {"interview": interview})
    interview = _own(request, interview_id)
    about = tellings(interview, at=clock.now())
    wanted = request.GET.get("person", "")
    chosen = [one for one in about if str(one.person.pk) == wanted]
    first = [*chosen, *(one for one in about if one.need), *about]
    if not first:
        return show(request, "interviews/invitation/early.html", {"interview": interview})
    letter = compose(interview, first[0].person, at=clock.now())
    return _page(request, letter, _form(letter), about)


@require_POST
def invitation_send(request: Request, interview_id: int, person_id: int) -> HttpResponse:
    """Send the letter as I left it; nothing calls it back."""
    interview = _own(request, interview_id)
    person = _person(request, interview, person_id)
    letter = compose(interview, person, at=clock.now())
    form = _form(letter, request.POST)
    if form.is_valid() and "to" in form.cleaned_data and is_mail_leaving():
        try:
            send_now(interview, person, at=clock.now(), **form.cleaned_data)
        except NothingToSend as problem:
            # Its words may tell what no longer holds: they are written anew.
            messages.warning(request, str(problem))
            return done(request, to=_address(interview, person))
        except TooManyLetters as problem:
            form.add_error(None, str(problem))
        else:
            told = _("The letter to %(name)s is on its way.") % {"name": person.name}
            return done(request, to=_next(interview), message=told)
    return _page(request, letter, form, tellings(interview, at=clock.now()), status=422)


@require_POST
def invitation_told(request: Request, interview_id: int, person_id: int) -> HttpResponse:
    """Note that I told them myself."""
    interview = _own(request, interview_id)
    person = _person(request, interview, person_id)
    known = interview.attendances.filter(person=person).first()
    noted = mark_told(interview, person, at=clock.now())
    assert noted.told_at is not None
    request.session[TOLD] = [noted.told_at.isoformat(), freeze(known) if known else None]
    told = _("Noted: %(name)s knows.") % {"name": person.name}
    undo = reverse("invitation-untold", args=[interview.pk, person.pk])
    return done(request, to=_next(interview), message=told, undo=undo)


@require_POST
def invitation_untold(request: Request, interview_id: int, person_id: int) -> HttpResponse:
    """Take back that I told them, while it is the last that is known of them."""
    interview = _own(request, interview_id)
    person = _person(request, interview, person_id)
    kept: list[Any] | None = request.session.pop(TOLD, None)
    if kept and take_back_told(
        interview, person, told_at=datetime.fromisoformat(kept[0]), before=kept[1]
    ):
        messages.success(request, _("Taken back: they are still to be told."))
    else:
        messages.error(request, _("That cannot be taken back any more."))
    return done(request, to=_address(interview, person))


@require_safe
def invitation_file(request: Request, interview_id: int, person_id: int) -> HttpResponse:
    """Download the file that goes with the letter."""
    interview = _own(request, interview_id)
    letter = compose(interview, _person(request, interview, person_id), at=clock.now())
    kind = f"text/calendar; charset=utf-8; method={letter.method}"
    response = HttpResponse(letter.calendar, content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="invite.ics"'
    return response


@require_http_methods(["GET", "POST"])
def invitation_reply(request: Request, interview_id: int) -> HttpResponse:
    """Read what somebody's calendar answered, from a file or pasted."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    is_post = request.method == "POST"
    form = ReplyForm(*(request.POST, request.FILES) if is_post else ())
    if form.is_valid():
        try:
            taken = take_reply(request.user, form.reply, at=clock.now())
        except NotTaken as refused:
            form.add_error(None, _why(refused, form.reply.email))
        else:
            if taken.interview != interview:
                messages.info(request, _("The answer is about another talk of yours: this one."))
            return done(request, to=taken.interview, message=_said(taken))
    context = {
        "form": form,
        "title": _("What their calendar answered"),
        "lede": _(
            "When somebody accepts, declines or proposes another time in their calendar, it sends "
            "you a mail with a small file. Put it in here, and the talk knows."
        ),
        "crumbs": [(interview.names, interview.get_absolute_url())],
        "enctype": "multipart/form-data",
        "submit": _("Read it"),
        "cancel": interview.get_absolute_url(),
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)


def _why(refused: NotTaken, email: str) -> str:
    told = {
        Refused.NO_TALK: _("This answers an invitation to a talk that is not among yours."),
        Refused.NOT_IN_IT: _(
            "It comes from %(email)s, which is no address of anybody in this talk. If it is theirs, "
            "add it to the person first."
        ),
        Refused.OLD: _(
            "It answers the time that was agreed before your last change. Tell them the new time; "
            "their calendar then answers again."
        ),
        Refused.PAST: _("The time it proposes is over."),
    }
    return told[refused.why] % {"email": email}


def _said(taken: Taken) -> str:
    words = {"name": taken.person.name}
    if taken.proposed:
        local = taken.proposed.local_start
        words |= {
            "when": date_format(local, "l j F, H:i"),
            "zone": taken.proposed.zone,
        }
        return _("%(name)s proposes %(when)s (%(zone)s).") % words
    told = {
        AttendanceState.ACCEPTED: _("%(name)s accepted."),
        AttendanceState.TENTATIVE: _("%(name)s may come."),
        AttendanceState.DECLINED: _("%(name)s declined. Perhaps another time suits them."),
    }
    assert taken.state is not None
    return told[taken.state] % words


def _form(letter: Prepared, data: Any = None) -> LetterForm:
    initial = {
        "to": letter.to,
        "subject": letter.subject,
        "text": letter.text,
        "seen": letter.telling.interview.sequence,
    }
    return LetterForm(
        data,
        initial=initial,
        addresses=addresses_of(letter.telling.person),
        language=letter.language,
    )


def _page(
    request: Request, letter: Prepared, form: LetterForm, about: list[Telling], status: int = 200
) -> HttpResponse:
    telling = letter.telling
    context = {
        "interview": telling.interview,
        "person": telling.person,
        "telling": telling,
        "letter": letter,
        "form": form,
        "others": about if len(about) > 1 else [],
        "seen_by_others": [] if telling.is_called_off else _with_address(telling.interview),
        "is_mail_leaving": is_mail_leaving(),
        "has_address": bool(letter.to),
        "came_back": came_back_from([telling.person]),
    }
    return show(request, PAGE, context, status=status)


def _with_address(interview: Interview) -> list[str]:
    """Return who comes with an address, where there are several: each calendar shows them all."""
    names = [one.name for one in interview.people.all() if addresses_of(one)]
    return names if len(names) > 1 else []


def _address(interview: Interview, person: Person) -> str:
    return f"{reverse('invitation', args=[interview.pk])}?person={person.pk}"


def _next(interview: Interview) -> str:
    """Return where to go on: to the next one who waits for a letter, else to the talk."""
    waiting = [one for one in tellings(interview, at=clock.now()) if one.is_outdated]
    return reverse("invitation", args=[interview.pk]) if waiting else interview.get_absolute_url()
