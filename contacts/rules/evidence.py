"""What in a text proves that somebody listened, and what still waits to be written."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from contacts.rules.packs import Pack, pack
from contacts.rules.phrases import plain


def blanks_in(text: str, rules: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Return where brackets or words stand for something still to be written."""
    guarded = set(rules.get("only_with_words", ()))
    for pair in rules["brackets"]:
        opening, closing = re.escape(pair[0]), re.escape(pair[1])
        for match in re.finditer(rf"{opening}+([^{opening}{closing}\n]{{0,300}}){closing}+", text):
            inside = match[1].strip()
            if pair in guarded:
                is_blank = any(word in inside for word in rules["inside"])
            else:
                # Footnote marks, links and addresses are no blanks.
                is_blank = not re.fullmatch(r"[\d\W]+|\S*(?://|@|\.\w)\S*|sic|x", inside)
            if is_blank or not inside:
                yield match.span()
    words = "|".join(re.escape(word) for word in rules["words"])
    for match in re.finditer(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])|_{{3,}}", text):
        yield match.span()


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


@cache
def _generic(language: str) -> frozenset[str]:
    words = pack(language).rules["concrete"]["generic"].split()
    return frozenset(_stem(word) if word.isascii() else word for word in words)


def _stem(word: str) -> str:
    """Return a word without its commonest English endings: deletes, deleted, deleting → delet."""
    bare = re.sub(r"(?<=\w{3})(?:ings?|ed|es|s|ly)$", "", word).removesuffix("e")
    return bare[:-1] if bare[-2:-1] == bare[-1:] else bare
