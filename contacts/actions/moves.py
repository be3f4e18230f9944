"""How a change of title or organisation becomes history."""

from datetime import datetime, timedelta

from contacts.models import ImportRun, Move, Organisation, Person

# What is typed on the day somebody was added is still being got right.
SETTLING = timedelta(days=1)


def note_move(
    *,
    person: Person,
    title: str,
    organisation: Organisation | None,
    at: datetime,
    run: ImportRun | None = None,
) -> Move | None:
    """Keep what stands in the database before a new title or organisation is written over it.

    Returns None where that is no history: nothing stood there, only case or spaces differ, or
    somebody typed in by hand is being corrected on their first day.
    """
    before = Person.objects.filter(pk=person.pk).select_related("organisation").first()
    if before is None or _is_settling(before, at, run):
        return None
    left = before.organisation_id is not None and before.organisation != organisation
    retitled = before.title != "" and _plain(before.title) != _plain(title)
    if not left and not retitled:
        return None
    return Move.objects.create(
        account_id=person.account_id,
        person=person,
        from_title=before.title,
        from_organisation=before.organisation,
        to_title=title,
        to_organisation=organisation,
        run=run,
        noticed_at=at,
    )


def _is_settling(person: Person, at: datetime, run: ImportRun | None) -> bool:
    is_by_hand = run is None and person.imported_in_id is None
    return is_by_hand and at - person.created_at < SETTLING


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
