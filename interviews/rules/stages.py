"""Where an interview stands, and which moves are allowed from there."""

from datetime import datetime, timedelta

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


# A talk that stands here is still to come.
AHEAD = (Stage.PLANNED, Stage.INVITED, Stage.SCHEDULED)
# A talk that stands here was held, whatever came of it since.
TOOK_PLACE = (Stage.HELD, Stage.THANKED, Stage.CLOSED)

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


# Nobody begins a talk this long before its time.
EARLY = timedelta(hours=1)
_OUTCOMES = (Stage.HELD, Stage.MISSED)


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


def is_too_early(now: Stage, to: Stage, *, starts_at: datetime | None, at: datetime) -> bool:
    """Return whether `to` tells how a talk went that is agreed for much later than `at`.

    Only for moves by a button: a talk moved forward on the spur of the moment ends on its live page.
    """
    is_outcome = now in AHEAD and to in _OUTCOMES
    return is_outcome and starts_at is not None and starts_at > at + EARLY


# What the button for a move says; moves back have words of their own.
_SAYS: dict[Stage, str] = {
    Stage.PLANNED: N_("Plan it again"),
    Stage.INVITED: N_("I have asked for it"),
    Stage.SCHEDULED: N_("The time stands"),
    Stage.HELD: N_("It took place"),
    Stage.THANKED: N_("I have thanked them"),
    Stage.CLOSED: N_("Close it"),
    Stage.CANCELLED: N_("It is cancelled"),
    Stage.MISSED: N_("It did not happen"),
}
_SAYS_BACK: dict[tuple[Stage, Stage], str] = {
    (Stage.INVITED, Stage.PLANNED): N_("Not asked yet"),
    (Stage.SCHEDULED, Stage.INVITED): N_("It needs a new time"),
    (Stage.HELD, Stage.SCHEDULED): N_("It has not taken place yet"),
    (Stage.THANKED, Stage.HELD): N_("Not thanked yet"),
    (Stage.CLOSED, Stage.HELD): N_("Open it again"),
}


def says(now: Stage, to: Stage) -> str:
    """Return what the button for this move says, untranslated."""
    return _SAYS_BACK.get((now, to)) or _SAYS[to]
