"""Letters on their way: what waits in the outbox is sent, as a worker would."""

from contextlib import nullcontext

from django.core import mail

from config.kit import clock
from interviews.actions.delivery import send_ready


def mailed(*, at=None):
    """Send what is ready, at a moment where one is named; return all mail that left so far."""
    with clock.moved_to(at) if at else nullcontext():
        send_ready()
    return mail.outbox
