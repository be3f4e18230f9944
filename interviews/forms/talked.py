"""The way in for a talk that happened without a plan: with whom, how, on which day, in a few words."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.fields import Suggestions
from contacts.models import Account, Person
from interviews.forms.follow_ups import DayInput
from interviews.models import Medium
from interviews.rules.notes import LONGEST

# How many names the field suggests; everybody else is found by typing the whole name.
SUGGESTED = 200
# In the order of chance: what nobody planned happens face to face.
HOW = (Medium.IN_PERSON, Medium.PHONE, Medium.VIDEO, Medium.WECHAT)


class TalkedForm(forms.Form):
    """One talk that is over."""

    who = forms.CharField(
        label=_("With whom"),
        max_length=400,
        help_text=_("A name, or “name, organisation”. Somebody new is added."),
    )
    which = forms.ChoiceField(
        label=_("Several people are called that. Whom do you mean?"),
        required=False,
        widget=forms.RadioSelect,
    )
    notes = forms.CharField(
        label=_("What you want to remember"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A few words will do; you can add to them later."),
    )
    how = forms.ChoiceField(
        label=_("How"),
        choices=[(how.value, how.label) for how in HOW],
        initial=Medium.IN_PERSON,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(label=_("On which day"), widget=DayInput())

    def __init__(self, *args: Any, account: Account, person: Person | None, **kwargs: Any) -> None:
        """Leave out the name where it is known who it was."""
        super().__init__(*args, **kwargs)
        self.account, self.person = account, person
        self.fields["day"].initial = clock.today(account.zone)
        if person:
            del self.fields["who"], self.fields["which"]
            self.fields["notes"].widget.attrs["autofocus"] = True
            return
        self.fields["who"].widget = Suggestions(
            self._suggested, attrs={"autofocus": True, "autocomplete": "off", "maxlength": 400}
        )
        self._namesakes()

    def clean_day(self) -> date:
        """Refuse a day that is still to come, or long before anybody would note it."""
        day: date = self.cleaned_data["day"]
        if day > clock.today(self.account.zone):
            raise ValidationError(_("That day is still to come."))
        if day.year < 1950:
            raise ValidationError(_("Check the year: that day is too far away."))
        return day

    def clean(self) -> dict[str, Any]:
        """Find who is meant; ask where several people bear the name."""
        told: dict[str, Any] = super().clean() or {}
        if self.person or "who" not in told:
            return {**told, "person": self.person}
        found = {str(person.pk): person for person in self._found}
        chosen = found.get(told.get("which", ""))
        if len(found) > 1 and chosen is None and told.get("which") != "new":
            self.add_error("which", _("Choose one of them."))
        only = next(iter(found.values())) if len(found) == 1 else None
        return {**told, "person": chosen or only}

    def ended_at(self) -> datetime:
        """Return when it was over: now for today, noon for an earlier day, which is all one knows."""
        day, zone = self.cleaned_data["day"], self.account.zone
        if day == clock.today(zone):
            return clock.now()
        return clock.instant(day, time(12), zone, fold=0)

    def _suggested(self) -> list[str]:
        people = self.account.people.current().promoted().select_related("organisation")
        latest = people.order_by("-created_at", "-pk")[:SUGGESTED]
        return [
            f"{person.name}, {person.organisation}" if person.organisation else person.name
            for person in latest
        ]

    def _namesakes(self) -> None:
        """Offer the people of that name, and somebody new, where there is more than one."""
        typed = str(self.data.get("who", "")).replace("\x00", "").strip()[:400]
        self._found = self.account.people.current().named(typed) if typed else []
        which = self.fields["which"]
        assert isinstance(which, forms.ChoiceField)
        if len(self._found) < 2:
            self.fields.pop("which")
            return
        which.choices = [
            *((str(person.pk), _described(person)) for person in self._found[:20]),
            ("new", str(_("Somebody else, not noted yet"))),
        ]


def _described(person: Person) -> str:
    facts = [person.name, person.title, str(person.organisation or "")]
    return " · ".join(fact for fact in facts if fact)
