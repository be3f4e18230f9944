"""What may happen to a typed note, so that no text ever disappears."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from config.kit.labels import N_, Labelled
from interviews.rules.note_merge import merged, shared

# Far beyond an hour of fast typing; the database and one request carry it easily (our rule).
LONGEST = 50_000
# A slip is at most so many letters, replaced so soon after a text was kept (our rules).
SLIP = 20
AT_ONCE = timedelta(minutes=1)
# More lines than this are not looked for one by one.
_FEW = 20


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
# What is asked for after a round of a job interview, beside what they asked.
OF_ROUND = (Part.FIT, Part.ELSE)


def clean(text: str) -> str:
    """Return the text as it can be stored: line ends as \\n, nothing Postgres refuses."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def to_store(
    *, stored: str, version: int, text: str, seen_version: int, base: str | None = None
) -> str | None:
    """Return what a note holds once `text` has come from a writer who last saw `seen_version`.

    That is the text itself if they saw what is stored. The stored text once more is no change,
    whoever sends it: an answer that was lost on its way back can be asked for again. Else both are
    made one, where the writer says which text they began from (`base`). None where a person must
    choose.
    """
    if text == stored or seen_version == version:
        return text
    # Who has seen a later version than there is met a server that lost it: nothing to compare with.
    if base is None or seen_version > version:
        return None
    both = merged(base, text, stored)
    return both if both is not None and len(both) <= LONGEST else None


def is_worth_keeping(
    old: str, new: str, *, kept: str | None = None, since: timedelta | None = None
) -> bool:
    """Return whether `old` must stay among the versions when `new` takes its place.

    `kept` is the text kept last, and `since` how long ago that was. What still stands, in the new
    text or there, needs no keeping; nor does a slip put right within the minute. So a text that
    stood for a minute is always kept, and an hour of rewriting keeps one text a minute, not one
    each second.
    """
    if _goes_on(old, new):
        return False
    lost = set(old.split("\n")) - set(new.split("\n"))
    if kept is None:
        return True
    if len(lost) <= _FEW and _hold(kept.split("\n"), lost):
        return False
    is_fresh = since is not None and timedelta(0) <= since < AT_ONCE
    return not (is_fresh and _is_slip(old, new))


def _goes_on(old: str, new: str) -> bool:
    """Return whether `new` is `old` with something put in at one place."""
    return _gone(old, new) == ""


def _gone(old: str, new: str) -> str:
    """Return the shortest stretch of `old` behind and before which all stands in `new`."""
    head = shared(old, new)
    tail = shared(old[head:][::-1], new[head:][::-1])
    return old[head : len(old) - tail]


def _hold(lines: Sequence[str], lost: Collection[str]) -> bool:
    """Return whether each lost line stands there, or is what is left of one that does."""
    return all(any(_goes_on(line, held) for held in lines) for line in lost)


def _is_slip(old: str, new: str) -> bool:
    """Return whether letters of one word were replaced by no fewer."""
    gone = _gone(old, new)
    return len(gone) <= SLIP and len(new) >= len(old) and gone.split() == [gone]


def joined(first: str, second: str) -> str:
    """Return one text that holds both whole, without saying the same thing twice."""
    if second in first:
        return first
    if first in second:
        return second
    return f"{first.rstrip()}\n\n{second}"
