"""What is worth looking up before a talk, and about how long to spend on it."""

from dataclasses import dataclass

from config.kit.labels import N_

# Why to research first is Andrew Ng's; the entries and minutes are ours and only a suggestion.
SOURCE = N_(
    "Why: Andrew Ng on informational interviews. The entries and minutes are our suggestion."
)


# Its notes are questions to ask, not facts.
ONLY_THEY = "only-they"


@dataclass(frozen=True)
class Item:
    """One entry: notes and ticks refer to it by `key`, which never changes."""

    key: str
    text: str
    hint: str
    minutes: int


PERSON = (
    Item(
        "path",
        N_("The way they came"),
        N_("Past roles and studies in three lines; where did they change direction?"),
        5,
    ),
    Item(
        "own-words",
        N_("Something in their own words"),
        N_("A talk, a post, a paper, a repository: one thing they made or said in public."),
        6,
    ),
    Item(
        "now",
        N_("What they work on now"),
        N_("Team, product, and since when."),
        4,
    ),
    Item(
        "shared",
        N_("What you share"),
        N_("A school, a place, a group, a person, an interest; that is how a first message opens."),
        3,
    ),
    Item(
        ONLY_THEY,
        N_("What only they can answer"),
        N_("After all this, one question that nothing public answers."),
        2,
    ),
)
ORGANISATION = (
    Item(
        "what-for-whom",
        N_("What they do, and for whom"),
        N_("In one sentence a friend would understand; who pays for it?"),
        4,
    ),
    Item(
        "size-stage",
        N_("Size, age and stage"),
        N_("How many people, since when, growing or shrinking."),
        2,
    ),
    Item(
        "news",
        N_("What changed in the last year"),
        N_("A launch, a new market, a new head, a round of cuts."),
        4,
    ),
    Item(
        "team",
        N_("The team you are curious about"),
        N_("What it is called there, how large it is, which titles it uses."),
        3,
    ),
    Item(
        "public-answers",
        N_("What they already answer in public"),
        N_("Careers page, postings, FAQ: whatever is there is not worth asking."),
        2,
    ),
)


def minutes(items: tuple[Item, ...]) -> int:
    """Return the suggested time box for a whole checklist."""
    return sum(item.minutes for item in items)


def items_for(*, is_person: bool) -> tuple[Item, ...]:
    """Return the checklist for a person or for an organisation."""
    return PERSON if is_person else ORGANISATION
