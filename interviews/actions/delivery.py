"""How recorded letters leave: a few are taken at a time, handed over one by one, and each is marked."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from config.kit import clock
from config.kit.mail import way_out
from config.kit.smtp import Answer, NotOpen, in_words
from interviews.actions import hosts
from interviews.actions.enclosing import enclosed_with
from interviews.actions.marking import Outcome, claim_ready, insist, mark, put_back
from interviews.actions.messages import hold_around
from interviews.actions.outbox import wake
from interviews.actions.outcomes import again, follow, has_consequences, of_answer
from interviews.mail.envelope import mail_of
from interviews.mail.leave import Reason, why_not
from interviews.models import Cause, Letter, LetterKind, LetterState
from interviews.rules.bouncing import Verdict
from interviews.rules.delivering import verdict

logger = logging.getLogger(__name__)

# Letters taken at once, at most. They are handed over within so many seconds or given back: so what
# was read about them holds, and a sign-in never waits long behind a slow server.
BATCH, BATCH_TIME = 50, 2.0
# A job ends after so many seconds and hands over to the next: less than a worker that is asked to stop
# gives its jobs (interviews.management.commands.worker), and others get their turn.
TURN = 5.0
# Connections of one worker to the mail server: while one waits for a disk to write a mark down, the
# other talks. More would leave a worker no place for other jobs, and mail servers do not like many.
AT_ONCE = 2
# A worker stays for letters that a rate holds back for less than this many seconds.
SOON = timedelta(minutes=1)


class _Here:
    """Of the jobs of one process so many send at a time; what comes meanwhile has one look once more."""

    def __init__(self) -> None:
        self._places, self.wanted = threading.Semaphore(AT_ONCE), threading.Event()

    def run(self, work: Callable[[], None]) -> None:
        self.wanted.set()
        if not self._places.acquire(blocking=False):
            return
        try:
            self.wanted.clear()
            work()
        finally:
            self._places.release()
        if self.wanted.is_set():
            wake()


_here = _Here()


def send_ready(*, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Send what may leave now, for at most a turn; then another job goes on where more waits.

    `should_stop` is asked between two letters.
    """
    _here.run(_Turn(should_stop).run)


class _Turn:
    """One job's work: batch after batch over one connection."""

    def __init__(self, should_stop: Callable[[], bool]) -> None:
        self.should_stop = should_stop
        self.way, self.claim = way_out(), uuid4()
        self.ends = time.monotonic() + TURN
        self.called_at = 0.0
        # Whether the server cannot be used, whether it took a letter, whether it cut the last one off.
        self.is_stuck = self.has_worked = self.was_cut = False

    def run(self) -> None:
        """Work until nothing is ready, the turn is over, or the server cannot be used."""
        try:
            while self._send_some():
                if time.monotonic() > self.ends or self.should_stop():
                    wake()
                    return
        finally:
            self.way.close()

    def _send_some(self) -> bool:
        """Take a few letters and send them; return whether to go on."""
        at = clock.now()
        room = hosts.room(self.way.name, at=at)
        letters = claim_ready(self.claim, min(room.most, BATCH), at=at) if room.most else []
        if len(letters) == BATCH:
            self._call_others()
        if letters:
            batch = _Batch(self, letters, is_trial=room.is_trial)
            batch.send()
            return not self.is_stuck
        if room.is_trial:
            hosts.give_trial_back(self.way.name, at=at)
        return not room.is_held and self._waits_a_little(at)

    def _call_others(self) -> None:
        """Ask for help from other workers, once a second."""
        if time.monotonic() - self.called_at > 1:
            self.called_at = time.monotonic()
            wake()

    def _waits_a_little(self, at: datetime) -> bool:
        """Wait a moment where a rate lets the next letter leave soon; return whether it does."""
        if not (settings.MAIL_PER_MINUTE or settings.MAIL_PER_MINUTE_TO):
            return False
        waiting = Letter.objects.filter(state=LetterState.QUEUED, claim=None)
        if not waiting.filter(try_at__lt=at + SOON).exists():
            return False
        _here.wanted.wait(0.2)
        _here.wanted.clear()
        return True


class _Batch:
    """Letters that were taken together, and what becomes of each."""

    def __init__(self, turn: _Turn, letters: Sequence[Letter], *, is_trial: bool) -> None:
        self.turn, self.letters, self.is_trial = turn, letters, is_trial
        self.way, self.claim = turn.way, turn.claim
        self.begun = time.monotonic()
        # Taken, and neither handed over nor ended: to be put back.
        self.held = {one.pk: one for one in letters}
        # What became of the last one, until it is marked with the next.
        self.pending: Outcome | None = None
        # Whether the server talked about a letter, and whether it took one.
        self.is_heard = self.has_taken = False

    def send(self) -> None:
        """Send what may leave, and put back what could not be."""
        try:
            self._send_fit(self._fit())
        finally:
            at = clock.now()
            self._flush(at)
            put_back([(pk, at) for pk in self.held], claim=self.claim)
            if self.is_heard and not self.turn.is_stuck:
                hosts.note_working(self.way.name, at=at, has_taken=self.has_taken)
            elif self.is_trial and not self.turn.is_stuck:
                hosts.give_trial_back(self.way.name, at=at)

    def _fit(self) -> list[Letter]:
        """Return those that may leave now; end those that may not, put back those that must wait."""
        at = clock.now()
        reasons = why_not(self.letters, at=at)
        for letter in self.letters:
            if reason := reasons.get(letter.pk):
                self._end(letter, reason, at)
        fit = [one for one in self.letters if one.pk not in reasons]
        waiting = hosts.waiting_for_slots(self.way.name, [(one.pk, one.to) for one in fit], at=at)
        put_back(list(waiting.items()), claim=self.claim)
        self.held = {pk: one for pk, one in self.held.items() if pk not in waiting}
        return [one for one in fit if one.pk not in waiting]

    def _send_fit(self, fit: Sequence[Letter]) -> None:
        if not fit:
            return
        try:
            self.way.open()
        except NotOpen as why:
            self._note_trouble(why.answer)
            return
        # Put together beforehand, so that an answer is marked as soon as it is there; but sheets take
        # their time.
        packed = {one.pk: self._packed(one) for one in fit if not one.sheets_of}
        for number, letter in enumerate(fit):
            is_late = number and time.monotonic() - self.begun > BATCH_TIME
            if self.turn.is_stuck or is_late or self.turn.should_stop():
                return
            if letter.sheets_of:
                self._flush(clock.now())
                packed[letter.pk] = self._packed(letter)
            whole = packed.pop(letter.pk)
            if whole is not None and self._is_handed(letter):
                self._note(letter, self.way.send(whole))

    def _packed(self, letter: Letter) -> Any:
        """Return the letter as it travels; None where it cannot be written, which is marked."""
        at = clock.now()
        try:
            return self.way.pack(mail_of(letter, enclosed_with(letter, at=at)))
        except ValueError as error:
            words = gettext_noop("The address or a header cannot be written as mail allows.")
            logger.warning("Letter %s: %s", letter.pk, type(error).__name__)
            self._end(letter, Reason(LetterState.FAILED, Cause.ADDRESS, words), at)
        except Exception as error:
            logger.exception("Letter %s could not be put together", letter.pk)
            self._mark(again(letter, Cause.ANOTHER, in_words(error), at, spent=1), at)
        return None

    def _is_handed(self, letter: Letter) -> bool:
        """Mark it as handed over, and what became of the one before; False if it is another's."""
        before, self.pending = self.pending, None
        at = clock.now()
        _noted, is_handed = insist(lambda: mark(before, letter, claim=self.claim, at=at))
        del self.held[letter.pk]
        return is_handed

    def _note(self, letter: Letter, answer: Answer) -> None:
        """Keep what became of a letter, to be marked with the next; at once where more follows."""
        at = clock.now()
        means = verdict(answer.step, answer.code, answer.words, is_working=self.turn.has_worked)
        self.pending = of_answer(letter, means, answer, at)
        if has_consequences(self.pending):
            self._flush(at, means)
        # Once a connection may break; twice in a row, or while we find out, it is the server.
        is_again = means is Verdict.UNKNOWN and (self.turn.was_cut or self.is_trial)
        self.turn.was_cut = means is Verdict.UNKNOWN
        if means is Verdict.SERVER or is_again:
            self._flush(at, means)
            self._note_trouble(answer)
        elif means is not Verdict.UNKNOWN:
            self.is_heard = True
            self.has_taken = self.turn.has_worked = means is Verdict.SENT or self.turn.has_worked

    def _note_trouble(self, answer: Answer) -> None:
        logger.warning("%s: %s", self.way.name, answer)
        self.turn.is_stuck = True
        at = clock.now()
        insist(
            lambda: hosts.note_trouble(self.way.name, str(answer), at=at, is_trial=self.is_trial)
        )

    def _end(self, letter: Letter, reason: Reason, at: datetime) -> None:
        outcome = Outcome(
            letter, reason.state, at, reason.cause, letter.code, reason.words,
            is_emptied=letter.kind == LetterKind.SIGN_IN,
        )  # fmt: skip
        self._mark(outcome, at)

    def _flush(self, at: datetime, means: Verdict | None = None) -> None:
        if self.pending:
            outcome, self.pending = self.pending, None
            self._mark(outcome, at, means)

    def _mark(self, outcome: Outcome, at: datetime, means: Verdict | None = None) -> None:
        """Mark what became of a letter, and all that follows from it."""

        @transaction.atomic
        def write() -> None:
            if outcome.state == LetterState.FAILED and outcome.letter.person:
                # People before letters, as everywhere.
                hold_around(outcome.letter.person)
            is_noted, _handed = mark(outcome, None, claim=self.claim, at=at)
            if is_noted:
                follow(outcome, means, at)

        insist(write)
        self.held.pop(outcome.letter.pk, None)
