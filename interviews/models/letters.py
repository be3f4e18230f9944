"""Letter: each mail the app sends, what became of it, and what is known of where letters go."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner
from contacts.models import Person
from interviews.models.follow_ups import FollowUp
from interviews.models.interviews import Interview


class LetterKind(models.TextChoices):
    """What a letter is."""

    DIGEST = "digest", _("Morning digest")
    THANKS = "thanks", _("Thank-you on the evening of a talk")
    DEBRIEF = "debrief", _("Evening nudge for the debrief")
    TALK = "talk", _("Note an hour before a talk")
    REVIEW = "review", _("Weekly review")
    INVITATION = "invitation", _("Invitation")
    NOTICE = "notice", _("What they answered")
    SIGN_IN = "sign_in", _("Sign-in and security")
    TEST = "test", _("Test letter")


class LetterState(models.TextChoices):
    """What became of it."""

    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")
    # What it would have told does not hold any more, or is not wanted.
    DROPPED = "dropped", _("Not needed any more")


class Cause(models.TextChoices):
    """Why a letter did not leave, or not yet; the first five as `Verdict` has them."""

    SERVER = "server", _("The mail server could not be used")
    LATER = "later", _("The mail server asked to try again later")
    ADDRESS = "address", _("The address takes no mail")
    REFUSED = "refused", _("The mail server refused the letter")
    UNKNOWN = "unknown", _("The connection was cut before the server answered")
    TIME = "time", _("It was too late for it")
    ANOTHER = "another", _("Something else")


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters, by use."""

    def recent(self) -> "LetterQuerySet":
        """Return the last ten without what they say."""
        return self.defer("text", "html")[:10]


class Letter(models.Model):
    """Recorded before it is handed to the mail server and marked after.

    A queued letter may be taken from `try_at` on. Whoever takes it moves `try_at` behind the time that
    one attempt can last and signs with a `claim` of its own, so that a letter whose taker died is free
    again by itself, and a taker that slept too long finds that it is not its own any more. `handed_at`
    stands while the mail server has it and has not answered: found set by the next taker, the letter
    may have arrived already, and `is_repeat` says so.
    """

    account = owner("letters", is_indexed=False)
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    # What links in it are signed with; its Message-ID as well.
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    # What makes it the only one of its kind, such as `digest:2026-03-12`; empty for those by hand.
    key = models.CharField(max_length=120, blank=True, editable=False)
    # The talk it is about, and the person it goes to; a digest has neither.
    interview = models.ForeignKey(
        Interview, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    # The account's calendar day that it belongs to.
    local_day = models.DateField(editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    # Where answers go when that is not who sends, and who the sender is called then.
    reply_to = models.EmailField(blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    # The calendar entry that goes with it, and its METHOD (RFC 5546).
    calendar = models.TextField(blank=True)
    method = models.CharField(max_length=10, blank=True)
    # The `Interview.sequence` it speaks of: a letter about a talk that has changed since stays here.
    sequence = models.PositiveIntegerField(null=True, blank=True)
    # False for what I looked through and sent by a button.
    is_automatic = models.BooleanField(default=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.QUEUED)
    # Somebody waits for it right now, such as a sign-in; those go first.
    is_urgent = models.BooleanField(default=False)
    try_at = models.DateTimeField(default=clock.now)
    # After this it is of no use and does not leave; null where it always is.
    until = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    handed_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_repeat = models.BooleanField(default=False, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    cause = models.CharField(max_length=10, choices=Cause.choices, blank=True)
    # The mail server's number for it, such as 550; null where there was no answer.
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.TextField(blank=True)
    # The follow-ups that it says are due: another letter tells those it could not.
    told = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    # What the mail server said when it took it; a folder says nothing.
    answer = models.CharField(max_length=300, blank=True, editable=False)
    # Its owner has looked at the list since it failed.
    is_seen = models.BooleanField(default=False, editable=False)
    # The talks whose sheets go with it as PDF.
    sheets_of = ArrayField(models.BigIntegerField(), default=list, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        """Newest first; one a key, however often a job runs."""

        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "key"], condition=~models.Q(key=""), name="letter_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # The next ones to take.
            models.Index(
                fields=["-is_urgent", "try_at"],
                condition=models.Q(state="queued"),
                name="letter_queue",
            ),
            # Which steps the last evenings told.
            models.Index(
                fields=["account", "local_day"],
                condition=models.Q(kind__in=["thanks", "debrief"]),
                name="letter_evening",
            ),
            # An account's letters, the last ones first.
            models.Index(fields=["account", "-created_at"], name="letter_recent"),
            # What pages warn their owner of.
            models.Index(
                fields=["account", "state", "created_at"],
                condition=models.Q(state="queued") | models.Q(state="failed", is_seen=False),
                name="letter_troubles",
            ),
            # What an operator counts: failures, and how many leave in an hour.
            models.Index(
                fields=["created_at", "cause"],
                condition=models.Q(state="failed"),
                name="letter_failures",
            ),
            models.Index(fields=["sent_at"], condition=models.Q(state="sent"), name="letter_sent"),
        ]

    def __str__(self) -> str:
        """Return what it is and for which day."""
        return f"{self.kind} {self.local_day}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("letter-detail", args=[self.pk])


class UsedLink(models.Model):
    """A link of a letter that has done what it says, and does it no second time."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="used_links")
    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="used_links")
    action = models.CharField(max_length=10)
    used_at = models.DateTimeField()

    class Meta:
        """One use of each."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "follow_up", "action"], name="link_used_once")
        ]

    def __str__(self) -> str:
        """Return what it did."""
        return self.action


class StoppedAddress(models.Model):
    """An address that mail servers say takes no mail: nothing is sent there until somebody says so."""

    address = models.EmailField()
    stopped_at = models.DateTimeField()
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    # The letter that came back, while it is kept.
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        """Once each, whatever its case."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("address"), name="address_stopped_once")
        ]

    def __str__(self) -> str:
        """Return the address."""
        return self.address

    @property
    def said(self) -> str:
        """Return what the mail server said, its number once."""
        code = str(self.code or "")
        reason = gettext(self.reason) if self.reason else ""
        return reason if reason.startswith(code) else f"{code} {reason}".rstrip()


class MailHost(models.Model):
    """A host that letters go through or to: when it takes the next, and since when it takes none."""

    # `smtp.example.org:587` for the mail server in use, `@example.edu` for where addresses end.
    name = models.CharField(max_length=260, unique=True)
    free_at = models.DateTimeField(null=True, blank=True)
    # Since when it cannot be used, when it is tried again, and what it said.
    down_since = models.DateTimeField(null=True, blank=True)
    try_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    # When it last took a letter.
    worked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Return its name."""
        return self.name
