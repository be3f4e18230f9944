"""How the cells of one record become one person, with what fits nowhere kept in the notes."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from contacts.importing import values
from contacts.importing.columns import FIELDS
from contacts.importing.dates import Order, day_of
from contacts.importing.fitting import LIMITS, is_email, is_website
from contacts.importing.names import name_of
from contacts.importing.places import country_code
from contacts.importing.records import Record
from contacts.importing.rows import Rejected, Row
from contacts.rules.reaching import is_phone

# What the form of a person takes for a number, and Google's columns for a note.
_LONGEST_PHONE = 60
# Several values in a cell: Google's separator, and those that none of the values can hold.
_SEVERAL = re.compile(":::")
_ADDRESSES = re.compile(r":::|[\s;,，；、|<>]+")
_NUMBERS = re.compile(r":::|[;；|\n]")
_WORDS = re.compile(r":::|[;,，；、\n]")
# Nobody has more addresses or tags; such a cell is something else.
_MOST_VALUES = 50

Filler = Callable[[Record], Row | Rejected]


def filler(header: Sequence[str], mapping: Sequence[str], order: Order = "") -> Filler:
    """Return what makes a person of a record, or says why it cannot.

    `order` is what the file's dates write first, the day or the month.
    """
    plan = [
        (column, key, heading)
        for column, (key, heading) in enumerate(zip(mapping, header, strict=False))
        if key in _KEEPERS
    ]

    def fill(record: Record) -> Row | Rejected:
        cells = record.cells
        if record.fault:
            return Rejected(number=record.number, raw=record.raw, reason=record.fault)
        draft = _Draft(order)
        filled = len(cells)
        for column, key, heading in plan:
            if column < filled and (cell := cells[column]) and (text := values.lines(cell)):
                _KEEPERS[key](draft, key, text, heading)
        return draft.row(record)

    return fill


class _Draft:
    """The facts of a person as they are gathered."""

    __slots__ = ("facts", "lists", "notes", "order", "parts", "set_aside")

    def __init__(self, order: Order) -> None:
        self.order = order
        self.parts: dict[str, str] = {}
        self.facts: dict[str, str | date] = {}
        self.lists: dict[str, list[str]] = {}
        self.notes: list[str] = []
        # What fits into no field, as lines behind their headings.
        self.set_aside: list[str] = []

    def keep_part(self, key: str, text: str, heading: str) -> None:
        """Keep a part of the name."""
        self._keep_once(self.parts, key, values.line(text), heading)

    def keep_fact(self, key: str, text: str, heading: str) -> None:
        """Keep a fact there is one of."""
        self._keep_once(self.facts, key, values.line(text), heading)

    def _keep_once(
        self, kept: "dict[str, str] | dict[str, str | date]", key: str, text: str, heading: str
    ) -> None:
        if kept.setdefault(key, text) != text:
            self.put_aside(heading, text)

    def keep_notes(self, key: str, text: str, heading: str) -> None:
        """Keep a note."""
        self.notes.append(text)

    def put_aside(self, heading: str, text: str, key: str = "") -> None:
        """Keep a text in the notes behind its heading."""
        self.set_aside.append(f"{values.line(heading)}: {text}")

    def keep_aside(self, key: str, text: str, heading: str) -> None:
        """Keep a fact that has no field."""
        self.put_aside(heading, text)

    def keep_words(self, key: str, text: str, heading: str) -> None:
        """Keep tags and the like; Google's own labels, such as “* myContacts”, are none."""
        for word in self._several(_WORDS, text, heading):
            if not word.startswith("* "):
                self._list(key, word[: LIMITS[key]])
                if len(word) > LIMITS[key]:
                    self.put_aside(heading, word)

    def keep_emails(self, key: str, text: str, heading: str) -> None:
        """Keep e-mail addresses, without the names before them; what is none stays readable."""
        found = [one.removeprefix("mailto:") for one in self._several(_ADDRESSES, text, heading)]
        if "<" in text:
            found = [one for one in found if "@" in one] or found
        for address in filter(is_email, found):
            self._list("emails", address)
        if not all(map(is_email, found)):
            self.put_aside(heading, text)

    def keep_phones(self, key: str, text: str, heading: str) -> None:
        """Keep numbers that can be dialled; what is none stays readable."""
        for number in self._several(_NUMBERS, text, heading):
            if is_phone(number) and len(number) <= _LONGEST_PHONE:
                self._list("phones", number)
            else:
                self.put_aside(heading, number)

    def keep_link(self, key: str, text: str, heading: str) -> None:
        """Keep LinkedIn profiles and other addresses of the web, whichever column they stand in."""
        for address in self._several(_SEVERAL, text, heading):
            profile = values.profile(address)
            if not profile or self.facts.setdefault("profile", profile) != profile:
                self._keep_website(address, heading)

    def _keep_website(self, address: str, heading: str) -> None:
        full = address if "://" in address else f"https://{address}"
        if is_website(full):
            self._list("websites", full)
        else:
            self.put_aside(heading, address)

    def keep_other(self, key: str, text: str, heading: str) -> None:
        """Keep another way to reach them, behind its heading unless it is a link."""
        for way in self._several(_SEVERAL, text, heading):
            named = way if "://" in way else f"{values.line(heading)}: {way}"
            if len(named) <= LIMITS["others"]:
                self._list("others", named)
            else:
                self.put_aside(heading, way)

    def keep_day(self, key: str, text: str, heading: str) -> None:
        """Keep a day; one that is not clear stays readable."""
        day = day_of(text, self.order)
        if not day or self.facts.setdefault(key, day) != day:
            self.put_aside(heading, text)

    def keep_country(self, key: str, text: str, heading: str) -> None:
        """Keep a country by its code; one we do not know stays readable."""
        code = country_code(values.line(text))
        if code:
            self._keep_once(self.facts, key, code, heading)
        else:
            self.put_aside(heading, text)

    def _several(self, separators: re.Pattern[str], text: str, heading: str) -> Iterable[str]:
        """Return the different values in a cell; of too many none, and the text is kept."""
        found = dict.fromkeys(filter(None, map(values.line, separators.split(text))))
        if len(found) > _MOST_VALUES:
            self.put_aside(heading, text)
            return ()
        return found

    def _list(self, key: str, value: str) -> None:
        kept = self.lists.setdefault(key, [])
        if value.casefold() not in map(str.casefold, kept):
            kept.append(value)

    def row(self, record: Record) -> Row | Rejected:
        """Return the person, or why there is none."""
        name, is_family_first, called = self._name()
        if not any(map(str.isalnum, name)):
            reason = _("There is no name in this row.")
            return Rejected(number=record.number, raw=record.raw, reason=reason)
        self.facts["name"] = name
        if called:
            self.facts["called"] = called
        for key, text in self.facts.items():
            if isinstance(text, str) and len(text) > LIMITS.get(key, 500):
                self.put_aside(_(FIELDS[key]), text)
                self.facts[key] = f"{text[: LIMITS[key] - 1]}…"
        return Row(
            number=record.number,
            raw=record.raw,
            is_family_first=is_family_first,
            notes=self._notes() if self.notes or self.set_aside else "",
            **self.facts,  # type: ignore[arg-type]
            **{key: tuple(found) for key, found in self.lists.items()},  # type: ignore[arg-type]
        )

    def _name(self) -> tuple[str, bool, str]:
        """Return the name, whether the family comes first, and how to call them.

        A nickname stands in for a name that is missing, and before what a prefix would make.
        """
        parts = self.parts
        called = str(self.facts.pop("called", ""))
        full = parts.get("name", "")
        found = name_of(
            parts.get("first_name", ""),
            parts.get("middle_name", ""),
            parts.get("last_name", ""),
            parts.get("prefix", ""),
            parts.get("suffix", ""),
            full,
        )
        if not found.name:
            return called, False, ""
        if found.written:
            self.put_aside(_("Name as written"), found.written)
        if called and found.called:
            self.put_aside(_("Also addressed as"), found.called)
        return found.name, found.is_family_first, called or found.called

    def _notes(self) -> str:
        text = "\n\n".join(filter(None, ["\n\n".join(self.notes), "\n".join(self.set_aside)]))
        if len(text) <= LIMITS["notes"]:
            return text
        cut = _("[The rest, %(count)s characters, did not fit.]")
        kept = text[: LIMITS["notes"] - 100]
        return f"{kept}\n{cut % {'count': len(text) - len(kept)}}"


_KEEPERS: dict[str, Callable[[_Draft, str, str, str], None]] = {
    **dict.fromkeys(
        ("name", "first_name", "middle_name", "last_name", "prefix", "suffix"), _Draft.keep_part
    ),
    **dict.fromkeys(("called", "title", "organisation", "wechat"), _Draft.keep_fact),
    **dict.fromkeys(("tags", "groups", "earlier"), _Draft.keep_words),
    **dict.fromkeys(("profile", "website"), _Draft.keep_link),
    "email": _Draft.keep_emails,
    "phone": _Draft.keep_phones,
    "other": _Draft.keep_other,
    "connected_on": _Draft.keep_day,
    "country": _Draft.keep_country,
    "notes": _Draft.keep_notes,
    "more": _Draft.keep_aside,
}
