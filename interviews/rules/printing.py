"""How a sheet may be printed: on which paper, in which variant, with how much room to write."""

from dataclasses import dataclass, replace

from config.kit.labels import N_, Labelled
from interviews.rules.categories import Purpose


class PaperSize(Labelled):
    """The two sizes that home printers hold."""

    A4 = "a4", N_("A4")
    LETTER = "letter", N_("Letter")


class Variant(Labelled):
    """What is made of a sheet on paper."""

    USUAL = "usual", N_("Usual")
    COMPACT = "compact", N_("One page")
    ROOMY = "roomy", N_("Roomy")
    LARGE = "large", N_("Large type")
    BILINGUAL = "bilingual", N_("Two languages")
    BLANK = "blank", N_("Questions only")
    CARDS = "cards", N_("Index cards")


# As many questions of usual length as one page holds with all else: a job round's on Letter in
# English, which takes the most room (measured by tests/interviews/test_paper_one_page.py).
ONE_PAGE = 21

GOOD_FOR: dict[str, str] = {
    Variant.USUAL: N_("Everything, with lines to write on."),
    Variant.COMPACT: N_("Up to 21 questions on one page, for a clipboard."),
    Variant.ROOMY: N_("Twice the lines, for who writes a lot."),
    Variant.LARGE: N_("18 point, to read at a glance or without glasses."),
    Variant.BILINGUAL: N_("Each question in English and Chinese."),
    Variant.BLANK: N_("To hand over before the talk, or to take notes elsewhere."),
    Variant.CARDS: N_("One question a card, eight cards a page to cut."),
}


@dataclass(frozen=True, slots=True)
class Room:
    """How many lines to write on there are: under a question, and in the boxes at the end.

    A question gets `a_minute` lines for each of its minutes, within the limits, and at most so many
    probes.
    """

    fewest: int = 2
    most: int = 8
    a_minute: float = 1
    closing_question: int = 1
    theirs: int = 5
    next: int = 3
    promises: int = 3
    resources: int = 2
    debrief: int = 2
    probes: int = 9
    closing_probes: int = 9

    def under(self, *, minutes: int, purpose: str) -> int:
        """Return the lines under a question; what closes a talk has boxes of its own."""
        if purpose == Purpose.CLOSING:
            return self.closing_question
        return min(max(round(minutes * self.a_minute), self.fewest), self.most)

    def probes_under(self, purpose: str) -> int:
        """Return how many probes are printed under a question."""
        return self.closing_probes if purpose == Purpose.CLOSING else self.probes


_NO_LINES = Room(0, 0, 0, 0, theirs=0, next=0, promises=0, resources=0, debrief=0)
_ROOM: dict[str, Room] = {
    # Here the rest of the page is shared out among the questions when it is set.
    Variant.COMPACT: Room(
        1,
        1,
        0,
        0,
        theirs=2,
        next=2,
        promises=1,
        resources=1,
        debrief=1,
        probes=1,
        closing_probes=0,
    ),
    Variant.ROOMY: Room(5, 12, 2, 3, theirs=8, next=5, promises=5, resources=4, debrief=4),
    Variant.LARGE: Room(2, 6, theirs=4, next=3, promises=3, resources=2, debrief=2),
    # Handed over, the questions go without what is only for me.
    Variant.BLANK: replace(_NO_LINES, probes=0, closing_probes=0),
    Variant.CARDS: _NO_LINES,
}
# How much of a page what I found out may take (our rule); on one page it has to share.
_DIGEST: dict[str, float] = {Variant.COMPACT: 1 / 6, Variant.BLANK: 0, Variant.CARDS: 0}


def room_on(variant: str) -> Room:
    """Return what there is to write on in a variant."""
    return _ROOM.get(variant, Room())


def digest_share(variant: str) -> float:
    """Return the part of a page that research may take: a third, or less; 0 without beliefs too."""
    return _DIGEST.get(variant, 1 / 3)
