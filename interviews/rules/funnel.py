"""How the asks of one search went, step by step, and what such numbers can say."""

from dataclasses import dataclass
from enum import StrEnum

# Of a hundred first messages so many get a reply.
NORMAL = (20, 40)
SOURCE = "Steve Dalton, The 2-Hour Job Search"
# Our rule: below so many asks a rate is chance.
SMALL = 10


class Reading(StrEnum):
    """What can be said of a reply rate."""

    NONE = "none"
    SMALL = "small"
    EARLY = "early"
    BELOW = "below"
    NORMAL = "normal"
    ABOVE = "above"


@dataclass(frozen=True)
class Funnel:
    """How many people were asked, and how far it came with them.

    `waiting` have not answered and may still; `without_ask` were talked to though nobody asked them.
    """

    asked: int = 0
    waiting: int = 0
    replied: int = 0
    scheduled: int = 0
    held: int = 0
    referred: int = 0
    without_ask: int = 0

    @property
    def rate(self) -> int:
        """Return how many in a hundred answered."""
        return round(100 * self.replied / self.asked) if self.asked else 0

    @property
    def reading(self) -> Reading:
        """Return what can be said of the rate."""
        if not self.asked:
            return Reading.NONE
        if self.asked < SMALL:
            return Reading.SMALL
        low, high = NORMAL
        if self.rate < low:
            may_rise = 100 * (self.replied + self.waiting) >= low * self.asked
            return Reading.EARLY if may_rise else Reading.BELOW
        return Reading.NORMAL if self.rate <= high else Reading.ABOVE
