"""Taking a merge apart: contacts does it, talks and messages tell what follows from it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.kit import clock
from config.kit.htmx import Request, done
from contacts.actions.merges import CannotUndo, undo_merge
from interviews.actions.contact import derive_contact


@require_POST
def merge_undo(request: Request, merge_id: int) -> HttpResponse:
    """Make two of one again; each has the last contact that its own talks and messages tell."""
    record = get_object_or_404(request.user.merges, pk=merge_id)
    kept = record.person or record.organisation
    assert kept is not None, "merge_about_one"
    try:
        with transaction.atomic():
            edited = undo_merge(merge=record, at=clock.now())
            if record.person_id:
                both = (record.person_id, record.gone)
                derive_contact(request.user.people.filter(pk__in=both))
    except CannotUndo as refusal:
        messages.error(request, str(refusal))
        return redirect(kept)
    kept.refresh_from_db()
    told = _("%(kept)s and %(gone)s are two again.") % {"kept": kept, "gone": record.gone_name}
    if edited:
        stays = _("What you changed since stays with %(kept)s: %(facts)s.")
        told = f"{told} {stays % {'kept': kept, 'facts': ', '.join(edited)}}"
    return done(request, to=kept, message=told)
