"""The forms of importing: which files, and what each of their columns holds."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.actions.columns import headings
from contacts.forms.uploads import MAX_FILES
from contacts.importing.columns import FIELDS, NAMES
from contacts.importing.rows import MAX_BYTES
from contacts.models import ImportFile

# What the readers know; they judge by what is inside, the ending only decides what is offered.
ENDINGS = (".csv", ".tsv", ".txt", ".vcf", ".vcard", ".zip")
SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
# Of these a person may have more than one.
SEVERAL = {"email", "phone", "website", "other", "tags", "groups", "earlier", "notes", "more"}
MEGABYTES = MAX_BYTES // 2**20


class SeveralFiles(forms.FileInput):
    """A field for files that takes more than one."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more uploaded files."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files, or say of each faulty one what is wrong and what to do."""
        files = [super(FilesField, self).clean(file, initial) for file in data or [None]]
        if faults := [fault for file in files if (fault := fault_in(file))]:
            raise ValidationError(faults)
        return files


def fault_in(file: UploadedFile) -> str:
    """Return why a file cannot be read and what to do instead, or ""."""
    if not file.size:
        return _(
            "“%(name)s” is empty. Perhaps the download did not finish; fetch it once more."
        ) % {"name": file.name}
    return fault_in_name(str(file.name))


def fault_in_name(name: str) -> str:
    """Return why a file of this name cannot be read and what to do instead, or ""."""
    ending = PurePath(name.lower()).suffix
    if ending in ENDINGS:
        return ""
    if ending in SPREADSHEETS:
        return _(
            "“%(name)s” is a spreadsheet. Open it and save it as CSV (in Excel: File, Save as, "
            "CSV UTF-8), then choose that file."
        ) % {"name": name}
    if ending == ".pdf":
        return _(
            "“%(name)s” is a PDF, and people cannot be read out of one reliably. Look for an "
            "export as CSV or vCard where it comes from."
        ) % {"name": name}
    return _(
        "“%(name)s” is of a kind that cannot be read. Choose CSV, vCard (.vcf), text or ZIP files."
    ) % {"name": name}


def too_much() -> str:
    """Return what to say when an upload went beyond the limits."""
    return _(
        "That is too much at once: up to %(files)s files and %(size)s MB in all. Nothing was kept. "
        "Choose fewer files, or cut the big one in two."
    ) % {"files": MAX_FILES, "size": MEGABYTES}


class UploadForm(forms.Form):
    """Takes the files of one import; `is_too_much` tells that some were dropped on the way in."""

    uploads = FilesField(
        label=gettext_lazy("Files"),
        help_text=gettext_lazy(
            "CSV, vCard (.vcf), text, or a ZIP just as it was sent to you. Several at once are "
            "fine; up to 50 MB and 200,000 people in all."
        ),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def __init__(self, *args: Any, is_too_much: bool = False, **kwargs: Any) -> None:
        """Tell the browser what fits, so that it can say so before it sends anything."""
        super().__init__(*args, **kwargs)
        self.is_too_much = is_too_much
        self.fields["uploads"].widget.attrs |= {
            "accept": ",".join(ENDINGS),
            "data-upload-limit": MAX_BYTES,
            "data-upload-too-much": too_much(),
        }

    def clean(self) -> None:
        """Say of an upload that was too much only that: what is left of it was never looked at."""
        if self.is_too_much:
            self.errors.pop("uploads", None)
            self.add_error("uploads", too_much())


class ColumnsForm(forms.Form):
    """Says what the first row and each column hold; one field a column, the guess chosen already."""

    is_headed = forms.BooleanField(
        label=gettext_lazy("The first row holds headings"),
        help_text=gettext_lazy("Leave this off when the file begins with a person."),
        required=False,
    )

    def __init__(self, *args: Any, file: ImportFile, **kwargs: Any) -> None:
        """Make a field for every column of the file."""
        super().__init__(*args, **kwargs)
        self.fields["is_headed"].initial = file.is_headed is not False
        choices = [("", gettext_lazy("Leave it out")), *((key, _(FIELDS[key])) for key in FIELDS)]
        guesses = [*file.mapping, *[""] * len(file.header)]
        for position, heading in enumerate(headings(file=file, is_headed=self.has_headings)):
            label = heading.strip() or _("Column %(number)s") % {"number": position + 1}
            self.fields[f"column-{position}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=guesses[position]
            )

    @property
    def has_headings(self) -> bool:
        """Return whether the first row is said to hold headings."""
        return bool(self["is_headed"].value())

    @property
    def columns(self) -> list[forms.BoundField]:
        """Return the fields of the columns."""
        return [self[name] for name in self.fields if name != "is_headed"]

    @property
    def mapping(self) -> list[str]:
        """Return what is chosen, one key a column; what is no field counts as left out."""
        chosen = [column.value() for column in self.columns]
        return [key if key in FIELDS else "" for key in chosen]

    def clean(self) -> None:
        """Refuse a mapping that no person could come out of."""
        if not NAMES.intersection(self.mapping):
            raise ValidationError(no_name())

    @property
    def warnings(self) -> list[str]:
        """Return what looks odd about the choice as it stands."""
        mapping = self.mapping
        twice = [key for key in FIELDS if key not in SEVERAL and mapping.count(key) > 1]
        said = [] if NAMES.intersection(mapping) else [no_name()]
        return said + [
            _("Two columns are taken for “%(field)s”; only the first that holds something counts.")
            % {"field": _(FIELDS[key])}
            for key in twice
        ]


def no_name() -> str:
    """Return what to say when no column holds a name."""
    return _("Choose the column that holds the names: without one nobody can be added.")
