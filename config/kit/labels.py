"""Closed lists of words with what people read for each, free of Django so that rules can use them."""

from enum import StrEnum
from typing import Self


def N_(text: str) -> str:
    """Mark a text for translation without translating it yet."""
    return text


class Labelled(StrEnum):
    """A word and its label: `TRENDS = "trends", N_("Trends")`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Keep the label beside the value."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        return word
