"""Where somebody who was named stands, in one word."""

from collections.abc import Collection

from config.kit.labels import N_, Labelled
from interviews.rules.stages import TOOK_PLACE, Stage


class Standing(Labelled):
    """How far it went with somebody, the furthest first."""

    LEFT = "left", N_("Left in peace")
    THANKED = "thanked", N_("Thanked")
    TALKED = "talked", N_("Talked")
    AGREED = "agreed", N_("Talk agreed")
    REPLIED = "replied", N_("Answered")
    DECLINED = "declined", N_("Declined")
    RESTING = "resting", N_("Resting")
    ASKED = "asked", N_("Asked")
    WAITING = "waiting", N_("Not asked yet")

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return _TONES.get(self, "neutral")


_TONES = {
    Standing.THANKED: "good",
    Standing.TALKED: "good",
    Standing.AGREED: "accent",
    Standing.REPLIED: "accent",
}
# The stage of the latest ask (contacts' Outreach), as far as it tells more than that they were asked.
_ASKS = {
    "drafted": Standing.WAITING,
    "replied": Standing.REPLIED,
    "declined": Standing.DECLINED,
    "resting": Standing.RESTING,
}


def standing_of(
    *, stages: Collection[str], ask: str, is_thanked: bool, is_do_not_contact: bool
) -> Standing:
    """Return where somebody stands.

    `stages` are those of their talks, `ask` is the stage of the latest ask ("" for none).
    """
    if is_do_not_contact:
        return Standing.LEFT
    if any(stage in TOOK_PLACE for stage in stages):
        is_said = is_thanked or Stage.THANKED in stages
        return Standing.THANKED if is_said else Standing.TALKED
    if Stage.SCHEDULED in stages:
        return Standing.AGREED
    if ask:
        return _ASKS.get(ask, Standing.ASKED)
    return Standing.ASKED if Stage.INVITED in stages else Standing.WAITING
