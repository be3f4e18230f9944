"""Takes notes in: one at a time while somebody types, or all at once from the plain form."""

import re
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db.models import Count, Max, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.kit import clock
from config.kit.htmx import Request
from interviews.actions.notes import (
    NoteChanged,
    NoteTooLong,
    restore_version,
    save_note,
)
from interviews.forms.notes import SentNote, Unreadable, read_form, read_json
from interviews.models import Answer, AnswerVersion, Interview, Line
from interviews.rules.marks import Marked
from interviews.rules.notes import LONGEST, joined


@dataclass(frozen=True)
class Trouble:
    """A note that was not stored: somebody else changed it (`theirs`), or it is too long (None)."""

    mine: str
    theirs: Answer | None


@dataclass
class NoteField:
    """One field to write in: its name in the form, its question, its note and what troubles it."""

    key: str
    asked: str
    answer: Answer | None
    trouble: Trouble | None
    line: Line | None = None
    number: int = 0

    @property
    def language(self) -> str:
        """Return the language of its question."""
        return self.line.sheet.language if self.line else ""

    @property
    def second_language(self) -> str:
        """Return the language of its second wording."""
        return self.line.sheet.second_language if self.line else ""

    @property
    def marked(self) -> list[Marked]:
        """Return the marked lines of what is stored."""
        return self.answer.marked if self.answer and not self.trouble else []

    @property
    def text(self) -> str:
        """Return what stands in the field: what was typed, while that is not stored."""
        if self.trouble:
            return self.trouble.mine
        return self.answer.text if self.answer else ""

    @property
    def base(self) -> str:
        """Return the text that the writer begins from."""
        return self.answer.text if self.answer else ""

    @property
    def version(self) -> int:
        """Return the version that the reader of this page has seen."""
        return self.answer.version if self.answer else 0

    @property
    def versions(self) -> list[AnswerVersion]:
        """Return the latest texts that this note held before."""
        return getattr(self.answer, "recent", [])


@require_http_methods(["GET", "HEAD", "POST"])
def talk_save(request: Request, interview_id: int) -> HttpResponse:
    """Store one note sent by the page's script; say in JSON what became of it.

    Asked without one, tell how all notes stand, or (304) that nothing is new.
    """
    if request.method != "POST":
        return _standing(request, interview_id)
    try:
        note = read_json(request.body)
    except RequestDataTooBig:
        # As final as a note that is too long: sent again for ever, it would keep others waiting.
        return JsonResponse({"kind": "refused", "reason": too_long()}, status=422)
    except Unreadable:
        note = None
    if note and note.account not in (None, request.user.pk):
        # Somebody else has signed in on this device.
        return JsonResponse({"kind": "signed-out"}, status=401)
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    if note is None:
        return JsonResponse({"kind": "refused", "reason": _("This is no note.")}, status=400)
    try:
        answer = _save(interview, note)
    except NoteChanged as changed:
        stored = changed.answer
        return JsonResponse(
            {"kind": "conflict", "version": stored.version, "text": stored.text}, status=409
        )
    except NoteTooLong:
        return JsonResponse({"kind": "refused", "reason": too_long()}, status=422)
    said = _said_of(answer)
    if answer.text == note.text:
        return JsonResponse({"kind": "saved", **said})
    return JsonResponse({"kind": "merged", "text": answer.text, **said})


def _standing(request: Request, interview_id: int) -> HttpResponse:
    """Return all notes of a talk for the script, unless it has them by their stamp; two queries."""
    interview = get_object_or_404(request.user.interviews, pk=interview_id)
    interview.account = request.user
    told = interview.answers.aggregate(n=Count("pk"), sum=Sum("version"), last=Max("saved_at"))
    stamp = quote_etag(f"{told['n']}-{told['sum']}-{told['last']:%s%f}" if told["n"] else "none")
    if response := get_conditional_response(request, etag=stamp):
        return response
    notes = []
    for answer in interview.answers.select_related("line"):
        answer.interview = interview
        notes.append({"key": answer.key, "text": answer.text, **_said_of(answer)})
    return JsonResponse({"notes": notes}, headers={"ETag": stamp})


def _said_of(answer: Answer) -> dict[str, Any]:
    """Return what a page shows of a note beside its text."""
    marked = render_to_string("interviews/talk/_marks.html", {"marked": answer.marked}).strip()
    state = answer.line.state if answer.line else ""
    return {"version": answer.version, "state": state, "marked": marked}


def too_long() -> str:
    """Return what to do about a note that is too long to store."""
    return _(
        "This note is longer than %(limit)s characters and was not stored. Move a part of it to "
        "another field; until then it stays here."
    ) % {"limit": f"{LONGEST:,}"}


def keep_posted_notes(request: HttpRequest, interview: Interview) -> dict[str, Trouble]:
    """Store the notes of the plain form; return those that could not be, by their key.

    `keep` says how a conflict shown before is settled, `restore` names a version to bring back.
    """
    try:
        sent = list(read_form(request.POST))
    except Unreadable as error:
        raise BadRequest from error
    troubles = {}
    choice, _space, chosen = request.POST.get("keep", "").partition(" ")
    stored = {answer.key: answer for answer in interview.answers.all()}
    for note in sent:
        before = stored.get(note.key)
        if note.text == (before.text if before else "") and note.key != chosen:
            continue
        try:
            _settle(interview, note, choice if note.key == chosen else "", before)
        except NoteChanged as changed:
            troubles[note.key] = Trouble(changed.mine, changed.answer)
        except NoteTooLong:
            troubles[note.key] = Trouble(note.text, None)
    if not troubles and re.fullmatch(r"[0-9]{1,18}", request.POST.get("restore", "")):
        _restore(interview, int(request.POST["restore"]))
    return troubles


def _settle(interview: Interview, note: SentNote, choice: str, stored: Answer | None) -> None:
    """Store mine; or mine first and theirs over it, so that both stand among the versions."""
    theirs = stored.text if stored else ""
    if choice == "both":
        note = replace(note, text=joined(theirs, note.text))
    # Who chooses has seen the other text: nothing is to be made one with it.
    if choice:
        note = replace(note, base=None, is_chosen=True)
    answer = _save(interview, note)
    if choice == "theirs":
        _save(interview, replace(note, text=theirs, seen_version=answer.version))


def _save(interview: Interview, note: SentNote) -> Answer:
    return save_note(
        interview=interview,
        key=note.key,
        asked=note.asked,
        text=note.text,
        seen_version=note.seen_version,
        base=note.base,
        is_chosen=note.is_chosen,
        at=clock.now(),
    )


def _restore(interview: Interview, pk: int) -> None:
    version = get_object_or_404(AnswerVersion, pk=pk, answer__interview=interview)
    restore_version(interview=interview, version=version, at=clock.now())
