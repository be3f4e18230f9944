"""Account: who signs in, their clock, their voice and their preferences."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from contacts.models.words import Function, Language, Level
from contacts.rules import leaving
from contacts.rules.calendar import WorkCalendar
from contacts.validators import is_zone

MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]


def _weekdays() -> list[int]:
    return list(MONDAY_TO_FRIDAY)


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts, by use."""

    def present(self) -> "AccountQuerySet":
        """Return those in use: neither switched off nor about to be deleted."""
        return self.filter(is_active=True, deletion_asked_at__isnull=True)

    def wanting_digest(self) -> "AccountQuerySet":
        """Return those whose morning digest is on and who are here to read it."""
        return self.present().filter(wants_digest=True)


class AccountManager(BaseUserManager["Account"].from_queryset(AccountQuerySet)):  # type: ignore[misc]
    """Makes accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Return a saved account; without a password it can sign in only after a reset."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save()
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account of an address, whatever its case."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Who signs in. Days are ISO weekdays (1 = Monday); hours are local to `zone`."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("your name"), max_length=200, blank=True)
    pitch = models.TextField(
        _("who you are, in a paragraph"),
        max_length=1000,
        blank=True,
        help_text=_("Two or three sentences you would say to open a conversation."),
    )
    sign_off = models.CharField(
        _("sign-off"),
        max_length=200,
        blank=True,
        help_text=_("How your messages end, such as “Best wishes, Ana”."),
    )
    zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[is_zone])
    # Until a browser or its owner has told the zone, pages ask for it.
    is_zone_known = models.BooleanField(default=False, editable=False)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Its public holidays are days off.")
    )
    language = models.CharField(
        _("language of letters and sheets"),
        max_length=10,
        choices=Language.choices,
        default=Language.ENGLISH,
    )
    working_days = ArrayField(
        models.SmallIntegerField(), verbose_name=_("working days"), default=_weekdays
    )
    day_starts_at = models.TimeField(_("working hours from"), default=time(9))
    day_ends_at = models.TimeField(_("to"), default=time(17))
    wants_digest = models.BooleanField(_("morning digest"), default=True)
    digest_hour = models.SmallIntegerField(
        _("at (hour of your day)"),
        default=7,
        validators=[MinValueValidator(0), MaxValueValidator(23)],
    )
    attaches_sheets = models.BooleanField(
        _("with the question sheets of the day"),
        default=False,
        help_text=_("As PDF, so that they can be printed without signing in."),
    )
    wants_thanks = models.BooleanField(
        _("the evening of a talk, when a thank-you is due before the next digest"), default=True
    )
    wants_debrief = models.BooleanField(
        _("the evening of a talk, while its debrief waits"), default=False
    )
    evening_hour = models.SmallIntegerField(
        _("evenings at (hour of your day)"),
        default=19,
        validators=[MinValueValidator(12), MaxValueValidator(23)],
    )
    wants_talk_note = models.BooleanField(_("an hour before a talk"), default=False)
    wants_review = models.BooleanField(_("weekly review"), default=False)
    review_day = models.SmallIntegerField(
        _("on"), default=5, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    # The last local day whose review was written or found to have nothing to say; the first of all
    # days while there is none, so that one range of an index finds who is next.
    review_planned_on = models.DateField(default=date.min, editable=False)
    # The same of the digest.
    digest_planned_on = models.DateField(default=date.min, editable=False)
    # How quickly steps follow each other, see contacts/rules/presets; `numbers` are the account's own
    # values by the key of the number, each within its bounds.
    preset = models.CharField(_("pace"), max_length=40, default="3-and-7")
    numbers = models.JSONField(default=dict, blank=True, editable=False)
    function = models.CharField(
        _("what you do now"), max_length=40, blank=True, choices=Function.choices
    )
    level = models.CharField(_("level"), max_length=20, blank=True, choices=Level.choices)
    groups = ArrayField(
        models.CharField(max_length=120),
        verbose_name=_("schools and groups"),
        default=list,
        blank=True,
    )
    earlier = ArrayField(
        models.CharField(max_length=120),
        verbose_name=_("earlier roles and industries"),
        default=list,
        blank=True,
    )
    silenced_checks = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=clock.now, editable=False)
    # Deletion is asked for, then carried out after 30 days unless taken back.
    deletion_asked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """One account an address, whatever its case."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Lower("email"),
                name="account_email_once",
                violation_error_message=_("An account with this address exists."),
            ),
            models.CheckConstraint(
                condition=models.Q(digest_hour__range=(0, 23)), name="account_digest_hour"
            ),
            models.CheckConstraint(
                condition=models.Q(evening_hour__range=(12, 23), review_day__range=(1, 7)),
                name="account_evening",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["zone", "digest_hour", "digest_planned_on"],
                condition=models.Q(
                    wants_digest=True, is_active=True, deletion_asked_at__isnull=True
                ),
                name="account_digest_clock",
            ),
            models.Index(
                fields=["zone", "evening_hour", "review_day", "review_planned_on"],
                condition=models.Q(
                    wants_review=True, is_active=True, deletion_asked_at__isnull=True
                ),
                name="account_review_clock",
            ),
        ]

    def __str__(self) -> str:
        """Return the name, or the address while there is none."""
        return self.name or self.email

    @property
    def calendar(self) -> WorkCalendar:
        """Return the days this account works: of its week, without the holidays of its country."""
        return WorkCalendar(tuple(self.working_days), (self.country,) if self.country else ())

    @property
    def is_present(self) -> bool:
        """Return whether it is in use: neither switched off nor about to be deleted."""
        return self.is_active and self.deletion_asked_at is None

    @property
    def leaves_at(self) -> datetime | None:
        """Return when the account will be deleted, or None while nobody asked for it."""
        return leaving.leaves_at(self.deletion_asked_at) if self.deletion_asked_at else None
