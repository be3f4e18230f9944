"""What the pages of an import show: rows by what becomes of them, files, and counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from pathlib import PurePath

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.kit import clock
from config.kit.pages import Page
from contacts.actions.imports import UNDO_DAYS, can_undo, kept_after_undo
from contacts.actions.imports.changes import Change, changes_in
from contacts.importing.rows import Rejected, Row
from contacts.models import ImportFile, ImportRow, ImportRun, Person
from contacts.models.imports import Verdict

# So many of each kind stand on the page of an import; the others are a press away.
SAMPLE = 5
# Rows on a page of one kind.
ROWS = 50

FORMATS = {
    "linkedin": gettext_lazy("LinkedIn connections"),
    "google": gettext_lazy("Google Contacts"),
    "outlook": gettext_lazy("Outlook contacts"),
    "vcard": gettext_lazy("vCards"),
    "askwell": gettext_lazy("Askwell’s own export"),
    "columns": gettext_lazy("A table with columns of its own"),
}
KEPT = "kept"
# Title, and what it means for the people in it; by verdict, and those that undoing left alone.
SECTIONS: dict[str, tuple[str | Promise, str | Promise]] = {
    Verdict.NEW: (
        gettext_lazy("New people"),
        gettext_lazy("People who were not here before."),
    ),
    Verdict.UPDATE: (
        gettext_lazy("Updates"),
        gettext_lazy("Known before; the file tells something newer or something more."),
    ),
    Verdict.DUPLICATE: (
        gettext_lazy("Possible duplicates"),
        gettext_lazy(
            "They look like somebody you know, but it is not certain. They come along as people of "
            "their own; nothing is merged until you say so, one by one."
        ),
    ),
    Verdict.UNREADABLE: (
        gettext_lazy("Unreadable rows"),
        gettext_lazy(
            "No person could be made of these. Download them, mend what is wrong and import just "
            "that file: the others are not touched again."
        ),
    ),
    Verdict.SAME: (
        gettext_lazy("Already here"),
        gettext_lazy("Known before, and the file says nothing new."),
    ),
    KEPT: (
        gettext_lazy("What was kept"),
        gettext_lazy("You touched these after the import, so undoing left them as they are."),
    ),
}


@dataclass(frozen=True)
class Shown:
    """One row of a file as a page shows it."""

    verdict: str
    name: str
    url: str
    place: str
    reason: str
    raw: str
    facts: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    # Whom somebody new looks like, while nothing is written yet.
    like: Person | None = None


@dataclass(frozen=True)
class Section:
    """The rows of one verdict: how many, and the first of them."""

    kind: str
    title: str
    text: str
    count: int
    rows: list[Shown] = field(default_factory=list)

    @property
    def has_more(self) -> bool:
        """Return whether there are others than the sample."""
        return self.count > len(self.rows)


def title(run: ImportRun) -> str:
    """Return what an import is called: its first file, and how many others there are."""
    names = [file.name for file in run.files.all()]
    first = Truncator(names[0]).chars(48) if names else _("no files")
    if len(names) < 2:
        return first
    others = len(names) - 1
    return ngettext("%(first)s and %(n)s more", "%(first)s and %(n)s more", others) % {
        "first": first,
        "n": others,
    }


def sections(run: ImportRun) -> list[Section]:
    """Return the kinds that have rows, each with a sample; what is already here only counts."""
    return [
        section(run, part.kind, sample=0 if part.kind == Verdict.SAME else SAMPLE)
        for part in tally(run)
        if part.count
    ]


def section(run: ImportRun, kind: str, *, sample: int = 0) -> Section:
    """Return one kind with the first of its rows."""
    title, text = SECTIONS[kind]
    rows = rows_of(run, kind)
    count = rows.count() if kind == KEPT else run.counts.get(kind, 0)
    return Section(
        kind, str(title), str(text), count, shown(rows[:sample]) if sample and count else []
    )


def tally(run: ImportRun) -> list[Section]:
    """Return every verdict with its number, also those with none."""
    return [section(run, kind) for kind in SECTIONS if kind != KEPT]


def rows_of(run: ImportRun, kind: str) -> QuerySet[ImportRow]:
    """Return the rows of one kind, in the order they stood."""
    rows = kept_after_undo(run) if kind == KEPT else run.rows.filter(verdict=kind)
    return (
        rows.select_related("run", "file", "person__organisation")
        .prefetch_related("person__reaches", "run__files")
        .order_by("pk")
    )


def page_of_rows(run: ImportRun, kind: str, query: QueryDict) -> Page:
    """Return the rows of one kind that `?after=<pk>` or `?before=<pk>` asks for, else the first."""
    rows = rows_of(run, kind)
    before, after = number(query.get("before", "")), number(query.get("after", ""))
    if before is not None:
        found = list(rows.filter(pk__lt=before).order_by("-pk")[: ROWS + 1])
        has_before, has_after, found = len(found) > ROWS, True, found[:ROWS][::-1]
    else:
        found = list(rows.filter(pk__gt=after or 0)[: ROWS + 1])
        has_before, has_after, found = after is not None, len(found) > ROWS, found[:ROWS]
    link = f"?kind={kind}"
    return Page(
        shown(found),
        before=f"{link}&before={found[0].pk}" if found and has_before else "",
        after=f"{link}&after={found[-1].pk}" if found and has_after else "",
    )


def number(text: str) -> int | None:
    """Return the key that an address names, or None."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def shown(rows: Iterable[ImportRow]) -> list[Shown]:
    """Return rows as a page shows them."""
    rows = list(rows)
    changes = changes_in(row for row in rows if row.verdict == Verdict.UPDATE)
    return [_shown(row, changes.get(row.pk, [])) for row in rows]


def _shown(row: ImportRow, changes: list[Change]) -> Shown:
    facts, person = row.facts, row.person
    like = None
    if row.verdict == Verdict.DUPLICATE and row.run.applied_at is None:
        like, person = person, None
    told = [facts.get("title", ""), facts.get("organisation", ""), *facts.get("emails", ())[:2]]
    return Shown(
        verdict=row.verdict,
        name=str(person or facts.get("name", "")),
        url=person.get_absolute_url() if person else "",
        place=_place(row),
        reason=row.kept or row.reason,
        raw=row.raw,
        facts=[fact for fact in told if fact],
        changes=changes,
        like=like,
    )


def _place(row: ImportRow) -> str:
    where = _("card %(number)s") if row.file.format == "vcard" else _("line %(number)s")
    place = where % {"number": row.number}
    if len(row.run.files.all()) < 2:
        return place
    return _("%(place)s of %(file)s") % {
        "place": place,
        "file": Truncator(row.file.name).chars(40),
    }


@dataclass(frozen=True)
class ShownFile:
    """One file as a page shows it."""

    file: ImportFile
    format: str
    rows: int
    rejected: int

    @property
    def encoding(self) -> str:
        """Return what people call the encoding."""
        name = self.file.encoding.upper().replace("_", "-").removesuffix("-SIG")
        return name.replace("CP125", "Windows-125")

    @property
    def has_columns(self) -> bool:
        """Return whether the user may say what its columns hold."""
        return has_columns(self.file) and not self.file.failure


def has_columns(file: ImportFile) -> bool:
    """Return whether columns can be named: our own export holds more than a column can be named for."""
    return bool(file.header) and file.format != "askwell"


def undoable_until(run: ImportRun) -> datetime | None:
    """Return until when an import can be undone, None when it cannot (any more)."""
    if run.applied_at is None or not can_undo(run, clock.now()):
        return None
    return run.applied_at + timedelta(days=UNDO_DAYS)


def files(run: ImportRun) -> list[ShownFile]:
    """Return the files of an import with how many rows were read and how many rejected."""
    counted = run.files.annotate(
        read=Count("rows"), rejected=Count("rows", filter=Q(rows__verdict=Verdict.UNREADABLE))
    )
    return [
        ShownFile(
            file,
            str(FORMATS.get(file.format, "")),
            # Before its columns are named only the first rows are read.
            rows=file.read if file.is_sure else 0,
            rejected=file.rejected if file.is_sure else 0,
        )
        for file in counted.order_by("pk")
    ]


def milestone(run: ImportRun) -> str:
    """Return where an import stands in words that change a few times only, for reading aloud."""
    if run.total and run.state in ("reading", "importing", "undoing"):
        quarters = run.progress * 4 // run.total * 25
        return _("%(state)s: %(percent)s %%") % {
            "state": run.get_state_display(),
            "percent": quarters,
        }
    return str(run.get_state_display())


def rejected_name(file: ImportFile) -> str:
    """Return what the file of rejected rows is called: the name it came under, and what it holds."""
    name = PurePath(file.name)
    ending = ".vcf" if file.format == "vcard" else ".csv"
    return f"{name.stem}-{_('unreadable')}{name.suffix or ending}"


def told(rows: Iterable[Row | Rejected]) -> list[Shown]:
    """Return rows just read, not kept anywhere, with all that they tell."""
    return [_told(row) for row in rows]


def _told(row: Row | Rejected) -> Shown:
    place = _("line %(number)s") % {"number": row.number}
    if isinstance(row, Rejected):
        return Shown(Verdict.UNREADABLE, "", "", place, row.reason, row.raw)
    return Shown(Verdict.NEW, row.name, "", place, "", row.raw, facts=list(_facts(row)))


def _facts(row: Row) -> Iterator[str]:
    """Yield every fact of a row in words, but for the name."""
    for entry in fields(row):
        value = getattr(row, entry.name)
        if entry.name in ("number", "raw", "name") or not value or value is True:
            continue
        if isinstance(value, tuple):
            yield from value
        elif isinstance(value, date):
            yield date_format(value, "j M Y")
        else:
            yield str(value)
