"""Where an interview stands, and which moves are allowed from there."""

from config.kit.labels import N_, Labelled


class Stage(Labelled):
    """The path of one talk."""

    PLANNED = "planned", N_("Planned")
    INVITED = "invited", N_("Invited")
    SCHEDULED = "scheduled", N_("Scheduled")
    HELD = "held", N_("Held")
    THANKED = "thanked", N_("Thanked")
    CLOSED = "closed", N_("Closed")
    CANCELLED = "cancelled", N_("Cancelled")
    MISSED = "missed", N_("Missed")


_MOVES: dict[Stage, tuple[Stage, ...]] = {
    Stage.PLANNED: (Stage.INVITED, Stage.SCHEDULED, Stage.HELD, Stage.CANCELLED),
    Stage.INVITED: (Stage.SCHEDULED, Stage.HELD, Stage.CANCELLED, Stage.PLANNED),
    Stage.SCHEDULED: (Stage.HELD, Stage.MISSED, Stage.CANCELLED, Stage.INVITED),
    Stage.HELD: (Stage.THANKED, Stage.CLOSED, Stage.SCHEDULED),
    Stage.THANKED: (Stage.CLOSED, Stage.HELD),
    Stage.CLOSED: (Stage.HELD,),
    Stage.CANCELLED: (Stage.PLANNED,),
    Stage.MISSED: (Stage.SCHEDULED, Stage.CANCELLED),
}


class MoveRefused(ValueError):
    """The move is not possible from here; the text says why."""


def moves_from(stage: Stage, *, has_time: bool) -> tuple[Stage, ...]:
    """Return the stages that may follow; without a time a talk cannot be scheduled."""
    return tuple(to for to in _MOVES[stage] if has_time or to is not Stage.SCHEDULED)


def check_move(now: Stage, to: Stage, *, has_time: bool) -> None:
    """Raise MoveRefused unless `to` may follow `now`."""
    if to not in moves_from(now, has_time=has_time):
        if to is Stage.SCHEDULED and to in _MOVES[now]:
            raise MoveRefused("no time agreed yet")
        raise MoveRefused(f"{now} cannot become {to}")
