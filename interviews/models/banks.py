"""Bank, Question and Intake: what to ask. Shipped questions become rows when someone changes them."""

from collections.abc import Iterable
from functools import cache
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.choices import choices
from config.kit.owned import owner
from contacts.models import Account, Function, Language, Level, Size
from contacts.models.searchable import PENDING, Sought
from interviews.models.interviews import Kind
from interviews.rules.categories import Category, Purpose
from interviews.rules.starter import Shipped, shipped
from interviews.rules.typing import folded, is_folded_alike

LONGEST_NAME = 120


class Bank(models.Model):
    """A named set of someone's own questions."""

    account = owner("banks")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    # Whoever has the link may read and copy it; empty while it is not shared.
    share_token = models.CharField(max_length=43, blank=True, editable=False)
    shared_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """By name; a link leads to one bank."""

        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["share_token"],
                condition=~models.Q(share_token=""),
                name="bank_shared_once",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return where its questions are."""
        return reverse("bank-detail", args=[self.pk])


class IntakeState(models.TextChoices):
    """How far questions that come in are."""

    READY = "ready", _("Not taken in yet")
    DONE = "done", _("Taken in")
    UNDONE = "undone", _("Taken back")


class Intake(models.Model):
    """Questions that come into a bank at once, from a file or as copies; and what undoing it needs.

    `rows` are plain questions by the names of importing.rows.QuestionRow, `unreadable` pairs of a
    line's number and what is wrong with it. `before` holds the values that were changed, by the
    question's number.
    """

    account = owner("intakes")
    # Made when they are taken in, where nobody chose one.
    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, null=True, related_name="intakes")
    name = models.CharField(max_length=200)
    bank_name = models.CharField(_("name of the new bank"), max_length=120, blank=True)
    rows = models.JSONField(default=list)
    unreadable = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=IntakeState.choices, default=IntakeState.READY)
    added = ArrayField(models.BigIntegerField(), default=list)
    before = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        """Return where the questions come from."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return where it is looked at."""
        return reverse("intake-detail", args=[self.pk])


class Question(models.Model):
    """A question of one's own, or one's own version of a shipped one (`key` is then set)."""

    account = owner("questions")
    bank = models.ForeignKey(
        Bank,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("bank"),
    )
    # Stable key of the shipped question that this one replaces; empty for one's own.
    key = models.CharField(max_length=80, blank=True, editable=False)
    text_en = models.TextField(_("in English"), max_length=500, blank=True)
    text_zh = models.TextField(_("in Chinese"), max_length=500, blank=True)
    # One a line, asked where the answer leaves something open.
    probes_en = models.TextField(_("follow-ups in English"), max_length=1000, blank=True)
    probes_zh = models.TextField(_("follow-ups in Chinese"), max_length=1000, blank=True)
    intent = models.TextField(_("what it is for"), max_length=500, blank=True)
    source = models.CharField(_("where the idea comes from"), max_length=200, blank=True)
    purpose = models.CharField(_("purpose"), max_length=20, choices=choices(Purpose))
    category = models.CharField(_("category"), max_length=20, choices=choices(Category))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=3)
    is_core = models.BooleanField(
        _("ask everyone"), default=False, help_text=_("So that answers can be compared.")
    )
    is_public = models.BooleanField(
        _("look it up, do not ask"),
        default=False,
        help_text=_("The answer is public; asking would cost you their goodwill."),
    )
    look_up = models.CharField(
        _("where to look"),
        max_length=300,
        blank=True,
        help_text=_("For a question whose answer is public."),
    )
    # Whom it suits; an empty list stands for everyone.
    functions = ArrayField(
        models.CharField(max_length=20, choices=Function.choices),
        verbose_name=_("kinds of work"),
        default=list,
        blank=True,
    )
    levels = ArrayField(
        models.CharField(max_length=20, choices=Level.choices),
        verbose_name=_("levels"),
        default=list,
        blank=True,
    )
    sizes = ArrayField(
        models.CharField(max_length=20, choices=Size.choices),
        verbose_name=_("sizes of organisation"),
        default=list,
        blank=True,
    )
    kinds = ArrayField(
        models.CharField(max_length=20, choices=Kind.choices),
        verbose_name=_("kinds of talk"),
        default=list,
        blank=True,
    )
    is_off = models.BooleanField(_("switched off"), default=False)
    # Its place within its bank.
    position = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    plain = models.GeneratedField(
        expression=Sought(
            models.Value(" "),
            models.F("text_en"),
            models.Value(" "),
            models.F("text_zh"),
            models.Value(" "),
            models.F("intent"),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        """In the order of their bank; a shipped one is replaced once; never wordless."""

        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "key"],
                condition=~models.Q(key=""),
                name="question_replaces_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(text_en="", text_zh=""),
                name="question_worded",
                violation_error_message=_("Write the question in at least one language."),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(
                fields=["account", "plain"],
                name="question_sought",
                opclasses=["int8_ops", "gin_trgm_ops"],
                gin_pending_list_limit=PENDING,
            ),
        ]

    def __str__(self) -> str:
        """Return the wording."""
        return self.text_en or self.text_zh

    def get_absolute_url(self) -> str:
        """Return where it is changed."""
        if self.pk is None:
            return reverse("shipped-question-edit", args=[self.key])
        return reverse("question-edit", args=[self.pk])

    def words_in(self, language: str) -> str:
        """Return the wording in a language; empty where it has none."""
        return self.text_zh if language == Language.CHINESE else self.text_en

    def text_in(self, language: str) -> str:
        """Return the wording in a language, or in the other one where it has none."""
        return self.words_in(language) or self.text_en or self.text_zh

    def probes_in(self, language: str) -> list[str]:
        """Return the follow-ups in a language, in asking order."""
        probes = self.probes_zh if language == Language.CHINESE else self.probes_en
        return [probe.strip() for probe in probes.splitlines() if probe.strip()]

    @property
    def has_probes(self) -> bool:
        """Return whether there is a follow-up in either language."""
        return bool(self.probes_en or self.probes_zh)

    @property
    def audience_words(self) -> str:
        """Return whom it suits, as labels; empty for everyone."""
        lists = (self.functions, self.levels, self.sizes, self.kinds)
        words = zip((Function, Level, Size, Kind), lists, strict=True)
        labels = [str(enum(key).label) for enum, keys in words for key in keys if key in enum]
        return " · ".join(labels)

    @property
    def handle(self) -> str:
        """Return what a page calls it by: the shipped key, else the row's number."""
        return self.key or str(self.pk or "")

    @property
    def is_archived(self) -> bool:
        """Return whether it was put away, by itself or with its bank."""
        return bool(self.archived_at or (self.bank and self.bank.archived_at))

    @property
    def is_offered(self) -> bool:
        """Return whether it may be put on a sheet: not switched off, not archived."""
        return not self.is_off and not self.is_archived

    @property
    def searched(self) -> tuple[str, str]:
        """Return what a search looks in, without case and accents: the wording, and all else."""
        if self.pk is None and self.key in shipped():
            return _searched_as_shipped(self.key)
        return _searched(self.text_en, self.text_zh, self.intent)

    @property
    def shipped(self) -> Shipped | None:
        """Return the shipped question that it is or replaces."""
        return shipped().get(self.key)


def _searched(english: str, chinese: str, intent: str) -> tuple[str, str]:
    # A blank before each, so that a word at the beginning begins like any other.
    return folded(f" {english}") + folded(f" {chinese}"), folded(f" {intent}")


@cache
def _searched_as_shipped(key: str) -> tuple[str, str]:
    one = shipped()[key]
    return _searched(one.en, one.zh, one.why)


def as_shipped(account: Account, question: Shipped) -> Question:
    """Return a shipped question as a row that is not saved; saving makes the account's version."""
    return Question(
        account=account,
        key=question.key,
        text_en=question.en,
        text_zh=question.zh,
        probes_en="\n".join(question.probes_en),
        probes_zh="\n".join(question.probes_zh),
        intent=question.why,
        source=question.source,
        purpose=question.purpose,
        category=question.category,
        minutes=question.minutes,
        is_core=question.is_core,
        is_public=bool(question.look_up),
        look_up=question.look_up,
        functions=list(question.functions),
        levels=list(question.levels),
        sizes=list(question.sizes),
        kinds=list(question.kinds),
        is_off=bool(question.off),
    )


def questions_of(account: Account, *, words: Iterable[str] = ()) -> list[Question]:
    """Return all that an account can ask: shipped ones, or its versions of them, then its own.

    Its versions are saved rows and shipped ones are not; archived ones and banks are left in. Of its
    own, only those come that may hold all `words`: who looks for them looks closer.
    """
    held = models.Q()
    for word in words:
        if is_folded_alike(word):
            held &= models.Q(plain__contains=Sought(models.Value(word)))
    # A version comes anyway: without it, the shipped one would stand in its place.
    narrowed = account.questions.filter(~models.Q(key="") | held) if held else account.questions
    # Joined, each of 2,000 questions would make a bank of its own.
    rows = list(narrowed.prefetch_related("bank"))
    versions = {row.key: row for row in rows if row.key in shipped()}
    return [
        *(
            versions.get(key) or as_shipped(account, question)
            for key, question in shipped().items()
        ),
        *(row for row in rows if row.key not in shipped()),
    ]
