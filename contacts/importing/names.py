"""How the parts of a name become the name to call somebody by, with nothing of it lost."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〇"
_HANGUL = "\uac00-\ud7a3"
_EAST = re.compile(
    rf"[{_HAN}\u3040-\u309f]+|[{_HAN}\u3040-\u30ff]*[{_HAN}\u3040-\u309f][{_HAN}\u3040-\u30ff]*|[{_HANGUL}]+"
)
# Families with a name of two characters; all others take one.
_DOUBLE = {
    *(
        "欧阳",
        "歐陽",
        "司马",
        "司馬",
        "上官",
        "诸葛",
        "諸葛",
        "东方",
        "東方",
        "皇甫",
        "尉迟",
        "公孙",
    ),
    *(
        "公孫",
        "慕容",
        "令狐",
        "长孙",
        "長孫",
        "宇文",
        "司徒",
        "夏侯",
        "轩辕",
        "端木",
        "百里",
        "呼延",
    ),
    *("南宫", "南宮", "独孤", "闻人", "澹台"),
}
_PARTICLES = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|al|el|bin|ten|ter|zu|af|av)"
_FAMILY_COMMA = re.compile(rf"((?:{_PARTICLES}\s)*[^\s,]+), ([^,]+)", re.IGNORECASE)
_PRONOUNS = re.compile(
    r"\s*[(\[](?:she|he|they|her|him|hers|his|sie|er|ella|él)(?:\s*/\s*\w+)+[)\]]", re.I
)
_DEGREES = (
    r"Ph\.?\s?D\.?|M\.?B\.?A\.?|E\.?M\.?B\.?A\.?|M\.?Sc\.?|B\.?Sc\.?|M\.?Eng\.?|B\.?Eng\.?|M\.?Ed\.?|"
    r"Ed\.?D\.?|Psy\.?D\.?|Pharm\.?D\.?|D\.?Phil\.?|PMP|CPA|CFA|SPHR|SHRM-S?CP|CISSP|Esq\.?|Dipl\.-Ing\."
)
_AFTER_COMMA = re.compile(rf"(?i:{_DEGREES})|[A-Z][A-Z.]{{1,7}}(?:-[A-Z]{{1,5}})?")
_AT_END = re.compile(rf"\s+(?:{_DEGREES})$")
_GENERATION = re.compile(r"(?:[JS]r|I{1,3}|IV|V)\.?", re.IGNORECASE)
# What may go from a name without anything being lost.
_IDLE = {ord(one): None for one in " ,|"}
# Joiner, variation selector and keycap, which only make sense beside a picture.
_WITH_PICTURES: dict[int, str | None] = {0x200D: None, 0xFE0F: None, 0x20E3: None}


class Name(NamedTuple):
    """A name as it is written, how to call them, and what stood there when not all of it is kept."""

    name: str
    is_family_first: bool = False
    called: str = ""
    written: str = ""


def name_of(
    first: str = "", middle: str = "", last: str = "", prefix: str = "", suffix: str = "",
    full: str = "",
) -> Name:  # fmt: skip
    """Return the name of given parts, or of the full one when there are none.

    Names in Chinese, Japanese (not katakana alone, which is a foreigner's) and Korean script stand
    family name first without a space. Pictures, pronouns and degrees are left out of the name, and
    then `written` holds all of it. A prefix becomes how to call them: Dr. Sousa.
    """
    stood = (first, middle, last) if first or middle or last else (full,)
    kept = tuple(map(_kept, stood))
    name, is_family_first = _joined(*kept) if len(kept) == 3 else _turned(*kept)
    if _GENERATION.fullmatch(suffix):
        name, suffix = f"{name} {suffix}", ""
    called = ""
    if prefix:
        called = f"{kept[-1]}{prefix}" if is_family_first else f"{prefix} {kept[-1] or name}"
    if suffix or (kept != stood and _is_less("".join(kept), "".join(stood))):
        return Name(name, is_family_first, called, _spaced(prefix, *stood, suffix))
    return Name(name, is_family_first, called)


def _joined(first: str, middle: str, last: str) -> tuple[str, bool]:
    """Return the name of its parts, and whether the family comes first in it."""
    if last.isascii():
        return _spaced(first, middle, last), not last and _is_whole_east(first)
    if _EAST.fullmatch(first) and _EAST.fullmatch(last):
        return f"{last}{first}{middle}", True
    return _spaced(first, middle, last), False


def _turned(name: str) -> tuple[str, bool]:
    """Return a name that came in one piece as it is said, and whether the family comes first."""
    comma = _FAMILY_COMMA.fullmatch(name)
    if comma and not _GENERATION.fullmatch(comma[2]):
        return f"{comma[2]} {comma[1]}", False
    family, _, given = name.partition(" ")
    is_family = len(family) == 1 or family in _DOUBLE
    if given and is_family and _EAST.fullmatch(family) and _EAST.fullmatch(given):
        return f"{family}{given}", True
    return name, _is_whole_east(name)


def _is_less(kept: str, stood: str) -> bool:
    return kept.translate(_IDLE) != stood.translate(_IDLE)


def _spaced(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _is_whole_east(name: str) -> bool:
    """Return whether a name without spaces is a whole one of East Asia."""
    return 2 <= len(name) <= 6 and _EAST.fullmatch(name) is not None


@lru_cache(maxsize=8192)
def _kept(part: str) -> str:
    """Return a part of a name without pictures, pronouns and degrees; all of it if nothing stays."""
    if part.isalpha():
        return part
    kept = _PRONOUNS.sub("", _without_pictures(part))
    head, _, tail = kept.partition(",")
    degrees = [word for word in re.split(r"[,;/|\s]+", tail) if word]
    is_degrees = not head.isupper() and all(map(_AFTER_COMMA.fullmatch, degrees))
    # "Jr." and "III" are part of a name.
    if is_degrees and not _GENERATION.fullmatch(tail.strip()):
        kept = head
    kept = " ".join(_AT_END.sub("", kept).split()).strip(" ,|")
    return kept if any(map(str.isalpha, kept)) else part


def _without_pictures(text: str) -> str:
    pictures: dict[int, str | None] = {ord(one): " " for one in text if _is_picture(one)}
    return text.translate(_WITH_PICTURES | pictures) if pictures else text


def _is_picture(character: str) -> bool:
    """Return whether a character is a picture or the tone of its skin."""
    return unicodedata.category(character) == "So" or "\U0001f3fb" <= character <= "\U0001f3ff"
