"""The way in for a person: their own fields, and organisation, referrer and addresses as typed."""

from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.validators import URLValidator
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.kit import clock
from config.kit.fields import CountryField, Suggestions, WordsField, ZoneField
from config.kit.owned import OwnedForm
from contacts.actions.people import keep_person
from contacts.models import Account, Permission, Person, ReachKind, Tie
from contacts.rules.reaching import is_phone, linkedin_profile

# Enough to be of help, few enough to send with every form.
SUGGESTED = 300
REACH_FIELDS = (
    ReachKind.EMAIL,
    ReachKind.PHONE,
    ReachKind.LINKEDIN,
    ReachKind.WECHAT,
    ReachKind.WEBSITE,
)
# The parts the form is read in. The first is always open; a name is enough.
SECTIONS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    ("", ("name", "title", "organisation_name", "tie")),
    (gettext_lazy("How to reach them"), REACH_FIELDS),
    (
        gettext_lazy("How you know each other"),
        ("connection", "referrer", "named_on", "may_use_name", "groups"),
    ),
    (gettext_lazy("Their work"), ("function", "level", "earlier")),
    (
        gettext_lazy("Names, language and place"),
        ("is_family_first", "called", "language", "zone", "country"),
    ),
    (gettext_lazy("Tags and notes"), ("tags", "notes", "is_do_not_contact")),
)


class Section(NamedTuple):
    """A part of the form; `is_open` when something in it is filled in or faulty."""

    title: str | Promise
    fields: list[BoundField]
    is_open: bool


class PersonForm(OwnedForm):
    """Everything about a person; only the name is needed."""

    organisation_name = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A new name makes a new organisation."),
    )
    referrer = forms.CharField(
        label=gettext_lazy("Who named them"),
        max_length=405,
        required=False,
        help_text=gettext_lazy("One of your people."),
    )
    groups = WordsField(label=gettext_lazy("Schools and groups"), required=False)
    earlier = WordsField(label=gettext_lazy("Earlier roles and industries"), required=False)
    tags = WordsField(label=gettext_lazy("Tags"), required=False, word_length=60)
    zone = ZoneField(
        label=gettext_lazy("Time zone"),
        required=False,
        max_length=64,
        help_text=gettext_lazy("A city is enough where it is clear: Lisbon, Shanghai."),
    )
    country = CountryField(label=gettext_lazy("Country"), required=False)
    email = forms.EmailField(label=ReachKind.EMAIL.label, required=False, max_length=254)
    phone = forms.CharField(
        label=ReachKind.PHONE.label,
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=gettext_lazy("With the country code, as in +351 912 345 678."),
    )
    linkedin = forms.CharField(
        label=ReachKind.LINKEDIN.label,
        required=False,
        max_length=500,
        help_text=gettext_lazy("The address of their profile, or what follows “/in/”."),
    )
    wechat = forms.CharField(label=ReachKind.WECHAT.label, required=False, max_length=100)
    website = forms.URLField(
        label=ReachKind.WEBSITE.label,
        required=False,
        max_length=500,
        assume_scheme="https",
        # Not type=url, which would refuse an address without https:// before we can add it.
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    class Meta:
        """The person's own fields; what they depend on is typed as text above."""

        model = Person
        fields = (
            *("name", "title", "tie", "connection", "named_on", "may_use_name", "groups"),
            "function",
            *("level", "earlier", "is_family_first", "called", "language", "zone", "country"),
            *("tags", "notes", "is_do_not_contact"),
        )
        widgets = {
            "connection": forms.Textarea(attrs={"rows": 2}),
            "notes": forms.Textarea(attrs={"rows": 4}),
            "named_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Show the organisation, referrer and addresses as text, with the account's own to pick."""
        super().__init__(*args, account=account, **kwargs)
        person = self.instance
        self.others = account.people.exclude(pk=person.pk)
        self.initial.setdefault("organisation_name", str(person.organisation or ""))
        self.initial.setdefault("referrer", _label(person.referred_by))
        if person.pk:
            # Read backwards, so that the first of a kind stays.
            reaches = reversed(person.reaches.all())
            self.initial.update({reach.kind: reach.value for reach in reaches})
        # A name is enough: what is left out keeps its default.
        for name in ("tie", "may_use_name"):
            self.fields[name].required = False
        organisations = account.organisations.current().order_by("is_in_pool", "sort_key", "pk")
        self.fields["organisation_name"].widget = Suggestions(
            lambda: organisations.values_list("name", flat=True)[:SUGGESTED]
        )
        self.fields["referrer"].widget = Suggestions(
            lambda: map(
                _label,
                self.others.current().promoted().select_related("organisation")[:SUGGESTED],
            )
        )

    def sections(self) -> list[Section]:
        """Return the form in parts, in reading order."""
        return [
            Section(title, [self[name] for name in names], any(map(self._is_telling, names)))
            for title, names in SECTIONS
        ]

    def _is_telling(self, name: str) -> bool:
        value = self[name].value()
        default = self.fields[name].initial
        return bool(self.errors.get(name)) or value not in (None, "", [], False, default)

    def clean_tie(self) -> str:
        """Return how they are known, “cold” unless said."""
        return self.cleaned_data["tie"] or Tie.COLD

    def clean_may_use_name(self) -> str:
        """Return the permission, unknown unless said."""
        return self.cleaned_data["may_use_name"] or Permission.UNKNOWN

    def clean_name(self) -> str:
        """Return the name without stray spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_referrer(self) -> Person | None:
        """Return the one of the account's people that was typed."""
        typed = self.cleaned_data["referrer"]
        before = self.instance.referred_by
        if not typed or typed == _label(before):
            return before if typed else None
        known = self.others.named(typed)
        if not known:
            raise forms.ValidationError(
                _("“%(name)s” is not among your people. Add them first, or leave this empty."),
                params={"name": typed},
            )
        if len(known) > 1:
            raise forms.ValidationError(
                _("You know several people of this name. Add where they work: “%(example)s”."),
                params={"example": _label(known[0])},
            )
        return known[0]

    def clean_named_on(self) -> date | None:
        """Refuse a day that is still to come."""
        day: date | None = self.cleaned_data["named_on"]
        if day and day > clock.today(self.account.zone):
            raise forms.ValidationError(_("That day is still to come."))
        return day

    def clean_phone(self) -> str:
        """Refuse what nobody could dial."""
        typed = self.cleaned_data["phone"]
        if typed and not is_phone(typed):
            raise forms.ValidationError(_("Write a number of at least five digits."))
        return typed

    def clean_linkedin(self) -> str:
        """Return the profile's one address."""
        typed = self.cleaned_data["linkedin"]
        profile = linkedin_profile(typed)
        if typed and not profile:
            raise forms.ValidationError(
                _("This is not a profile. One looks like linkedin.com/in/ana-munoz.")
            )
        return profile or ""

    def clean_website(self) -> str:
        """Take addresses of the web only."""
        typed = self.cleaned_data["website"]
        if typed:
            URLValidator(schemes=["http", "https"])(typed)
        return typed

    def save(self, commit: bool = True) -> Person:
        """Save the person with organisation, referrer and addresses, all or nothing."""
        person: Person = self.instance
        person.referred_by = self.cleaned_data["referrer"]
        keep_person(
            person=person,
            organisation_name=self.cleaned_data["organisation_name"],
            reaches={kind: self.cleaned_data[kind] for kind in REACH_FIELDS},
            at=clock.now(),
        )
        return person


def _label(person: Person | None) -> str:
    """Return how to pick out a person in a text field."""
    if person is None:
        return ""
    return f"{person}, {person.organisation}" if person.organisation else str(person)
