"""Writing a message: begun, checked while it is typed, said to be sent, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.models import Message, Person, Purpose
from contacts.rules.packs import checks
from interviews.actions.messages import (
    AlreadySent,
    CannotBe,
    begin_message,
    hear_check,
    keep_draft,
    mark_sent,
    purpose_of,
    silence_check,
    step_of,
    take_back,
    usual_channel,
    write_anew,
)
from interviews.actions.steps import PURPOSES
from interviews.drafting import first_words, is_untouched, unsaved_like, wordings_for
from interviews.forms.messages import BeginForm, DraftForm, SentForm
from interviews.models import FollowUp, FollowUpKind
from interviews.views.message_pages import (
    after,
    compose_context,
    has_gap,
    live_context,
    next_step,
    times_trouble,
)
from interviews.views.second_people import second_people

PAGE = "interviews/message/write.html"
LETTER = "interviews/message/letter.html"
BEGIN = "interviews/message/begin.html"
# Where the words wait that "Write it anew" replaced last.
REPLACED = "replaced_words"
# What changes which words a draft begins with.
_SETTINGS = ("purpose", "channel", "language", "template")


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_write(request: Request, follow_up_id: int) -> HttpResponse:
    """Write what a step asks for: go on with its draft, or begin one."""
    rows = request.user.follow_ups.select_related(
        "person__organisation", "person__referred_by", "message", "outreach", "about"
    )
    step = get_object_or_404(rows, pk=follow_up_id)
    step.account = step.person.account = request.user
    if step.message:
        return redirect(step.message)
    if step.kind == FollowUpKind.SECOND_PERSON:
        return second_people(request, step)
    if step.kind == FollowUpKind.DEBRIEF and step.interview_id:
        return redirect("debrief", step.interview_id)
    if step.kind == FollowUpKind.CLARIFY:
        return (
            redirect("outreach-detail", step.outreach_id)
            if step.outreach_id
            else redirect(step.person)
        )
    asked = (request.POST or request.GET).dict() | {"purpose": purpose_of(step)}
    return _begin(request, step.person, asked, step)


@require_safe
def thank_you(request: Request, follow_up_id: int) -> HttpResponse:
    """Lead on from where thank-yous were written before."""
    get_object_or_404(request.user.follow_ups, pk=follow_up_id)
    return redirect("follow-up-write", follow_up_id)


@require_http_methods(["GET", "HEAD", "POST"])
def message_write(request: Request, person_id: int) -> HttpResponse:
    """Begin a message to somebody; `?purpose=`, `?channel=` and `?language=` choose beforehand."""
    people = request.user.people.select_related("organisation", "referred_by")
    person = get_object_or_404(people, pk=person_id)
    person.account = request.user
    asked = request.POST or request.GET
    return _begin(request, person, asked, _introduction_to(person, asked.get("purpose", "")))


def _introduction_to(person: Person, purpose: str) -> FollowUp | None:
    """Return the step of writing to them after an introduction, where that is what is begun."""
    if purpose not in ("", Purpose.FIRST_ASK):
        return None
    steps = person.follow_ups.open().filter(kind=FollowUpKind.WRITE_INTRODUCED)
    return steps.select_related("about", "outreach", "message").first()


def _begin(request: Request, person: Person, asked: Any, step: FollowUp | None) -> HttpResponse:
    chosen = _chosen(person, asked, step)
    if request.method == "POST" and not person.is_do_not_contact:
        now = clock.now()
        template = request.POST.get("template", "")[:80]
        message = begin_message(person, at=now, step=step, template=template, **chosen)
        if template and message.created_at < now:
            told = _("You had begun this before; here it is. “Write it anew” takes other words.")
            messages.info(request, told)
        return done(request, to=message)
    offered = []
    may_write = not person.is_do_not_contact
    for wording in wordings_for(_blank(person, chosen, step), step) if may_write else ():
        one = _blank(person, chosen, step)
        one.template = wording.key
        offered.append((wording, first_words(one, step, now=clock.now())))
    context = {
        "person": person,
        "step": step,
        "form": BeginForm(initial=chosen),
        "chosen": chosen,
        "offered": offered,
        "drafts": person.messages.filter(sent_at=None).order_by("-changed_at"),
        "next": None if step else next_step(person),
        **times_trouble(_blank(person, chosen, step)),
        "today": clock.today(person.account.zone),
    }
    return show(request, BEGIN, context, status=409 if request.method == "POST" else 200)


def _chosen(person: Person, asked: Any, step: FollowUp | None) -> dict[str, str]:
    """Return purpose, channel and language as asked for, or as they usually are for this person."""
    form = BeginForm(asked)
    form.is_valid()
    told = form.cleaned_data
    purpose = told.get("purpose") or _usual_purpose(person)
    outreach = step.outreach if step else None
    return {
        "purpose": purpose,
        "channel": told.get("channel") or usual_channel(person, purpose, outreach),
        "language": told.get("language") or person.language or person.account.language,
    }


def _usual_purpose(person: Person) -> str:
    """Return what a message is for as a rule: the first, else what is planned, else to keep in touch."""
    if not person.messages.filter(sent_at__isnull=False).exists():
        return Purpose.FIRST_ASK
    planned = person.follow_ups.open().filter(kind__in=PURPOSES).exclude(key="").first()
    return purpose_of(planned) if planned else Purpose.KEEP_IN_TOUCH


def _blank(person: Person, chosen: dict[str, str], step: FollowUp | None) -> Message:
    given = {"outreach": step.outreach, "about": step.about} if step else {}
    return Message(account=person.account, person=person, **given, **chosen)


def own_message(request: Request, message_id: int, **narrow: Any) -> Message:
    """Return one of the account's messages with all that its pages read, or 404."""
    rows = request.user.messages.select_related(
        "person__organisation", "person__referred_by", "outreach", "about", "follow_up__interview"
    )
    message = get_object_or_404(rows, pk=message_id, **narrow)
    message.account = message.person.account = request.user
    return message


@require_safe
def message_detail(request: Request, message_id: int) -> HttpResponse:
    """Show a draft to write on, or a letter that went or came."""
    message = own_message(request, message_id)
    if message.sent_at:
        context = {"message": message, "person": message.person, "step": step_of(message)}
        return show(request, LETTER, {**context, "next": next_step(message.person)})
    return show(request, PAGE, compose_context(message), parts=("live",))


@require_POST
def message_check(request: Request, message_id: int) -> HttpResponse:
    """Keep what was typed and say what a careful reader would change.

    Choosing another purpose, channel, language or wording writes a draft anew that nobody touched,
    as does `again`; a text that somebody wrote stays.
    """
    message = own_message(request, message_id, is_received=False)
    step, before = step_of(message), unsaved_like(message)
    form = DraftForm(
        request.POST, instance=message, wordings=wordings_for(message, step_of(message))
    )
    if not form.is_valid():
        return _refused(request, form)
    try:
        keep_draft(message, form.cleaned_data)
        is_changed = any(getattr(message, name) != getattr(before, name) for name in _SETTINGS)
        if not is_changed and "again" not in request.POST:
            return _live(request, message, step)
        before.subject, before.body = message.subject, message.body
        if is_untouched(before, step, now=clock.now()):
            write_anew(message, at=clock.now())
        elif "again" in request.POST:
            return _replaced(request, message)
        else:
            told = _("Your own words stay. “Write it anew” takes the new wording instead.")
            messages.info(request, told)
    except AlreadySent:
        return _live(request, message, step, is_sent=True)
    return redirect(message)


def _replaced(request: Request, message: Message) -> HttpResponse:
    """Write a draft anew that somebody wrote on, and keep those words for the way back."""
    kept = {"pk": message.pk, "subject": message.subject, "body": message.body}
    write_anew(message, at=clock.now())
    request.session[REPLACED] = kept
    undo = reverse("message-words-back", args=[message.pk])
    return done(request, to=message, message=_("Written anew."), undo=undo)


@require_POST
def message_words_back(request: Request, message_id: int) -> HttpResponse:
    """Bring back the words that writing this draft anew replaced last."""
    message = own_message(request, message_id, is_received=False)
    kept: dict[str, Any] = request.session.get(REPLACED) or {}
    if kept.get("pk") != message.pk or message.sent_at:
        messages.error(request, _("There is nothing left to bring back."))
        return done(request, to=message)
    keep_draft(message, {name: kept[name] for name in ("subject", "body")})
    del request.session[REPLACED]
    return done(request, to=message, message=_("Your words are back."))


@require_POST
def message_silence(request: Request, message_id: int) -> HttpResponse:
    """Silence a check here (`once`) or everywhere (`always`), or let it speak again (`hear`)."""
    message = own_message(request, message_id, is_received=False)
    form = DraftForm(
        request.POST, instance=message, wordings=wordings_for(message, step_of(message))
    )
    if not form.is_valid():
        return _refused(request, form)
    try:
        keep_draft(message, form.cleaned_data)
    except AlreadySent:
        return _live(request, message, step_of(message), is_sent=True)
    known = {check.key for check in checks()}
    for how in ("once", "always"):
        if (key := request.POST.get(how)) in known:
            silence_check(request.user, message, key, always=how == "always")
    if (key := request.POST.get("hear")) in known:
        hear_check(request.user, message, key)
    return _live(request, message, step_of(message))


@require_POST
def message_sent(request: Request, message_id: int) -> HttpResponse:
    """Note that its writer sent it, now or before; ask once about a gap left in the text."""
    message = own_message(request, message_id, is_received=False)
    form = SentForm(
        request.POST, instance=message, wordings=wordings_for(message, step_of(message))
    )
    if not form.is_valid():
        return _refused(request, form)
    fields = {name: form.cleaned_data[name] for name in _kept(form)}
    sent_at = form.cleaned_data["sent_at"]
    try:
        keep_draft(message, fields)
        context = compose_context(message, form)
        if "anyway" not in request.POST and has_gap(context["faults"]):
            return show(request, PAGE, {**context, "has_gap": True}, status=422)
        mark_sent(message, sent_at=sent_at, at=clock.now())
    except AlreadySent:
        return redirect(message)
    except CannotBe as why:
        form.add_error("day", str(why))
        message.sent_at = None
        return show(request, PAGE, compose_context(message, form), status=422)
    return done(
        request,
        to=after(message),
        message=said_after(message),
        undo=reverse("message-unsend", args=[message.pk]),
    )


def _kept(form: SentForm) -> list[str]:
    return [name for name in form.cleaned_data if name not in ("day", "hour", "fold", "sent_at")]


def said_after(message: Message) -> str:
    """Return what to say once a message counts as sent: and what comes next."""
    if message.purpose == Purpose.THANK_YOU:
        told = _("Recorded as sent. %(name)s will be glad to hear from you.")
        return told % {"name": message.person.name}
    return f"{_('Recorded as sent.')} {said_next(message.person)}".strip()


def said_next(person: Person) -> str:
    """Return the next step of somebody's plan in a sentence; empty where there is none."""
    coming = next_step(person)
    if coming is None:
        return ""
    told = _("Next: %(what)s, %(day)s.")
    return told % {"what": coming["what"], "day": date_format(coming["day"], "D j M")}


@require_POST
def message_unsend(request: Request, message_id: int) -> HttpResponse:
    """Take back that a message was sent: it is a draft again."""
    message = own_message(request, message_id, is_received=False)
    take_back(message, at=clock.now())
    return done(request, to=message, message=_("It is a draft again, and nothing counts as sent."))


def _live(
    request: Request, message: Message, step: FollowUp | None, *, is_sent: bool = False
) -> HttpResponse:
    kept = {"is_saved": not is_sent, "is_sent_meanwhile": is_sent}
    context = {**live_context(message, step), **kept}
    return done(request, to=message, template=PAGE, context=context, parts=("live",))


def _refused(request: Request, form: DraftForm) -> HttpResponse:
    """Show the page again with what was typed; htmx gets the checks with the reason on top."""
    typed: Message = form.instance
    # As it was typed, but without NUL bytes, which the checks could not look up in the database.
    typed.subject, typed.body = (
        request.POST.get(name, "").replace("\x00", "") for name in ("subject", "body")
    )
    context = {**compose_context(typed), "form": form}
    return show(request, PAGE, context, parts=("live",), status=422)
