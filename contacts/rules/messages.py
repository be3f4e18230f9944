"""What is wrong with a message: one engine for every kind, driven by the files in checks/."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contacts.rules.asking import about_them, connection, interest, question
from contacts.rules.drafts import FINE, THANK_YOU, About, Draft, Place
from contacts.rules.evidence import forms_of, is_said_of_them, telling_words
from contacts.rules.limits import ASKS, characters_for, letters
from contacts.rules.packs import Check, Pack, checks_for, fine_words
from contacts.rules.phrases import name_pattern, plain, size
from contacts.rules.salutations import wrong_name

__all__ = ["THANK_YOU", "About", "Fault", "faults_in", "silence"]


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


def faults_in(text: str, *, subject: str, pack: Pack, about: About) -> list[Fault]:
    """Return what a careful reader would change, in the order of the checks, at most one each.

    What still waits to be filled in is reported by its own check and hidden from all others, so a
    prompt never counts as something said.
    """
    draft = Draft(subject, text, pack, about)
    shown = {"subject": subject, "body": text}
    faults = []
    for check in checks_for(about.purpose, about.channel):
        severity, where, start, end = _KINDS[check.kind](check, draft)
        if severity:
            quote = shown[where][start:end] if where else ""
            faults.append(Fault(check, severity, where, start, quote))
    return faults


def _length(check: Check, draft: Draft) -> Place:
    """Compare each script with its own limit and add the two shares; an ask is never only a hint."""
    words, characters = size(draft.body)
    purpose = draft.about.purpose
    fine = fine_words(purpose, draft.pack, draft.about.limits)
    most = fine if purpose in ASKS else draft.pack.rules["length"]["words"][1]
    is_hint, is_warning = (
        words * characters_for(limit) + characters * limit > limit * characters_for(limit)
        for limit in (fine, most)
    )
    return ("warning" if is_warning else check.severity if is_hint else "", "", 0, 0)


def _limit(check: Check, draft: Draft) -> Place:
    """Look for a part that its channel would cut."""
    for where, part in (("subject", draft.subject), ("body", draft.body)):
        most = draft.about.limits.of_channel(draft.about.channel, where)
        if most and letters(part) > most:
            return check.severity, where if where == "subject" else "", 0, 0
    return FINE


def _exclamation(check: Check, draft: Draft) -> Place:
    """Count the marks of subject and body together; show the last."""
    most = draft.pack.rules["exclamation"]["most"]
    if (draft.subject + draft.body).count("!") <= most:
        return FINE
    where, part = ("body", draft.body) if "!" in draft.body else ("subject", draft.subject)
    start = part.rfind("!")
    return check.severity, where, start, start + 1


def _phrases(check: Check, draft: Draft) -> Place:
    """Look for phrases beyond the allowed number."""
    allowed = draft.pack.rules[check.key].get("allowed", 0)
    silent_when = draft.pack.pattern(check.key, "silent_when")
    if silent_when and any(silent_when.search(sentence.text) for sentence in draft.in_body):
        return FINE
    for count, (_, where, start, end) in enumerate(draft.matches(check.key), start=1):
        if count > allowed:
            return check.severity, where, start, end
    return FINE


def _missing(check: Check, draft: Draft) -> Place:
    """Look for a phrase that has to be there."""
    is_there = any(where == "body" for _, where, _, _ in draft.matches(check.key))
    return FINE if is_there else (check.severity, "", 0, 0)


def _concrete(check: Check, draft: Draft) -> Place:
    """Look for what was said: words that the text shares with the notes, and words of its own.

    A thank-you needs two of the notes', or a sentence that refers to what they said and says
    something; other messages the more words of their own the fewer they share. Without notes
    nothing can be asked of those.
    """
    notes = telling_words(draft.about.notes, draft.pack) - draft.named
    if draft.about.purpose == THANK_YOU:
        return FINE if _refers_to(notes, draft) else (check.severity, "", 0, 0)
    said = telling_words(draft.body, draft.pack) - draft.named
    needed = draft.pack.rules["concrete"]["own_by_shared"]
    least = needed[min(len(said & notes), len(needed) - 1)]
    is_fine = not notes or len(said - notes) >= least
    return FINE if is_fine else (check.severity, "", 0, 0)


def _refers_to(notes: set[str], draft: Draft) -> bool:
    own_words = draft.pack.rules["concrete"]["own_words"]
    cues, shared = draft.pack.pattern("concrete", "cues"), set[str]()
    for sentence in draft.sentences:
        telling = telling_words(sentence.text, draft.pack) - draft.named
        shared |= telling & notes
        is_referring = sentence.where == "body" and cues and cues.search(sentence.text)
        if is_referring and (telling & notes or len(telling) >= own_words):
            return True
    return len(shared) >= 2


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
    about = draft.about
    own = [re.compile(name_pattern(name)) for name in about.organisation if name.strip()]
    known = plain(f"{about.notes}\n{about.connection}")
    for name in about.other_organisations:
        pattern = re.compile("|".join(name_pattern(one) for one in forms_of(name, draft.pack)))
        is_known = pattern.search(known) or any(one.search(plain(name)) for one in own)
        if name.strip() and not is_known and (place := _misplaced(pattern, own, draft)):
            return check.severity, *place
    return FINE


def _misplaced(
    name: re.Pattern[str], own: Sequence[re.Pattern[str]], draft: Draft
) -> tuple[str, int, int] | None:
    """Return where a name stands that is taken for theirs."""
    is_meeting = draft.about.purpose in ("accept", "confirm")
    for sentence in draft.sentences:
        match = name.search(sentence.text)
        if not match or any(one.search(sentence.text) for one in own):
            continue
        start, end = (sentence.start + place for place in match.span())
        # A single word written small is a word like any.
        is_small = draft.typed[sentence.where][start].islower() and " " not in match.group()
        if not is_small and is_said_of_them(
            sentence.text, match, draft.pack, f"(?:{name.pattern})", is_meeting=is_meeting
        ):
            return sentence.where, start, end
    return None


_KINDS = {
    "length": _length,
    "limit": _limit,
    "exclamation": _exclamation,
    "connection": connection,
    "question": question,
    "interest": interest,
    "about_them": about_them,
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
