"""Whether the first line of a message greets the person it goes to."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any


def wrong_name(
    body: str, names: Sequence[str], rules: Mapping[str, Any], *, is_spaced: bool
) -> tuple[int, int] | None:
    """Return where the greeting names somebody else, or None; all texts are plain.

    Part of a name is that name (Liz for Elizabeth); no name at all is fine.
    """
    greeted = _in_words(body, rules) if is_spaced else _in_characters(body, rules)
    if greeted is None:
        return None
    words, place = greeted
    known = {_bare(word) for name in names for word in (name, *re.split(r"[\s.,-]+", name))}
    known -= {"", *rules["titles"]}
    if any(_is_same(_bare(word), one) for word in words for one in known):
        return None
    return place


def _in_words(body: str, rules: Mapping[str, Any]) -> tuple[list[str], tuple[int, int]] | None:
    openers = "|".join(rules["openers"])
    greeting = re.match(rf"\s*(?:{openers})[ ]+([^,!:;\n?]{{1,60}}?)[ ]*(?:[,!:;\n]|$)", body)
    if not greeting:
        return None
    words = [_bare(word) for word in re.split(r"[\s.]+", greeting[1])]
    ignored = {*rules["titles"], *rules["not_names"], ""}
    if any(word in rules["not_names"] for word in words if word != "and") or len(words) > 6:
        return None
    words = [word for word in words if word not in ignored]
    return (words, greeting.span(1)) if words else None


def _in_characters(body: str, rules: Mapping[str, Any]) -> tuple[list[str], tuple[int, int]] | None:
    openers, ends = "|".join(rules["openers"]), "|".join(rules["greetings"])
    greeting = re.match(
        rf"\s*(?:{openers})?[ ]*([^\s,:!。\n]{{1,12}}?)[ ]*"
        rf"(?:[,、]?[ ]*(?:{ends}))?[ ]*(?:[,:!。\n]|$)",
        body,
    )
    if not greeting:
        return None
    word = greeting[1]
    for title in rules["titles"]:
        word = word.removesuffix(title)
    is_name = len(word) <= 4 or word.isascii()
    if not word or not is_name or any(other in greeting[1] for other in rules["not_names"]):
        return None
    if greeting[1] in rules["greetings"]:
        return None
    shorter = [word.removeprefix(one) for one in rules["prefixes"] if word.startswith(one)]
    return [word, *(one for one in shorter if one)], greeting.span(1)


def _is_same(greeted: str, known: str) -> bool:
    if greeted.isascii() and min(len(greeted), len(known)) < 3:
        return greeted == known
    return greeted in known or known in greeted


def _bare(word: str) -> str:
    """Return a word without accents, full stops and apostrophes."""
    split = unicodedata.normalize("NFKD", word)
    return re.sub(r"[^\w-]", "", "".join(c for c in split if not unicodedata.combining(c)))
