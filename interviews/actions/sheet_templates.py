"""Keep a sheet as a template, and take the questions of a template or of another talk's sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from contacts.models import Account
from interviews.actions.sheet_languages import translate
from interviews.actions.sheets import Change, mine_of, put_lines, removable, remove_lines
from interviews.models import Line, Sheet, SheetTemplate
from interviews.models.banks import questions_of

# What a template keeps of a line; notes, marks and ratings belong to the talk.
_KEPT = (
    "question_id",
    "key",
    "text",
    "second_text",
    "probes",
    "purpose",
    "category",
    "minutes",
    "is_core",
)
_TEMPLATE = (
    "id",
    "name",
    "kind",
    "language",
    "second_language",
    "small_talk_minutes",
    "closing_minutes",
    "lines",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """Questions to take over: values of lines by the names of `Line`, and their languages."""

    lines: Sequence[Mapping[str, Any]]
    languages: tuple[str, str]


def of_template(template: SheetTemplate) -> Taken:
    """Return the questions of a template."""
    return Taken(template.lines, (template.language, template.second_language))


def of_sheet(sheet: Sheet) -> Taken:
    """Return the questions that I brought to another talk."""
    lines = mine_of(sheet.lines.all())
    values = [{name: getattr(line, name) for name in _KEPT} for line in lines]
    return Taken(values, (sheet.language, sheet.second_language))


def keep_template(sheet: Sheet, *, name: str, at: datetime) -> SheetTemplate:
    """Keep the questions of a sheet, as worded and timed there, under a name."""
    return SheetTemplate.objects.create(
        account=sheet.account,
        name=name,
        kind=sheet.interview.kind,
        language=sheet.language,
        second_language=sheet.second_language,
        small_talk_minutes=sheet.small_talk_minutes,
        closing_minutes=sheet.closing_minutes,
        lines=[dict(values) for values in of_sheet(sheet).lines],
        created_at=at,
    )


@transaction.atomic
def take_questions(sheet: Sheet, taken: Taken, *, is_replacing: bool) -> Change:
    """Put these questions on a sheet, in its languages; those that are there already stay as they are.

    Replacing takes mine off before, so that wording, minutes and order are as taken; what was asked or
    has notes stays.
    """
    order = list(sheet.lines.values_list("pk", flat=True))
    removed = remove_lines(removable(sheet) if is_replacing else [])
    added = put_lines(sheet, _lines(sheet, taken), at_turn=not is_replacing)
    return Change(removed=removed, added=[line.pk for line in added], order=order)


def _lines(sheet: Sheet, taken: Taken) -> list[Line]:
    """Return the lines, not saved, in the languages of the sheet; a question that is gone is left."""
    sources = {question.handle: question for question in questions_of(sheet.account)}
    own = {question.pk for question in sources.values()}
    lines = []
    for values in taken.lines:
        fields = {name: values[name] for name in _KEPT if name in values}
        if fields.get("question_id") not in own:
            fields["question_id"] = None
        line = Line(account=sheet.account, sheet=sheet, position=0, **fields)
        source = sources.get(line.handle)
        translate(line, source, taken.languages, (sheet.language, sheet.second_language))
        lines.append(line)
    return lines


def delete_template(template: SheetTemplate) -> dict[str, Any]:
    """Delete a template; return the plain values that `restore_template` makes it again from."""
    held = {name: getattr(template, name) for name in _TEMPLATE}
    template.delete()
    return held


def restore_template(account: Account, held: Mapping[str, Any]) -> SheetTemplate:
    """Return a deleted template made again under its old number."""
    template, _is_new = account.sheet_templates.get_or_create(pk=held["id"], defaults={**held})
    return template
