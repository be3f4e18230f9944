"""How letters are taken from the outbox, marked, and given back: each change fenced by a claim."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from config.kit.prepared import rows_of
from interviews.models import Letter, LetterState

# Taken letters are free again after this; one that is with the mail server after that, which is longer
# than handing it over can take (config.kit.smtp) and marking it while the database is away.
LEASE, HANDED_LEASE = timedelta(minutes=1), timedelta(minutes=6)
# Seconds for which a mark is tried again while the database is away.
PATIENCE = 120
_TABLE = Letter._meta.db_table

_CLAIM = f"""
WITH next AS MATERIALIZED (
    SELECT id FROM {_TABLE}
    WHERE state = 'queued' AND try_at <= %s
        AND (claim IS NULL OR handed_at IS NULL OR handed_at <= %s)
    ORDER BY is_urgent DESC, try_at
    LIMIT %s
    FOR UPDATE SKIP LOCKED
)
UPDATE {_TABLE} AS letter SET claim = %s, try_at = %s
FROM next WHERE letter.id = next.id
RETURNING letter.*
"""

# One statement marks what became of a letter and that the next one is with the mail server now: each
# statement is a write that the disk must confirm. Nothing changes for who does not hold the claim, nor
# where it is done again at the same moment because its answer got lost.
_MARK = f"""
WITH noted AS (
    UPDATE {_TABLE} SET
        claim = NULL,
        state = %(state)s,
        try_at = %(try_at)s,
        handed_at = CASE WHEN %(is_unanswered)s THEN handed_at END,
        attempts = attempts - %(refund)s,
        cause = %(cause)s,
        code = %(code)s,
        error = %(error)s,
        answer = %(answer)s,
        sent_at = %(sent_at)s,
        text = CASE WHEN %(is_emptied)s THEN '' ELSE text END,
        html = CASE WHEN %(is_emptied)s THEN '' ELSE html END
    WHERE id = %(noted)s AND claim = %(claim)s
    RETURNING id
), handed AS (
    UPDATE {_TABLE} SET
        is_repeat = is_repeat OR coalesce(handed_at <> %(now)s, false),
        handed_at = %(now)s,
        attempts = attempts + CASE WHEN handed_at = %(now)s THEN 0 ELSE 1 END
    WHERE id = %(handed)s AND claim = %(claim)s AND state = 'queued' AND try_at > %(now)s
    RETURNING id
)
SELECT (SELECT id FROM noted), (SELECT id FROM handed)
"""

_PUT_BACK = f"""
UPDATE {_TABLE} AS letter SET claim = NULL, try_at = back.try_at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS back (id, try_at)
WHERE letter.id = back.id AND letter.claim = %s
"""


@dataclass(frozen=True)
class Outcome:
    """What became of a letter, to be marked."""

    letter: Letter
    state: LetterState
    try_at: datetime
    cause: str = ""
    code: int | None = None
    error: str = ""
    answer: str = ""
    sent_at: datetime | None = None
    is_unanswered: bool = False
    # 1 where the attempt, counted when it was handed over, does not count against the letter.
    refund: int = 0
    # What it said is not kept.
    is_emptied: bool = False


def claim_ready(claim: UUID, most: int, *, at: datetime) -> list[Letter]:
    """Return at most so many letters whose time has come, the urgent ones first, signed with a claim."""
    found = list(Letter.objects.raw(_CLAIM, [at, at - HANDED_LEASE, most, claim, at + LEASE]))
    return sorted(found, key=lambda one: (not one.is_urgent, one.pk))


def mark(
    outcome: Outcome | None, handed: Letter | None, *, claim: UUID, at: datetime
) -> tuple[bool, bool]:
    """Mark what became of one letter and that another is handed over; return which of both held.

    Either may be None. A letter whose claim is another's by now is left alone. None is handed over
    once the time it was taken for is over, as after a machine has slept: what was read about it holds
    no more, and whoever takes it next looks again.
    """
    about = outcome or _NOTHING
    noted_id, handed_id = rows_of(
        _MARK,
        {
            "claim": claim,
            "noted": outcome.letter.pk if outcome else None,
            "handed": handed.pk if handed else None,
            "now": at,
            "state": about.state.value,
            "try_at": about.try_at or at,
            "is_unanswered": about.is_unanswered,
            "refund": about.refund,
            "cause": about.cause,
            "code": about.code,
            "error": about.error,
            "answer": about.answer,
            "sent_at": about.sent_at,
            "is_emptied": about.is_emptied,
        },
    )[0]
    return noted_id is not None, handed_id is not None


_NOTHING = Outcome(None, LetterState.QUEUED, None)  # type: ignore[arg-type]


def put_back(letters: Sequence[tuple[int, datetime]], *, claim: UUID) -> None:
    """Give letters (by number, and when they may be taken again) back as they were."""
    if letters:
        with connection.cursor() as cursor:
            ids, times = [list(column) for column in zip(*letters, strict=True)]
            cursor.execute(_PUT_BACK, [ids, times, claim])


def insist[Result](work: Callable[[], Result]) -> Result:
    """Do what must be written, again for a while when the database is away; raise if it stays so."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            return work()
        except (OperationalError, InterfaceError):
            if time.monotonic() > ends or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(0.5)
