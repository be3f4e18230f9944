"""Outreach: one ask to one person; Message: what I wrote to somebody, and what came back."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.choices import choices
from config.kit.owned import owner
from contacts.models.organisations import Organisation
from contacts.models.people import Person
from contacts.models.searches import Search
from contacts.models.words import Language
from contacts.rules.cadence import Stage as OutreachStage


class Channel(models.TextChoices):
    """How a message travels."""

    EMAIL = "email", _("E-mail")
    LINKEDIN_INVITATION = "linkedin_invitation", _("LinkedIn invitation")
    LINKEDIN_MESSAGE = "linkedin_message", _("LinkedIn message")
    INMAIL = "inmail", _("InMail")
    WECHAT = "wechat", _("WeChat")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")
    OTHER = "other", _("Another way")


class Purpose(models.TextChoices):
    """What a message is for."""

    FIRST_ASK = "first_ask", _("First ask")
    SECOND_PERSON = "second_person", _("Ask a second person there")
    NUDGE = "nudge", _("One follow-up")
    ACCEPT = "accept", _("Accept and offer times")
    CONFIRM = "confirm", _("Confirm the day before")
    THANK_YOU = "thank_you", _("Thank-you")
    ASK_NEXT_STEP = "ask_next_step", _("Ask what comes next")
    REFERRAL_ASK = "referral_ask", _("Ask whom to meet next")
    REPORT_REFERRER = "report_referrer", _("Tell who named them how it went")
    REPORT_ADVICE = "report_advice", _("Report on their advice")
    KEEP_IN_TOUCH = "keep_in_touch", _("Keep in touch")
    CONGRATULATE = "congratulate", _("Congratulate")
    DECLINE = "decline", _("Decline politely")
    END_OF_SEARCH = "end_of_search", _("Tell that the search has ended")
    OTHER = "other", _("Something else")


class Meaning(models.TextChoices):
    """What a received message says."""

    REPLY = "reply", _("They answered")
    DECLINE = "decline", _("They would rather not")
    OUT_OF_OFFICE = "out_of_office", _("They are away for now")
    BOUNCE = "bounce", _("It could not be delivered")


class Outreach(models.Model):
    """One ask to one person by one channel, with the messages that belong to it.

    `stage`, `asked_at` and `rests_on` follow from those messages and from talks with the person;
    only interviews/actions/planning.py writes them. `organisation` is where the person worked when
    they were asked: the second-person rule is about it.
    """

    account = owner("outreach")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="outreach", verbose_name=_("person")
    )
    search = models.ForeignKey(
        Search,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="outreach",
        verbose_name=_("search"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="outreach",
    )
    channel = models.CharField(
        _("channel"), max_length=20, choices=Channel.choices, default=Channel.EMAIL
    )
    stage = models.CharField(
        max_length=10,
        choices=choices(OutreachStage),
        default=OutreachStage.DRAFTED.value,
        editable=False,
    )
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Asked, but nobody noted when: no step can be reckoned from it until somebody says.
    is_asked_unknown = models.BooleanField(default=False, editable=False)
    # The day from which a silent one is left in peace.
    rests_on = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """Newest first."""

        verbose_name = _("outreach")
        verbose_name_plural = _("outreach")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "stage", "-created_at", "-id"], name="outreach_stage"),
            models.Index(fields=["account", "-created_at", "-id"], name="outreach_newest"),
        ]

    def __str__(self) -> str:
        """Return whom it asks."""
        return str(self.person)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("outreach-detail", args=[self.pk])


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages, by what was done with them."""

    def linkedin_notes(self, local: datetime) -> int:
        """Return how many personal notes went with LinkedIn invitations in a local moment's month."""
        begins = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        ends = (begins + timedelta(days=32)).replace(day=1)
        invitations = self.filter(channel=Channel.LINKEDIN_INVITATION, is_received=False)
        return invitations.exclude(body="").filter(sent_at__gte=begins, sent_at__lt=ends).count()


class Message(models.Model):
    """Words that went to somebody, or are meant to, or came from them (`is_received`).

    One of mine is a draft until `sent_at` is set; the user sends it, never the app. Of a received
    one `sent_at` is when it came, and `meaning` what it says.
    """

    account = owner("messages")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="messages")
    outreach = models.ForeignKey(
        Outreach,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="messages",
    )
    # Whom it is about, when that is somebody else: the one they named.
    about = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="messages_about",
    )
    purpose = models.CharField(
        _("what it is for"), max_length=30, choices=Purpose.choices, blank=True
    )
    channel = models.CharField(
        _("sent by"), max_length=20, choices=Channel.choices, default=Channel.EMAIL
    )
    language = models.CharField(
        _("rules for"), max_length=10, choices=Language.choices, default=Language.ENGLISH
    )
    # The key of the template it began with.
    template = models.CharField(max_length=80, blank=True, editable=False)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    body = models.TextField(_("message"), max_length=20_000, blank=True)
    is_received = models.BooleanField(default=False, editable=False)
    meaning = models.CharField(
        _("what it says"), max_length=20, choices=Meaning.choices, blank=True
    )
    until = models.DateField(_("away until"), null=True, blank=True)
    # Checks silenced for this message only; for all messages see Account.silenced_checks.
    silenced_checks = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(is_received=False, meaning="", until=None)
                | (models.Q(is_received=True, sent_at__isnull=False) & ~models.Q(meaning="")),
                name="message_one_way",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["account", "sent_at"],
                condition=models.Q(sent_at__isnull=False),
                name="message_sent",
            ),
        ]

    def __str__(self) -> str:
        """Return its subject or first words."""
        return self.subject or self.body[:60]

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("message-detail", args=[self.pk])
