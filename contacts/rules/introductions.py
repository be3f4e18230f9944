"""Where an introduction stands, which moves are allowed from there, and what each leaves behind."""

from config.kit.labels import N_, Labelled


class IntroductionState(Labelled):
    """The path of one introduction; with double opt-in the other one is asked before it is made."""

    PROMISED = "promised", N_("Promised")
    ASKING = "asking", N_("They are asking first")
    AGREED = "agreed", N_("The other one agreed")
    MADE = "made", N_("Made")
    DECLINED = "declined", N_("The other one would rather not")
    DROPPED = "dropped", N_("Let go")


_S = IntroductionState
# As long as it stands here, it may still come.
WAITING = (_S.PROMISED, _S.ASKING, _S.AGREED)
_MOVES: dict[_S, tuple[_S, ...]] = {
    _S.PROMISED: (_S.ASKING, _S.AGREED, _S.MADE, _S.DECLINED, _S.DROPPED),
    _S.ASKING: (_S.AGREED, _S.MADE, _S.DECLINED, _S.DROPPED),
    _S.AGREED: (_S.MADE, _S.DECLINED, _S.DROPPED),
    _S.MADE: (),
    _S.DECLINED: (),
    _S.DROPPED: (),
}
# The field that holds the day on which it came to stand there, in order of time.
DAYS: dict[_S, str] = {
    _S.PROMISED: "promised_on",
    _S.ASKING: "asked_on",
    _S.AGREED: "agreed_on",
    _S.MADE: "settled_on",
    _S.DECLINED: "settled_on",
    _S.DROPPED: "settled_on",
}
_SAYS: dict[_S, str] = {
    _S.PROMISED: N_("They promised it again"),
    _S.ASKING: N_("They ask the other first"),
    _S.AGREED: N_("The other one agreed"),
    _S.MADE: N_("It was made"),
    _S.DECLINED: N_("The other would rather not"),
    _S.DROPPED: N_("Let it go"),
}


class MoveRefused(ValueError):
    """An introduction cannot go there from where it stands."""


def moves_from(state: IntroductionState) -> tuple[IntroductionState, ...]:
    """Return what may follow; nothing follows what is settled, but it can be taken back."""
    return _MOVES[state]


def check_move(now: IntroductionState, to: IntroductionState) -> None:
    """Raise MoveRefused unless `to` may follow `now`."""
    if to not in _MOVES[now]:
        raise MoveRefused(f"{now} cannot become {to}")


def says(to: IntroductionState) -> str:
    """Return what the button for a move says, untranslated."""
    return _SAYS[to]


def days_after(state: IntroductionState) -> tuple[str, ...]:
    """Return the fields of days that come later than a state: empty while it stands there."""
    names = tuple(dict.fromkeys(DAYS.values()))
    return names[names.index(DAYS[state]) + 1 :]
