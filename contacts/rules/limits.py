"""How long a message may be: for whom it is for, and for the channel that carries it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contacts.rules.cadence.presets import preset_of

# The purposes whose length is that of a first message.
ASKS = ("first_ask", "second_person", "nudge")


@dataclass(frozen=True)
class Limits:
    """How long a message may be: an account's numbers, under the keys of cadence/numbers.toml."""

    numbers: Mapping[str, int] = field(default_factory=lambda: preset_of("").values)

    def of_channel(self, channel: str, where: str) -> int | None:
        """Return how many characters of a subject or body the channel takes; None for any number."""
        note = "linkedin_note_premium" if self.numbers["linkedin_premium"] else "linkedin_note"
        keys = {
            ("linkedin_invitation", "body"): note,
            ("inmail", "body"): "inmail_body",
            ("inmail", "subject"): "inmail_subject",
        }
        key = keys.get((channel, where))
        return self.numbers[key] if key else None


@dataclass(frozen=True)
class Measure:
    """How long a part of a message is, and how long it may be, in `unit`.

    `words`, `chinese_characters` (without punctuation) or `characters` (any at all).
    """

    where: str
    count: int
    most: int
    unit: str

    @property
    def is_over(self) -> bool:
        """Return whether it is too long."""
        return self.count > self.most


def characters_for(words: int) -> int:
    """Return how many Chinese characters say as much as that many words: five thirds, to the ten.

    Our own rule: 75 words are 130 characters, 90 are 150, 100 are 170, 120 are 200.
    """
    return (words * 5 + 15) // 30 * 10


def letters(text: str) -> int:
    """Return how many characters of any kind a text has, as a channel counts them.

    A line end is one, whether typed (CR LF) or made plain (blank LF); blanks around are none.
    """
    return len(text.replace("\r\n", "\n").replace(" \n", "\n").strip())
