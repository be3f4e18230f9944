"""The way in for a merge: fact by fact, what the one that stays will hold."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.forms.boundfield import BoundWidget
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_countries import countries

from contacts.actions.merges import Subject, fingerprint
from contacts.models import Organisation, Person, Reach, ReachKind
from contacts.rules.merging import Side, is_first_better, joined, joined_words
from contacts.rules.reaching import shown

KEPT, GONE, BOTH = "kept", "gone", "both"


@dataclass(frozen=True)
class Choice:
    """One fact to choose: its label, and what can be picked of it."""

    label: str
    options: list[BoundWidget]
    is_list: bool


class MergeForm(forms.Form):
    """A choice for each fact in which two people or two organisations differ.

    What is filled in, typed by hand or newer is proposed; of lists everything.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, kept: Subject, gone: Subject, **kwargs: Any) -> None:
        """Make a field of each fact that differs."""
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.kept, self.gone = kept, gone
        self.columns = [column for column in kept._meta.concrete_fields if self._is_asked(column)]
        self.initial = {**self.initial, "seen": fingerprint(kept, gone)}
        for column in self.columns:
            self.fields[column.name] = self._field(column)
        if ways := self._ways():
            self.fields["reaches"] = _ticks(_("Ways to reach them"), ways)
        self.joined = {
            name
            for name, field in self.fields.items()
            if isinstance(field, forms.MultipleChoiceField)
        }
        self.contested = {
            column.name
            for column in self.columns
            if column.name not in self.joined
            and self._is_filled(column, kept)
            and self._is_filled(column, gone)
        }

    def differing(self) -> list[Choice]:
        """Return the facts about which the two sides say different things."""
        return self._choices(lambda name: name in self.contested)

    def one_sided(self) -> list[Choice]:
        """Return the facts that one side adds to the other."""
        return self._choices(lambda name: name not in self.contested | self.joined)

    def lists(self) -> list[Choice]:
        """Return the facts that are lists, joined."""
        return self._choices(lambda name: name in self.joined)

    def values(self) -> dict[str, Any]:
        """Return what the kept one will hold, by attribute, for `merge`."""
        values: dict[str, Any] = {}
        for column in self.columns:
            chosen = self.cleaned_data[column.name]
            if chosen == BOTH:
                values[column.attname] = joined(*(getattr(*side) for side in self._sides(column)))
            elif isinstance(chosen, list):
                values[column.attname] = chosen
            else:
                side = self.gone if chosen == GONE else self.kept
                values[column.attname] = self._value(column, side)
        if isinstance(self.kept, Person) and self.cleaned_data.get("name") == GONE:
            # Which name stands first is part of the name.
            values.setdefault("is_family_first", self.gone.is_family_first)  # type: ignore[union-attr]
        if isinstance(self.kept, Organisation):
            name = values.get("name", self.kept.name).casefold()
            aliases = values.get("aliases", self.kept.aliases)
            values["aliases"] = [alias for alias in aliases if alias.casefold() != name]
        return values

    def picks(self) -> dict[str, Any]:
        """Return what was picked so far, as the initial state of a fresh form."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, name)
            for name, field in self.fields.items()
            if name in self.data and name != "seen"
        }

    def without(self) -> set[tuple[str, str]]:
        """Return the ways to reach them that were unticked, as (kind, value)."""
        ways = {key: way for way in self._reaches() if (key := _key(way))}
        ticked = self.cleaned_data.get("reaches", list(ways))
        return {(way.kind, way.value) for key, way in ways.items() if key not in ticked}

    def _is_asked(self, column: Any) -> bool:
        if not column.editable or column.primary_key or column.generated:
            return False
        if column.name == "aliases":
            return True
        kept, gone = self._value(column, self.kept), self._value(column, self.gone)
        if column.name == "is_family_first" and self.kept.name != self.gone.name:
            return False
        return kept != gone

    def _value(self, column: Any, side: Subject) -> Any:
        """Return what a side holds; nobody is named by the one they are."""
        value = getattr(side, column.attname)
        is_self = column.related_model is Person and value in (self.kept.pk, self.gone.pk)
        return None if is_self else value

    def _sides(self, column: Any) -> list[tuple[Subject, str]]:
        return [(self.kept, column.attname), (self.gone, column.attname)]

    def _field(self, column: Any) -> forms.Field:
        label = column.verbose_name
        if isinstance(column, ArrayField):
            words = joined_words(getattr(self.kept, column.name), getattr(self.gone, column.name))
            if column.name == "aliases":
                words = joined_words([self.kept.name, self.gone.name], words)
            return _ticks(label, [(word, word) for word in words])
        options = [(KEPT, self._shown(column, self.kept)), (GONE, self._shown(column, self.gone))]
        is_filled = (self._is_filled(column, self.kept), self._is_filled(column, self.gone))
        kept, gone = _side(self.kept), _side(self.gone)
        is_kept = is_first_better(kept, gone, is_filled=is_filled)
        if column.name == "name" and kept.is_by_hand == gone.is_by_hand:
            # A name is not better for being newer.
            is_kept = True
        initial = KEPT if is_kept else GONE
        if isinstance(column, models.TextField) and all(is_filled):
            options.append((BOTH, _("Both, one below the other")))
            initial = BOTH
        return forms.ChoiceField(
            label=label, choices=options, initial=initial, widget=forms.RadioSelect
        )

    def _is_filled(self, column: Any, side: Subject) -> bool:
        value = self._value(column, side)
        return value not in (None, "", []) and value != column.get_default()

    def _shown(self, column: Any, side: Subject) -> str:
        """Return a value as people read it."""
        value = self._value(column, side)
        if value in (None, ""):
            return _("nothing")
        if isinstance(column, models.BooleanField):
            return _("yes") if value else _("no")
        if column.name == "country":
            return str(countries.name(value) or value)
        if column.is_relation:
            return str(getattr(side, column.name))
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        return str(value)

    def _choices(self, is_wanted: Callable[[str], bool]) -> list[Choice]:
        return [
            Choice(
                capfirst(str(self[name].label)), list(self[name].subwidgets), name in self.joined
            )
            for name in self.fields
            if name != "seen" and is_wanted(name)
        ]

    def _reaches(self) -> list[Reach]:
        if not isinstance(self.kept, Person):
            return []
        return list(Reach.objects.filter(person__in=[self.kept.pk, self.gone.pk]))

    def _ways(self) -> list[tuple[str, str]]:
        ways = {}
        for way in self._reaches():
            ways[_key(way)] = f"{ReachKind(way.kind).label}: {shown(way.value)}"
        return list(ways.items())


def _key(way: Reach) -> str:
    return f"{way.kind} {way.value}"


def _side(subject: Subject) -> Side:
    return Side(is_by_hand=subject.imported_in_id is None, since=subject.created_at)


def _ticks(label: Any, options: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=options,
        initial=[key for key, _shown in options],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
