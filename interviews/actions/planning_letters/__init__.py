"""The letters that come by themselves: who gets which now, each written once and recorded.

One module a kind says who may be waiting (`waiting`) and, of accounts that are held, what there is to
write (`todo`); `pages` holds accounts and writes for a page of them at a time, in one transaction.
Whatever stops in between is taken up by the next run: what was written is marked with it.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import batched

from interviews.actions.planning_letters import digests
from interviews.actions.planning_letters.pages import PAGE, Planner, give_back, write_page
from interviews.models import LetterKind

__all__ = ["PLANNERS", "give_back", "plan_letters", "write_again"]

# In this order: the first cannot wait.
PLANNERS: dict[LetterKind, Planner] = {planner.KIND: planner for planner in (digests,)}


def plan_letters(*, at: datetime, is_over: Callable[[], bool] = lambda: False) -> int:
    """Record and queue the letters whose time has come; return how many.

    Each is written once, however often and wherever this runs. Before each page `is_over` is asked
    whether to leave the rest to another run.
    """
    count = 0
    for planner in PLANNERS.values():
        for page in batched(planner.waiting(at), PAGE):
            if is_over():
                return count
            count += write_page(planner, page, at=at)
    return count


def write_again(kind: str, account_id: int, *, at: datetime) -> int:
    """Write for one account what failed before; return how many letters. Raises what fails again."""
    return write_page(PLANNERS[LetterKind(kind)], [account_id], at=at, is_again=True)
