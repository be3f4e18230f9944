"""Which letters our fonts can draw, and what is done so that a text prints right.

The fonts are those in static/fonts, so that a page looks the same on every machine.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from config.kit.glyphs import characters

FONTS: Path = settings.BASE_DIR / "static" / "fonts"
# Stands for what no font of ours can draw; PDF/UA allows no empty box.
SUBSTITUTE = "□"
# First strong isolate and its end: what stands between has the direction of its first letter and
# leaves the order of what stands around alone (Unicode, UAX 9).
ISOLATE, END = "\u2068", "\u2069"
# The blocks of Hebrew, Arabic and their neighbours.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Every font draws these, so that most texts need no closer look.
_PLAINEST = re.compile(r"[ -~\n]*")
_JOINERS = ("\u200c", "\u200d")
# Shapes of Arabic letters that old files hold in place of the letters.
_SHAPES = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
# Choose between looks of a letter, of which our fonts have one each.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def printable(data: Any) -> Any:
    """Return the data with every text in it reduced to what the fonts can draw.

    A text with letters from right to left is isolated, so that its full stop stands at its end.
    """
    if isinstance(data, str):
        if _PLAINEST.fullmatch(data):
            return data
        text = "".join(_drawn(cluster) for cluster in _clusters(_plain(data)))
        return "\n".join(isolated(line) for line in text.split("\n"))
    if isinstance(data, Mapping):
        return {key: printable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [printable(value) for value in data]
    return data


def unprintable(data: Any) -> list[str]:
    """Return what no font of ours can draw in any text of `data`, each once, sorted."""
    if isinstance(data, str):
        if _PLAINEST.fullmatch(data):
            return []
        return sorted({cluster for cluster in _clusters(_plain(data)) if not _is_covered(cluster)})
    if isinstance(data, Mapping):
        data = data.values()
    if isinstance(data, str | int | float | bool | None):
        return []
    return sorted({cluster for value in data for cluster in unprintable(value)})


def isolated(text: str) -> str:
    """Return a text so that its right-to-left letters do not turn round what stands beside it."""
    return f"{ISOLATE}{text}{END}" if _RIGHT_TO_LEFT.search(text) else text


def _plain(text: str) -> str:
    """Return composed text without control and format characters, which print as nothing."""
    text = _SHAPES.sub(_as_letters, text.replace("\r\n", "\n").replace("\t", " "))
    composed = unicodedata.normalize("NFC", _SELECTORS.sub("", text))
    kept: list[str] = []
    for letter in composed:
        if unicodedata.category(letter) not in ("Cc", "Cf") or letter in ("\n", ISOLATE, END):
            kept.append(letter)
        elif letter in _JOINERS and kept and _RIGHT_TO_LEFT.match(kept[-1]):
            # Part of the spelling: in Persian it parts letters of one word.
            kept.append(letter)
    return "".join(kept)


def _as_letters(shape: re.Match[str]) -> str:
    covered = frozenset().union(*_covered())
    return shape[0] if ord(shape[0]) in covered else unicodedata.normalize("NFKC", shape[0])


def _clusters(text: str) -> Iterator[str]:
    """Yield each letter together with the marks on it: one font has to draw them all."""
    cluster = ""
    for letter in text:
        if cluster and (letter in _JOINERS or unicodedata.category(letter) in ("Mn", "Mc", "Me")):
            cluster += letter
            continue
        if cluster:
            yield cluster
        cluster = letter
    if cluster:
        yield cluster


def _is_covered(cluster: str) -> bool:
    if cluster in ("\n", ISOLATE, END):
        return True
    points = {ord(letter) for letter in cluster}
    return any(points <= covered for covered in _covered())


def _drawn(cluster: str) -> str:
    """Return the cluster, or its letter without the marks, or the substitute."""
    return next((part for part in (cluster, cluster[0]) if _is_covered(part)), SUBSTITUTE)


@cache
def _covered() -> tuple[frozenset[int], ...]:
    """Return what each face draws; both weights of one differ."""
    return tuple(characters(font) for font in sorted(FONTS.glob("*.ttf")))
