"""Decides page or part, so that views never ask whether htmx is there."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from contacts.models import Account


class Request(HttpRequest):
    """A request as views see it: signed in, and with what htmx says about itself."""

    user: "Account"
    htmx: HtmxDetails


def wanted_part(request: HttpRequest, parts: Sequence[str]) -> str | None:
    """Return the one of `parts` that htmx wants to swap: its target's id less a trailing -<pk>."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    if not htmx or htmx.history_restore_request:
        return None
    target = re.sub(r"-\d+$", "", htmx.target or "")
    return target if target in parts else None


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    parts: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Return the page, or just the part `template#part` when htmx targets one that `parts` names.

    Messages raised on the way ride along with a part (out of band, into #messages).
    """
    part = wanted_part(request, parts)
    if part is None:
        return render(request, template, dict(context or {}), status=status)
    html = render_to_string(f"{template}#{part}", dict(context or {}), request)
    html += render_to_string("_messages.html", {"is_oob": True}, request)
    return HttpResponse(html, status=status)


def done(
    request: HttpRequest,
    *,
    to: Any,
    template: str = "",
    context: Mapping[str, Any] | None = None,
    parts: Sequence[str] = (),
    message: str = "",
    undo: str = "",
) -> HttpResponse:
    """Answer a change: the fresh part when htmx targets one of `parts`, else a redirect to `to`.

    `to` is anything `redirect()` takes. `message` is shown either way, with a button that posts to
    `undo` where that is given.
    """
    if message:
        messages.success(request, message, extra_tags=undo)
    if template and wanted_part(request, parts):
        return show(request, template, context, parts=parts)
    return HttpResponseRedirect(resolve_url(to), status=303)


def lead_on(row: Any) -> HttpResponse:
    """Redirect from an address that is no more to the row in its place; 404 where there is none."""
    if row is None:
        raise Http404
    return HttpResponseRedirect(resolve_url(row))
