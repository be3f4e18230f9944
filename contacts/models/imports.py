"""ImportRun: files a person brings in at once; what was read, what came of it, and the way back."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner


class ImportState(models.TextChoices):
    """Where an import stands."""

    READING = "reading", _("Being read")
    COLUMNS = "columns", _("Waiting for you to name the columns")
    READY = "ready", _("Ready to import")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Could not be read")


class Verdict(models.TextChoices):
    """What an import makes of a row."""

    NEW = "new", _("New")
    UPDATE = "update", _("Update")
    SAME = "same", _("Already here")
    DUPLICATE = "duplicate", _("Possible duplicate")
    UNREADABLE = "unreadable", _("Unreadable")


class ImportRun(models.Model):
    """One import of one or more files, from the upload to the end of its days of grace.

    `progress` of `total` rows are through the step that `state` names; a `total` of 0 is not known
    yet. `counts` holds a number for every Verdict once the rows are read.
    """

    account = owner("imports")
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.READING
    )
    # What went wrong and what to do about it, in the user's words.
    failure = models.TextField(blank=True)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    applied_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """Newest first."""

        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Return the names of its files."""
        return ", ".join(file.name for file in self.files.all())

    def get_absolute_url(self) -> str:
        """Return its page, whatever its state."""
        return reverse("import-detail", args=[self.pk])


class ImportFile(models.Model):
    """One file of an import, or one of the known files inside an archive.

    `header` are its column headings; `mapping` says which fact each column holds ("" for none), as
    guessed or as the user said. `preamble` is what stands before its rows, for the rejected ones to
    be handed back as a file of the same format.
    """

    account = owner("import_files")
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    size = models.PositiveIntegerField()
    format = models.CharField(max_length=20, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    header = ArrayField(models.TextField(), default=list, blank=True)
    mapping = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    preamble = models.TextField(blank=True)
    # Whether its first row holds the headings, as found or as the user said; where it has columns.
    is_headed = models.BooleanField(null=True)
    # Whether it is known what each column holds: the reader was sure, or the user said so.
    is_sure = models.BooleanField(default=True)
    # Whether the user named the columns, so that reading again takes `mapping` and `is_headed` at
    # their word.
    is_mapped = models.BooleanField(default=False)
    # Why nothing of it could be used; the other files of the import go on.
    failure = models.TextField(blank=True)

    class Meta:
        """In the order they were given."""

        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class ImportChunk(models.Model):
    """A piece of a file's bytes, kept in the database because the worker may run elsewhere."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="chunks")
    position = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        """In order; each once."""

        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "position"], name="import_chunk_once"),
        ]

    def __str__(self) -> str:
        """Return where it belongs."""
        return f"{self.file_id}:{self.position}"


class ImportRow(models.Model):
    """One row or card as it was read, and what the import did with it.

    `number` is its line or card in the file, `raw` how it stood there. `facts` are what it tells,
    as in importing.rows.Row, empty ones left out. `person` is, until the import is applied, whom
    the row was found to be or to resemble; from then on whom it became. `before` and `wrote` stand
    on the first row of a person that something was written for, for undoing: see
    actions/imports/undoing.py. `kept` says why undoing left the person as they are.
    """

    # Written by the ten thousand, and each check and index costs: the file says whose and of which
    # run they are; the index by verdict leads from the run to its rows.
    account = owner("import_rows", is_copy=True)
    run = models.ForeignKey(
        ImportRun,
        on_delete=models.CASCADE,
        related_name="rows",
        db_index=False,
        db_constraint=False,
    )
    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    raw = models.TextField(blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    # Why it was rejected, or why it may be somebody known.
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    # A note of what was done, checked by nobody: Django empties it when the person goes.
    person = models.ForeignKey(
        "contacts.Person",
        on_delete=models.SET_NULL,
        null=True,
        related_name="import_rows",
        db_index=False,
        db_constraint=False,
    )
    before = models.JSONField(null=True)
    wrote = models.JSONField(null=True)
    kept = models.TextField(blank=True)

    class Meta:
        """As they stood."""

        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "verdict", "id"], name="import_row_by_verdict"),
            models.Index(
                fields=["person"],
                condition=models.Q(person__isnull=False),
                name="import_row_by_person",
            ),
        ]

    def __str__(self) -> str:
        """Return its place."""
        return f"{self.file_id}:{self.number}"
