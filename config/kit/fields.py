"""Form fields that several pages need: lists of words, time zones, countries."""

import re
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _
from django_countries import countries

# Latin and Chinese separators.
_SEPARATORS = re.compile(r"[,;，；、\n]+")


class WordsField(forms.CharField):
    """Words separated by commas (or Chinese ones, or new lines) as a list without repeats."""

    def __init__(self, *, word_length: int = 120, **kwargs: Any) -> None:
        """Limit each word to `word_length` characters."""
        self.word_length = word_length
        super().__init__(**{"help_text": _("Separated by commas."), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """Show a list as text."""
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Return the words in the order typed."""
        if isinstance(value, list):
            return value
        words = (" ".join(word.split()) for word in _SEPARATORS.split(value or ""))
        return list(dict.fromkeys(word for word in words if word))

    def validate(self, value: Any) -> None:
        """Refuse a word that is too long, naming it."""
        super().validate(value)
        for word in value:
            ProhibitNullCharactersValidator()(word)
            if len(word) > self.word_length:
                raise forms.ValidationError(
                    _("“%(word)s…” is longer than %(limit)s characters; shorten it."),
                    params={"word": word[:30], "limit": self.word_length},
                )

    def run_validators(self, value: Any) -> None:
        """Leave length checks of the whole text to `validate`."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare lists, not texts."""
        return (initial or []) != self.to_python(data)


@cache
def zones() -> tuple[str, ...]:
    """Return the IANA zones worth offering, sorted: places and UTC, no historic aliases."""
    areas: tuple[str, ...] = (
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
    )
    areas += ("Indian", "Pacific", "Arctic")
    return ("UTC", *sorted(zone for zone in available_timezones() if zone.split("/")[0] in areas))


class Suggestions(forms.TextInput):
    """A text input with a list to choose from (`<datalist>`), free to type in."""

    template_name = "django/forms/widgets/suggestions.html"

    def __init__(self, options: Any, attrs: dict[str, Any] | None = None) -> None:
        """Take the options or a function that returns them."""
        super().__init__(attrs)
        self.options = options

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the options and the list's id."""
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-list"
        context["widget"]["attrs"]["list"] = list_id
        options = self.options() if callable(self.options) else self.options
        return {**context, "list_id": list_id, "options": options}


class ZoneField(forms.CharField):
    """An IANA time zone, typed with suggestions; “Lisbon” alone finds Europe/Lisbon."""

    widget = Suggestions(zones)

    def to_python(self, value: Any) -> str:
        """Complete a city to its zone where only one zone ends so, whatever the case."""
        typed = "_".join((super().to_python(value) or "").split())
        if not typed or typed in available_timezones():
            return typed
        ends = [z for z in zones() if z.lower().endswith("/" + typed.lower())]
        same = [z for z in zones() if z.lower() == typed.lower()]
        return (same or ends or [typed])[0] if len(same or ends) == 1 else typed


class CountryField(forms.ChoiceField):
    """A country by its two-letter code."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer all countries, and none."""
        super().__init__(choices=lambda: [("", "—"), *countries], **kwargs)
