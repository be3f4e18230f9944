"""Put insights away and bring them back, and take away what they rested on."""

from datetime import datetime

from django.db import transaction

from interviews.models import Evidence, Insight


def drop_insight(insight: Insight, *, at: datetime) -> None:
    """Put an insight away; its evidence stays with it."""
    insight.dropped_at = at
    insight.save(update_fields=["dropped_at"])


def restore_insight(insight: Insight) -> None:
    """Bring an insight back."""
    insight.dropped_at = None
    insight.save(update_fields=["dropped_at"])


@transaction.atomic
def drop_evidence(evidence: Evidence) -> None:
    """Let an insight no longer rest on what somebody said; the note itself stays."""
    evidence.delete()
