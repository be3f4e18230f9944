"""What every answer needs: no cookies where a link is the authority, redirects under htmx, the zone."""

import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]


class CookielessPages:
    """Keep cookies away from pages behind a secret link: that link alone says what may be done.

    Whatever is answered there, a fault included, keeps the link from others.
    """

    def __init__(self, get_response: Answer) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let no cookie in and none out, so that nobody is signed in there or known again."""
        if not request.path_info.startswith(settings.COOKIELESS):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = self.get_response(request)
        response.cookies.clear()
        response.setdefault("Cache-Control", "no-store")
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response


class HtmxRedirects:
    """Turn a redirect that htmx would follow unseen into one of the whole page."""

    def __init__(self, get_response: Answer) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 204 with HX-Redirect where a redirect would have gone to htmx."""
        response = self.get_response(request)
        is_htmx = request.headers.get("HX-Request") == "true"
        if is_htmx and response.status_code in (301, 302, 303, 307, 308):
            location = response["Location"]
            response.status_code, response.content = 204, b""
            response["HX-Redirect"] = location
            del response["Location"]
        return response


class SignInRequired(LoginRequiredMiddleware):
    """Ask who is not signed in to do so, then bring them back to the page they were on."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        """Return to the page around a form or part: what was asked for is no page of its own."""
        return ask_to_sign_in(request, self.get_login_url(view_func))


def ask_to_sign_in(request: HttpRequest, login_url: str | None = None) -> HttpResponseRedirect:
    """Lead to the sign-in, and from there back to the page that somebody was on."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    is_page = request.method in ("GET", "HEAD") and "HX-Request" not in request.headers
    if is_page or urlsplit(page).netloc != request.get_host():
        return redirect_to_login(request.get_full_path(), login_url)
    back = urlsplit(page)._replace(scheme="", netloc="").geturl()
    return redirect_to_login(back, login_url)


class PrivatePages:
    """Keep what a signed-in person sees out of every cache."""

    def __init__(self, get_response: Answer) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `private, no-store` unless a view that serves nobody in particular chose otherwise."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        else:
            response.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response


class AccountZone:
    """Show times in the account's zone."""

    def __init__(self, get_response: Answer) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the zone of whoever is signed in."""
        try:
            zone = zoneinfo.ZoneInfo(getattr(request.user, "zone", "UTC"))
        except zoneinfo.ZoneInfoNotFoundError:
            # Gone with an update of the time zone data; the settings page must still open.
            zone = zoneinfo.ZoneInfo("UTC")
        with timezone.override(zone):
            return self.get_response(request)
