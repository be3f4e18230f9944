"""What in a text proves that somebody listened, and what still waits to be written."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from contacts.rules.lookup import without
from contacts.rules.packs import Pack, pack
from contacts.rules.phrases import plain


def blanks_in(text: str, rules: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Return where brackets or words stand for something still to be written."""
    guarded, wholly = set(rules.get("only_with_words", ())), set(rules.get("only_these", ()))
    for pair in rules["brackets"]:
        opening, closing = re.escape(pair[0]), re.escape(pair[1])
        # Possessive: a run of brackets is read once.
        pattern = rf"(?<!{opening}){opening}++([^{opening}{closing}\n]{{0,300}}){closing}++"
        for match in re.finditer(pattern, text):
            inside = match[1].strip()
            if pair in guarded:
                is_blank = any(word in inside for word in rules["inside"])
            elif pair in wholly:
                is_blank = any(re.fullmatch(word, inside) for word in rules["inside_wholly"])
            else:
                # Footnote marks, links and addresses are no blanks.
                is_blank = not re.fullmatch(r"[\d\W]+|\S*(?://|@|\.\w)\S*|sic|x", inside)
            if is_blank or (not inside and pair not in wholly):
                yield match.span()
    words = "|".join(re.escape(word) for word in rules["words"])
    for match in re.finditer(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])|_{{2,}}", text):
        if not _is_quoted(text, *match.span()) and not _is_farewell(text, match):
            yield match.span()


def capitals_in(typed: str, rules: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Return where a word in capitals stands for something to be written, unless all are shouted."""
    if (words := "|".join(rules.get("capitals", ()))) and not typed.isupper():
        for match in re.finditer(rf"\b(?:YOUR )?(?:{words})(?: HERE)?\b", typed):
            yield match.span()


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Return whether a gap stands among other words between quotation marks: a form that is told of."""
    before = text.rfind("\n", 0, start) + 1
    opened, closed = text.rfind('"', before, start), text.find('"', end)
    is_inside = opened >= 0 and closed >= 0 and text.count('"', before, start) % 2 == 1
    around = text[opened + 1 : start] + text[end:closed]
    return is_inside and len(re.findall(r"\w", around.replace("_", ""))) >= 3


def _is_farewell(text: str, match: re.Match[str]) -> bool:
    """Return whether x's end a line that ends the message, after a name: kisses."""
    is_last = not text[match.end() :].strip()
    return (
        is_last and bool(re.fullmatch(r"x+", match.group())) and bool(text[: match.start()].strip())
    )


def telling_words(text: str, pack: Pack) -> set[str]:
    """Return the stems of words, and the pairs of Chinese characters, that say something."""
    text, rules = plain(text), pack.rules["concrete"]
    particles = rules.get("particles", "")
    stems = {_stem(word) for word in re.findall(r"[a-zà-ÿ0-9]{3,}", text)}
    pairs = {
        run[i : i + 2]
        for run in re.findall(r"[\u3400-\u9fff]{2,}", text)
        for i in range(len(run) - 1)
        if run[i] not in particles and run[i + 1] not in particles
    }
    return (stems | pairs) - _generic(pack.language)


def names_in(text: str, pack: Pack) -> set[str]:
    """Return the stems of capitalised words, and pairs that begin like a Chinese name."""
    capitalised = " ".join(re.findall(r"\b[A-ZÀ-Þ]\w+", text))
    surnames = pack.rules["name"].get("surnames", "")
    pairs = {pair for pair in telling_words(text, pack) if pair[0] in surnames}
    return telling_words(capitalised, pack) | pairs


@cache
def _generic(language: str) -> frozenset[str]:
    words = pack(language).rules["concrete"]["generic"].split()
    return frozenset(_stem(word) if word.isascii() else word for word in words)


def _stem(word: str) -> str:
    """Return a word without its commonest English endings: deletes, deleted, deleting → delet."""
    bare = re.sub(r"(?<=\w{3})(?:ings?|ed|es|s|ly)$", "", word).removesuffix("e")
    return bare[:-1] if bare[-2:-1] == bare[-1:] else bare


def forms_of(name: str, pack: Pack) -> list[str]:
    """Return a name and what it is called for short: Kestrel for Kestrel Bank, 青禾 for 青禾教育."""
    plain_name = plain(name).strip()
    for ending in pack.rules["place"]["endings"]:
        short = plain_name.removesuffix(ending).strip(" .,&")
        if short != plain_name and len(short) >= (4 if short.isascii() else 2):
            return [plain_name, short]
    return [plain_name]


def is_said_of_them(
    text: str, named: re.Match[str], pack: Pack, name: str, *, is_meeting: bool
) -> bool:
    """Return whether a sentence takes the organisation named in it for the addressee's.

    A phrase may settle it, more of them when a talk is arranged (`is_meeting`). Otherwise the nearest
    word for a person before the name decides; with none before it, one for the addressee after it,
    or that nobody is spoken of at all.
    """
    rules, speech = pack.rules["place"], pack.speech
    phrases, unless = (speech.pattern(rules[part], PLACE=name) for part in ("phrases", "unless"))
    meeting = speech.pattern(rules.get("meeting", ()), PLACE=name) if is_meeting else None
    settled = without(text, unless)
    if (phrases and phrases.search(text)) or (meeting and meeting.search(settled)):
        return True
    if settled[named.start()] == "\x00":
        return False
    theirs, others = (speech.pattern(rules[part]) for part in ("theirs", "others"))
    assert theirs and others
    before = text[: named.start()]
    nearest = [
        max((m.start() for m in one.finditer(before)), default=-1) for one in (theirs, others)
    ]
    if nearest != [-1, -1]:
        return nearest[0] > nearest[1]
    after = (theirs.search(text, named.end()), others.search(text, named.end()))
    return bool(after[0]) or not after[1]
