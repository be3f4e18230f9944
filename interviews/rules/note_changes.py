"""How an earlier text of a note differs from the present one, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from interviews.rules.note_merge import Hunk, hunks

# Chinese and Japanese are compared sign by sign, everything else word by word.
_WORD = re.compile(r"\s+|[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")
# So many words and spaces of what both have in common stand on either side of a difference.
AROUND = 30


class Standing(Enum):
    """In which of the two texts a piece stands."""

    BOTH = "both"
    EARLIER = "earlier"
    NOW = "now"


@dataclass(frozen=True)
class Piece:
    """A stretch of text, and which of the two has it."""

    standing: Standing
    text: str
    # What both have in common may be long: then something is left out before the tail.
    is_cut: bool = False
    tail: str = ""


def differences(earlier: str, now: str) -> list[Piece]:
    """Return both texts in one row of pieces; what only the earlier has comes before what is new."""
    old, new = _WORD.findall(earlier), _WORD.findall(now)
    changes = hunks(new, old)
    if changes is None:
        changes = [Hunk(0, len(new), old)]
    return list(_pieces(new, changes))


def words_in(pieces: list[Piece], standing: Standing) -> int:
    """Return how many words (or Chinese signs) stand only there."""
    texts = (piece.text for piece in pieces if piece.standing is standing)
    return sum(not word.isspace() for text in texts for word in _WORD.findall(text))


def _pieces(new: list[str], changes: list[Hunk]) -> Iterator[Piece]:
    at = 0
    for start, stop, lines in [*changes, Hunk(len(new), len(new), [])]:
        if at < start:
            yield _folded(new[at:start], is_first=at == 0, is_last=start == len(new))
        if lines:
            yield Piece(Standing.EARLIER, "".join(lines))
        if start < stop:
            yield Piece(Standing.NOW, "".join(new[start:stop]))
        at = stop


def _folded(words: list[str], *, is_first: bool, is_last: bool) -> Piece:
    """Return what stands next to a difference, of what both have in common."""
    head, tail = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(words) <= head + tail + AROUND or (is_first and is_last):
        return Piece(Standing.BOTH, "".join(words))
    end = "".join(words[len(words) - tail :])
    return Piece(Standing.BOTH, "".join(words[:head]), is_cut=True, tail=end)
