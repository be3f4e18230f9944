"""How many talks show how much of what there is to hear."""

from dataclasses import dataclass

from config.kit.labels import N_

SOURCE = N_("Guest, Bunce and Johnson 2006, Field Methods 18:59")


@dataclass(frozen=True)
class Level:
    """From `talks` on, about `share` per cent of the themes in one homogeneous group have come up."""

    talks: int
    share: int
    label: str
    goal: str


OUTLINE = Level(talks=6, share=70, label=N_("an outline"), goal=N_("to an outline."))
SOLID = Level(talks=12, share=88, label=N_("a solid picture"), goal=N_("to a solid picture."))
LEVELS = (OUTLINE, SOLID)


def ahead(talks: int) -> Level | None:
    """Return the next level to reach, or None when the last one is."""
    return next((level for level in LEVELS if talks < level.talks), None)
