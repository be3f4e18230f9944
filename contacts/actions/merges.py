"""Make one person of two, or one organisation of two, and take that apart again."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.actions.folding import Journal, fold, freeze, links_to, unfold
from contacts.actions.people import Belonging
from contacts.actions.replanning import hold_around, plan_around, plan_at
from contacts.models import (
    ImportRow,
    Merge,
    Move,
    Organisation,
    OrganisationDuplicate,
    Person,
    PersonDuplicate,
    Reach,
)
from contacts.rules.reaching import plain_way

type Subject = Person | Organisation
type Pairs = type[PersonDuplicate] | type[OrganisationDuplicate]

# Pairs have two ends and an order between them, so they are moved by hand.
_PAIRS: Mapping[type[Any], tuple[Pairs, str]] = {
    Person: (PersonDuplicate, "person"),
    Organisation: (OrganisationDuplicate, "organisation"),
}
# Not told as what moves: our own records, and what the page of a merge shows one by one.
_SILENT = (PersonDuplicate, OrganisationDuplicate, Merge, ImportRow, Reach)


class CannotMerge(Exception):
    """Nothing was merged; the text says why."""


class CannotUndo(Exception):
    """Nothing was undone; the text says why and what to do first."""


def fingerprint(*subjects: Subject) -> str:
    """Return a text that changes when anything that a merge asks about changes."""
    seen: list[Any] = []
    for subject in subjects:
        asked = {field.attname for field in type(subject)._meta.concrete_fields if field.editable}
        seen.append({name: held for name, held in freeze(subject).items() if name in asked})
        if isinstance(subject, Person):
            seen.append(list(subject.reaches.values_list("kind", "value")))
    # In either order: swapping the two sides is no change.
    parts = sorted(json.dumps(part, sort_keys=True) for part in seen)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@transaction.atomic
def merge(
    *,
    kept: Subject,
    gone: Subject,
    values: Mapping[str, Any],
    at: datetime,
    without: Collection[tuple[str, str]] = (),
    seen: str = "",
) -> Merge:
    """Fold `gone` into `kept`, which then holds `values`; return what undoing it needs.

    `without` are the ways to reach (kind, value) that nobody is to keep. `seen` is the fingerprint
    that the choice was made by: raises CannotMerge when something has changed since, or when either
    is gone already. Two merges at once wait for each other.
    """
    kept, gone = _locked(kept, gone)
    if seen and seen != fingerprint(kept, gone):
        raise CannotMerge(
            _("Something about them was changed after this page was opened. Nothing is merged yet.")
        )
    journal = Journal()
    _fold_pairs(kept, gone, journal)
    settled = _settled(kept, gone, without)
    fold(kept=kept, gone=gone, journal=journal, apart=(PersonDuplicate, OrganisationDuplicate))
    for row in _idle(kept, without):
        journal.remove(row)
    kept.refresh_from_db()
    before = freeze(kept)
    for name, value in (settled | dict(values)).items():
        setattr(kept, name, value)
    journal.change(kept, before)
    _plan_anew(kept, kept.pk)
    side = {"person" if isinstance(kept, Person) else "organisation": kept}
    return Merge.objects.create(
        account_id=kept.account_id,
        gone=gone.pk,
        gone_name=gone.name,
        record={"steps": journal.steps},
        merged_at=at,
        **side,
    )


@transaction.atomic
def undo_merge(*, merge: Merge, at: datetime) -> list[str]:
    """Make two of one again, each as it was; return the names of facts edited since, which stay.

    Rows that came since stay with the kept one. Raises CannotUndo while a later merge into the same
    one holds, or when another has taken the place of what would come back.
    """
    kept: Subject | None = merge.person or merge.organisation
    assert kept is not None, "merge_about_one"
    if isinstance(kept, Person):
        hold_around({kept.pk})
    type(kept)._base_manager.select_for_update().get(pk=kept.pk)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        raise CannotUndo(_("This merge is undone already."))
    later = kept.merges.live().filter(pk__gt=merge.pk).order_by("-pk").first()
    if later:
        raise CannotUndo(
            _("“%(name)s” was merged in later. Undo that first.") % {"name": later.gone_name}
        )
    try:
        with transaction.atomic():
            left = unfold(merge.record.get("steps", []), successor=_successor)
    except IntegrityError as error:
        raise CannotUndo(
            _("There is another “%(name)s” now. Give that one another name first.")
            % {"name": merge.gone_name}
        ) from error
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    _plan_anew(kept, kept.pk, merge.gone)
    own = [kept._meta.get_field(name) for model, name in left if _is_of(kept, model)]
    # What nobody types (the last contact) was not changed by the user.
    return list(dict.fromkeys(_label(field) for field in own if field.editable))


def what_moves(subject: Subject) -> list[Belonging]:
    """Return the rows that merging a person or organisation away would move, by kind, most first."""
    counts: dict[type[models.Model], int] = {}
    for link in links_to(type(subject)):
        if link.model not in _SILENT:
            rows = link.model._base_manager.filter(**{link.attname: subject.pk})
            counts[link.model] = counts.get(link.model, 0) + rows.count()
    found = [Belonging(count, _noun(model, count)) for model, count in counts.items() if count]
    return sorted(found, key=lambda belonging: -belonging.count)


def with_more_history(one: Subject, other: Subject) -> tuple[Subject, Subject]:
    """Return the two, first the one to keep: out of the pool, with more rows, known for longer."""

    def weight(subject: Subject) -> tuple[bool, int, int]:
        rows = sum(belonging.count for belonging in what_moves(subject))
        return (not subject.is_in_pool, rows, -subject.pk)

    return (one, other) if weight(one) >= weight(other) else (other, one)


def _locked(kept: Subject, gone: Subject) -> tuple[Subject, Subject]:
    """Return both as they are now, locked in the order of their keys so that nobody waits twice."""
    if isinstance(kept, Person):
        hold_around({kept.pk, gone.pk})
    rows = type(kept)._base_manager.select_for_update().order_by("pk")
    now = {row.pk: row for row in rows.filter(pk__in=[kept.pk, gone.pk])}
    if kept.pk == gone.pk or len(now) < 2 or len({row.account_id for row in now.values()}) > 1:
        raise CannotMerge(_("They are one already. Nothing was left to merge."))
    return now[kept.pk], now[gone.pk]


def _idle(kept: Subject, without: Collection[tuple[str, str]]) -> list[models.Model]:
    """Return what says nothing any more: ways nobody wants, moves from a place to itself."""
    if isinstance(kept, Person):
        return [way for way in kept.reaches.all() if (way.kind, way.value) in without]
    there = models.Q(from_organisation=kept, to_organisation=kept)
    return list(Move.objects.filter(there, from_title=models.F("to_title")))


def _settled(kept: Subject, gone: Subject, without: Collection[tuple[str, str]]) -> dict[str, Any]:
    """Return what nobody is asked: since when, whether off the lists, from which import."""
    is_current = kept.archived_at is None or gone.archived_at is None
    is_one_import = kept.imported_in_id == gone.imported_in_id
    settled: dict[str, Any] = {
        "created_at": min(kept.created_at, gone.created_at),
        "archived_at": None if is_current else kept.archived_at,
        "is_in_pool": kept.is_in_pool and gone.is_in_pool,
        # Undoing one import must not take what another import or a hand brought.
        "imported_in_id": kept.imported_in_id if is_one_import else None,
    }
    if isinstance(kept, Person) and isinstance(gone, Person):
        contacts = [person.last_contact_at for person in (kept, gone) if person.last_contact_at]
        connected = [person.connected_on for person in (kept, gone) if person.connected_on]
        settled["last_contact_at"] = max(contacts, default=None)
        settled["connected_on"] = min(connected, default=None)
        dropped = [plain_way(kind, value) for kind, value in without]
        settled["unwanted"] = [*dict.fromkeys([*kept.unwanted, *gone.unwanted, *dropped])]
        settled["known_by"] = [*dict.fromkeys([*kept.known_by, *gone.known_by])]
    return settled


def _fold_pairs(kept: Subject, gone: Subject, journal: Journal) -> None:
    """Let pairs with `gone` be pairs with `kept`; what that pair is known as already stands."""
    model, first = _PAIRS[type(kept)]
    name, end = f"{first}_id", "other_id"
    of_gone = models.Q(**{name: gone.pk}) | models.Q(**{end: gone.pk})
    for pair in model._base_manager.filter(of_gone).order_by("pk"):
        before = {name: getattr(pair, name), end: getattr(pair, end)}
        (third,) = set(before.values()) - {gone.pk}
        after = {name: min(third, kept.pk), end: max(third, kept.pk)}
        if third == kept.pk or model._base_manager.filter(**after).exists():
            journal.remove(pair)
        else:
            journal.move(model._base_manager.filter(pk=pair.pk), before, after)


def _successor(model: type[models.Model], key: Any) -> Any:
    merges = Merge.objects.live()
    if model is Person:
        return getattr(merges.person_for(key), "pk", None)
    if model is Organisation:
        return getattr(merges.organisation_for(key), "pk", None)
    return None


def _plan_anew(kept: Subject, *keys: int) -> None:
    """Ask for new plans of the people, or of those who were asked at the organisations."""
    if isinstance(kept, Person):
        Person.objects.filter(pk__in=keys, account_id=kept.account_id).update(needs_planning=True)
        plan_around(keys)
    else:
        plan_at(keys)


def _is_of(kept: Subject, model: str) -> bool:
    return model == kept._meta.label_lower


def _label(field: Any) -> str:
    return capfirst(str(field.verbose_name))


def _noun(model: type[models.Model], count: int) -> str:
    if model is Person:
        return ngettext("person", "people", count)
    # The table between two models stands for the one that has the list.
    meta = getattr(model._meta.auto_created, "_meta", model._meta)
    return str(meta.verbose_name if count == 1 else meta.verbose_name_plural)
