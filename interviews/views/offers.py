"""Times I offer for a talk: chosen from proposals and the week's grid, made a link, withdrawn."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.models import Person
from interviews.actions.messages import CannotBe
from interviews.actions.offers import (
    OFFERABLE,
    OfferRefused,
    TimesRefused,
    begin_talk,
    offer_sent,
    offer_times,
    restore_offer,
    set_their_zone,
    withdraw_offer,
)
from interviews.availability import openings
from interviews.forms.offers import OfferForm
from interviews.models import Interview, Offer
from interviews.rules.stages import Stage
from interviews.views.offer_grid import stamp
from interviews.views.offer_pages import (
    agreed_context,
    begun_words,
    default_words,
    initial_for,
    is_asked,
    last_offer,
    look,
    offerable,
    picker_context,
    standing_context,
)

PAGE = "interviews/offer/edit.html"
STANDING = "interviews/offer/standing.html"
AGREED = "interviews/offer/agreed.html"
NOBODY = "interviews/offer/nobody.html"


@require_http_methods(["GET", "HEAD", "POST"])
def offer_edit(request: Request, interview_id: int) -> HttpResponse:
    """Choose times for a talk and offer them; while an offer stands, show what to send.

    `?person=` chooses whom it is for, `?anew=1` chooses other times. Every button but `offer` only
    looks: nothing is kept but their time zone, by its own button.
    """
    rows = request.user.interviews.select_related("search").prefetch_related("people__organisation")
    interview = get_object_or_404(rows, pk=interview_id)
    interview.account = request.user
    person = _person(interview, request.GET.get("person") or request.POST.get("person", ""))
    if person is None or interview.stage not in OFFERABLE:
        return show(request, NOBODY, {"interview": interview, "is_over": person is not None})
    offer, now = last_offer(interview, person), clock.now()
    if request.method == "POST":
        return _changed(request, interview, person)
    if "anew" not in request.GET:
        if offer and is_asked(interview, offer, now):
            return show(request, STANDING, standing_context(offer, now))
        if interview.stage == Stage.SCHEDULED:
            return show(request, AGREED, agreed_context(interview, person, offer))
    form = OfferForm(interview=interview, initial=initial_for(interview, person, offer))
    context = picker_context(
        form, interview, person, chosen=_first(interview, person, offer), monday=None, now=now
    )
    last = {"last": offer, "last_state": offer.state(now) if offer else ""}
    return show(request, PAGE, {**context, **last}, parts=("picker",))


def _first(interview: Interview, person: Person, offer: Offer | None) -> list[datetime]:
    """Return the times to begin with: of the offer that stands what still can be, else good ones."""
    now = clock.now()
    if offer and is_asked(interview, offer, now):
        times = [one for one in offer.times.all() if not one.is_theirs]
        known = look(interview, person, [one.starts_at for one in times], None, now)
        if kept := [one.starts_at for one in times if known.stands(one)]:
            return kept
    return openings(interview, person, at=now).proposed()


def _changed(request: Request, interview: Interview, person: Person) -> HttpResponse:
    """Answer a button of the picker."""
    form = OfferForm(request.POST, interview=interview)
    is_sound, now = form.is_valid(), clock.now()
    chosen: list[datetime] = form.cleaned_data.get("at", [])
    if is_sound and "offer" in request.POST:
        return _offered(request, form, interview, person, chosen)
    interview.minutes = form.cleaned_data.get("minutes", interview.minutes)
    if "set_zone" in request.POST and "their_zone" in form.cleaned_data:
        chosen = _in_zone(form.cleaned_data["their_zone"], interview, person, chosen)
    form = _refreshed(request, form, interview, person)
    chosen = _rechosen(request, interview, person, chosen)
    monday = _day(request.POST.get("week") or request.POST.get("shown", ""))
    context = picker_context(form, interview, person, chosen=chosen, monday=monday, now=now)
    refused = not is_sound and "offer" in request.POST
    return show(request, PAGE, context, parts=("picker",), status=422 if refused else 200)


def _offered(
    request: Request,
    form: OfferForm,
    interview: Interview,
    person: Person,
    chosen: Sequence[datetime],
) -> HttpResponse:
    told, now = form.cleaned_data, clock.now()
    try:
        offer_times(
            interview,
            person,
            chosen,
            at=now,
            expires_at=form.expires_at,
            language=told["language"],
            minutes=told["minutes"],
            words=told["words"],
            shows_questions=told["shows_questions"],
        )
    except TimesRefused:
        form.add_error(
            None, _("One of the times cannot be any more. Take it out, or choose another.")
        )
    except OfferRefused:
        form.add_error(None, _("Choose at least one time."))
    else:
        said = _("Here is what to send. Nothing went out yet.")
        return done(request, to=_address(interview, person), message=said)
    monday = _day(request.POST.get("shown", ""))
    context = picker_context(form, interview, person, chosen=chosen, monday=monday, now=now)
    return show(request, PAGE, context, parts=("picker",), status=422)


def _rechosen(
    request: Request, interview: Interview, person: Person, chosen: list[datetime]
) -> list[datetime]:
    """Return the times after a button: one dropped, missing ones filled up, or all others."""
    if dropped := request.POST.get("drop"):
        return [one for one in chosen if stamp(one) != dropped]
    if "refill" not in request.POST:
        return chosen
    known = openings(interview, person, at=clock.now())
    if not known.free:
        return known.nearest(known.limits.offered) or chosen
    missing = known.limits.offered - len(chosen)
    if missing > 0:
        return sorted([*chosen, *known.proposed(missing, without=chosen)])
    return known.proposed(without=chosen) or chosen


def _in_zone(
    zone: str, interview: Interview, person: Person, chosen: list[datetime]
) -> list[datetime]:
    """Note their zone; return the times chosen, others for those that only the old zone made good."""
    now = clock.now()
    before = look(interview, person, chosen, None, now)
    set_their_zone(person, zone, at=now)
    known = look(interview, person, chosen, None, now)
    kept = [one for one in chosen if known.is_free(one) or not before.is_free(one)]
    return sorted([*kept, *known.proposed(len(chosen) - len(kept), without=kept)])


def _refreshed(
    request: Request, form: OfferForm, interview: Interview, person: Person
) -> OfferForm:
    """Return the form with their zone in full, and the two lines in its language unless somebody
    wrote on them."""
    data, told = request.POST.copy(), form.cleaned_data
    data["their_zone"] = told.get("their_zone", data.get("their_zone", ""))
    language, minutes = told.get("language", ""), form.fields["minutes"]
    lengths = [int(value) for value, _label in minutes.choices]  # type: ignore[attr-defined]
    if language and begun_words(interview, person, data.get("words", ""), lengths):
        data["words"] = default_words(interview, person, language)
    fresh = OfferForm(data, interview=interview)
    fresh.is_valid()
    return fresh


@require_POST
def offer_withdraw(request: Request, offer_id: int) -> HttpResponse:
    """Close the link of an offer; what was answered before stays."""
    offer = _own(request, offer_id)
    if withdraw_offer(offer, at=clock.now()):
        said = _("Withdrawn: the link says so now, and takes no answer.")
        undo = reverse("offer-restore", args=[offer.pk])
        return done(request, to=_address(offer.interview, offer.person), message=said, undo=undo)
    messages.error(request, _("It was answered or closed before; nothing changed."))
    return done(request, to=_address(offer.interview, offer.person))


@require_POST
def offer_restore(request: Request, offer_id: int) -> HttpResponse:
    """Open the link of an offer again that was just withdrawn."""
    offer = _own(request, offer_id)
    if restore_offer(offer, at=clock.now()):
        messages.success(request, _("The link works again."))
    else:
        messages.error(
            request, _("That cannot be undone any more: other times are offered by now.")
        )
    return done(request, to=_address(offer.interview, offer.person))


@require_POST
def offer_mark_sent(request: Request, offer_id: int) -> HttpResponse:
    """Note that its times went out by a letter written elsewhere; the talk counts as asked for."""
    offer, now = _own(request, offer_id), clock.now()
    text = standing_context(offer, now)["text"]
    try:
        message = offer_sent(offer, text, sent_at=now, at=now)
    except CannotBe as why:
        messages.error(request, str(why))
        return done(request, to=_address(offer.interview, offer.person))
    # Nothing of it was written here: taken back, it leaves no draft behind.
    undo = reverse("message-delete", args=[message.pk])
    return done(request, to=offer.interview, message=_("Recorded as sent."), undo=undo)


@require_POST
def person_offer(request: Request, person_id: int) -> HttpResponse:
    """Plan a talk with somebody where none is planned, and lead to the times to offer for it."""
    person = get_object_or_404(request.user.people, pk=person_id, is_do_not_contact=False)
    interview = begin_talk(person, at=clock.now())
    return done(request, to=_address(interview, person))


def _own(request: Request, offer_id: int) -> Offer:
    rows = request.user.offers.select_related("interview", "person").prefetch_related("times")
    offer = get_object_or_404(rows, pk=offer_id)
    offer.interview.account = offer.person.account = request.user
    return offer


def _person(interview: Interview, asked: str) -> Person | None:
    """Return whom it is for: who was asked for, else the first who may be contacted."""
    people = offerable(interview)
    if asked and not any(str(one.pk) == asked for one in people):
        raise Http404
    return next((one for one in people if str(one.pk) == asked), next(iter(people), None))


def _address(interview: Interview, person: Person) -> str:
    return f"{reverse('offer-edit', args=[interview.pk])}?{urlencode({'person': person.pk})}"


def _day(typed: str) -> date | None:
    """Return a Monday as the form sends it; None for anything else."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    known: Any = day if abs((day - clock.now().date()).days) < 800 and day.weekday() == 0 else None
    return known
