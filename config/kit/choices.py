"""Labelled words as choices of a Django field."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from config.kit.labels import Labelled


def choices(words: Iterable[Labelled]) -> list[tuple[str, str | Promise]]:
    """Return (value, translated label) pairs in the order of the list."""
    return [(word.value, gettext_lazy(word.label)) for word in words]
