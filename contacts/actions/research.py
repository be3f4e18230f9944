"""What can be done with what was looked up."""

from datetime import datetime

from django.db import transaction

from contacts.models import Organisation, Person, ResearchNote, ResearchTick

type Subject = Person | Organisation


@transaction.atomic
def keep_note(*, note: ResearchNote, at: datetime) -> None:
    """Save a note; a new one answers its checklist entry, which is ticked."""
    is_new = note.pk is None
    if is_new:
        note.created_at = at
    note.save()
    if is_new and note.item:
        tick(about=note.about, item=note.item, at=at)


def tick(*, about: Subject, item: str, at: datetime) -> None:
    """Mark a checklist entry as looked into, if it is not yet."""
    ResearchTick.objects.get_or_create(
        account_id=about.account_id, item=item, **_side(about), defaults={"ticked_at": at}
    )


def untick(*, about: Subject, item: str) -> None:
    """Take the mark back."""
    about.ticks.filter(item=item).delete()


def note_about(about: Subject) -> ResearchNote:
    """Return an unsaved note about someone or somewhere."""
    return ResearchNote(account_id=about.account_id, **_side(about))


def _side(about: Subject) -> dict[str, Subject | None]:
    is_person = isinstance(about, Person)
    return {
        "person": about if is_person else None,
        "organisation": None if is_person else about,
    }
