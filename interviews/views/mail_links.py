"""The pages behind the links of letters: what one does there to a step, or to letters to come.

The signed link is the only authority, read anew for every request: no session, no cookie, and so no
token against forged forms either; nobody can forge what they would need the link for. Programs that
look at mail open every link in it, so GET and HEAD change nothing.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import translation
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt

from config.kit import clock
from config.kit.limits import Limit, seconds_to_wait, where_from
from contacts.models import Account
from interviews.actions.mail_links import Face, Linked, NotNow, follow, go_back, look, stop_letters
from interviews.mail.kinds import WANTED
from interviews.mail.link_pages import Said, done, letter_day, said, taken_back
from interviews.mail.links import read, subscription_of, token_of

# Nobody reads or answers faster than this. Good links are counted by their letter alone, whose every
# link programs open at once, and not by address: all letters of a university may be looked at from
# one. What is no link is counted by address.
READS = Limit("letter-link", 600, 60)
ANSWERS = Limit("letter-answer", 30, 600)
TRIES = Limit("letter-tries", 120, 60)
METHODS = ("GET", "HEAD", "POST")
# Nothing but our own style sheet.
POLICY = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# What a link of the past is answered with; all others stand as they are, and may be so again.
OVER = (Face.GONE, Face.AWAY, Face.EXPIRED, Face.USED)
# Here not even what the letter told is said again.
UNTOLD = (Face.GONE, Face.AWAY, Face.EXPIRED)

type View = Callable[[HttpRequest, str], HttpResponse]


def behind_link(view: View) -> Callable[..., HttpResponse]:
    """Let in whoever has the link, without a session, and answer kindly whatever comes."""

    @wraps(view)
    def answer(request: HttpRequest, **tokens: str) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        (token,) = tokens.values()
        try:
            return view(request, token)
        except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
            return _nothing(request, "wrong", status=400)

    return login_not_required(csrf_exempt(csp_override(POLICY)(answer)))


@behind_link
def letter_link(request: HttpRequest, letter_token: str) -> HttpResponse:
    """Say what the link would do; POST does it, or takes back what it just did (`back`)."""
    link = read(letter_token)
    if busy := _held_back(request, link.letter_uid.hex if link else ""):
        return busy
    if link is None:
        return _nothing(request, "wrong", status=404)
    at = clock.now()
    linked = look(link, at=at)
    if linked is None:
        return _nothing(request, "gone", status=410)
    with translation.override(linked.account.language):
        if request.method != "POST":
            return _page(request, linked, said(linked))
        try:
            if way_back := request.POST.get("back"):
                linked = go_back(link, way_back, at=at)
                return _page(request, linked, taken_back(linked), status=200)
            linked, way_back = follow(link, at=at)
            return _page(request, linked, done(linked), way_back=way_back, status=200)
        except NotNow:
            linked = look(link, at=at) or linked
            return _page(request, linked, said(linked))


def _page(
    request: HttpRequest, linked: Linked, words: Said, *, way_back: str = "", status: int = 0
) -> HttpResponse:
    """Show what a link is good for, or just did; without a `status` the one that says so."""
    refused = 409 if request.method == "POST" else 200
    context = {
        "linked": linked,
        "said": words,
        "token": token_of(linked.link),
        "way_back": way_back,
        "letter_day": letter_day(linked),
        "is_told": linked.face not in UNTOLD,
    }
    status = status or (410 if linked.face in OVER else refused)
    return render(request, "interviews/letters/link.html", context, status=status)


@behind_link
def unsubscribe(request: HttpRequest, stop_token: str) -> HttpResponse:
    """Ask which letters are to stop; POST, by a mail program too (RFC 8058), stops them."""
    subscription = subscription_of(stop_token)
    if busy := _held_back(request, f"account {subscription[0]}" if subscription else ""):
        return busy
    account = Account.objects.filter(pk=subscription[0]).first() if subscription else None
    if subscription is None or account is None:
        return _nothing(request, "wrong", status=404)
    kind = subscription[1]
    if request.method == "POST":
        stop_letters(account, kind)
    wanted = WANTED[kind]
    context = {
        "token": stop_token,
        "wanted": wanted,
        "is_off": not wanted.is_on(account),
        "going_on": [one for one in WANTED.values() if one is not wanted and one.is_on(account)],
    }
    with translation.override(account.language):
        return render(request, "interviews/letters/unsubscribe.html", context)


def _held_back(request: HttpRequest, good: str) -> HttpResponse | None:
    """Return the answer to who asks too often; `good` says whose link it is, where it is one."""
    limit = READS if request.method in ("GET", "HEAD") else ANSWERS
    wait = seconds_to_wait([(limit, good) if good else (TRIES, where_from(request))])
    if not wait:
        return None
    response = _nothing(request, "busy", status=429)
    response["Retry-After"] = str(wait)
    return response


def _nothing(request: HttpRequest, what: str, *, status: int) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        context = {"what": what}
        return render(request, "interviews/letters/nothing.html", context, status=status)
