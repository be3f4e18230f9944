"""Whom people named: noted, shown as a tree, and whether I may say who it was."""

from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.db import transaction
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.actions.introductions import promise_introduction
from contacts.models import Introduction, Permission, Person
from interviews.actions.planning import catch_up
from interviews.actions.referrals import (
    Named,
    name_person,
    record_of,
    set_permission,
    take_back_names,
)
from interviews.forms.referrals import NamedForm
from interviews.referrals import chain_of

_SALT = "referrals"
# Longer than this nobody comes back to a message to undo it.
_KEPT_SECONDS = 24 * 3600


@require_safe
def person_chain(request: Request, person_id: int) -> HttpResponse:
    """Show who named whom around one person."""
    people = request.user.people.select_related("organisation")
    person = get_object_or_404(people, pk=person_id)
    return show(
        request,
        "interviews/referral/chain.html",
        {"person": person, "chain": chain_of(person)},
    )


@require_http_methods(["GET", "POST"])
def person_named(request: Request, person_id: int) -> HttpResponse:
    """Note whom somebody named; `?undo=` takes back what was noted."""
    by = get_object_or_404(request.user.people, pk=person_id)
    if request.method == "POST" and "undo" in request.GET:
        return _take_back(request, by)
    form = NamedForm(request.POST or None, by=by)
    back = _back(request, by)
    if form.is_valid():
        named, introductions = _note(form)
        undo = way_back(by, named, introductions)
        return done(request, to=back, message=_told(by, named), undo=undo)
    context = {"by": by, "form": form, "back": back}
    status = 422 if form.is_bound else 200
    return show(request, "interviews/referral/named.html", context, status=status)


def way_back(
    by: Person, named: list[Named], introductions: list[Introduction], *, back: str = ""
) -> str:
    """Return the address that takes back what was noted, and leads to `back`, else to the person."""
    record = {"by": by.pk, "steps": record_of(named, introductions)}
    told = {"undo": signing.dumps(record, salt=_SALT, compress=True)}
    told |= {"back": back} if back else {}
    return f"{reverse('person-named', args=[by.pk])}?{urlencode(told)}"


@transaction.atomic
def _note(form: NamedForm) -> tuple[list[Named], list[Introduction]]:
    told, now = form.cleaned_data, clock.now()
    named, introductions = [], []
    for choice in form.choices():
        one = name_person(
            by=form.by,
            at=now,
            name=choice.line.name,
            organisation=choice.line.organisation,
            title=choice.line.title,
            may_use_name=told["permission"],
            on=told["on"],
            known=choice.known,
            is_known_sought=False,
            replaces=choice.replaces,
        )
        named.append(one)
        if told["introduces"]:
            on = told["on"] or clock.today(form.by.account.zone)
            promised, is_new = promise_introduction(introducer=form.by, person=one.person, on=on)
            introductions += [promised] if is_new else []
    catch_up(form.by.account, at=now)
    return named, introductions


def _told(by: Person, named: list[Named]) -> str:
    """Say who is among my people now, and who stays as having named somebody."""
    names = ", ".join(one.person.name for one in named)
    said = [_("Noted: %(by)s named %(names)s.") % {"by": by.name, "names": names}]
    said += [
        _("%(first)s stays who named %(name)s.") % {"first": one.kept, "name": one.person.name}
        for one in named
        if one.kept
    ]
    return " ".join(said)


def _take_back(request: Request, by: Person) -> HttpResponse:
    try:
        record: dict[str, Any] = signing.loads(
            request.GET["undo"], salt=_SALT, max_age=_KEPT_SECONDS
        )
    except signing.BadSignature:
        return HttpResponseBadRequest(_("This can no longer be undone."))
    if record["by"] != by.pk:
        return HttpResponseBadRequest(_("This can no longer be undone."))
    stay = take_back_names(by, record["steps"], at=clock.now())
    told = _("It is undone.")
    if stay:
        told = ngettext(
            "%(names)s stays: something about them was added since.",
            "%(names)s stay: something about them was added since.",
            len(stay),
        ) % {"names": ", ".join(one.name for one in stay)}
    return done(request, to=_back(request, by), message=told)


@require_POST
def person_permission(request: Request, person_id: int) -> HttpResponse:
    """Note whether I may say who named somebody; `?state=` is the way back."""
    people = request.user.people.select_related("referred_by")
    person = get_object_or_404(people, pk=person_id)
    state = request.POST.get("state") or request.GET.get("state")
    if state not in Permission.values:
        return HttpResponseBadRequest(_("It is not asked yet, asked, yes or no."))
    before = person.may_use_name
    set_permission(person=person, permission=Permission(state))
    undo = f"{reverse('person-permission', args=[person.pk])}?state={before}"
    return done(
        request,
        to=_back(request, person),
        template="interviews/referral/_permission.html",
        context={"person": person},
        parts=("permission",),
        message=_("%(name)s: %(state)s.")
        % {"name": person.name, "state": person.get_may_use_name_display()},
        undo=undo if before != state and "state" not in request.GET else "",
    )


def _back(request: Request, person: Person) -> str:
    """Return the page of ours that the form came from, else the person's."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return person.get_absolute_url()
