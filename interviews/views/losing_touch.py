"""The list of those with whom I am losing touch: write, or let it rest."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from config.kit.pages import page_of
from interviews.actions.planning import catch_up
from interviews.actions.resting import let_rest, wake
from interviews.forms.people_list import order_by
from interviews.losing_touch import interval_of, losing_touch, rows_of

LIST = "interviews/person/losing_touch.html"
PARTS = ("losing-touch",)


@require_safe
def losing_touch_list(request: Request) -> HttpResponse:
    """Show with whom the last contact is long ago, the latest first."""
    catch_up(request.user, at=clock.now())
    return show(request, LIST, _context(request), parts=PARTS)


def _context(request: Request) -> dict[str, Any]:
    account = request.user
    interval = interval_of(account)
    people = losing_touch(account, interval, at=clock.now()).select_related("organisation")
    order = order_by("contact", account)
    page = page_of(people, request.GET, among=account.people.all(), order=order)
    return {
        "page": page,
        "rows": rows_of(page.rows),
        "interval": interval,
        "now": clock.now(),
        "here": reverse("losing-touch"),
        "has_met": bool(page.rows) or account.interviews.filter(ended_at__isnull=False).exists(),
    }


@require_POST
def person_rest(request: Request, person_id: int) -> HttpResponse:
    """Let an acquaintance rest."""
    person = get_object_or_404(request.user.people, pk=person_id)
    let_rest(person=person, at=clock.now())
    return done(
        request,
        to="losing-touch",
        template=LIST,
        context=_context(request),
        parts=PARTS,
        message=_("%(name)s rests; whenever you are in touch again, it begins anew.")
        % {"name": person},
        undo=reverse("person-wake", args=[person.pk]),
    )


@require_POST
def person_wake(request: Request, person_id: int) -> HttpResponse:
    """Take back that an acquaintance rests."""
    person = get_object_or_404(request.user.people, pk=person_id)
    wake(person=person)
    return done(request, to="losing-touch", message=_("%(name)s is back.") % {"name": person})
