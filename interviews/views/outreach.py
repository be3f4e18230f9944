"""The page of one ask: what went and came, where it stands, what comes next."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.models import OutreachStage
from interviews.actions.planning import replan
from interviews.forms.outreach import OutreachForm
from interviews.views.agenda import entries, own_follow_ups

PAGE = "interviews/message/outreach.html"
_TONES = {
    OutreachStage.ASKED: "accent",
    OutreachStage.NUDGED: "accent",
    OutreachStage.REPLIED: "good",
    OutreachStage.BOUNCED: "due",
}


@require_http_methods(["GET", "HEAD", "POST"])
def outreach_detail(request: Request, outreach_id: int) -> HttpResponse:
    """Show one ask with its thread and its plan; change the search it serves or its channel."""
    rows = request.user.outreach.select_related("person__organisation", "search", "organisation")
    ask = get_object_or_404(rows, pk=outreach_id)
    ask.account = ask.person.account = request.user
    form = OutreachForm(request.POST or None, instance=ask, account=request.user)
    if form.is_valid():
        form.save()
        replan([ask.person], at=clock.now())
        return done(request, to=ask, message=_("Saved."))
    steps = own_follow_ups(request.user).open().timely(clock.now()).filter(outreach=ask)
    thread = ask.messages.filter(sent_at__isnull=False).order_by("sent_at", "pk")
    context = {
        "ask": ask,
        "person": ask.person,
        "form": form,
        "tone": _TONES.get(OutreachStage(ask.stage), "neutral"),
        "thread": thread,
        "drafts": ask.person.messages.filter(sent_at=None).order_by("-changed_at"),
        "entries": entries(request.user, steps),
        "is_talk_known": ask.person.interviews.exclude(stage__in=("cancelled", "missed")).exists(),
        "settled": ask.follow_ups.exclude(state="open").order_by("-settled_at"),
        "others": ask.person.outreach.exclude(pk=ask.pk),
    }
    return show(request, PAGE, context, status=422 if form.is_bound else 200)
