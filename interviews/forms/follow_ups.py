"""The way in for follow-ups: what, whose, for whom, by which day; and days to put them off to."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import OwnedForm
from contacts.models import Account
from interviews.models import FollowUp, FollowUpKind

# A list longer than this is not read; beyond it, one starts from the person's page.
MOST_PEOPLE = 200
# What can be noted by hand; everything else the plan makes.
BY_HAND = (
    FollowUpKind.PROMISE,
    FollowUpKind.REPORT_BACK,
    FollowUpKind.THEIR_PROMISE,
    FollowUpKind.FREE,
)
# A typing slip such as 9999 is caught here; calendars end, and no promise lies that far off.
AHEAD = timedelta(days=20 * 366)


def is_too_far(day: date, account: Account) -> bool:
    """Return whether a day lies so far ahead that it can only be a slip."""
    return day > clock.today(account.zone) + AHEAD


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Write days as browsers expect them."""
        super().__init__(attrs, format="%Y-%m-%d")


class FollowUpForm(OwnedForm):
    """A promise, theirs or mine, or anything else to do for a person; the day is never guessed."""

    class Meta:
        """What can be told of one; a thank-you plans itself."""

        model = FollowUp
        fields = ("person", "kind", "text", "due_on")
        widgets = {"due_on": DayInput()}
        labels = {"text": _("What is to be done"), "due_on": _("By which day")}
        help_texts = {
            "due_on": _("The day you agreed on, or one you choose. It is never set for you.")
        }
        error_messages = {
            "person": {"required": _("Choose whom it is about.")},
            "text": {"required": _("Say in a few words what is to be done.")},
            "due_on": {"required": _("Choose a day.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the people one can choose, and the kinds that are not planned by a talk."""
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.TypedChoiceField)
        kinds.choices = [(kind.value, kind.label) for kind in BY_HAND]
        people = self.fields["person"]
        assert isinstance(people, forms.ModelChoiceField) and people.queryset is not None
        asked = self.initial.get("person") or self.data.get("person") or self.instance.person_id
        chosen = str(asked or "")
        mine = self.account.people.current().promoted()
        offered = {one.pk: one for one in mine[:MOST_PEOPLE]}
        if chosen.isdecimal() and len(chosen) < 19 and int(chosen) not in offered:
            offered |= {one.pk: one for one in people.queryset.filter(pk=chosen)}
        people.choices = [("", "—"), *((pk, one.name) for pk, one in offered.items())]

    def clean_due_on(self) -> date:
        """Refuse a day that is over, unless it stood there before."""
        day: date = self.cleaned_data["due_on"]
        if day < clock.today(self.account.zone) and day != self.instance.due_on:
            raise ValidationError(_("That day is over. Choose today or a later one."))
        if is_too_far(day, self.account):
            raise ValidationError(_("Check the year: that day is too far away."))
        return day


class SnoozeForm(forms.Form):
    """The day to put something off to: one on offer (`until`), or any other (`day`)."""

    until = forms.DateField(required=False)
    day = forms.DateField(required=False, widget=DayInput(attrs={"required": True}))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Know whose calendar it is."""
        super().__init__(*args, **kwargs)
        self.account = account

    def clean(self) -> dict[str, Any]:
        """Keep the one day that was meant; what is wrong is said at `day`, where one types it."""
        data: dict[str, Any] = super().clean() or {}
        chosen = data.get("until") or data.get("day")
        if chosen is None:
            if "day" not in self.errors:
                self.add_error("day", _("Choose the day to put it off to."))
        elif chosen < clock.today(self.account.zone):
            self.add_error("day", _("That day is over. Choose today or a later one."))
        elif is_too_far(chosen, self.account):
            self.add_error("day", _("Check the year: that day is too far away."))
        return {**data, "chosen": chosen}


class FillInForm(forms.Form):
    """The day that a step asks for."""

    day = forms.DateField(
        widget=DayInput(attrs={"required": True}),
        error_messages={"required": _("Choose a day."), "invalid": _("That is no day.")},
    )
