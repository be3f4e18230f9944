"""What the properties of a vCard (2.1, 3.0 and 4.0) tell of a person."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from contacts.importing import askwell, decoding, values
from contacts.importing.card_lines import Card, Property, cards_in
from contacts.importing.fitting import distinct, fitted, is_email, is_website
from contacts.importing.names import Name, name_of
from contacts.importing.places import country_code, language_code
from contacts.importing.rows import MAX_ROWS, CannotRead, Reading, Rejected, Row
from contacts.rules.reaching import is_phone, linkedin_profile

_BEGINNING = b"BEGIN:VCARD"
# Bytes within which the first card has to begin.
_HEAD = 64 * 1024
# What Google puts on every contact says nothing.
_EMPTY_TAGS = {"mycontacts", "starred"}
_PROFILES = {"X-SOCIALPROFILE", "SOCIALPROFILE", "IMPP"}
_MESSENGERS = {
    *("X-SKYPE", "X-SKYPE-USERNAME", "X-JABBER", "X-MSN", "X-AIM", "X-ICQ", "X-YAHOO", "X-QQ"),
    *("X-TWITTER", "X-GOOGLE-TALK", "X-SIGNAL", "X-TELEGRAM", "X-MATRIX"),
    *("X-WECHAT", "X-WECHAT-ID", "X-WEIXIN"),
}
_WECHAT = {"wechat", "weixin", "微信", "wechat-id"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!//)", re.IGNORECASE)


def read_cards(stream: BinaryIO) -> Reading:
    """Return the people of a file of vCards, read one at a time as they are asked for.

    Raises CannotRead when no card begins in it, and the rows do beyond MAX_ROWS.
    """
    encoding = decoding.encoding_of(stream)
    stream.seek(0)
    if _BEGINNING not in stream.read(_HEAD).replace(b"\0", b"").upper():
        raise CannotRead(_("This is no file of vCards: no card begins in it."))
    stream.seek(0)
    return Reading(format="vcard", encoding=encoding, rows=_rows(stream, encoding))


def _rows(stream: BinaryIO, encoding: str) -> Iterator[Row | Rejected]:
    for number, card in enumerate(cards_in(stream, encoding), start=1):
        if number > MAX_ROWS:
            raise CannotRead(
                _("This file has more than %(limit)s cards. Bring in one part of it at a time.")
                % {"limit": f"{MAX_ROWS:,}"}
            )
        yield person_of(card, number)


def person_of(card: Card, number: int) -> Row | Rejected:
    """Return whom a card is of, or why that cannot be told."""
    facts = Facts(card.properties)
    is_ours = facts.first("PRODID") == askwell.PRODUCT
    if reason := card.fault or facts.refusal(is_ours=is_ours):
        return Rejected(number=number, raw=card.raw, reason=reason)
    told = {} if is_ours else facts.told()
    told |= askwell.told_by_card(card.properties, is_ours=is_ours)
    return fitted(told, number=number, raw=card.raw)


class Facts:
    """The properties of one card, and what they come to."""

    def __init__(self, properties: list[Property]) -> None:
        """Sort the properties by name, and Apple's labels by the group they belong to."""
        self.named: dict[str, list[Property]] = {}
        for one in properties:
            self.named.setdefault(one.name, []).append(one)
        self.labels = {one.group: one.text() for one in self.all("X-ABLABEL")}
        self.family, self.given, *self.more = self._names()
        self.name, self.is_family_first, self.called, self.written = self._name()
        self.organisation, *self.units = self._organisation()
        self.reaches: dict[str, list[str]] = {
            name: [] for name in ("emails", "phones", "profile", "wechat", "websites", "others")
        }
        self.notes = [values.lines(one.text()) for one in self.all("NOTE")]
        # What has no place of its own but helps to know someone goes below the notes.
        self.extras: list[str] = []

    def all(self, *names: str) -> Iterator[Property]:
        """Yield the properties of these names."""
        for name in names:
            yield from self.named.get(name, [])

    def first(self, *names: str) -> str:
        """Return the first that says something, on one line."""
        return next(filter(None, (values.line(one.text()) for one in self.all(*names))), "")

    def refusal(self, *, is_ours: bool) -> str:
        """Return why this card is of nobody, or ""; ours are of people only."""
        kind = self.first("KIND", "X-ADDRESSBOOKSERVER-KIND").lower()
        if kind == "group":
            return _("This card is a group of contacts, not a person.")
        is_company = kind == "org" or self.first("X-ABSHOWAS").upper() == "COMPANY"
        is_company = is_company or self.name in ("", self.organisation)
        if self.organisation and is_company and not (self.family and self.given) and not is_ours:
            return _("This card is of an organisation and names no person.")
        return "" if self.name else _("This card has no name.")

    def told(self) -> dict[str, Any]:
        """Return what the card tells, as the fields of a Row."""
        self._read_addresses()
        self._read_profiles()
        self._read_rest()
        profile, *profiles = distinct(self.reaches["profile"]) or ("",)
        wechat, *wechats = distinct(self.reaches["wechat"]) or ("",)
        others = [*profiles, *(f"WeChat: {one}" for one in wechats), *self.reaches["others"]]
        titles = distinct(values.line(one.text()) for one in self.all("TITLE", "ROLE"))
        self.extras += titles[1:]
        return {
            "name": self.name,
            "is_family_first": self.is_family_first,
            "called": self.called,
            "title": titles[0] if titles else "",
            "organisation": self.organisation,
            "emails": distinct(self.reaches["emails"]),
            "phones": distinct(self.reaches["phones"]),
            "profile": profile,
            "wechat": wechat,
            "websites": distinct(self.reaches["websites"]),
            "others": distinct(others),
            "tags": self._tags(),
            "notes": "\n\n".join(filter(None, [*self.notes, "\n".join(distinct(self.extras))])),
            "country": self._country(),
            "language": next(filter(None, map(language_code, self._texts("LANG"))), ""),
            "zone": next((one for one in self._texts("TZ") if one in available_timezones()), ""),
        }

    def _texts(self, *names: str) -> list[str]:
        return [values.line(one.text()) for one in self.all(*names)]

    def _names(self) -> list[str]:
        """Return family, given, middle names, titles before and after the name."""
        for one in self.all("N"):
            parts = [values.line(part) for part in one.parts(";")]
            return [*parts, "", "", "", "", ""][:5]
        return [""] * 5

    def _name(self) -> Name:
        """Return the name as it is said, as FN has it but for titles, degrees and the like."""
        middle, prefix, suffix = self.more
        said = self.first("FN").removeprefix(f"{prefix} ")
        parts = name_of(self.given, middle, self.family, prefix, suffix)
        # Western programs turn such names round, or put a space into them.
        if parts.is_family_first or not said:
            return parts if parts.name else name_of(full=self.first("NICKNAME"))
        whole = name_of(full=said)
        is_turned = bool(self.family and self.given) and whole.name.startswith(f"{self.family} ")
        return Name(
            whole.name,
            whole.is_family_first or (is_turned and whole.name.endswith(f" {self.given}")),
            parts.called,
            whole.written or parts.written,
        )

    def _organisation(self) -> list[str]:
        """Return the organisation and the parts of it they belong to; "" for none."""
        for one in self.all("ORG"):
            parts = [values.line(part) for part in one.parts(";")]
            if any(parts):
                return list(filter(None, parts))
        return [""]

    def _read_addresses(self) -> None:
        for text in self._texts("EMAIL"):
            address = re.sub(r"(?i)^mailto:", "", text).strip("<> ")
            self._keep("emails", address, _("E-mail"), is_good=is_email(address))
        for one in self.all("TEL"):
            number = _number(values.line(one.text()))
            if not one.types() & {"fax", "pager", "modem"}:
                self._keep("phones", number, _("Phone"), is_good=is_phone(number))
        for text in self._texts("URL"):
            self._keep_link(text)

    def _read_profiles(self) -> None:
        """Take messengers and social networks, which every program writes in its own way."""
        for one in self.all(*_PROFILES, *_MESSENGERS):
            scheme, handle = _scheme(values.line(one.text()))
            service = self._service(one) or scheme
            handle = handle or next(iter(one.parameters.get("X-USER", [])), "")
            if service.lower() in _WECHAT or scheme in _WECHAT:
                self._keep("wechat", handle, "WeChat", is_good=len(handle) <= 100)
            elif service.lower() == "linkedin" and "/" not in handle:
                self._keep_link(linkedin_profile(handle) or f"LinkedIn: {handle}")
            elif re.match(r"https?://", handle, re.IGNORECASE):
                self._keep_link(handle)
            elif handle:
                self.reaches["others"].append(f"{service}: {handle}" if service else handle)

    def _service(self, one: Property) -> str:
        """Return the name of the network a profile is on, or ""."""
        if one.name not in _PROFILES:
            return one.name.removeprefix("X-").removesuffix("-USERNAME").capitalize()
        said = one.parameters.get("SERVICE-TYPE", []) + one.parameters.get("X-SERVICE-TYPE", [])
        told = one.parameters.get("TYPE", []) if one.name != "IMPP" else []
        types = [kind for kind in told if kind.lower() not in ("home", "work", "pref", "other")]
        return next(iter([*said, *types, *filter(None, [self.labels.get(one.group)])]), "")

    def _keep_link(self, text: str) -> None:
        """Take an address of the web, as their profile where it is one."""
        profile = linkedin_profile(text) if "linkedin." in text.lower() else None
        if profile:
            self.reaches["profile"].append(profile)
            return
        link = text if "://" in text else f"https://{text}"
        self._keep("websites", link, _("Website"), is_good=is_website(link), told=text)

    def _keep(self, kind: str, value: str, label: str, *, is_good: bool, told: str = "") -> None:
        """Keep a way to reach them; one that nobody could use becomes a note."""
        if is_good:
            self.reaches[kind].append(value)
        elif value:
            self.extras.append(f"{label}: {told or value}")

    def _read_rest(self) -> None:
        labelled = {
            _("Name as written"): [self.written],
            _("Department"): [", ".join(self.units)],
            _("Also called"): [one for one in self._texts("NICKNAME") if one != self.name],
            _("City"): [values.line(([*one.parts(";"), *[""] * 4])[3]) for one in self.all("ADR")],
        }
        self.extras += [
            f"{label}: {text}" for label in labelled for text in labelled[label] if text
        ]

    def _tags(self) -> tuple[str, ...]:
        words = (values.line(word) for one in self.all("CATEGORIES") for word in one.parts(","))
        words = (word.removeprefix("* ") for word in words)
        return distinct(word for word in words if word.lower() not in _EMPTY_TAGS)

    def _country(self) -> str:
        for one in self.all("ADR"):
            told = [*one.parameters.get("CC", []), *one.parts(";")[6:7]]
            if code := next(filter(None, map(country_code, told)), ""):
                return code
        return ""


def _number(text: str) -> str:
    """Return a phone number as people write it, also from an address such as tel:+44;ext=12."""
    number = re.sub(r"(?i)^(tel|sip|callto):", "", text)
    number, *rest = number.split(";")
    extension = next((part[4:] for part in rest if part.lower().startswith("ext=")), "")
    return " x".join(filter(None, [number.strip(), extension]))


def _scheme(text: str) -> tuple[str, str]:
    """Return what stands before the colon, in small letters ("" for Apple's own), and the rest."""
    found = _SCHEME.match(text)
    if not found:
        return "", text
    scheme = found[1].lower()
    return ("" if scheme == "x-apple" else scheme), text[found.end() :].strip()
