"""Reminder health: what became of my letters, and a test letter that is followed to the end."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from config.kit.limits import Limit, seconds_to_wait
from interviews import mail_page
from interviews.actions.dead_letters import look_at, send_again
from interviews.actions.stopping import stopped_among
from interviews.actions.trials import send_trial
from interviews.mail.next import next_due
from interviews.mail_health import AlarmKind, alarm_for, pulse, runs_it, server_name
from interviews.mail_operator import COUNTED, overview
from interviews.mail_words import advice, meaning
from interviews.models import LetterKind

PAGE = "interviews/letters/health.html"
TRIAL_PAGE = "interviews/letters/health_test.html"
TRIAL_PARTS = ("test-letter",)
# A test a minute for a while is enough to find what is wrong; a mail server takes more for a flood.
TRIALS = Limit("test-letter", 10, 3600)
AGAIN = Limit("letter-again", 60, 3600)


@require_safe
def reminder_health(request: Request) -> HttpResponse:
    """Show whether my letters leave; whoever opens it has seen those that failed."""
    account, now = request.user, clock.now()
    knows_how = runs_it(account)
    context = _trial(request)
    look_at(account)
    context |= {
        "waiting": mail_page.waiting(account, runs_it=knows_how),
        "failed": mail_page.failed(account, at=now, runs_it=knows_how),
        "left": mail_page.left(account),
        # The notice at the top is about that one.
        "stopped": [one for one in mail_page.stopped(account) if one.row != context["own_stop"]],
        "coming": next_due(account, now),
    }
    if account.is_operator:
        context |= overview(account.zone, at=now) | {"counted_up_to": COUNTED}
    return show(request, PAGE, context)


@require_http_methods(["GET", "HEAD", "POST"])
def test_letter(request: Request) -> HttpResponse:
    """Send me a test letter; a GET tells how far the last one has come."""
    if request.method != "POST":
        context = _trial(request)
        look_at(request.user, LetterKind.TEST)
        return show(request, TRIAL_PAGE, context, parts=TRIAL_PARTS)
    if wait := seconds_to_wait([(TRIALS, str(request.user.pk))]):
        minutes = -(-wait // 60)
        text = ngettext(
            "Those were many test letters. The next one can leave in %(n)d minute.",
            "Those were many test letters. The next one can leave in %(n)d minutes.",
            minutes,
        )
        messages.warning(request, text % {"n": minutes})
        return show(request, TRIAL_PAGE, _trial(request), parts=TRIAL_PARTS, status=422)
    if send_trial(request.user, at=clock.now()) is None:
        messages.warning(request, _("No address of yours is confirmed, so nothing can be sent."))
        return show(request, TRIAL_PAGE, _trial(request), parts=TRIAL_PARTS, status=422)
    return done(
        request, to="test-letter", template=TRIAL_PAGE, context=_trial(request), parts=TRIAL_PARTS
    )


@require_POST
def letter_again(request: Request, letter_id: int) -> HttpResponse:
    """Send a letter that failed once more, or say why that is no use."""
    get_object_or_404(request.user.letters.only("pk"), pk=letter_id)
    if seconds_to_wait([(AGAIN, str(request.user.pk))]):
        why_not = _("Those were many at once; try again in an hour.")
    else:
        why_not = send_again(request.user, letter_id, at=clock.now())
    if why_not:
        messages.warning(request, why_not)
        return done(request, to="reminder-health")
    return done(request, to="reminder-health", message=_("It is on its way again."))


def _trial(request: Request) -> dict[str, Any]:
    """Return what is shown of the last test letter, and of what moves letters."""
    now, knows_how = clock.now(), runs_it(request.user)
    moved_by = pulse(at=now)
    alarm = alarm_for(request.user, at=now)
    is_stopped = alarm is not None and alarm.kind == AlarmKind.STOPPED
    mine = request.user.email
    return {
        "alarm": alarm,
        "own_stop": stopped_among([mine]).get(mine) if is_stopped else None,
        **mail_page.trial_context(request.user, at=now, runs_it=knows_how),
        "pulse": moved_by,
        "has_server": bool(server_name()),
        "server": server_name(),
        "server_means": meaning(moved_by.trouble),
        "server_todo": advice(moved_by.trouble, runs_it=knows_how),
        "runs_it": knows_how,
    }
