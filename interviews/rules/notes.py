"""What may happen to a typed note, so that no text ever disappears."""

from enum import Enum

from config.kit.labels import N_, Labelled

# Far beyond an hour of fast typing; the database and one request carry it easily (our rule).
LONGEST = 50_000


class Part(Labelled):
    """What of a talk a note holds, where it is not what was said to a question."""

    FREE = "free", N_("Free notes")
    LEARNED = "learned", N_("What I learned")
    FIT = "fit", N_("How it fits me")
    ELSE = "else", N_("What else")
    WHOM = "whom", N_("Whom else")
    IMPROVE = "improve", N_("What to improve")


# Noted once a talk; IMPROVE belongs to a question.
OF_TALK = (Part.FREE, Part.LEARNED, Part.FIT, Part.ELSE, Part.WHOM)


class Outcome(Enum):
    """What saving a text does."""

    SAME = "same"
    WRITE = "write"
    CONFLICT = "conflict"


def clean(text: str) -> str:
    """Return the text as it can be stored: line ends as \\n, nothing Postgres refuses."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def outcome(*, stored: str, version: int, text: str, seen_version: int) -> Outcome:
    """Return what may be done with `text` from a writer who last saw `seen_version`.

    The stored text once more is no change, whoever sends it: an answer that was lost on its way
    back can be asked for again. Anything else from a writer who has not seen the stored text is
    a conflict.
    """
    if text == stored:
        return Outcome.SAME
    return Outcome.WRITE if seen_version == version else Outcome.CONFLICT


def is_typed_on(old: str, new: str) -> bool:
    """Return whether `new` is `old` with more at its end, so that `old` needs no keeping."""
    return new.startswith(old)


def joined(first: str, second: str) -> str:
    """Return one text that holds both whole, without saying the same thing twice."""
    if second in first:
        return first
    if first in second:
        return second
    return f"{first.rstrip()}\n\n{second}"
