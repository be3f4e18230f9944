"""`recompute_times`: what an update of the time zone data changes about agreed times."""

from typing import Any

from django.core.management.base import BaseCommand

from interviews.actions.interviews import recompute_instants


class Command(BaseCommand):
    """Derive every agreed instant again and say which moved."""

    help = "Derive all agreed times again after an update of tzdata, and say which moved."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each talk that moved, then how many did."""
        moved = recompute_instants()
        for one in moved:
            told = one.now.isoformat() if one.now else "no longer exists; ask and set it again"
            self.stdout.write(f"Talk {one.interview.pk}: {one.before.isoformat()} -> {told}")
        self.stdout.write(f"{len(moved)} agreed times moved.")
