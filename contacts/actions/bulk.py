"""What is done to many people at once, each set-based, and taking it back."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from contacts.actions.pool import promote
from contacts.actions.replanning import ask_for_plans
from contacts.models import Account, BulkChange, BulkKind, Organisation, Person

# Of each account so many changes can still be taken back.
KEPT = 20


@transaction.atomic
def change_people(
    *, account: Account, people: QuerySet[Person], kind: BulkKind, at: datetime, tag: str = ""
) -> BulkChange:
    """Change those of the account's people whom it makes a difference to; return whom it did.

    `tag` is the one to put on or take off. A change of nobody is not kept.
    """
    affected = people.filter(_affected(kind, tag), account=account).order_by()
    # Named one by one, so that exactly these can be changed back.
    rows = list(affected.values_list("pk", "archived_at", "organisation").distinct())
    change = BulkChange(account=account, kind=kind, tag=tag, people=[row[0] for row in rows])
    change.made_at = at
    if not rows:
        return change
    chosen = Person.objects.filter(pk__in=change.people)
    match kind:
        case BulkKind.TAG:
            _put_on(chosen, tag)
        case BulkKind.UNTAG:
            _take_off(chosen, tag)
        case BulkKind.PROMOTE:
            places = {row[2] for row in rows}
            waiting = account.organisations.filter(pk__in=places - {None}, is_in_pool=True)
            change.organisations = list(waiting.values_list("pk", flat=True))
            promote(people=chosen)
        case BulkKind.ARCHIVE:
            _ask_for_plans(chosen)
            chosen.update(archived_at=at)
        case BulkKind.RESTORE:
            change.moments = [row[1] for row in rows if row[1]]
            _ask_for_plans(chosen)
            chosen.update(archived_at=None)
    change.save()
    forgotten = account.bulk_changes.order_by("-pk")[KEPT:]
    BulkChange.objects.filter(pk__in=forgotten.values("pk")).delete()
    return change


@transaction.atomic
def undo_change(*, change: BulkChange, at: datetime, staying: QuerySet[Person]) -> int:
    """Put back what a change did, where it still holds; return for how many people.

    Doing it again changes nothing. Those of `staying` do not return to the pool.
    """
    change = BulkChange.objects.select_for_update().get(pk=change.pk)
    if change.undone_at:
        return 0
    change.undone_at = at
    change.save(update_fields=["undone_at"])
    people = Person.objects.filter(account_id=change.account_id, pk__in=change.people)
    match change.kind:
        case BulkKind.TAG:
            return _take_off(people, change.tag)
        case BulkKind.UNTAG:
            return _put_on(people, change.tag)
        case BulkKind.PROMOTE:
            returning = people.exclude(pk__in=staying.values("pk"))
            count = returning.update(is_in_pool=True)
            _return_organisations(change)
            return count
        case BulkKind.ARCHIVE:
            _ask_for_plans(people)
            return people.filter(archived_at=change.made_at).update(archived_at=None)
        case _:
            _ask_for_plans(people)
            return _archive_again(change)


def _ask_for_plans(people: QuerySet[Person]) -> None:
    """Ask for new plans, which locks people in order; those in the pool have none."""
    ask_for_plans(people.promoted().values_list("pk", flat=True))  # type: ignore[attr-defined]


def _affected(kind: BulkKind, tag: str) -> Q:
    has_tag = Q(tags__contains=[tag])
    return {
        BulkKind.TAG: ~has_tag,
        BulkKind.UNTAG: has_tag,
        BulkKind.PROMOTE: Q(is_in_pool=True),
        BulkKind.ARCHIVE: Q(archived_at=None),
        BulkKind.RESTORE: Q(archived_at__isnull=False),
    }[kind]


def _put_on(people: QuerySet[Person], tag: str) -> int:
    return _retag(people.exclude(tags__contains=[tag]), "array_append", tag)


def _take_off(people: QuerySet[Person], tag: str) -> int:
    return _retag(people.filter(tags__contains=[tag]), "array_remove", tag)


def _retag(people: QuerySet[Person], function: str, tag: str) -> int:
    word = Cast(Value(tag), CharField(max_length=60))
    tags = Func(F("tags"), word, function=function, output_field=Person._meta.get_field("tags"))
    return people.update(tags=tags)


def _return_organisations(change: BulkChange) -> None:
    """Put organisations back into the pool unless somebody there, or a search, needs them."""
    here = Organisation.objects.filter(account_id=change.account_id, pk__in=change.organisations)
    needed = Person.objects.filter(organisation__in=change.organisations, is_in_pool=False)
    free = here.filter(targets=None).exclude(pk__in=needed.values("organisation"))
    Organisation.objects.filter(pk__in=free.values("pk")).update(is_in_pool=True)


def _archive_again(change: BulkChange) -> int:
    """Set the moment each had been archived at; the ORM has no update from a list of rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contacts_person SET archived_at = was.at"
            " FROM unnest(%s::bigint[], %s::timestamptz[]) AS was(id, at)"
            " WHERE contacts_person.id = was.id AND account_id = %s AND archived_at IS NULL",
            [change.people, change.moments, change.account_id],
        )
        return cursor.rowcount
