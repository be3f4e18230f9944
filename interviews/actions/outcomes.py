"""What a mail server's answer makes of a letter, and all that follows from its end."""

import logging
import random
from dataclasses import replace
from datetime import datetime

from config.kit.smtp import Answer
from interviews.actions.bounces import note_undelivered
from interviews.actions.invitations import note_told
from interviews.actions.marking import Outcome
from interviews.actions.stopping import lift, stop
from interviews.mail.leave import ALWAYS_TRIED
from interviews.models import Cause, Letter, LetterKind, LetterState
from interviews.rules import delivering
from interviews.rules.bouncing import Verdict
from interviews.rules.delivering import FIRST_HOST_WAIT, MAX_ATTEMPTS, UNANSWERED_WAIT

logger = logging.getLogger(__name__)


def of_answer(letter: Letter, means: Verdict, answer: Answer, at: datetime) -> Outcome:
    """Return what an answer makes of a letter."""
    is_secret = letter.kind == LetterKind.SIGN_IN
    if means is Verdict.SENT:
        said = str(answer)[:300] if answer.words else ""
        return Outcome(
            letter, LetterState.SENT, at, code=answer.code, answer=said, sent_at=at, is_emptied=is_secret
        )  # fmt: skip
    queued = Outcome(letter, LetterState.QUEUED, at, Cause(means.value), answer.code, answer.words)
    failed = replace(queued, state=LetterState.FAILED, is_emptied=is_secret)
    if means is Verdict.LATER:
        return again(letter, Cause.LATER, answer.words, at, code=answer.code)
    if means is Verdict.SERVER:
        # One that brings the server down each time must not be the first again, nor one whose size
        # alone makes it say that it has no room.
        is_before = answer.step in (delivering.OPENING, delivering.SENDER)
        after = FIRST_HOST_WAIT if is_before else UNANSWERED_WAIT
        return replace(queued, try_at=at + after, refund=1)
    is_second = letter.is_repeat or letter.handed_at is not None
    if means is Verdict.UNKNOWN and not is_second:
        return replace(queued, try_at=at + UNANSWERED_WAIT, is_unanswered=True)
    return failed


def again(
    letter: Letter,
    cause: Cause,
    words: str,
    at: datetime,
    *,
    code: int | None = None,
    spent: int = 0,
) -> Outcome:
    """Return that a letter is tried again after a while, or that it has been often enough.

    `spent` is 1 for an attempt that ended before the letter was handed over.
    """
    attempts = letter.attempts + 1
    told = Outcome(letter, LetterState.QUEUED, at, cause, code, words, refund=-spent)
    if attempts >= MAX_ATTEMPTS:
        is_secret = letter.kind == LetterKind.SIGN_IN
        return replace(told, state=LetterState.FAILED, is_emptied=is_secret)
    then = at + delivering.wait(attempts, chance=random.random())
    return replace(told, try_at=min(then, letter.until) if letter.until else then)


def has_consequences(outcome: Outcome) -> bool:
    """Return whether more than the letter's own row changes."""
    kinds = (LetterKind.INVITATION, *ALWAYS_TRIED)
    return outcome.state == LetterState.FAILED or outcome.letter.kind in kinds


def follow(outcome: Outcome, means: Verdict | None, at: datetime) -> None:
    """Do what follows from a letter's end; to be called in the transaction that marks it."""
    letter = outcome.letter
    if means is Verdict.ADDRESS:
        stop(letter.to, at=at, code=outcome.code, reason=outcome.error, letter=letter)
    if outcome.state == LetterState.SENT:
        if letter.kind in ALWAYS_TRIED:
            lift(letter.to)
        _note_told(letter, at=at)
    elif outcome.state != LetterState.QUEUED:
        logger.warning("Letter %s stays: %s %s", letter.pk, outcome.cause, outcome.code or "")
        if outcome.state == LetterState.DROPPED:
            # A note of a talk that changed leaves its place to one that tells how it is now.
            Letter.objects.filter(pk=letter.pk).update(key="")
        is_gone = means is Verdict.ADDRESS
        note_undelivered(letter, words=outcome.error, is_gone=is_gone, at=at)


def _note_told(letter: Letter, *, at: datetime) -> None:
    """Note what a letter that I sent told somebody; an answer told what they knew from the page."""
    if letter.kind != LetterKind.INVITATION or letter.is_automatic:
        return
    for attendance in letter.attendances.all():
        assert letter.interview is not None, "see interviews.mail.leave"
        note_told(attendance, letter.interview, letter.method, at=at, letter=letter)
