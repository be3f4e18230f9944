"""The one true sentence of a letter: what an account's own facts say for it, and on which days.

A sentence stands in a letter only while its condition holds. Each has its turn: one day in five, so
that none comes back within four days, whatever changes meanwhile. On a day on which nothing of one's
own can be said a fact of the method is (interviews/rules/method.toml), with who says it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from config.kit.labels import N_
from contacts.rules.saturation import OUTLINE, SOLID
from interviews.rules.funnel import NORMAL, SMALL
from interviews.rules.method import Fact, method

# Two letters are seldom further apart than a long weekend.
TURNS = 5
# Our rule: of fewer asks nothing is said, be it good.
FEW = 5

type Facts = Mapping[str, int]


@dataclass(frozen=True)
class Sentence:
    """A sentence with the facts that it reads, and when it holds; `turn` is its day in five."""

    turn: int
    reads: Sequence[str]
    holds: Callable[[Facts], bool]
    text: str


def _rate(facts: Facts) -> float:
    return 100 * facts["answered"] / facts["asked"]


# Numbers that a text names are two or more: each language has one form for those.
SENTENCES: Sequence[Sentence] = (
    Sentence(
        0,
        ("talked", "led_on"),
        lambda facts: facts["talked"] >= 2 and facts["led_on"] >= 2,
        N_(
            "You have talked to %(talked)d people; %(led_on)d of them sent you on to somebody else."
        ),
    ),
    Sentence(
        0,
        ("talked", "led_on"),
        lambda facts: facts["talked"] >= 2 and facts["led_on"] == 1,
        N_("You have talked to %(talked)d people; one of them sent you on to somebody else."),
    ),
    Sentence(
        0,
        ("talked", "ahead"),
        lambda facts: facts["talked"] == 0 and facts["ahead"] == 1,
        N_("Your first talk is agreed on."),
    ),
    Sentence(
        1,
        ("asked", "answered"),
        lambda facts: facts["asked"] >= FEW and 3 * facts["answered"] >= 2 * facts["asked"],
        N_("At least two thirds of the people you asked have answered."),
    ),
    Sentence(
        1,
        ("asked", "answered"),
        lambda facts: (
            facts["asked"] >= FEW
            and facts["answered"] >= 2
            and NORMAL[1] < _rate(facts)
            and 3 * facts["answered"] < 2 * facts["asked"]
        ),
        N_(
            "%(answered)d of the %(asked)d people you asked have answered. Usual are 20 to 40 in a "
            "hundred (Steve Dalton)."
        ),
    ),
    Sentence(
        1,
        ("asked", "answered"),
        lambda facts: facts["asked"] >= SMALL and NORMAL[0] <= _rate(facts) <= NORMAL[1],
        N_(
            "%(answered)d of the %(asked)d people you asked have answered: as many as usual, which is "
            "20 to 40 in a hundred (Steve Dalton)."
        ),
    ),
    Sentence(
        2,
        ("thanked",),
        lambda facts: facts["thanked"] >= 2,
        N_("You have thanked %(thanked)d people for their time."),
    ),
    Sentence(
        2,
        ("kept",),
        lambda facts: facts["kept"] >= 2,
        N_("You have kept %(kept)d promises that you made."),
    ),
    Sentence(
        2,
        ("in_one_search",),
        lambda facts: OUTLINE.talks <= facts["in_one_search"] < SOLID.talks,
        N_(
            "%(in_one_search)d people told you about one kind of work. In a study 6 such talks brought "
            "up about 70 %% of all themes (Guest, Bunce and Johnson)."
        ),
    ),
    Sentence(
        2,
        ("in_one_search",),
        lambda facts: facts["in_one_search"] >= SOLID.talks,
        N_(
            "%(in_one_search)d people told you about one kind of work. In a study 12 such talks brought "
            "up about 88 %% of all themes (Guest, Bunce and Johnson)."
        ),
    ),
    Sentence(
        3,
        ("talked", "places"),
        lambda facts: facts["places"] >= 2 and facts["talked"] >= 2,
        N_("You have talked to %(talked)d people, at %(places)d organisations."),
    ),
    Sentence(
        3,
        ("learned",),
        lambda facts: facts["learned"] >= 2,
        N_("You have written down %(learned)d things that you learned."),
    ),
    Sentence(
        3,
        ("talked", "through"),
        lambda facts: facts["talked"] > facts["through"] >= 2,
        N_(
            "Of the %(talked)d people you talked to, %(through)d were named to you by somebody else."
        ),
    ),
    Sentence(
        4,
        ("month",),
        lambda facts: facts["month"] >= 2,
        N_("%(month)d people gave you their time in the last thirty days."),
    ),
    Sentence(
        4,
        ("week",),
        lambda facts: facts["week"] >= 2,
        N_("%(week)d people answered you in the last seven days."),
    ),
    Sentence(
        4,
        ("week",),
        lambda facts: facts["week"] == 1,
        N_("Somebody answered you in the last seven days."),
    ),
    Sentence(
        4,
        ("debriefed",),
        lambda facts: facts["debriefed"] >= 2,
        N_("You have gone over %(debriefed)d talks afterwards, to keep what they taught you."),
    ),
)
READS = tuple(dict.fromkeys(name for one in SENTENCES for name in one.reads))


def reads_on(day: date) -> tuple[str, ...]:
    """Return the facts that the sentences of a day read."""
    return tuple(dict.fromkeys(name for one in _in_turn(day) for name in one.reads))


def sentence_on(day: date, facts: Facts) -> Sentence | None:
    """Return what can be said on a day, or None; those that hold come one after the other."""
    holding = [one for one in _in_turn(day) if one.holds(facts)]
    return _next(holding, day) if holding else None


def fact_on(day: date) -> Fact:
    """Return the fact of the method for a day, of those that letters may tell."""
    told = [fact for section in method().sections for fact in section.facts if fact.zh]
    return _next(told[day.toordinal() % TURNS :: TURNS], day)


def _in_turn(day: date) -> list[Sentence]:
    return [one for one in SENTENCES if one.turn == day.toordinal() % TURNS]


def _next[Said](those: Sequence[Said], day: date) -> Said:
    return those[day.toordinal() // TURNS % len(those)]
