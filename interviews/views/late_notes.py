"""What becomes of a plain form of notes that arrives after its session has ended.

Where scripts run, notes stay on the device until they are stored. Where they do not, the text is
only in the request: it is handed back in a form that can be sent again.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.csrf import csrf_failure

from config.kit.middleware import ask_to_sign_in

View = Callable[..., HttpResponse]


def hands_notes_back(view: View) -> View:
    """Ask whoever is not signed in to come in, without dropping the notes they sent.

    For every view that a form of notes is sent to.
    """

    @login_not_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if _has_notes(request):
            return _hand_back(request)
        return ask_to_sign_in(request)

    wrapped.hands_notes_back = True  # type: ignore[attr-defined]
    return wrapped


def onwards(request: HttpRequest) -> HttpResponse | None:
    """Return the way to what `then` names, once the notes that came along are stored; else None.

    For a button beside the page's form, such as the Undo of a message: it is pressed there (307).
    """
    to = request.POST.get("then", "")
    if not to.startswith("/") or not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        return None
    return HttpResponseRedirect(to, preserve_request=True)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is from before a sign-in; notes in it are handed back.

    Only to a page of our own: what another site made a browser send is not shown as one's notes.
    """
    match = request.resolver_match
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    takes_notes = match is not None and hasattr(match.func, "hands_notes_back")
    if takes_notes and origin == request.get_host() and _has_notes(request):
        return _hand_back(request)
    return csrf_failure(request, reason)


def _has_notes(request: HttpRequest) -> bool:
    """Return whether anything was typed: notes, whom to meet next, or a question."""
    return any(
        (name.startswith(("note-", "closing-")) or name in ("next-name", "new-text", "theirs"))
        and str(text).strip()
        for name, text in request.POST.items()
    )


def _hand_back(request: HttpRequest) -> HttpResponse:
    sent = request.POST
    notes = [
        (name, sent.get(name.replace("note-", "asked-", 1), ""), text)
        for name, text in sent.items()
        if name.startswith("note-") and text
    ]
    shown = {name for name, _asked, _text in notes} | {"csrfmiddlewaretoken"}
    others = [(name, text) for name, text in sent.items() if name not in shown]
    context = {"notes": notes, "others": others, "action": request.path}
    return render(request, "interviews/talk/late.html", context, status=403)
