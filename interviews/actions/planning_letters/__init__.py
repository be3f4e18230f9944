"""The letters that come by themselves: who gets which now, each written once and recorded.

One module a kind says who may be waiting (`waiting`), which letters those get who are held (`letters`)
and what they tell (`contents`); `pages` holds a page of accounts at a time and writes for them in one
transaction. Whatever stops in between is taken up by the next run: what was written is marked with it.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from itertools import batched

from interviews.actions.planning_letters import digests, evenings, pages, reviews, talk_notes
from interviews.actions.planning_letters.pages import PAGE, Planner, give_back, take_back
from interviews.models import LetterKind

logger = logging.getLogger(__name__)

__all__ = ["PLANNERS", "give_back", "plan_letters", "take_back", "write_again"]

# In this order: the first cannot wait.
PLANNERS: dict[LetterKind, Planner] = {
    planner.KIND: planner for planner in (talk_notes, evenings, digests, reviews)
}


def plan_letters(*, at: datetime, is_over: Callable[[], bool] = lambda: False) -> int:
    """Record and queue the letters whose time has come; return how many.

    Each is written once, however often and wherever this runs. Before each page `is_over` is asked
    whether to leave the rest to another run. What fails as a whole for one kind is raised after the
    others had their turn.
    """
    count, first = 0, None
    for planner in PLANNERS.values():
        try:
            for page in batched(planner.waiting(at), PAGE):
                if is_over():
                    return count
                count += pages.write_page_or_each(planner, page, at=at)
        except Exception as failure:
            logger.exception("No %s could be planned", planner.KIND)
            first = first or failure
    if first:
        raise first
    return count


def write_again(kind: str, account_id: int, *, at: datetime, is_last: bool) -> None:
    """Write for one account what could not be written; raises what fails again.

    The last time its owner is left a letter that says so.
    """
    pages.write_again(PLANNERS[LetterKind(kind)], account_id, at=at, is_last=is_last)
