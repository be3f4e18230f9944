"""Changes to many people at once: those ticked, or all that fit; asked about, done, taken back."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from config.kit import clock
from config.kit.fields import WordsField
from config.kit.htmx import Request, done, show
from contacts.actions.bulk import change_people, undo_change
from contacts.models import BulkChange, BulkKind
from interviews.forms.people_list import PeopleFilter
from interviews.models import FollowUp
from interviews.views.people_list import LIST, PARTS, list_context

CONFIRM = "interviews/person/bulk.html"
# More people than this are changed only after asking.
ASKED_FROM = 100


@require_POST
def person_bulk(request: Request) -> HttpResponse:
    """Change those ticked, or all that fit the address; the button on a row promotes that one."""
    wanted = PeopleFilter(request.GET, account=request.user)
    # No database keeps zero bytes.
    typed = request.POST.get("tag", "").replace("\0", "")
    kind, tag = _kind(request.POST), " ".join(typed.split())[:60]
    if kind is None:
        return _refuse(request, _("Choose what to do with them."))
    if not tag and kind in (BulkKind.TAG, BulkKind.UNTAG):
        return _refuse(request, _("Type the tag first."))
    # A comma parts tags wherever else they are typed.
    if len(WordsField(required=False).to_python(tag)) > 1:
        return _refuse(request, _("One tag at a time, please: leave out the comma."))
    is_all = "all" in request.POST and "one" not in request.POST
    ticked = request.user.people.filter(pk__in=_ticked(request.POST))
    people = wanted.narrow() if is_all else ticked
    if is_all and "sure" not in request.POST and (count := people.count()) > ASKED_FROM:
        return _ask(request, kind, tag, count)
    change = change_people(account=request.user, people=people, kind=kind, tag=tag, at=clock.now())
    if not change.people:
        return _refuse(request, _("Nobody was changed. Tick somebody, or choose all that fit."))
    return _back(
        request,
        _told(change),
        undo=f"{reverse('person-bulk-undo', args=[change.pk])}?{request.GET.urlencode()}",
    )


@require_POST
def person_bulk_undo(request: Request, change_id: int) -> HttpResponse:
    """Put back what one change did; whoever has a talk or something to do stays out of the pool."""
    change = get_object_or_404(request.user.bulk_changes, pk=change_id)
    is_busy = Q(interviews__isnull=False) | Exists(
        FollowUp.objects.open().filter(person=OuterRef("pk"))
    )
    count = undo_change(change=change, at=clock.now(), staying=request.user.people.filter(is_busy))
    told = ngettext("Put back for one person.", "Put back for %(n)s people.", count)
    return _back(request, told % {"n": count})


def _kind(posted: QueryDict) -> BulkKind | None:
    if "one" in posted:
        return BulkKind.PROMOTE
    asked = posted.get("do", "")
    return BulkKind(asked) if asked in BulkKind.values else None


def _ticked(posted: QueryDict) -> list[int]:
    """Return the keys posted; the button on a row (`one`) stands for that row alone."""
    typed = posted.getlist("one") or posted.getlist("person")
    return [int(pk) for pk in typed if pk.isdecimal() and len(pk) < 19]


def _ask(request: Request, kind: BulkKind, tag: str, count: int) -> HttpResponse:
    asked = {
        BulkKind.TAG: _("Tag %(n)s people “%(tag)s”?"),
        BulkKind.UNTAG: _("Take the tag “%(tag)s” off %(n)s people?"),
        BulkKind.PROMOTE: _("Take %(n)s people out of the pool?"),
        BulkKind.ARCHIVE: _("Archive %(n)s people?"),
        BulkKind.RESTORE: _("Bring %(n)s people back?"),
    }[kind]
    context: dict[str, Any] = {
        "kind": kind,
        "tag": tag,
        "asked": asked % {"n": count, "tag": tag},
        "address": request.GET.urlencode(),
    }
    return show(request, CONFIRM, context, parts=PARTS)


def _told(change: BulkChange) -> str:
    """Return what was done, and to how many."""
    n = len(change.people)
    told = {
        BulkKind.TAG: ngettext(
            "One person is tagged “%(tag)s”.", "%(n)s people are tagged “%(tag)s”.", n
        ),
        BulkKind.UNTAG: ngettext(
            "The tag “%(tag)s” is off one person.", "The tag “%(tag)s” is off %(n)s people.", n
        ),
        BulkKind.PROMOTE: ngettext(
            "One person is on your list now.", "%(n)s people are on your list now.", n
        ),
        BulkKind.ARCHIVE: ngettext(
            "One person is archived; nothing is lost.",
            "%(n)s people are archived; nothing is lost.",
            n,
        ),
        BulkKind.RESTORE: ngettext("One person is back.", "%(n)s people are back.", n),
    }[BulkKind(change.kind)]
    return told % {"n": n, "tag": change.tag}


def _refuse(request: Request, told: str) -> HttpResponse:
    messages.warning(request, told)
    return _back(request)


def _back(request: Request, message: str = "", undo: str = "") -> HttpResponse:
    """Return to the list as it was narrowed."""
    return done(
        request,
        to=f"{reverse('person-list')}?{request.GET.urlencode()}",
        template=LIST,
        context=list_context(request),
        parts=PARTS,
        message=message,
        undo=undo,
    )
