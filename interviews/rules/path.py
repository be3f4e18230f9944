"""The path of one talk, and which of its steps comes next."""

from dataclasses import dataclass

from config.kit.labels import N_, Labelled
from interviews.rules.stages import Stage


class StepName(Labelled):
    """The five steps, in the order to take them."""

    RESEARCH = "research", N_("Research")
    QUESTIONS = "questions", N_("Questions")
    SCHEDULE = "schedule", N_("Schedule")
    TALK = "talk", N_("Talk")
    THANK = "thank", N_("Thank")


@dataclass(frozen=True)
class Step:
    """A step and where it stands: done, now or todo."""

    name: StepName
    state: str


def path(
    stage: Stage, *, is_researched: bool, has_questions: bool, has_time: bool, is_thanked: bool
) -> list[Step]:
    """Return all steps; the first one not done is `now`, unless the talk was called off.

    Whoever has held a talk is past the steps before it, however little was prepared.
    """
    is_held = stage in (Stage.HELD, Stage.THANKED, Stage.CLOSED)
    done = {
        StepName.RESEARCH: is_researched or is_held,
        StepName.QUESTIONS: has_questions or is_held,
        StepName.SCHEDULE: (has_time and stage is Stage.SCHEDULED) or is_held,
        StepName.TALK: is_held,
        StepName.THANK: stage in (Stage.THANKED, Stage.CLOSED) or (is_held and is_thanked),
    }
    first = next((name for name in StepName if not done[name]), None)
    current = None if stage is Stage.CANCELLED else first
    return [
        Step(name, "done" if done[name] else "now" if name is current else "todo")
        for name in StepName
    ]
