"""What a first message needs: the connection first, a question, an interest, and more them than me."""

import re
from collections.abc import Sequence

from contacts.rules.drafts import FINE, Draft, Place
from contacts.rules.evidence import names_in, telling_words
from contacts.rules.lookup import Expression, without
from contacts.rules.packs import Check
from contacts.rules.phrases import CHINESE, Sentence, plain

_CLAUSE_END = re.compile(r"[,;:]")
# "The result?" has so many words at most.
_FRAGMENT = 4
# A word, or a Chinese character.
_SAID = re.compile(rf"[{CHINESE}]|[^\W{CHINESE}]+")


def connection(check: Check, draft: Draft) -> Place:
    """Look in the greeting and two sentences for what connects us: its names, or words for it."""
    about, pack = draft.about, draft.pack
    known = telling_words(about.connection, pack) - draft.named
    names = names_in(about.connection, pack) - draft.named
    phrases, unless = pack.pattern("connection", "phrases"), pack.pattern("connection", "unless")
    least = pack.rules["connection"]["shared"]
    for text in opening(draft):
        shared = telling_words(text, pack) & known
        if len(shared) >= least or shared & names:
            return FINE
        if phrases and phrases.search(without(text, unless)):
            return FINE
    return check.severity, "", 0, 0


def question(check: Check, draft: Draft) -> Place:
    """Look for a question, or a request in words that leave them free to say no."""
    phrases, unless, rhetorical, fragment = (
        draft.pack.pattern("question", part)
        for part in ("phrases", "unless", "rhetorical", "fragment")
    )
    least = draft.pack.rules["question"]["least"]
    for sentence in without_greeting(draft):
        text = without(sentence.text, unless)
        is_question = len(_SAID.findall(_asked(text, fragment))) >= least
        is_question = is_question and not (rhetorical and rhetorical.search(text))
        is_request = (phrases and phrases.search(text)) or draft.pack.together("question", text)
        if is_question or is_request:
            return FINE
    return check.severity, "", 0, 0


def _asked(text: str, fragment: Expression | None) -> str:
    """Return a sentence that ends as a question, but not one quoted or answered in the same breath."""
    is_question = "?" in text.replace('?"', "")
    is_fragment = fragment and len(_SAID.findall(text)) <= _FRAGMENT and fragment.search(text)
    return text if is_question and not is_fragment else ""


def interest(check: Check, draft: Draft) -> Place:
    """Look for something of theirs, and for the field that it belongs to."""
    unless = draft.pack.pattern("interest", "unless")
    texts = [without(one.text, unless) for one in draft.in_body]
    clauses = [clause for text in texts for clause in _CLAUSE_END.split(text)]
    is_broad = any(_is_broad(clause, draft) for clause in clauses)
    return FINE if is_broad and _is_narrow(draft) else (check.severity, "", 0, 0)


def _is_broad(clause: str, draft: Draft) -> bool:
    """Return whether a clause speaks of a field; my own studies and days in it do not count."""
    broad, field, me, wants, own = (
        draft.pack.pattern("interest", part) for part in ("broad", "field", "me", "wants", "own")
    )
    is_keen = wants and wants.search(clause)
    if broad and broad.search(clause) and (is_keen or not (own and own.search(clause))):
        return True
    is_mine = me and me.search(clause) and not is_keen
    return bool(field and field.search(clause) and not is_mine)


def _is_narrow(draft: Draft) -> bool:
    """Return whether words of the notes, or words for what they did, stand there."""
    words = telling_words(draft.body, draft.pack) - draft.named
    known = telling_words(draft.about.notes, draft.pack)
    if len(words & known) >= draft.pack.rules["interest"]["shared"]:
        return True
    pattern = draft.pack.pattern("interest", "narrow")
    return any(pattern and pattern.search(sentence.text) for sentence in draft.in_body)


def about_them(check: Check, draft: Draft) -> Place:
    """Weigh what is said of them against what is said of me, courtesies aside.

    A story told without a single "I" is found by its length: what neither speaks to them nor asks.
    """
    them, me = _mentions(draft, "them"), _mentions(draft, "me")
    rules = draft.pack.rules["about_them"]
    is_mine = me * 100 > them * rules["most"] or _share_to_them(draft) * 100 < rules["least"]
    return (check.severity, "", 0, 0) if is_mine or not them else FINE


def _share_to_them(draft: Draft) -> float:
    """Return the share of words that stand in sentences which speak to them or ask."""
    pattern = draft.pack.pattern("about_them", "them")
    said = to_them = 0
    for sentence in without_greeting(draft):
        size = len(_SAID.findall(sentence.text))
        said += size
        if "?" in sentence.text or (pattern and pattern.search(sentence.text)):
            to_them += size
    return to_them / said if said else 1


def _mentions(draft: Draft, whom: str) -> int:
    pattern = draft.pack.pattern("about_them", whom)
    aside = draft.pack.pattern("about_them", f"{whom}_not")
    texts = (without(sentence.text, aside) for sentence in draft.in_body)
    return sum(sum(1 for _ in pattern.finditer(text)) for text in texts) if pattern else 0


def without_greeting(draft: Draft) -> Sequence[Sentence]:
    """Return the sentences of the body after the greeting."""
    greeting = draft.pack.pattern("opening", "greetings")
    names = {part for name in draft.about.names for part in plain(name).split()}
    most, is_spaced = draft.pack.rules["opening"]["greeting_size"], draft.pack.speech.is_spaced
    rest = list(draft.in_body)
    while rest:
        text = rest[0].text.strip()
        if len(text.split() if is_spaced else text) > most:
            break
        if not (greeting and greeting.search(text)) and not any(name in text for name in names):
            break
        rest.pop(0)
    return rest


def opening(draft: Draft) -> Sequence[str]:
    """Return what comes first: what follows the comma of a greeting, and two sentences after it."""
    rest = without_greeting(draft)
    greetings = draft.in_body[: len(draft.in_body) - len(rest)]
    begun = [_CLAUSE_END.split(one.text, maxsplit=1)[1:] for one in greetings]
    return [*(text for texts in begun for text in texts), *(one.text for one in rest[:2])]
