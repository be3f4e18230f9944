"""How quickly steps follow each other: the numbers, the presets, and an account's own values."""

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from config.kit.labels import N_, Labelled

logger = logging.getLogger(__name__)

_HERE = Path(__file__).parent
DEFAULT = "3-and-7"


class Unit(Labelled):
    """What a number counts."""

    BUSINESS_DAYS = "business_days", N_("business days")
    DAYS = "days", N_("days")
    HOURS = "hours", N_("hours")
    MONTHS = "months", N_("months")
    MINUTES = "minutes", N_("minutes")
    TIMES = "times", N_("times")
    WORDS = "words", N_("words")
    CHARACTERS = "characters", N_("characters")
    MESSAGES = "messages", N_("messages")
    TALKS = "talks", N_("talks")
    O_CLOCK = "o_clock", N_("o’clock")
    CHOICE = "choice", N_("no or yes")


class Group(Labelled):
    """What numbers are about, in the order they are shown."""

    ASK = "ask", N_("After an ask")
    TALK = "talk", N_("Around a talk")
    TIMES = "times", N_("Times you offer")
    NEXT = "next", N_("Whom to meet next")
    TOUCH = "touch", N_("Staying in touch")
    QUOTA = "quota", N_("A number a month")
    MESSAGES = "messages", N_("What you ask for")
    CHANNEL = "channel", N_("What LinkedIn takes")
    QUIET = "quiet", N_("Quiet hours")


@dataclass(frozen=True, slots=True)
class Number:
    """One number as its file describes it; `source` is empty for a rule of our own."""

    key: str
    group: Group
    label: str
    unit: Unit
    value: int
    min: int
    max: int
    why: str
    source: str = ""

    def holds(self, value: object) -> bool:
        """Return whether a value is a whole number within the bounds."""
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return is_whole and self.min <= value <= self.max  # type: ignore[operator]


class OutOfBounds(ValueError):
    """A value that its number does not allow; `number` says which it is and what it allows."""

    def __init__(self, number: Number, value: object) -> None:
        """Word it for whoever reads a log; a form words it from `number`."""
        self.number, self.value = number, value
        super().__init__(
            f"{number.key}: {value!r} is not a whole number from {number.min} to {number.max}"
        )


@dataclass(frozen=True)
class Preset:
    """A pace: `preset["nudge"]` is the value that counts, an account's own one included."""

    key: str
    label: str
    why: str
    source: str
    # What the preset says by itself, and what counts.
    defaults: Mapping[str, int]
    values: Mapping[str, int]

    def __getitem__(self, key: str) -> int:
        """Return the value of a number; KeyError for a key there is none of."""
        return self.values[key]

    def is_own(self, key: str) -> bool:
        """Return whether the account changed this number."""
        return self.values[key] != self.defaults[key]


@cache
def numbers() -> Mapping[str, Number]:
    """Return all numbers by key, in the order they are shown."""
    data = tomllib.loads((_HERE / "numbers.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            key: Number(
                key=key,
                **{**fields, "group": Group(fields["group"]), "unit": Unit(fields["unit"])},
            )
            for key, fields in data.items()
        }
    )


@cache
def presets() -> Mapping[str, Preset]:
    """Return the presets that ship, by key, in the order they are offered."""
    paths = (_HERE.parent / "presets").glob("*.toml")
    read = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}
    ordered = sorted(read.items(), key=lambda pair: pair[1]["order"])
    return MappingProxyType({key: _shipped(key, fields) for key, fields in ordered})


def preset_of(key: str, own: Mapping[str, int] | None = None) -> Preset:
    """Return a preset with an account's own values in it; the default for a key there is none of.

    Values that no number has (any more), or that its bounds do not allow, are passed over.
    """
    shipped = presets().get(key) or presets()[DEFAULT]
    if not own:
        return shipped
    values = {**shipped.values, **allowed(own)}
    return Preset(
        shipped.key,
        shipped.label,
        shipped.why,
        shipped.source,
        shipped.defaults,
        MappingProxyType(values),
    )


def allowed(own: Mapping[str, int]) -> dict[str, int]:
    """Return of stored values those that count: an update may have narrowed bounds since."""
    known = {key: value for key, value in own.items() if key in numbers()}
    for key, value in known.items():
        if not numbers()[key].holds(value):
            _tell(key, repr(value))
    return {key: value for key, value in known.items() if numbers()[key].holds(value)}


@cache
def _tell(key: str, value: str) -> None:
    """Log a value that is passed over; each once, for plans are made all the time."""
    number = numbers()[key]
    logger.warning("%s: %s is not from %s to %s, passed over", key, value, number.min, number.max)


def checked(values: Mapping[str, int]) -> Mapping[str, int]:
    """Return the values; raise OutOfBounds for one its number does not allow, KeyError for no number."""
    for key, value in values.items():
        if not numbers()[key].holds(value):
            raise OutOfBounds(numbers()[key], value)
    return values


def _shipped(key: str, fields: Mapping[str, object]) -> Preset:
    own = fields["numbers"]
    assert isinstance(own, dict)
    values = {number.key: number.value for number in numbers().values()} | dict(checked(own))
    return Preset(
        key=key,
        label=str(fields["label"]),
        why=str(fields["why"]),
        source=str(fields.get("source", "")),
        defaults=MappingProxyType(values),
        values=MappingProxyType(values),
    )
