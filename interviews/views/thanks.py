"""Pages of a thank-you: writing it with live checks, silencing a check, saying that it was sent."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import F, Value
from django.db.models.functions import StrIndex, Upper
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.models import Account, Language, Message, ReachKind
from contacts.rules.messages import About, faults_in, silence
from contacts.rules.packs import checks, pack, size_against_limit
from interviews.actions.thanks import (
    AlreadySent,
    first_draft,
    hear_check,
    keep_draft,
    notes_of,
    silence_check,
    start_again,
    thank,
)
from interviews.forms.thanks import DraftForm, SentForm
from interviews.models import Answer, FollowUp, FollowUpKind

PAGE = "interviews/thank_you.html"


def _thanks(request: Request, follow_up_id: int) -> FollowUp:
    rows = request.user.follow_ups.select_related("person__organisation", "interview", "message")
    follow_up = get_object_or_404(rows, pk=follow_up_id, kind=FollowUpKind.THANK)
    follow_up.account = request.user
    return follow_up


@require_safe
def thank_you(request: Request, follow_up_id: int) -> HttpResponse:
    """Show the letter, or its first draft, with the notes of the talk beside it."""
    follow_up = _thanks(request, follow_up_id)
    message = follow_up.message or first_draft(follow_up, _language(follow_up))
    return show(request, PAGE, _context(follow_up, message), parts=("checks",))


@require_POST
def thank_you_check(request: Request, follow_up_id: int) -> HttpResponse:
    """Keep what was typed and say what a careful reader would change.

    Choosing another language for a draft nobody touched writes it anew, as does `again`.
    """
    follow_up = _thanks(request, follow_up_id)
    before = follow_up.message or first_draft(follow_up, _language(follow_up))
    old_language, is_untouched = before.language, _is_untouched(follow_up, before, request)
    form = DraftForm(request.POST, instance=before)
    if not form.is_valid():
        return _refused(request, follow_up, form)
    try:
        message = keep_draft(follow_up, form.cleaned_data)
        is_other_language = message.language != old_language
        if "again" in request.POST or (is_other_language and is_untouched):
            start_again(follow_up, message.language)
            return redirect("thank-you", follow_up.pk)
    except AlreadySent:
        return redirect("thank-you", follow_up.pk)
    return _checked(request, follow_up, message)


@require_POST
def thank_you_silence(request: Request, follow_up_id: int) -> HttpResponse:
    """Silence a check here (`once`) or everywhere (`always`), or let it speak again (`hear`)."""
    follow_up = _thanks(request, follow_up_id)
    before = follow_up.message or first_draft(follow_up, _language(follow_up))
    form = DraftForm(request.POST, instance=before)
    if not form.is_valid():
        return _refused(request, follow_up, form)
    try:
        message = keep_draft(follow_up, form.cleaned_data)
    except AlreadySent:
        return redirect("thank-you", follow_up.pk)
    known = {check.key for check in checks()}
    for how in ("once", "always"):
        if (key := request.POST.get(how)) in known:
            silence_check(request.user, message, key, always=how == "always")
    if (key := request.POST.get("hear")) in known:
        hear_check(request.user, message, key)
    return _checked(request, follow_up, message)


@require_POST
def thank_you_sent(request: Request, follow_up_id: int) -> HttpResponse:
    """Record that the writer sent it, now or on an earlier day; ask once about a gap in the text."""
    follow_up = _thanks(request, follow_up_id)
    before = follow_up.message or first_draft(follow_up, _language(follow_up))
    form = SentForm(request.POST, instance=before, follow_up=follow_up)
    if not form.is_valid():
        return _refused(request, follow_up, form)
    sent_at = form.cleaned_data.pop("sent_on")
    try:
        message = keep_draft(follow_up, form.cleaned_data)
    except AlreadySent:
        return redirect("thank-you", follow_up.pk)
    faults = _checks(follow_up, message, notes_of(follow_up))["faults"]
    if "anyway" not in request.POST and any(fault.key == "blank" for fault in faults):
        context = {**_context(follow_up, message), "form": form, "has_gap": True}
        return show(request, PAGE, context, status=422)
    thank(follow_up, sent_at=sent_at, at=clock.now())
    told = _("Recorded as sent. %(name)s will be glad to hear from you.")
    to = follow_up.interview or reverse("thank-you", args=[follow_up.pk])
    return done(request, to=to, message=told % {"name": follow_up.person.name})


def _language(follow_up: FollowUp) -> str:
    return follow_up.person.language or follow_up.account.language or Language.ENGLISH


def _is_untouched(follow_up: FollowUp, message: Message, request: Request) -> bool:
    """Return whether what came in is still the first draft, whatever the line ends."""
    draft = first_draft(follow_up, message.language)
    came = request.POST.get("body", "").replace("\r\n", "\n").strip()
    return came == draft.body.strip() and request.POST.get("subject", "") == draft.subject


def _checked(request: Request, follow_up: FollowUp, message: Message) -> HttpResponse:
    checked = _checks(follow_up, message, notes_of(follow_up))
    context = {**checked, "follow_up": follow_up, "is_saved": True}
    to = reverse("thank-you", args=[follow_up.pk])
    return done(request, to=to, template=PAGE, context=context, parts=("checks",))


def _refused(request: Request, follow_up: FollowUp, form: DraftForm) -> HttpResponse:
    """Show the page again with what was typed; htmx gets the checks with the reason on top."""
    typed = form.instance
    # Without NUL bytes, which the checks could not look up in the database.
    typed.subject, typed.body = (
        request.POST.get(name, "").replace("\x00", "") for name in ("subject", "body")
    )
    context = {**_context(follow_up, typed), "form": form}
    return show(request, PAGE, context, parts=("checks",), status=422)


def _context(follow_up: FollowUp, message: Message) -> dict[str, Any]:
    interview, person = follow_up.interview, follow_up.person
    notes = notes_of(follow_up)
    others = interview.follow_ups.exclude(pk=follow_up.pk) if interview else FollowUp.objects.none()
    address = person.reaches.filter(kind=ReachKind.EMAIL).values_list("value", flat=True).first()
    return {
        "follow_up": follow_up,
        "person": person,
        "interview": interview,
        "message": message,
        "is_late": follow_up.due_at <= clock.now(),
        "form": SentForm(instance=message, follow_up=follow_up),
        "notes": notes,
        "promises": list(others.filter(person=person).exclude(kind=FollowUpKind.THANK)),
        "address": address or "",
        "mail_link": mail_link(address or "", message.subject, message.body),
        **_checks(follow_up, message, notes),
    }


def _checks(follow_up: FollowUp, message: Message, notes: Sequence[Answer]) -> dict[str, Any]:
    rules = pack(message.language)
    about = _about(follow_up, f"{message.subject}\n{message.body}", notes)
    faults = faults_in(message.body, subject=message.subject, pack=rules, about=about)
    account: Account = follow_up.account
    silenced = (*message.silenced_checks, *account.silenced_checks)
    shown, hidden = silence(silenced, faults)
    names = {check.key: check for check in checks()}
    length, limit = size_against_limit(message.body, rules)
    return {
        "message": message,
        "faults": shown,
        "hidden": hidden,
        "silenced": [names[key] for key in dict.fromkeys(silenced) if key in names],
        "length": length,
        "limit": limit,
        "is_spaced": rules.speech.is_spaced,
    }


def _about(follow_up: FollowUp, text: str, notes: Sequence[Answer]) -> About:
    person, organisation = follow_up.person, follow_up.person.organisation
    others = (
        follow_up.account.organisations.exclude(pk=person.organisation_id)
        .annotate(place=StrIndex(Upper(Value(text)), Upper(F("name"))))
        .filter(place__gt=0)
        .values_list("name", flat=True)
    )
    return About(
        names=tuple(name for name in (person.name, person.called) if name),
        organisation=(organisation.name, *organisation.aliases) if organisation else (),
        other_organisations=tuple(others[:20]),
        notes="\n".join(answer.text for answer in notes),
    )


def mail_link(address: str, subject: str, body: str) -> str:
    """Return a mailto: link (RFC 6068) that opens a mail program with everything filled in."""
    words = {"subject": subject, "body": "\r\n".join(body.splitlines())}
    return f"mailto:{quote(address, safe='@')}?{urlencode(words, quote_via=quote, safe='')}"
