"""A message made ready for checking: plain, its gaps apart, cut into sentences, its greeting known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from contacts.rules.evidence import blanks_in, capitals_in, forms_of, telling_words
from contacts.rules.limits import ASKS, Limits
from contacts.rules.lookup import without
from contacts.rules.packs import Pack
from contacts.rules.phrases import Sentence, name_pattern, plain, sentences

THANK_YOU = "thank_you"


@dataclass(frozen=True)
class About:
    """What the checks need to know of a message, its addressee, and how the two are connected.

    `connection` is free text (who sent me, what we share, what of theirs I know); `notes` are those
    of the talk and of the research before it.
    """

    purpose: str = THANK_YOU
    channel: str = ""
    names: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    other_organisations: tuple[str, ...] = ()
    notes: str = ""
    connection: str = ""
    limits: Limits = field(default_factory=Limits)


# What a kind of check answers: severity ("" for nothing), where, start and end.
Place = tuple[str, str, int, int]
FINE: Place = ("", "", 0, 0)


class Draft:
    """A message as the checks see it; places in it are places in the text as typed."""

    def __init__(self, subject: str, body: str, pack: Pack, about: About) -> None:
        """Make both parts plain and cut them; the gaps are kept apart."""
        self.pack, self.about, self.blanks = pack, about, list[Place]()
        self.typed = {"subject": subject, "body": body}
        self.subject = self._without_blanks("subject", subject)
        self.body = self._without_blanks("body", body)
        is_spaced = pack.speech.is_spaced
        in_subject = sentences(self.subject, where="subject", is_spaced=is_spaced)
        in_body = sentences(self.body, where="body", is_spaced=is_spaced)
        self.in_body: Sequence[Sentence] = list(in_body)
        self.sentences: Sequence[Sentence] = [*in_subject, *self.in_body]

    def _without_blanks(self, where: str, typed: str) -> str:
        text, rules = plain(typed), self.pack.rules["blank"]
        for start, end in sorted({*blanks_in(text, rules), *capitals_in(typed, rules)}):
            self.blanks.append(("warning", where, start, end))
            text = text[:start] + " " * (end - start) + text[end:]
        return text

    def matches(self, key: str) -> Iterator[Place]:
        """Return where a check's phrases stand, once a sentence at most."""
        unless, even_so = (self.pack.pattern(key, part) for part in ("unless", "even_so"))
        after = [*(sentence.text for sentence in self.sentences[1:]), ""]
        for sentence, following in zip(self.sentences, after, strict=False):
            # Most sentences hold nothing; only the others are read again without the exceptions.
            text, lists = self._with_you_for_name(key, sentence.text), self._lists(sentence.where)
            match = even_so.search(text) if even_so else None
            if not match and self._match(key, lists, text, following):
                rest, rest_after = without(text, unless), without(following, unless)
                match = self._match(key, lists, rest, rest_after)
            if match:
                yield _place(sentence, match)

    def _lists(self, where: str) -> Sequence[str]:
        if self.about.purpose not in ASKS:
            return ("phrases",)
        return ("phrases", "in_asks", *(["in_ask_subjects"] if where == "subject" else []))

    def _with_you_for_name(self, key: str, text: str) -> str:
        """Return a sentence, as long as before, in which their organisation is called yours."""
        words = self.pack.rules[key].get("organisation", ())
        if not words or not self._organisation or not self._organisation.search(text):
            return text

        def called_yours(match: re.Match[str]) -> str:
            length = len(match.group())
            fitting = (word for word in words if len(word) <= length)
            return next(fitting, match.group()).ljust(length)

        return self._organisation.sub(called_yours, text)

    @cached_property
    def _organisation(self) -> re.Pattern[str] | None:
        names = (name for name in self.about.organisation if name.strip())
        forms = [form for name in names for form in forms_of(name, self.pack)]
        return re.compile("|".join(map(name_pattern, forms))) if forms else None

    def _match(self, key: str, lists: Sequence[str], text: str, after: str) -> re.Match[str] | None:
        for part in lists:
            if (pattern := self.pack.pattern(key, part)) and (match := pattern.search(text)):
                return match
        return self.pack.together(key, text) or self.pack.follow(key, text, after)

    @cached_property
    def named(self) -> set[str]:
        """Return the stems of the addressee's own names, which prove nothing."""
        own = (*self.about.names, *self.about.organisation)
        return telling_words(" ".join(own), self.pack)


def _place(sentence: Sentence, match: re.Match[str]) -> Place:
    return "", sentence.where, sentence.start + match.start(), sentence.start + match.end()
