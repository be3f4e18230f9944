"""One person: everything that is known, everything that happened, and what to do next."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_countries import countries

from config.kit import clock
from config.kit.htmx import Request, done, lead_on, show
from contacts.actions.people import archive_person
from contacts.rules.reaching import href, shown
from interviews.actions.planning import catch_up, replan
from interviews.came_back import came_back_from
from interviews.referrals import chain_of
from interviews.views.story import story_of


@require_safe
def person_detail(request: Request, person_id: int) -> HttpResponse:
    """Show one person on one page."""
    people = request.user.people.select_related("organisation", "referred_by")
    person = people.filter(pk=person_id).first()
    if person is None:
        return lead_on(request.user.merges.all().person_for(person_id))
    now = clock.now()
    catch_up(request.user, at=now)
    person.account = request.user
    context = {
        **story_of(person, now=now),
        "reaches": [
            (reach, href(reach.kind, reach.value), shown(reach.value))
            for reach in person.reaches.all()
        ],
        "came_back": came_back_from([person]),
        "chain": chain_of(person, most=60),
        "their_time": date_format(now.astimezone(ZoneInfo(person.zone)), "D H:i")
        if person.zone
        else "",
        "country": countries.name(person.country),
    }
    return show(request, "interviews/person/detail.html", context)


@require_POST
def person_archive(request: Request, person_id: int) -> HttpResponse:
    """Take someone off the list, with a way back; what is owed to them stays to be done."""
    person, now = get_object_or_404(request.user.people, pk=person_id), clock.now()
    archive_person(person=person, at=now)
    replan([person], at=now)
    told = _("%(name)s is archived; nothing is lost, and nothing about them comes up any more.")
    if count := person.follow_ups.open().count():
        told = ngettext(
            "%(name)s is archived; %(n)s follow-up that is promised or owed still comes up on Today.",
            "%(name)s is archived; %(n)s follow-ups that are promised or owed still come up on Today.",
            count,
        )
    return done(
        request,
        to="person-list",
        message=told % {"name": person, "n": count},
        undo=reverse("person-restore", args=[person.pk]),
    )


@require_POST
def move_seen(request: Request, move_id: int) -> HttpResponse:
    """Take a move off the news; it stays in the person's history. `?list` returns to the list."""
    move = get_object_or_404(request.user.moves.select_related("person"), pk=move_id)
    move.seen_at = move.seen_at or clock.now()
    move.save(update_fields=["seen_at"])
    return done(request, to="person-list" if "list" in request.GET else move.person)
