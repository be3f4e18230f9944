"""The path of one talk, and which of its steps comes next."""

from dataclasses import dataclass

from config.kit.labels import N_, Labelled
from interviews.rules.stages import TOOK_PLACE, Stage


class StepName(Labelled):
    """The five steps, in the order to take them."""

    RESEARCH = "research", N_("Research")
    QUESTIONS = "questions", N_("Questions")
    SCHEDULE = "schedule", N_("Schedule")
    TALK = "talk", N_("Talk")
    THANK = "thank", N_("Thank")


# What a talk that was held can have done without.
_BEFORE = (StepName.RESEARCH, StepName.QUESTIONS, StepName.SCHEDULE)


@dataclass(frozen=True)
class Step:
    """A step and where it stands: done, now, todo, or skipped: over without having been taken."""

    name: StepName
    state: str


def path(
    stage: Stage, *, is_researched: bool, has_questions: bool, has_time: bool, is_thanked: bool
) -> list[Step]:
    """Return all steps; the first one not done is `now`, unless the talk was called off.

    Whoever has held a talk is past the steps before it, however little was prepared.
    """
    is_held = stage in TOOK_PLACE
    done = {
        StepName.RESEARCH: is_researched,
        StepName.QUESTIONS: has_questions,
        StepName.SCHEDULE: has_time and (is_held or stage is Stage.SCHEDULED),
        StepName.TALK: is_held,
        StepName.THANK: stage in (Stage.THANKED, Stage.CLOSED) or (is_held and is_thanked),
    }
    skipped = {name for name in _BEFORE if is_held and not done[name]}
    first = next((name for name in StepName if not done[name] and name not in skipped), None)
    current = None if stage is Stage.CANCELLED else first
    return [Step(name, _state(done[name], name in skipped, name is current)) for name in StepName]


def _state(is_done: bool, is_skipped: bool, is_next: bool) -> str:
    if is_done:
        return "done"
    return "skipped" if is_skipped else "now" if is_next else "todo"
