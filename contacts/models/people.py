"""Person: someone to talk to, and the ways to reach them."""

from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner
from contacts.models.imports import ImportRun
from contacts.models.organisations import Organisation
from contacts.models.searchable import PENDING, IsAmong, Plain, Sought, Words, holds, name_key
from contacts.models.shelves import shelf
from contacts.models.words import Function, Language, Level
from contacts.rules.pinyin import sounds
from contacts.validators import is_zone


class Tie(models.TextChoices):
    """How I know them (method: where people are found; Ng, Zake)."""

    NETWORK = "network", _("Already in my network")
    SCHOOL = "school", _("Same school")
    COMMUNITY = "community", _("Community or meetup")
    EVENT = "event", _("Met at an event")
    REFERRAL = "referral", _("Someone named them")
    COLD = "cold", _("We have not met")


class Permission(models.TextChoices):
    """Whether the referrer's name may be used when writing to this person."""

    UNKNOWN = "unknown", _("Not asked yet")
    ASKED = "asked", _("Asked, no answer yet")
    YES = "yes", _("Yes, I may use their name")
    NO = "no", _("No, not their name")


class PersonQuerySet(models.QuerySet["Person"]):
    """People, by use and by what is typed."""

    def current(self) -> "PersonQuerySet":
        """Return those not archived."""
        return self.filter(archived_at=None)

    def promoted(self) -> "PersonQuerySet":
        """Return those not waiting in the pool."""
        return self.filter(is_in_pool=False)

    def to_plan(self) -> "PersonQuerySet":
        """Return those about whom something changed that their plan hangs on."""
        return self.filter(needs_planning=True)

    def matching(self, words: str) -> "PersonQuerySet":
        """Return those with every word in their name, title, organisation, tags or groups.

        Accents and case make no difference; a word may be any part of one (see `holds`), and Chinese
        names are found by how they sound too.
        """
        people = self
        # Where these people are reached from an account: its organisations alone are looked through.
        owner_field = Person._meta.get_field("account")
        owners = self._known_related_objects.get(owner_field)  # type: ignore[attr-defined]
        theirs = Organisation.objects.all()
        theirs = theirs.filter(account__in=owners) if owners else theirs
        for word in words.split():
            there = ArraySubquery(theirs.matching(word).order_by().values("pk"))
            people = people.filter(
                holds(word) | models.Q(IsAmong(models.F("organisation_id"), there))
            )
        return people

    def named(self, text: str) -> "list[Person]":
        """Return those of exactly this name, else those meant by “name, organisation”.

        Case and accents make no difference.
        """

        def plain(typed: str) -> Plain:
            return Plain(models.Value(" ".join(typed.split())))

        people = self.select_related("organisation")
        found: models.QuerySet[Person] = people.filter(sort_key=plain(text))
        if "," in text and not found:
            # Either part may hold a comma of its own.
            parts = text.split(",")
            meant = models.Q()
            for cut in range(1, len(parts)):
                name, organisation = ",".join(parts[:cut]), ",".join(parts[cut:])
                meant |= models.Q(sort_key=plain(name), organisation__sort_key=plain(organisation))
            found = people.filter(meant)
        return list(found)


class Person(models.Model):
    """Someone who might do me the favour of a talk."""

    account = owner("people")
    name = models.CharField(_("name"), max_length=200)
    is_family_first = models.BooleanField(
        _("family name first"), default=False, help_text=_("As in 王小明.")
    )
    called = models.CharField(
        _("how to address them"),
        max_length=120,
        blank=True,
        help_text=_("Such as Ana, Dr. Sousa or 王老师. The first name is used when this is empty."),
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
    )
    tie = models.CharField(
        _("how I know them"), max_length=20, choices=Tie.choices, default=Tie.COLD
    )
    connection = models.TextField(
        _("our connection"),
        max_length=1000,
        blank=True,
        help_text=_("In your words: where you met, what you share. First messages start with it."),
    )
    referred_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("who named them"),
    )
    # The day they were named; unknown for those noted before it was asked for.
    named_on = models.DateField(_("named on"), null=True, blank=True)
    may_use_name = models.CharField(
        _("may I say who named them?"),
        max_length=10,
        choices=Permission.choices,
        default=Permission.UNKNOWN,
    )
    function = models.CharField(
        _("kind of work"), max_length=40, blank=True, choices=Function.choices
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
    tags = ArrayField(
        models.CharField(max_length=60), verbose_name=_("tags"), default=list, blank=True
    )
    language = models.CharField(_("language"), max_length=10, blank=True, choices=Language.choices)
    zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[is_zone])
    country = models.CharField(_("country"), max_length=2, blank=True)
    notes = models.TextField(_("notes"), max_length=10_000, blank=True)
    is_do_not_contact = models.BooleanField(_("do not contact"), default=False)
    # Imported people wait in the pool: found by searching, in no list of things to do.
    is_in_pool = models.BooleanField(_("in the pool"), default=False, editable=False)
    connected_on = models.DateField(_("connected on"), null=True, blank=True, editable=False)
    # The latest message sent or talk held; derived, see interviews/actions/contact.py.
    last_contact_at = models.DateTimeField(null=True, blank=True, editable=False)
    # A mark of an import that is still at work when it is written: no need to check each one.
    imported_in = models.ForeignKey(
        ImportRun,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="people",
        db_constraint=False,
    )
    # Title and organisation as each format of file last told them, without accents and case, and the
    # age of that file where it tells: one that is older, or says the same again, brings no news,
    # whatever the user has typed since.
    told = models.JSONField(default=dict, blank=True, editable=False)
    # Prints of the rows of files that led to them by anything but a profile (see print_of in
    # actions/imports/reading.py): the same row leads to them again, whatever they are called by then.
    known_by = ArrayField(models.CharField(max_length=16), default=list, blank=True, editable=False)
    # Ways to reach them that the user took out, as rules.reaching.plain_way writes them: no import
    # brings one of these again.
    unwanted = ArrayField(models.TextField(), default=list, blank=True, editable=False)
    # Something changed that their plan hangs on; interviews/actions/planning.py sees to it.
    needs_planning = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    # How a Chinese name sounds; save() keeps it, writers in bulk fill it themselves.
    sounds = models.TextField(blank=True, default="", editable=False)
    # What search looks in: plain text in which every word has a blank before it.
    plain = models.GeneratedField(
        expression=Sought(
            models.Value(" "),
            models.F("name"),
            models.Value(" "),
            models.F("called"),
            models.Value(" "),
            models.F("title"),
            models.Value(" "),
            Words(models.F("tags")),
            models.Value(" "),
            Words(models.F("groups")),
            models.Value(" "),
            models.F("sounds"),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    sort_key = name_key()
    shelf = shelf()

    objects = PersonQuerySet.as_manager()

    class Meta:
        """By name without accents."""

        ordering: ClassVar[list[str]] = ["sort_key", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "sort_key", "id"], name="person_by_name"),
            GinIndex(
                fields=["account", "plain"],
                name="person_sought",
                opclasses=["int8_ops", "gin_trgm_ops"],
                gin_pending_list_limit=PENDING,
            ),
            # Those not in the pool are sought first, and are few beside what imports bring.
            GinIndex(
                fields=["account", "plain"],
                name="person_promoted_sought",
                opclasses=["int8_ops", "gin_trgm_ops"],
                gin_pending_list_limit=PENDING,
                condition=models.Q(is_in_pool=False),
            ),
            GinIndex(fields=["tags"], name="person_tags"),
            # One for each order of the list (see config/kit/pages.py).
            models.Index(fields=["account", "shelf", "sort_key", "id"], name="person_on_shelf"),
            models.Index(
                models.F("account"),
                models.F("shelf"),
                models.F("last_contact_at").desc(nulls_last=True),
                models.F("sort_key"),
                models.F("id"),
                name="person_by_contact",
            ),
            models.Index(fields=["account", "shelf", "created_at", "id"], name="person_by_age"),
            models.Index(
                fields=["account", "organisation", "shelf", "sort_key", "id"],
                name="person_by_organisation",
            ),
            models.Index(
                fields=["account"], condition=models.Q(needs_planning=True), name="person_to_plan"
            ),
            # For the tags to choose from.
            models.Index(
                fields=["account", "id"], condition=~models.Q(tags=[]), name="person_tagged"
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep how the name sounds with the name."""
        fields = kwargs.get("update_fields")
        if fields is None or "name" in fields:
            self.sounds = sounds(self.name)
            if fields is not None:
                kwargs["update_fields"] = {*fields, "sounds"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return their page."""
        return reverse("person-detail", args=[self.pk])

    @property
    def address(self) -> str:
        """Return how to begin a letter to them: what they are called, else the given name."""
        return address_of(self.name, self.called, self.is_family_first)


def address_of(name: str, called: str, is_family_first: bool) -> str:
    """Return how to begin a letter to somebody: what they are called, else the given name."""
    if called:
        return called
    words = name.split()
    return name if is_family_first or len(words) < 2 else words[0]


class ReachKind(models.TextChoices):
    """Ways to reach someone."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    LINKEDIN = "linkedin", _("LinkedIn")
    WECHAT = "wechat", _("WeChat")
    WEBSITE = "website", _("Website")
    OTHER = "other", _("Other")


class Reach(models.Model):
    """One way to reach a person."""

    account = owner("reaches", is_copy=True)
    # What keeps one address from being there twice leads from the person as well.
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="reaches", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReachKind.choices)
    value = models.CharField(_("address, number or link"), max_length=500)

    class Meta:
        """In the order they were added; the same one only once a person."""

        verbose_name = _("way to reach them")
        verbose_name_plural = _("ways to reach them")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "kind", "value"], name="reach_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("account", Lower("value"), name="reach_by_value"),
        ]

    def __str__(self) -> str:
        """Return the address."""
        return self.value
