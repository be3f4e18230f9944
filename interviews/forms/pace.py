"""The way in for a pace: a preset and every number, each within its bounds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contacts.rules.cadence import Group, Number, Preset, Unit, numbers, preset_of, presets

_NO_OR_YES = [(0, _("No")), (1, _("Yes"))]
_BOUNDS = _("Write a whole number from %(min)d to %(max)d.")
# What follows a value: 1 business day, 7 business days.
_UNITS = {
    Unit.BUSINESS_DAYS: ngettext_lazy("business day", "business days", "n"),
    Unit.DAYS: ngettext_lazy("day", "days", "n"),
    Unit.HOURS: ngettext_lazy("hour", "hours", "n"),
    Unit.MONTHS: ngettext_lazy("month", "months", "n"),
    Unit.MINUTES: ngettext_lazy("minute", "minutes", "n"),
    Unit.TIMES: ngettext_lazy("time", "times", "n"),
    Unit.WORDS: ngettext_lazy("word", "words", "n"),
    Unit.CHARACTERS: ngettext_lazy("character", "characters", "n"),
    Unit.MESSAGES: ngettext_lazy("message", "messages", "n"),
    Unit.TALKS: ngettext_lazy("talk", "talks", "n"),
}


def value_words(number: Number, value: int) -> str:
    """Return a value with its unit, as in “7 business days”, “21:00” or “yes”."""
    if number.unit is Unit.CHOICE:
        return str(_NO_OR_YES[bool(value)][1])
    if number.unit is Unit.O_CLOCK:
        return f"{value:02}:00"
    if value == 0:
        return str(_("none (0)"))
    return f"{value} {_UNITS[number.unit] % {'n': value}}"


class PaceForm(forms.Form):
    """A preset and a value for every number.

    `shown` is the preset whose numbers were shown: a number that still has its value follows the
    preset that is now chosen, any other one is the account's own.
    """

    preset = forms.ChoiceField(label=_("Pace"), widget=forms.RadioSelect)
    shown = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add a field for each number."""
        super().__init__(*args, **kwargs)
        choices = [(key, _(preset.label)) for key, preset in presets().items()]
        for name in ("preset", "shown"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        for number in numbers().values():
            self.fields[number.key] = _field(number)

    @classmethod
    def of(cls, preset: str, own: Mapping[str, int]) -> Self:
        """Return the form as it shows a pace."""
        pace = preset_of(preset, own)
        return cls(initial={**pace.values, "preset": pace.key, "shown": pace.key})

    @property
    def base(self) -> Preset:
        """Return the preset whose values the numbers are compared with."""
        return preset_of(str(self["shown"].value()))

    def own(self) -> dict[str, int]:
        """Return the numbers that are the account's own, of a form that is valid."""
        told = self.cleaned_data
        before, after = preset_of(told["shown"]), preset_of(told["preset"])
        return {
            key: told[key]
            for key in numbers()
            if told[key] not in (before.defaults[key], after.defaults[key])
        }

    def digest(self) -> str:
        """Return what a valid form chooses, in one line."""
        return digest(self.cleaned_data["preset"], self.own())

    def groups(self) -> Iterator[tuple[Group, list["Row"]]]:
        """Yield the numbers under their headings."""
        for group in Group:
            rows = [Row(self, one) for one in numbers().values() if one.group is group]
            yield group, rows


def digest(preset: str, own: Mapping[str, int]) -> str:
    """Return a pace in one line, the same for the same pace."""
    return json.dumps([preset, dict(sorted(own.items()))])


@dataclass(frozen=True)
class Row:
    """One number of the form, with what is said about it."""

    form: PaceForm
    number: Number

    @property
    def field(self) -> forms.BoundField:
        """Return its field."""
        return self.form[self.number.key]

    @property
    def unit(self) -> str:
        """Return what stands behind the field."""
        unit = self.number.unit
        if unit is Unit.CHOICE:
            return ""
        if unit is Unit.O_CLOCK:
            return str(_("o’clock"))
        return str(_UNITS[unit] % {"n": 2})

    @property
    def usual(self) -> str:
        """Return the preset's own value, with its unit."""
        return value_words(self.number, self.form.base.defaults[self.number.key])

    @property
    def source(self) -> str:
        """Return who gives the preset's own value; empty for our own rule."""
        is_plain = self.form.base.defaults[self.number.key] == self.number.value
        return self.number.source if is_plain else self.form.base.source

    @property
    def is_changed(self) -> bool:
        """Return whether the field holds something else than the preset's own value."""
        return str(self.field.value()) != str(self.form.base.defaults[self.number.key])


@dataclass(frozen=True)
class Choice:
    """A preset on offer, and in what it differs from the first one."""

    preset: Preset
    is_chosen: bool
    differences: list[str]


def choices(form: PaceForm) -> list[Choice]:
    """Return the presets on offer."""
    first, *_rest = presets().values()
    return [
        Choice(preset, form["preset"].value() == key, list(_differences(preset, first)))
        for key, preset in presets().items()
    ]


def _differences(preset: Preset, first: Preset) -> Iterator[str]:
    for key, number in numbers().items():
        if preset.defaults[key] != first.defaults[key]:
            value = value_words(number, preset.defaults[key])
            yield f"{_(number.label)}: {value}"


def _field(number: Number) -> forms.Field:
    label, why = _(number.label), _(number.why)
    if number.unit is Unit.CHOICE:
        return forms.TypedChoiceField(label=label, help_text=why, coerce=int, choices=_NO_OR_YES)
    bounds = _BOUNDS % {"min": number.min, "max": number.max}
    return forms.IntegerField(
        label=label,
        help_text=why,
        min_value=number.min,
        max_value=number.max,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), bounds),
    )
