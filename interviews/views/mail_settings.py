"""The settings page of letters, and how each kind would read."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.models import Account
from interviews.forms.mail import MailForm
from interviews.mail.kinds import WANTED, Wanted
from interviews.mail.previews import preview
from interviews.models import LetterKind

# A letter brings its own styles, so it stands in a frame of its own: nothing in there can run, send a
# form, fetch anything or lead anywhere.
_IN_FRAME: Mapping[str, Any] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": True,
}
_AROUND_FRAME: Mapping[str, Any] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}


@require_http_methods(["GET", "POST"])
def settings_mail(request: Request) -> HttpResponse:
    """Choose which letters I get, and when."""
    # A copy: the page's own greeting must not change with what is being typed.
    account = Account.objects.get(pk=request.user.pk)
    form = MailForm(request.POST or None, instance=account)
    if form.is_valid():
        form.save()
        return done(request, to="settings-mail", message=_("Saved."))
    context = {"form": form, "letters": request.user.letters.recent()}
    status = 422 if form.is_bound else 200
    return show(request, "interviews/settings/mail.html", context, status=status)


@csp_override(_AROUND_FRAME)
@require_safe
def letter_preview(request: Request, letter_kind: str) -> HttpResponse:
    """Show how a kind of letter would read now, as text and in a frame as HTML."""
    wanted = _wanted(letter_kind)
    found = preview(request.user, wanted.kind, at=clock.now())
    context = {"wanted": wanted, "preview": found, "is_on": wanted.is_on(request.user)}
    return show(request, "interviews/settings/letter_preview.html", context)


@csp_override(_IN_FRAME)
@xframe_options_sameorigin
@require_safe
def letter_preview_frame(request: Request, letter_kind: str) -> HttpResponse:
    """Return the HTML of such a letter, for the frame."""
    found = preview(request.user, _wanted(letter_kind).kind, at=clock.now())
    # A link that wants a window of its own gets none from in there.
    html = found.letter.html.replace("<head>", '<head><base target="_blank">', 1)
    return HttpResponse(html, headers={"Cache-Control": "no-store"})


def _wanted(kind: str) -> Wanted:
    if kind not in WANTED:
        raise Http404
    return WANTED[LetterKind(kind)]
