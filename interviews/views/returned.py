"""Letters that came back: brought in by their owner, and addresses that are tried again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done, show
from config.kit.limits import Limit, seconds_to_wait
from interviews.actions.bounces import NotTaken, Refused, Taken, people_at, take_bounce
from interviews.actions.stopping import lift
from interviews.actions.trials import send_trial
from interviews.came_back import concerning, is_own
from interviews.forms.returned import ReturnedForm
from interviews.importing.bounces import Bounce

PAGE = "interviews/letters/returned.html"
# Every try sends a letter to somebody's server that has said no.
LIFTS = Limit("stopped-address-lift", 10, 3600)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_returned(request: Request) -> HttpResponse:
    """Take the report of a mail system about a letter of mine, as a file or pasted."""
    form = ReturnedForm(*(request.POST, request.FILES) if request.method == "POST" else ())
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            taken = take_bounce(form.bounce, at=clock.now(), account=request.user)
        except NotTaken as refused:
            form.add_error(None, _why(refused))
            context["people"] = _theirs(request, form.bounce, refused)
        else:
            # Both that follows has a way back of its own, where it stands.
            to = taken.letter.interview or "reminder-health"
            return done(request, to=to, message=_said(taken))
    return show(request, PAGE, context, status=422 if form.is_bound else 200)


@require_POST
def stopped_address_lift(request: Request, stopped_id: int) -> HttpResponse:
    """Let mail go to an address again; to my own a test letter leaves at once.

    `back` names the page of a person or a talk to return to.
    """
    stopped = concerning(request.user, stopped_id)
    if stopped is None:
        raise Http404
    if seconds_to_wait([(LIFTS, str(request.user.pk))]):
        messages.warning(request, _("Those were many at once; try again in an hour."))
        return done(request, to=_back(request))
    lift(stopped.address)
    if is_own(request.user, stopped):
        send_trial(request.user, at=clock.now())
        told = _("Letters go to %(address)s again. A test letter is on its way there.")
    else:
        told = _("Mail goes to %(address)s again. Should it come back once more, you are told.")
    return done(request, to=_back(request), message=told % {"address": stopped.address})


def _back(request: Request) -> Any:
    """Return the page that was left: a talk's, a person's, else that of letters."""
    kind, _colon, key = request.POST.get("back", "").partition(":")
    rows = {"talk": request.user.interviews, "person": request.user.people}.get(kind)
    found = rows.filter(pk=key).first() if rows and key.isdecimal() and len(key) < 19 else None
    return found or "reminder-health"


def _why(refused: NotTaken) -> str:
    if refused.why is Refused.NO_LETTER:
        return _("It came back, but it is about no letter that Askwell sent for you.")
    assert refused.letter is not None, "it is about that one"
    return _(
        "It is about your letter to %(address)s, but says that another address takes no mail: the "
        "letter was perhaps passed on. Nothing was changed."
    ) % {"address": refused.letter.to}


def _theirs(request: Request, bounce: Bounce, refused: NotTaken) -> Any:
    """Return of whom a message that I sent from my own account came back."""
    if refused.why is not Refused.NO_LETTER:
        return []
    return people_at(request.user, [name for one in bounce.failures for name in one.addresses])


def _said(taken: Taken) -> str:
    words = {"address": taken.letter.to, "name": taken.letter.person or ""}
    if not taken.is_new:
        return _("That the letter to %(address)s did not arrive was known already.") % words
    if taken.is_stopped and taken.logged:
        told = _(
            "The letter to %(address)s did not arrive, and none goes there any more. It is noted "
            "among what came from %(name)s, so that another way is planned."
        )
    elif taken.is_stopped:
        told = _("The letter to %(address)s did not arrive, and none goes there any more.")
    else:
        told = _("The letter to %(address)s did not arrive. The next one may: the address stays.")
    return told % words
