"""The way in for an interview: with whom, of what kind, how you meet."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kit.choices import choices
from config.kit.fields import Suggestions
from config.kit.owned import OwnedForm
from contacts.models import Person
from interviews.actions.interviews import save_interview
from interviews.models import Interview, Medium
from interviews.models.interviews import LONGEST, SHORTEST
from interviews.rules.stages import Stage

# The lengths people ask for; 20 minutes is the method's own (UC Berkeley Career Center).
LENGTHS = (15, 20, 30, 45, 60)
# How many people are offered beside those already chosen.
OFFERED = 10
# What is searched for becomes a condition a word.
LONGEST_FIND = 200


class LengthInput(Suggestions):
    """A number of minutes with the usual lengths to choose from."""

    input_type = "number"


class InterviewForm(OwnedForm):
    """One talk, without its time. `find` narrows the people on offer and saves nothing."""

    find = forms.CharField(
        label=_("Find somebody else"),
        required=False,
        max_length=LONGEST_FIND,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    class Meta:
        """What is agreed apart from the time, which has its own page."""

        model = Interview
        fields = ("people", "kind", "round_name", "search", "minutes", "medium", "place", "purpose")
        widgets = {
            "people": forms.CheckboxSelectMultiple,
            "minutes": LengthInput(LENGTHS, attrs={"min": SHORTEST, "max": LONGEST}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "round_name": _("Such as: phone screen, technical round, panel."),
            "purpose": _("One or two sentences; they are printed on your sheet."),
            "minutes": _("Ask for 20 minutes, and end on time."),
        }
        error_messages = {
            "people": {"required": _("Choose the person you talk to.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer those chosen, then matches of `find` or whoever was added last."""
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.choices = [(person.pk, _described(person)) for person in self._offered()]
        if self.instance.pk is None:
            self.fields["search"].queryset = self.account.searches.open()  # type: ignore[attr-defined]

    @property
    def is_finding(self) -> bool:
        """Return whether the button beside `find` was pressed."""
        return "look" in self.data

    @property
    def has_people(self) -> bool:
        """Return whether anybody is on offer."""
        people: Any = self.fields["people"]
        return bool(people.choices)

    def clean(self) -> dict[str, Any]:
        """Refuse a video link that is not a web address; all else is free text."""
        cleaned = super().clean() or {}
        place = cleaned.get("place")
        if place and cleaned.get("medium") == Medium.VIDEO:
            try:
                cleaned["place"] = forms.URLField(assume_scheme="https").clean(place)
            except ValidationError:
                self.add_error(
                    "place",
                    _("A video call needs a web link such as https://meet.example.com/abc."),
                )
        return cleaned

    def save(self, commit: bool = True) -> Interview:
        """Save through the action that keeps calendars in step."""
        return save_interview(
            self.instance, people=self.cleaned_data["people"], changed=self.changed_data
        )

    def _offered(self) -> list[Person]:
        mine = self.account.people.select_related("organisation")
        chosen = list(mine.filter(pk__in=self._chosen()))
        words = str(self.data.get("find", "")).replace("\x00", "")[:LONGEST_FIND].strip()
        others = mine.current().exclude(pk__in=[person.pk for person in chosen])
        if words:
            # The pool can be searched as well; those already out of it come first.
            found = others.matching(words).order_by("is_in_pool", "sort_key", "pk")
        else:
            found = others.promoted().order_by("-created_at", "-pk")
        return chosen + list(found[:OFFERED])

    def _chosen(self) -> list[int]:
        if self.is_bound:
            typed = self.data.getlist("people")  # type: ignore[attr-defined]
            return [int(pk) for pk in typed if pk.isdecimal() and len(pk) < 19]
        if self.instance.pk:
            return list(self.instance.people.values_list("pk", flat=True))
        return list(self.initial.get("people", []))


def _described(person: Person) -> str:
    """Return the name with what tells two people of one name apart."""
    facts = [person.title, person.organisation.name if person.organisation else ""]
    return " · ".join([person.name, ", ".join(fact for fact in facts if fact)]).strip(" ·")


class InterviewFilter(forms.Form):
    """What the list is narrowed to."""

    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=LONGEST_FIND,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    search: Any = forms.ModelChoiceField(
        label=_("Search"), queryset=None, required=False, empty_label=_("All searches")
    )

    def __init__(self, *args: Any, account: Any, **kwargs: Any) -> None:
        """Offer the account's searches."""
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["stage"].choices = [("", _("All stages")), *choices(Stage)]  # type: ignore[attr-defined]
        self.fields["search"].queryset = account.searches.all()  # type: ignore[attr-defined]

    def narrow(self, interviews: Any) -> Any:
        """Return the interviews that match; a wrong value narrows nothing."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        if words := chosen.get("q"):
            people = self.account.people.matching(words)
            interviews = interviews.filter(Q(pk__in=people.values("interviews")))
        if stage := chosen.get("stage"):
            interviews = interviews.filter(stage=stage)
        if search := chosen.get("search"):
            interviews = interviews.filter(search=search)
        return interviews

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything is asked for."""
        return any(self.data.get(name) for name in self.fields)
