"""What is wrong with a message: one engine for every kind, driven by the files in checks/."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contacts.rules.evidence import blanks_in, telling_words
from contacts.rules.packs import Check, Pack, checks_for
from contacts.rules.phrases import Sentence, found, name_pattern, plain, sentences, size
from contacts.rules.salutations import wrong_name

THANK_YOU = "thank_you"


@dataclass(frozen=True)
class Fault:
    """A check that a message breaks, and where: `quote` is the place, `where` subject or body."""

    check: Check
    severity: str
    where: str = ""
    start: int = 0
    quote: str = ""

    @property
    def key(self) -> str:
        """Return the key that silences it."""
        return self.check.key


@dataclass(frozen=True)
class About:
    """What the checks need to know of the addressee and of the talk."""

    purpose: str = THANK_YOU
    names: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    other_organisations: tuple[str, ...] = ()
    notes: str = ""


def faults_in(text: str, *, subject: str, pack: Pack, about: About) -> list[Fault]:
    """Return what a careful reader would change, in the order of the checks, at most one each.

    What still waits to be filled in is reported by its own check and hidden from all others, so a
    prompt never counts as something said.
    """
    draft = Draft(plain(subject), plain(text), pack, about)
    faults = (_KINDS[check.kind](check, draft) for check in checks_for(about.purpose))
    shown = {"subject": subject, "body": text}
    return [
        Fault(check, severity, where, start, shown[where][start:end] if where else "")
        for check, (severity, where, start, end) in zip(
            checks_for(about.purpose), faults, strict=True
        )
        if severity
    ]


# What a kind of check answers: severity ("" for nothing), where, start and end.
Place = tuple[str, str, int, int]
FINE: Place = ("", "", 0, 0)


class Draft:
    """A message made ready for checking: plain, without its blanks, cut into sentences."""

    def __init__(self, subject: str, body: str, pack: Pack, about: About) -> None:
        """Cut both parts; the blanks are kept apart."""
        self.pack, self.about, self.blanks = pack, about, list[Place]()
        self.subject = self._without_blanks("subject", subject)
        self.body = self._without_blanks("body", body)
        is_spaced = pack.speech.is_spaced
        self.sentences: list[Sentence] = [
            *sentences(self.subject, where="subject", is_spaced=is_spaced),
            *sentences(self.body, where="body", is_spaced=is_spaced),
        ]

    def _without_blanks(self, where: str, text: str) -> str:
        for start, end in blanks_in(text, self.pack.rules["blank"]):
            self.blanks.append(("warning", where, start, end))
            text = text[:start] + " " * (end - start) + text[end:]
        return text

    def matches(self, key: str) -> Iterator[Place]:
        """Return where a check's phrases stand, once a sentence at most."""
        pattern, unless = self.pack.pattern(key, "phrases"), self.pack.pattern(key, "unless")
        for sentence in self.sentences:
            if match := found(sentence, pattern, unless):
                start = sentence.start + match.start()
                yield "", sentence.where, start, sentence.start + match.end()


def _length(check: Check, draft: Draft) -> Place:
    """Compare each script with its own limit and add the two shares."""
    words, characters = size(draft.body)
    limits = draft.pack.rules["length"]
    hint, warning = (
        words * most_characters + characters * most_words > most_words * most_characters
        for most_words, most_characters in zip(limits["words"], limits["characters"], strict=True)
    )
    return ("warning" if warning else check.severity if hint else "", "", 0, 0)


def _phrases(check: Check, draft: Draft) -> Place:
    """Look for phrases beyond the allowed number, and for too many exclamation marks."""
    rules = draft.pack.rules[check.key]
    for count, (_, where, start, end) in enumerate(draft.matches(check.key), start=1):
        if count > rules.get("allowed", 0):
            return check.severity, where, start, end
    if (most := rules.get("exclamation_marks")) is not None:
        marks = (draft.subject + draft.body).count("!")
        if marks > most:
            start = draft.body.rfind("!")
            return check.severity, "body", max(start, 0), max(start, 0) + 1
    return FINE


def _missing(check: Check, draft: Draft) -> Place:
    """Look for a phrase that has to be there."""
    is_there = any(where == "body" for _, where, _, _ in draft.matches(check.key))
    return FINE if is_there else (check.severity, "", 0, 0)


def _concrete(check: Check, draft: Draft) -> Place:
    """Look for two telling words (or pairs of Chinese characters) of the notes; or for a sentence
    that refers to what they said and holds one of the notes' or a few of its own."""
    notes, names = telling_words(draft.about.notes, draft.pack), _named(draft)
    own_words = draft.pack.rules["concrete"]["own_words"]
    cues, shared = draft.pack.pattern("concrete", "cues"), set[str]()
    for sentence in draft.sentences:
        telling = telling_words(sentence.text, draft.pack) - names
        shared |= telling & notes
        is_referring = sentence.where == "body" and cues and cues.search(sentence.text)
        if is_referring and (telling & notes or len(telling) >= own_words):
            return FINE
    return FINE if len(shared) >= 2 else (check.severity, "", 0, 0)


def _blank(check: Check, draft: Draft) -> Place:
    return draft.blanks[0] if draft.blanks else FINE


def _greeting(check: Check, draft: Draft) -> Place:
    rules, is_spaced = draft.pack.rules["name"], draft.pack.speech.is_spaced
    names = [plain(name) for name in draft.about.names]
    if names and (place := wrong_name(draft.body, names, rules, is_spaced=is_spaced)):
        return check.severity, "body", *place
    return FINE


def _place(check: Check, draft: Draft) -> Place:
    """Look for another organisation where theirs should stand."""
    rules, about = draft.pack.rules["place"], draft.about
    own = [re.compile(name_pattern(name)) for name in about.organisation if name.strip()]
    notes = plain(about.notes)
    for name in about.other_organisations:
        pattern = name_pattern(name)
        is_known = re.search(pattern, notes) or any(one.search(plain(name)) for one in own)
        if not name.strip() or is_known or not re.search(pattern, draft.subject + draft.body):
            continue
        phrases = draft.pack.speech.pattern(rules["phrases"], PLACE=pattern)
        unless = draft.pack.speech.pattern(rules["unless"], PLACE=pattern)
        for sentence in draft.sentences:
            is_theirs = any(one.search(sentence.text) for one in own)
            if not is_theirs and found(sentence, phrases, unless):
                match = re.search(pattern, sentence.text)
                assert match
                start = sentence.start
                return (
                    check.severity,
                    sentence.where,
                    start + match.start(),
                    start + match.end(),
                )
    return FINE


_KINDS = {
    "length": _length,
    "phrases": _phrases,
    "missing": _missing,
    "concrete": _concrete,
    "blank": _blank,
    "greeting": _greeting,
    "place": _place,
}


def silence(keys: Sequence[str], faults: Sequence[Fault]) -> tuple[list[Fault], list[Fault]]:
    """Return the faults to show, and those that were silenced."""
    return (
        [fault for fault in faults if fault.key not in keys],
        [fault for fault in faults if fault.key in keys],
    )


def _named(draft: Draft) -> set[str]:
    """Return the stems of their own names, which prove nothing."""
    return telling_words(" ".join((*draft.about.names, *draft.about.organisation)), draft.pack)
