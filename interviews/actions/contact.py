"""When I was last in contact with somebody: derived from messages sent and talks held."""

from collections.abc import Iterable

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest

from contacts.models import Meaning, Message, Person
from interviews.models import Interview
from interviews.rules.stages import TOOK_PLACE


def last_contact() -> Greatest:
    """Return the expression of a person's last contact: NULL where there was none."""
    sent = Message.objects.filter(person=OuterRef("pk"), sent_at__isnull=False)
    # What a mail system returned came from nobody.
    sent = sent.exclude(meaning=Meaning.BOUNCE)
    held = Interview.objects.filter(people=OuterRef("pk"), stage__in=TOOK_PLACE)
    ended_at = Coalesce("ended_at", "starts_at")
    # GREATEST of Postgres passes over NULL.
    return Greatest(
        Subquery(sent.order_by().values("person").annotate(at=Max("sent_at")).values("at")),
        Subquery(held.order_by().values("people").annotate(at=Max(ended_at)).values("at")),
    )


def derive_contact(people: Iterable[Person]) -> None:
    """Set the last contact of people anew; to be called by whatever changes what it derives from."""
    keys = [person.pk for person in people]
    Person.objects.filter(pk__in=keys).update(last_contact_at=last_contact())
