"""What to do next about one person, or in one search: always one thing, never a pile."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from config.kit.labels import N_
from contacts.rules.saturation import OUTLINE, SOLID
from interviews.rules.stages import Stage


class PersonStep(StrEnum):
    """What can come next about a person."""

    LEAVE = "leave"
    RESTORE = "restore"
    HOLD = "hold"
    DO = "do"
    PREPARE = "prepare"
    WAIT = "wait"
    RESPECT = "respect"
    SCHEDULE = "schedule"
    INVITE = "invite"
    RESEARCH = "research"
    PLAN = "plan"
    WHOM_NEXT = "whom_next"
    REST = "rest"


class SearchStep(StrEnum):
    """What can come next in a search."""

    REOPEN = "reopen"
    BELIEVE = "believe"
    LIST_TARGETS = "list_targets"
    CHOOSE_TARGETS = "choose_targets"
    FIRST_TALK = "first_talk"
    UNDER_WAY = "under_way"
    COMPARE = "compare"
    TALK_ON = "talk_on"
    DECIDE = "decide"


@dataclass(frozen=True)
class Wording:
    """A step as people read it; `button` is empty where there is nothing to press."""

    title: str
    why: str
    button: str = ""


WORDINGS: dict[PersonStep | SearchStep, Wording] = {
    PersonStep.LEAVE: Wording(
        N_("Leave them in peace"),
        N_("You marked them “do not contact”. What you know stays here."),
    ),
    PersonStep.RESTORE: Wording(
        N_("Archived"),
        N_("They are off your list. Bring them back when you want to talk again."),
        N_("Bring back"),
    ),
    PersonStep.DO: Wording(
        N_("This comes next"), N_("It stands below, with its reason and its button.")
    ),
    PersonStep.WAIT: Wording(
        N_("Nothing to do for now"),
        N_("What comes next stands below with its day, and comes up on Today by itself."),
    ),
    PersonStep.HOLD: Wording(
        N_("How did it go?"),
        N_("The time you agreed on has passed. Say whether you met."),
        N_("Open the talk"),
    ),
    PersonStep.PREPARE: Wording(
        N_("Prepare the talk"),
        N_("Choose what to ask, in which order, within the time you have."),
        N_("Open the sheet"),
    ),
    PersonStep.RESPECT: Wording(
        N_("They would rather not"),
        N_("A clear no is a kindness. Thank them in a line, leave the door open, and let it rest."),
    ),
    PersonStep.SCHEDULE: Wording(
        N_("Agree on a time"),
        N_("You asked them. Silence is normal; when they say yes, offer a few good times."),
        N_("Offer times"),
    ),
    PersonStep.INVITE: Wording(
        N_("Ask them for a talk"),
        N_("The talk is planned. Ask for 20 minutes, then note what they say."),
        N_("Open the talk"),
    ),
    PersonStep.RESEARCH: Wording(
        N_("Find out who they are"),
        N_("A few minutes of reading, so that you ask what only they can answer."),
        N_("Begin the research"),
    ),
    PersonStep.PLAN: Wording(
        N_("Plan a talk"),
        N_("You know enough about them to ask something worth their time."),
        N_("Plan a talk"),
    ),
    PersonStep.WHOM_NEXT: Wording(
        N_("Whom should you meet next?"),
        N_("If they named someone, add that person here. If not, it is fine to ask a week later."),
        N_("Add whom they named"),
    ),
    PersonStep.REST: Wording(
        N_("Nothing to do"), N_("All is said and thanked for. You can let it rest.")
    ),
    SearchStep.REOPEN: Wording(
        N_("This search has ended"),
        N_("Everything in it stays. Take it up again whenever you like."),
        N_("Open it again"),
    ),
    SearchStep.BELIEVE: Wording(
        N_("Write down what you believe"),
        N_("One sentence about this work that you have not checked. The talks will test it."),
        N_("Add a belief"),
    ),
    SearchStep.LIST_TARGETS: Wording(
        N_("List where this work is done"),
        N_("Four short rounds of brainstorming, nothing to look up. Choosing comes later."),
        N_("Brainstorm"),
    ),
    SearchStep.CHOOSE_TARGETS: Wording(
        N_("Choose the first few to work on"),
        N_("Score your list by feel; a handful at a time is enough, the rest waits its turn."),
        N_("See the list"),
    ),
    SearchStep.FIRST_TALK: Wording(
        N_("Plan your first talk"),
        N_("Everyone started out bad at this. One person you already know is the best beginning."),
        N_("Plan a talk"),
    ),
    SearchStep.UNDER_WAY: Wording(
        N_("A talk is under way"),
        N_("One at a time is enough. Prepare it, and you will know what to ask the next person."),
        N_("See the talks"),
    ),
    SearchStep.COMPARE: Wording(
        N_("Talk to someone elsewhere"),
        N_(
            "All your talks were at one organisation; the same title may mean other work next door."
        ),
        N_("Plan a talk"),
    ),
    SearchStep.TALK_ON: Wording(
        N_("Plan the next talk"),
        N_("Each talk still adds something new at this point."),
        N_("Plan a talk"),
    ),
    SearchStep.DECIDE: Wording(
        N_("Read what you have heard"),
        N_("New talks will now mostly repeat what you know. Go over your notes and decide."),
        N_("See the talks"),
    ),
}

_DONE = {Stage.HELD, Stage.THANKED, Stage.CLOSED}


def for_person(
    *,
    stages: Collection[Stage],
    is_researched: bool,
    has_due: bool = False,
    has_ahead: bool = False,
    is_past_time: bool = False,
    has_referrals: bool = False,
    has_declined: bool = False,
    is_do_not_contact: bool = False,
    is_archived: bool = False,
) -> PersonStep:
    """Return the one thing to do next about a person, the most pressing first.

    `stages` are those of all talks with them; `is_past_time` says that a scheduled one is over by
    the clock. The plan goes first: a step of it may be done now (`has_due`), or is to come
    (`has_ahead`), and then nothing else is proposed meanwhile but to prepare for an agreed talk.
    After a no (`has_declined`: their last word) only a talk that I planned all the same is.
    """
    has_talked = bool(_DONE & set(stages))
    steps = (
        (is_do_not_contact, PersonStep.LEAVE),
        (is_archived, PersonStep.RESTORE),
        (is_past_time, PersonStep.HOLD),
        (has_due, PersonStep.DO),
        (Stage.SCHEDULED in stages, PersonStep.PREPARE),
        (has_ahead, PersonStep.WAIT),
        (has_declined and Stage.PLANNED not in stages, PersonStep.RESPECT),
        (Stage.INVITED in stages, PersonStep.SCHEDULE),
        (Stage.PLANNED in stages and (is_researched or has_talked), PersonStep.INVITE),
        (not is_researched and not has_talked, PersonStep.RESEARCH),
        (not has_talked, PersonStep.PLAN),
        (not has_referrals, PersonStep.WHOM_NEXT),
    )
    return next((step for applies, step in steps if applies), PersonStep.REST)


def for_search(
    *,
    is_ended: bool,
    beliefs: int,
    talks: int,
    organisations: int,
    is_planned: bool,
    targets: int,
    is_begun: bool,
) -> SearchStep:
    """Return the one thing to do next in a search.

    `talks` were held, at so many `organisations`; `is_planned` says that one is under way.
    `targets` are listed; `is_begun` says that one of them is or was worked on.
    """
    if is_ended:
        return SearchStep.REOPEN
    if not beliefs:
        return SearchStep.BELIEVE
    if is_planned:
        return SearchStep.UNDER_WAY
    if talks >= SOLID.talks:
        return SearchStep.DECIDE
    if not targets:
        return SearchStep.LIST_TARGETS
    if not is_begun and not talks:
        return SearchStep.CHOOSE_TARGETS
    if not talks:
        return SearchStep.FIRST_TALK
    return SearchStep.COMPARE if organisations < 2 and talks < OUTLINE.talks else SearchStep.TALK_ON
