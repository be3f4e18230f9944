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
    text = body.lstrip()
    greeted = _in_words(text, rules) if is_spaced else _in_characters(text, rules)
    if greeted is None:
        return None
    words, (start, end) = greeted
    before = len(body) - len(text)
    known = {_bare(word) for name in names for word in (name, *re.split(r"[\s.,-]+", name))}
    known -= {"", *rules["titles"]}
    if any(_is_same(_bare(word), one) for word in words for one in known):
        return None
    return before + start, before + end


def _in_words(body: str, rules: Mapping[str, Any]) -> tuple[list[str], tuple[int, int]] | None:
    openers, titles = "|".join(rules["openers"]), "|".join(rules["titles"])
    greeting = re.match(rf"(?:{openers})[ ]{{1,3}}([^,!:;\n?]{{1,60}}?)(?:[,!:;\n]|$)", body)
    # Without a greeting only a title shows that a name opens the letter.
    greeting = greeting or re.match(rf"((?:{titles})\b[^,!:;\n?]{{1,40}}?)[,!:;\n]", body)
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
        rf"({openers})?[ ]{{0,3}}([^\s,:!。\n]{{1,12}}?)[ ]{{0,3}}"
        rf"([,、]?[ ]{{0,3}}(?:{ends}))?[ ]{{0,3}}(?:[,:!。\n]|$)",
        body,
    )
    if not greeting:
        return None
    word, is_greeted = greeting[2], bool(greeting[1] or greeting[3])
    title = next((one for one in rules["titles"] if word.endswith(one)), "")
    word = word.removesuffix(title)
    is_name = len(word) <= 4 or word.isascii()
    if not word or not is_name or any(other in greeting[2] for other in rules["not_names"]):
        return None
    # Two or three characters before a comma are a name if they begin or end like one.
    if not (is_greeted or title or (word[0] in rules["surnames"] and 2 <= len(word) <= 3)):
        return None
    if greeting[2] in rules["greetings"]:
        return None
    shorter = [word.removeprefix(one) for one in rules["prefixes"] if word.startswith(one)]
    return [word, *(one for one in shorter if one)], greeting.span(2)


def _is_same(greeted: str, known: str) -> bool:
    if greeted.isascii() and min(len(greeted), len(known)) < 3:
        return greeted == known
    return greeted in known or known in greeted


def _bare(word: str) -> str:
    """Return a word without accents, full stops and apostrophes."""
    split = unicodedata.normalize("NFKD", word)
    return re.sub(r"[^\w-]", "", "".join(c for c in split if not unicodedata.combining(c)))
