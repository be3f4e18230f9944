"""All templates an account can begin with, its own and the shipped ones, and how one reads filled."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import Account, Channel, Language, MessageTemplate, Purpose
from contacts.rules.cadence import preset_of
from contacts.rules.limits import Limits
from contacts.rules.messages import About, faults_in, silence
from contacts.rules.packs import measures, pack
from contacts.rules.plain import plain
from contacts.rules.templates import Template, examples, fill, templates
from contacts.rules.wordings import SAME_PURPOSE, Variant


@dataclass(frozen=True)
class Row:
    """One template as a list shows it; `shipped` and `own` are both there for a reworded one."""

    shipped: Template | None
    own: MessageTemplate | None

    @property
    def name(self) -> str:
        """Return what to call it."""
        if self.shipped:
            return _(Variant(self.shipped.variant).label)
        return self.own.name if self.own else ""

    @property
    def purpose(self) -> str:
        """Return what it is for."""
        return self.shipped.purpose if self.shipped else self.own.purpose if self.own else ""

    @property
    def channels(self) -> tuple[str, ...]:
        """Return the channels it is written for."""
        if self.shipped:
            return self.shipped.channels
        return (self.own.channel,) if self.own else ()

    @property
    def channel_names(self) -> list[str]:
        """Return these in words."""
        return [str(Channel(one).label) for one in self.channels]

    @property
    def language(self) -> str:
        """Return the language of its words."""
        return self.shipped.language if self.shipped else self.own.language if self.own else ""

    @property
    def language_name(self) -> str:
        """Return it in words."""
        return str(Language(self.language).label)

    @property
    def words(self) -> str:
        """Return subject and text as they count now."""
        held = self.own or self.shipped
        return f"{held.subject}\n{held.body}" if held else ""

    @property
    def url(self) -> str:
        """Return where it is changed."""
        if self.shipped:
            return reverse("shipped-template-edit", args=[self.shipped.key])
        assert self.own
        return reverse("template-edit", args=[self.own.pk])


def rows_of(account: Account, wanted: Mapping[str, str]) -> list[tuple[Purpose, list[Row]]]:
    """Return the templates that fit the filters (see TemplateFilters), by what they are for."""
    rows = [row for row in _all(account) if _fits(row, wanted)]
    grouped = ((purpose, [row for row in rows if row.purpose == purpose]) for purpose in Purpose)
    return [(purpose, found) for purpose, found in grouped if found]


def _all(account: Account) -> Iterator[Row]:
    own = list(account.message_templates.all())
    reworded = {one.key: one for one in own if one.key}
    yield from (Row(None, one) for one in own if not one.key)
    for language in Language:
        for one in templates(language):
            yield Row(one, reworded.pop(one.key, None))
    # Of a template that ships no more the words stay.
    yield from (Row(None, one) for one in reworded.values())


def _fits(row: Row, wanted: Mapping[str, str]) -> bool:
    text = plain(f"{row.name} {row.words}")
    purpose = wanted.get("purpose", "")
    return (
        (not purpose or row.purpose in (purpose, SAME_PURPOSE.get(purpose)))
        and (not wanted.get("channel") or wanted["channel"] in row.channels)
        and wanted.get("language", "") in ("", row.language)
        and all(word in text for word in plain(wanted.get("q", "")).split())
    )


def preview(
    account: Account, *, purpose: str, channel: str, language: str, subject: str, body: str
) -> dict[str, Any]:
    """Return how a template reads when filled with examples, and what a careful reader says to it."""
    facts = examples(language)
    template = Template("", language, purpose, "", (channel,), subject, body)
    filled = fill(template, facts)
    limits = Limits(preset_of(account.preset, account.numbers).values)
    about = About(
        purpose=purpose,
        channel=channel,
        names=(facts["their_name"], facts["their_full_name"]),
        organisation=(facts["organisation"],),
        notes=_together(facts, ("said", "advice", "narrow", "did", "news")),
        connection=_together(facts, ("connection", "referrer", "narrow")),
        limits=limits,
    )
    rules = pack(language)
    faults = faults_in(filled.body, subject=filled.subject, pack=rules, about=about)
    shown, silenced = silence(account.silenced_checks, faults)
    return {
        "filled": filled,
        "faults": shown,
        "silenced": silenced,
        "measures": measures(
            filled.body,
            subject=filled.subject,
            pack=rules,
            purpose=purpose,
            channel=channel,
            limits=limits,
        ),
    }


def _together(facts: Mapping[str, str], keys: Iterable[str]) -> str:
    return ". ".join(facts[key] for key in keys)
