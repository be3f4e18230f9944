"""How often an account's questions were asked, and how they worked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from contacts.models import Account
from interviews.models import LineState
from interviews.models.sheets import Rating


@dataclass(frozen=True, slots=True)
class Use:
    """What became of one question over all talks; `rating` is the mean from 1 to 3, or None."""

    asked: int = 0
    rating: float | None = None

    @property
    def verdict(self) -> str:
        """Return the mean rating in words; empty where it was never rated."""
        return str(Rating(int(self.rating + 0.5)).label) if self.rating else ""


UNUSED = Use()


def use_of(account: Account) -> dict[str, Use]:
    """Return what is known of each question that stands on a sheet, by its handle; one query.

    What they asked me in a job round is no question of mine.
    """
    lines = account.lines.filter(is_theirs=False).exclude(key="", question=None)
    asked = Count("pk", filter=Q(state=LineState.ASKED))
    sums = (
        lines.order_by()
        .values("key", "question_id")
        .annotate(asked=asked, rated=Count("rating"), points=Sum("rating"))
    )
    return _by_handle(sums)


def _by_handle(sums: Iterable[Mapping[str, Any]]) -> dict[str, Use]:
    # Lines of a version and of what it replaced differ in the row, not in the key.
    totals: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in sums:
        handle = row["key"] or str(row["question_id"])
        counts = (row["asked"], row["rated"], row["points"])
        totals[handle] = [
            before + (more or 0) for before, more in zip(totals[handle], counts, strict=True)
        ]
    return {
        handle: Use(asked, points / rated if rated else None)
        for handle, (asked, rated, points) in totals.items()
    }
