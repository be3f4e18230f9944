"""What a first message needs: the connection first, a question, an interest, and more them than me."""

from collections.abc import Sequence

from contacts.rules.drafts import FINE, Draft, Place
from contacts.rules.evidence import telling_words
from contacts.rules.packs import Check
from contacts.rules.phrases import Sentence, plain


def connection(check: Check, draft: Draft) -> Place:
    """Look in the first two sentences for what connects us: a name, a place, or words for it."""
    known = telling_words(draft.about.connection, draft.pack) - draft.named
    pattern = draft.pack.pattern("connection", "phrases")
    for sentence in opening(draft):
        if telling_words(sentence.text, draft.pack) & known:
            return FINE
        if pattern and pattern.search(sentence.text):
            return FINE
    return check.severity, "", 0, 0


def question(check: Check, draft: Draft) -> Place:
    """Look for a question, or a request in words that leave them free to say no."""
    pattern, asks = (
        draft.pack.pattern("question", "phrases"),
        draft.pack.pattern("question", "asks"),
    )
    small_talk = draft.pack.pattern("question", "unless")
    for sentence in without_greeting(draft):
        text = small_talk.sub(" ", sentence.text) if small_talk else sentence.text
        if "?" in text and asks and asks.search(text):
            return FINE
        if pattern and pattern.search(text):
            return FINE
    return check.severity, "", 0, 0


def interest(check: Check, draft: Draft) -> Place:
    """Look for something of theirs, and for the field that it belongs to."""
    broad, beside = (
        draft.pack.pattern("interest", "broad"),
        draft.pack.pattern("interest", "unless"),
    )
    body = [beside.sub(" ", one.text) if beside else one.text for one in draft.in_body]
    is_broad = any(broad and broad.search(text) for text in body)
    return FINE if is_broad and _is_narrow(draft) else (check.severity, "", 0, 0)


def _is_narrow(draft: Draft) -> bool:
    """Return whether words of the notes, or words for what someone did, stand there."""
    words = telling_words(draft.body, draft.pack) - draft.named
    if words & telling_words(draft.about.notes, draft.pack):
        return True
    pattern = draft.pack.pattern("interest", "narrow")
    return any(pattern and pattern.search(sentence.text) for sentence in draft.in_body)


def about_them(check: Check, draft: Draft) -> Place:
    """Weigh what is said of them against what is said of me."""
    them, me = draft.pack.pattern("about_them", "them"), draft.pack.pattern("about_them", "me")
    counts = [
        sum(len(pattern.findall(sentence.text)) for sentence in draft.in_body)
        for pattern in (them, me)
        if pattern
    ]
    return FINE if counts[0] >= counts[1] else (check.severity, "", 0, 0)


def without_greeting(draft: Draft) -> Sequence[Sentence]:
    """Return the sentences of the body after the greeting."""
    greeting = draft.pack.pattern("opening", "greetings")
    names = {part for name in draft.about.names for part in plain(name).split()}
    most = draft.pack.rules["opening"]["greeting_size"]
    rest = list(draft.in_body)
    while rest and _is_short(rest[0].text, most):
        text = rest[0].text
        if not (greeting and greeting.search(text)) and not any(name in text for name in names):
            break
        rest.pop(0)
    return rest


def opening(draft: Draft) -> Sequence[Sentence]:
    """Return the two sentences that come first after the greeting."""
    return without_greeting(draft)[:2]


def _is_short(text: str, most: int) -> bool:
    words = text.split()
    return len(words) <= most if len(words) > 1 else len(text.strip()) <= most * 2
