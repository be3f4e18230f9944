"""In which languages a sheet speaks, and the way back to a question's own words."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from interviews.actions.sheets import WORDING, Change, reword_line, words_from
from interviews.models import Line, Question, Sheet
from interviews.models.banks import questions_of


@dataclass(frozen=True, slots=True)
class Translated:
    """What a change of language did: lines that changed, lines left as worded, and the way back."""

    changed: int
    kept: int
    change: Change


@transaction.atomic
def speak(sheet: Sheet, *, language: str, second_language: str = "") -> Translated:
    """Change the languages of a sheet.

    Words I gave a line for this talk stay: where they are there in the new language they move to its
    place, else they are left as they are and counted as kept.
    """
    held = Sheet.objects.select_for_update().get(pk=sheet.pk)
    before = held.language, held.second_language
    sources = {question.handle: question for question in questions_of(sheet.account)}
    changed, was = [], []
    moved = kept = 0
    for line in sheet.lines.filter(is_theirs=False):
        fields = {"id": line.pk, **{name: getattr(line, name) for name in WORDING}}
        is_kept = translate(line, sources.get(line.handle), before, (language, second_language))
        kept += is_kept
        moved += line.text != fields["text"]
        if any(getattr(line, name) != fields[name] for name in WORDING):
            changed.append(line)
            was.append(fields)
    Line.objects.bulk_update(changed, ["text", "second_text", "probes"])
    sheet.language, sheet.second_language = language, second_language
    sheet.save(update_fields=["language", "second_language"])
    spoken = {"language": before[0], "second_language": before[1]}
    return Translated(moved, kept, Change(reworded=was, spoken=spoken))


def translate(
    line: Line, source: Question | None, before: tuple[str, str], after: tuple[str, str]
) -> bool:
    """Word a line in other languages; return whether it stays in words of the old one."""
    told = dict(zip(before, (line.text, line.second_text), strict=True))
    own = words_from(source, *before) if source else None
    is_own = own is not None and line.text != own["text"]
    was = line.text
    text, second = (_words(one, told, source, is_own=is_own) for one in after)
    line.text = text or was
    line.second_text = second if second != line.text else ""
    if source and own and line.probes == own["probes"]:
        line.probes = words_from(source, *after)["probes"]
    return after[0] != before[0] and not text


def _words(language: str, told: dict[str, str], source: Question | None, *, is_own: bool) -> str:
    """Return a line's words in a language: those of this talk, else its question's."""
    if not language or told.get(language):
        return told.get(language, "") if language else ""
    return source.words_in(language) if source and not is_own else ""


def words_of(line: Line) -> dict[str, Any]:
    """Return the words that a line's question has of its own; nothing where it has none."""
    source = next((one for one in questions_of(line.account) if line.is_from(one)), None)
    if source is None:
        return {}
    sheet = line.sheet
    return words_from(source, sheet.language, sheet.second_language)


def reword_as_in_bank(line: Line) -> Change | None:
    """Give a line its question's own words again; None where it has no question any more."""
    words = words_of(line)
    return reword_line(line, **words) if words else None
