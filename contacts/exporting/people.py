"""People as plain rows: what the readers of our files give back."""

from collections.abc import Iterator

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from contacts.importing.fitting import clean, distinct
from contacts.importing.rows import Row
from contacts.models import Person, ReachKind

# People read at once; each chunk takes two queries, however many ways there are to reach them.
CHUNK = 1000
# Numbers repeat from one installation to the next; a signature is of one only.
_SIGNER = Signer(salt="askwell.person")


def rows_of(people: QuerySet[Person]) -> Iterator[Row]:
    """Yield the people in their order, reading CHUNK of them at a time."""
    found = people.select_related("organisation", "referred_by__organisation")
    found = found.prefetch_related("reaches")
    for number, person in enumerate(found.iterator(chunk_size=CHUNK), start=1):
        yield row_of(person, number)


def row_of(person: Person, number: int) -> Row:
    """Return one person as a row."""
    reaches: dict[str, list[str]] = {}
    for reach in person.reaches.all():
        reaches.setdefault(reach.kind, []).append(clean(reach.value))
    # A person has one profile and one WeChat name; further ones are other ways to reach them.
    profile, *profiles = reaches.get(ReachKind.LINKEDIN) or [""]
    wechat, *wechats = reaches.get(ReachKind.WECHAT) or [""]
    return Row(
        number=number,
        name=clean(person.name),
        is_family_first=person.is_family_first,
        called=clean(person.called),
        title=clean(person.title),
        organisation=clean(str(person.organisation or "")),
        emails=distinct(reaches.get(ReachKind.EMAIL, [])),
        phones=distinct(reaches.get(ReachKind.PHONE, [])),
        profile=profile,
        wechat=wechat,
        websites=distinct(reaches.get(ReachKind.WEBSITE, [])),
        others=distinct([*profiles, *wechats, *reaches.get(ReachKind.OTHER, [])]),
        tags=distinct(map(clean, person.tags)),
        groups=distinct(map(clean, person.groups)),
        earlier=distinct(map(clean, person.earlier)),
        notes=clean(person.notes),
        connected_on=person.connected_on,
        country=person.country,
        language=person.language,
        zone=person.zone,
        tie=person.tie,
        connection=clean(person.connection),
        referrer=_label(person.referred_by),
        may_use_name=person.may_use_name,
        named_on=person.named_on if person.referred_by_id else None,
        function=person.function,
        level=person.level,
        is_do_not_contact=person.is_do_not_contact,
        key=key_of(person),
    )


def key_of(person: Person) -> str:
    """Return what tells this person from everyone else; only at home does it lead back to them."""
    return _SIGNER.sign(f"{person.account_id}-{person.pk}")


def person_of_key(key: str, account_id: int) -> int | None:
    """Return the number of the person whom a key of this account was given to, or None."""
    try:
        account, _, person = _SIGNER.unsign(key).partition("-")
    except BadSignature:
        return None
    return int(person) if account == str(account_id) else None


def _label(person: Person | None) -> str:
    """Return a name with the organisation, which tells two people of one name apart."""
    if person is None:
        return ""
    return clean(f"{person}, {person.organisation}" if person.organisation else str(person))
