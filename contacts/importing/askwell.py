"""How our own files name and write what we know of a person: for the writers and the reader."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from contacts.importing.card_lines import Property
from contacts.importing.fitting import clean, distinct, fitted
from contacts.importing.places import country_code
from contacts.importing.rows import Rejected, Row

# Stands in the PRODID of our cards.
PRODUCT = "-//Askwell//Askwell//EN"


class Fact(NamedTuple):
    """A field of a Row, the heading of its column, and its property in a card."""

    field: str
    heading: str
    card: str


# The headings are part of the file's format: English in every language of the app.
FACTS = (
    Fact("name", "Name", "FN"),
    Fact("is_family_first", "Family name first", "X-ASKWELL-FAMILY-FIRST"),
    Fact("called", "How to address them", "X-ASKWELL-CALLED"),
    Fact("title", "Title", "TITLE"),
    Fact("organisation", "Organisation", "ORG"),
    Fact("emails", "E-mail", "EMAIL"),
    Fact("phones", "Phone", "TEL"),
    Fact("profile", "LinkedIn", "X-SOCIALPROFILE"),
    Fact("wechat", "WeChat", "X-WECHAT"),
    Fact("websites", "Website", "URL"),
    Fact("others", "Other ways to reach them", "X-ASKWELL-OTHER"),
    Fact("tie", "How I know them", "X-ASKWELL-TIE"),
    Fact("connection", "Our connection", "X-ASKWELL-CONNECTION"),
    Fact("referrer", "Who named them", "X-ASKWELL-REFERRER"),
    Fact("may_use_name", "May I say who named them", "X-ASKWELL-MAY-USE-NAME"),
    Fact("named_on", "Named on", "X-ASKWELL-NAMED-ON"),
    Fact("function", "Kind of work", "X-ASKWELL-FUNCTION"),
    Fact("level", "Level", "X-ASKWELL-LEVEL"),
    Fact("groups", "Schools and groups", "X-ASKWELL-GROUPS"),
    Fact("earlier", "Earlier roles and industries", "X-ASKWELL-EARLIER"),
    Fact("tags", "Tags", "CATEGORIES"),
    Fact("language", "Language", "LANG"),
    Fact("zone", "Time zone", "TZ"),
    Fact("country", "Country", "ADR"),
    Fact("notes", "Notes", "NOTE"),
    Fact("is_do_not_contact", "Do not contact", "X-ASKWELL-DO-NOT-CONTACT"),
    Fact("connected_on", "Connected on", "X-ASKWELL-CONNECTED-ON"),
    Fact("key", "Askwell key", "X-ASKWELL-KEY"),
)
LISTS = {"emails", "phones", "websites", "others", "groups", "earlier", "tags"}
# Lists that stand in one property, separated by commas; of the others each value has its own.
IN_ONE = {"groups", "earlier", "tags"}
BOOLEANS = {"is_family_first", "is_do_not_contact"}
DAYS = {"named_on", "connected_on"}
# fmt: off
CHOICES = {
    "tie": ["network", "school", "community", "event", "referral", "cold"],
    "may_use_name": ["unknown", "asked", "yes", "no"],
    "function": [
        "engineering", "data", "research", "product", "design", "operations", "marketing", "sales",
        "consulting", "finance", "people", "legal", "health", "education", "public", "management",
        "other",
    ],
    "level": ["student", "entry", "mid", "senior", "lead", "director", "executive"],
    "language": ["en", "zh-hans"],
}
# fmt: on
_PROPERTIES = {fact.card: fact for fact in FACTS}
_HEADINGS = {fact.heading.casefold(): fact for fact in FACTS}
# Only our files have these.
_TELLING = {fact.heading.casefold() for fact in FACTS if fact.card.startswith("X-ASKWELL")}
# What makes a spreadsheet take a text for a formula, in the wide forms of East Asia as well.
_DANGEROUS = tuple("=+-@\t\r\n＝＋－＠'")
_LISTED = re.compile(r"((?:\\.|[^;\\]|\\$)*+)(?:;|$)", re.DOTALL)


def is_ours(header: Sequence[str]) -> bool:
    """Return whether these are the headings of our own file, in any order, some perhaps removed."""
    names = {heading.strip().casefold() for heading in header}
    return "name" in names and len(names & _TELLING) >= 3


def person_of(
    header: Sequence[str], cells: Sequence[str], *, number: int, raw: str
) -> Row | Rejected:
    """Return the person in a row of our own file, or why there is none."""
    told: dict[str, list[str]] = {}
    for heading, cell in zip(header, cells, strict=False):
        if fact := _HEADINGS.get(heading.strip().casefold()):
            text = bare(cell)
            told[fact.field] = unlisted(text) if fact.field in LISTS else [text]
    facts = typed(told)
    if not facts.get("name"):
        return Rejected(number=number, raw=raw, reason=_("This row has no name."))
    return fitted(facts, number=number, raw=raw)


def told_by_card(properties: Iterable[Property], *, is_ours: bool) -> dict[str, Any]:
    """Return the facts of a card of ours; of another's, those that only we write."""
    told: dict[str, list[str]] = {}
    for one in properties:
        fact = _PROPERTIES.get(one.name)
        if fact and (is_ours or one.name.startswith("X-ASKWELL")):
            texts = one.parts(",") if fact.field in IN_ONE else [one.text()]
            if fact.field == "country":
                texts = one.parameters.get("CC", [])
            told.setdefault(fact.field, []).extend(texts)
    return typed(told)


def typed(told: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Return texts as the fields of a Row hold them; what a field cannot hold goes to the notes."""
    facts: dict[str, Any] = {}
    strange: list[str] = []
    for field, heading, _property in FACTS:
        texts = distinct(map(clean, told.get(field, ())))
        if not texts:
            continue
        value = texts if field in LISTS else _value(field, texts[0])
        if value is None:
            strange.append(f"{heading}: {texts[0]}")
        else:
            facts[field] = value
    if strange:
        facts["notes"] = "\n".join(filter(None, [facts.get("notes", ""), *strange]))
    return facts


def _value(field: str, text: str) -> str | bool | date | None:
    """Return what a text means in a field that holds one thing, or None when it means nothing."""
    if field in BOOLEANS:
        return text.lower() in ("yes", "true", "1")
    if field in DAYS:
        return _day(text)
    if field == "country":
        return country_code(text) or None
    if field == "zone":
        return text if text in available_timezones() else None
    if field in CHOICES:
        return text.lower() if text.lower() in CHOICES[field] else None
    return text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `bare` gives it back as it was."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def bare(cell: str) -> str:
    """Return a cell without the apostrophe that protects it."""
    return cell.removeprefix("'")


def listed(texts: Iterable[str]) -> str:
    """Return texts in one cell, separated by semicolons; `unlisted` takes them apart."""
    return "; ".join(re.sub(r"([;\\])", r"\\\1", text) for text in texts)


def unlisted(cell: str) -> list[str]:
    """Return the texts of a cell; a backslash before a semicolon makes it part of a text."""
    return [re.sub(r"\\([;\\])", r"\1", text) for text in _LISTED.findall(cell)]


def texts_of(row: Row, field: str) -> list[str]:
    """Return what a row says in one field, as texts."""
    value = getattr(row, field)
    if field in LISTS:
        return list(value)
    if field in BOOLEANS:
        return ["yes"] if value else []
    return [str(value)] if value else []
