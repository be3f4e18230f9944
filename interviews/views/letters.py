"""One letter of mine, and the public page that stops them."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from config.kit.htmx import Request, show
from interviews.actions.subscriptions import account_of, stop_digest


@require_safe
def letter_detail(request: Request, letter_id: int) -> HttpResponse:
    """Show what a letter said and what became of it."""
    letter = get_object_or_404(request.user.letters, pk=letter_id)
    return show(request, "interviews/letters/detail.html", {"letter": letter})


@login_not_required
@csrf_exempt  # Mail programs post here on their own (RFC 8058); the signed link is the proof.
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, since programs open links to look at them; switch off on POST."""
    account = account_of(token)
    if account is None:
        raise Http404(gettext("This link is not complete; copy all of it from the letter."))
    if request.method == "POST":
        stop_digest(account)
    context = {"is_off": not account.wants_digest, "token": token}
    response = show(request, "interviews/letters/unsubscribe.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
