"""The pages behind a booking link: what somebody sees and answers there without an account.

The link is the only authority, looked up anew for every request: no session, no cookie, and so no
token against forged forms either; nobody can forge what they would need the link for. GET changes
nothing.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt

from config.kit import clock
from config.kit.limits import Limit, seconds_to_wait, where_from
from interviews.actions import booking as actions
from interviews.bookings import Booking, Face
from interviews.calendars.entry import Guest
from interviews.calendars.files import Method, file_for_them
from interviews.forms.booking import (
    MoveForm,
    PickForm,
    ProposeForm,
    WordForm,
    is_known_zone,
    zone_options,
)
from interviews.models import LineState, Offer

# Nobody reads or answers faster than this; who tries links, or plays with one, does.
READS = (Limit("book-link", 120, 60), Limit("book-address", 240, 60))
ANSWERS = (Limit("answer-link", 20, 600), Limit("answer-address", 60, 600))
METHODS = ("GET", "HEAD", "POST")
# Nothing but our own style sheet, icons and script; nothing is fetched or embedded.
POLICY = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
PAGES = {
    Face.OPEN: "interviews/booking/page.html",
    Face.AGREED: "interviews/booking/agreed.html",
}

type View = Callable[[HttpRequest, Booking], HttpResponse]


def behind_link(view: View) -> Callable[..., HttpResponse]:
    """Answer whoever has the link, in its language; tell all others kindly that it leads nowhere."""

    @wraps(view)
    def answer(request: HttpRequest, offer_token: str) -> HttpResponse:
        # A token with a NUL byte would be refused by Postgres.
        offer = _offers().filter(token=offer_token.replace("\x00", "")).first()
        if offer and not offer.account.is_active:
            offer = None
        own = offer.language if offer else translation.get_language_from_request(request)
        with translation.override(own):
            try:
                return _answered(request, view, offer, offer_token)
            except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
                return _nothing(request, "wrong", status=400)

    return login_not_required(csrf_exempt(csp_override(POLICY)(answer)))


def _answered(request: HttpRequest, view: View, offer: Offer | None, token: str) -> HttpResponse:
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    limits = READS if request.method in ("GET", "HEAD") else ANSWERS
    # A link that is none is counted by who tries it alone: there is no end of such links.
    who = (token if offer else "", where_from(request))
    wait = seconds_to_wait([*zip(limits, who, strict=True)])
    if wait:
        response = _nothing(request, "busy", status=429)
        response["Retry-After"] = str(wait)
        return response
    if offer is None:
        return _nothing(request, "wrong", status=404)
    return view(request, Booking(offer, clock.now(), _zone(request, offer)))


def _nothing(request: HttpRequest, what: str, *, status: int) -> HttpResponse:
    return render(request, "interviews/booking/nothing.html", {"what": what}, status=status)


def _zone(request: HttpRequest, offer: Offer) -> str:
    """Return the clock to show: the one asked for, that of the agreed time, theirs, else mine."""
    asked = request.POST.get("zone") or request.GET.get("zone") or ""
    agreed = offer.interview.zone if offer.interview.starts_at else ""
    known = (asked, agreed, offer.person.zone, offer.account.zone)
    return next(zone for zone in known if zone and is_known_zone(zone))


@behind_link
def booking(request: HttpRequest, booked: Booking) -> HttpResponse:
    """Show the times to pick from, or what was agreed; POST picks one."""
    if request.method != "POST" or booked.face is not Face.OPEN:
        return _back(booked) if request.method == "POST" else _page(request, booked)
    talk = booked.talk
    form = PickForm(request.POST, medium=talk.medium, has_email=booked.has_email)
    if not form.is_valid():
        return _page(request, booked, {"form": form}, status=422)
    told = form.cleaned_data
    try:
        actions.pick(
            booked.offer,
            starts_at=told["starts_at"],
            zone=booked.zone,
            at=booked.at,
            medium=form.medium,
            place=told["place"],
            email=told.get("email", ""),
            word=told["word"],
        )
    except actions.SlotTaken:
        return _page(request, _anew(booked), {"form": form, "is_taken": True}, status=409)
    except actions.Closed:
        pass
    return _back(booked)


@behind_link
def booking_move(request: HttpRequest, booked: Booking) -> HttpResponse:
    """Show fresh times for the talk that is agreed; POST moves it to one."""
    if booked.face is not Face.AGREED or not booked.is_alone:
        return _back(booked)
    template = "interviews/booking/move.html"
    form = MoveForm(_typed(request))
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.move(
                booked.offer,
                starts_at=told["starts_at"],
                zone=booked.zone,
                at=booked.at,
                word=told["word"],
            )
            return _back(booked)
        except actions.SlotTaken:
            context = {"form": form, "is_taken": True}
            return _show(request, template, _anew(booked), context, status=409)
        except actions.Closed:
            return _back(booked)
    return _show(request, template, booked, {"form": form}, status=_status(form))


@behind_link
def booking_propose(request: HttpRequest, booked: Booking) -> HttpResponse:
    """Ask for another time; POST keeps it for whoever asked."""
    if booked.face not in (Face.OPEN, Face.AGREED):
        return _back(booked)
    form = ProposeForm(_typed(request), zone=booked.zone)
    if form.is_valid() and form.instant:
        told = form.cleaned_data
        try:
            actions.propose(
                booked.offer,
                starts_at=form.instant,
                zone=told["zone"],
                at=booked.at,
                word=told["word"],
            )
            return _back(Booking(booked.offer, booked.at, told["zone"]))
        except actions.TooMany:
            form.add_error(
                None, gettext("You have proposed several times; that is plenty to choose from.")
            )
        except actions.Closed:
            return _back(booked)
    return _show(
        request, "interviews/booking/propose.html", booked, {"form": form}, status=_status(form)
    )


@behind_link
def booking_decline(request: HttpRequest, booked: Booking) -> HttpResponse:
    """Ask for a word, if they like; POST says no."""
    return _with_word(request, booked, Face.OPEN, "decline", actions.decline)


@behind_link
def booking_cancel(request: HttpRequest, booked: Booking) -> HttpResponse:
    """Ask for a word, if they like; POST calls the talk off."""
    return _with_word(request, booked, Face.AGREED, "cancel", actions.cancel)


@behind_link
def booking_calendar(request: HttpRequest, booked: Booking) -> HttpResponse:
    """Download the agreed talk for a calendar."""
    if booked.face is not Face.AGREED or request.method == "POST":
        return _nothing(request, "wrong", status=404)
    person = booked.offer.person
    file = file_for_them(
        booked.talk,
        [],
        reader=Guest(person.name, "", booked.zone),
        language=booked.offer.language,
        method=Method.PUBLISH,
        stamp=booked.talk.changed_at,
        link=f"{settings.SITE_URL}{booked.url()}",
    )
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    name = f"askwell-{booked.talk.on_date:%Y-%m-%d}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _with_word(
    request: HttpRequest, booked: Booking, face: Face, name: str, act: Callable[..., None]
) -> HttpResponse:
    if booked.face is not face:
        return _back(booked)
    form = WordForm(_typed(request))
    if form.is_valid():
        with suppress(actions.Closed):
            act(booked.offer, at=booked.at, word=form.cleaned_data["word"])
        return _back(booked)
    template = f"interviews/booking/{name}.html"
    return _show(request, template, booked, {"form": form}, status=_status(form))


def _page(
    request: HttpRequest,
    booked: Booking,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Show what the link is about now."""
    face = booked.face
    if face in (Face.WITHDRAWN, Face.EXPIRED):
        status = 410
    template = PAGES.get(face, "interviews/booking/over.html")
    form = PickForm(medium=booked.talk.medium, has_email=booked.has_email)
    whole = {"form": form, "questions": _questions(booked.offer), **(context or {})}
    return _show(request, template, booked, whole, status=status)


def _show(
    request: HttpRequest,
    template: str,
    booked: Booking,
    context: dict[str, Any],
    *,
    status: int,
) -> HttpResponse:
    whole = {
        "booking": booked,
        "zone_options": zone_options(booked.zone),
        "is_zone_told": "zone" in request.GET or "zone" in request.POST,
        "is_zone_theirs": bool(booked.offer.person.zone),
        **context,
    }
    return render(request, template, whole, status=status)


def _questions(offer: Offer) -> list[str]:
    """Return what I mean to ask, where I chose to show it."""
    sheet = getattr(offer.interview, "sheet", None) if offer.shows_questions else None
    if sheet is None:
        return []
    lines = sheet.lines.filter(is_theirs=False).exclude(state=LineState.SKIPPED)
    return [line.text for line in lines]


def _anew(booked: Booking) -> Booking:
    """Return the same page as it is by now."""
    return Booking(_offers().get(pk=booked.offer.pk), booked.at, booked.zone)


def _offers() -> QuerySet[Offer]:
    rows = Offer.objects.select_related("account", "interview__account", "person")
    return rows.prefetch_related("interview__people")


def _back(booked: Booking) -> HttpResponse:
    """Lead to what the link is about now; the fragment takes the focus there, without JavaScript too."""
    return HttpResponseRedirect(f"{booked.url()}#answer", status=303)


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200
