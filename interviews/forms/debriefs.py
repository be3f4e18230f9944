"""The ways in of a debrief: small scales, and what a marked line is to become."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.choices import choices
from config.kit.owned import OwnedForm
from contacts.models import Organisation, Person
from interviews.debriefing import Around, Pending
from interviews.forms.follow_ups import DayInput, is_too_far
from interviews.models import Confidence, Debrief, Insight
from interviews.rules.categories import Category
from interviews.rules.marks import LEARNED, MarkKind
from interviews.rules.naming import lines_in

# The ends of each scale, in words.
ENDS = {
    "energy": (_("it drained me"), _("it gave me energy")),
    "values": (_("not my values"), _("just my values")),
    "hours": (_("not my hours"), _("hours I want")),
}


class ScalesForm(OwnedForm):
    """How the work would fit me, on three scales of five; each may stay open."""

    class Meta:
        """The scales only."""

        model = Debrief
        fields: ClassVar[list[str]] = ["energy", "values", "hours"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer 1 to 5 side by side, and to say nothing."""
        super().__init__(*args, **kwargs)
        for name, (low, high) in ENDS.items():
            steps = [(str(step), str(step)) for step in range(1, 6)]
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                choices=[("", _("—")), *steps],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                help_text=_("1 %(low)s, 5 %(high)s") % {"low": low, "high": high},
            )


class InsightForm(forms.Form):
    """What was learned, in one sentence, or which insight it supports."""

    use_required_attribute = False

    statement = forms.CharField(
        label=_("What I learned"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    topic = forms.ChoiceField(label=_("About"), choices=choices(Category))
    confidence = forms.TypedChoiceField(
        label=_("How sure"), choices=Confidence.choices, coerce=int, initial=Confidence.HEARD
    )
    joins = forms.ChoiceField(label=_("Or it supports"), required=False)

    def __init__(self, *args: Any, around: Around, pending: Pending, **kwargs: Any) -> None:
        """Propose the marked words as they are."""
        initial = {"statement": _cut(pending.spot.text, 500), "topic": pending.topic}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.known = {str(insight.pk): insight for insight in around.insights}
        if self.known:
            new = ("", _("nothing yet: a new insight"))
            offered = [(key, str(insight)) for key, insight in self.known.items()]
            _choices_of(self, "joins", [new, *offered])
        else:
            del self.fields["joins"]

    def clean(self) -> dict[str, Any]:
        """Need no sentence where it supports one that stands."""
        cleaned = super().clean() or {}
        if cleaned.get("joins"):
            self.errors.pop("statement", None)
        return cleaned

    @property
    def joined(self) -> Insight | None:
        """Return the insight it supports; only after validation."""
        return self.known.get(self.cleaned_data.get("joins", ""))


class _WithSpeaker(forms.Form):
    """A form that asks which of those in the talk it is about, where there are several."""

    use_required_attribute = False

    person = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, around: Around, **kwargs: Any) -> None:
        """Ask only where there is a choice."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in around.people}
        if len(self.people) == 1:
            del self.fields["person"]
        else:
            _choices_of(self, "person", [(key, str(one)) for key, one in self.people.items()])

    @property
    def speaker(self) -> Person:
        """Return whom it is about; only after validation."""
        (first, *_) = self.people
        return self.people[self.cleaned_data.get("person", first)]


def _cut(text: str, most: int) -> str:
    """Return so much of a long line as a field holds, and a sign that there was more."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _choices_of(form: forms.Form, name: str, offered: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = offered
    # What a list shows where nothing was chosen is no change.
    field.initial = offered[0][0] if offered else None


class NameForm(_WithSpeaker):
    """Somebody who was named."""

    name = forms.CharField(label=_("Name"), max_length=200)
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)

    field_order = ("name", "organisation", "title", "person")

    def __init__(self, *args: Any, around: Around, pending: Pending, **kwargs: Any) -> None:
        """Propose the line as it reads: name, organisation, title."""
        found = lines_in(pending.spot.text)
        initial = found[0]._asdict() if found else {"name": _cut(pending.spot.text, 200)}
        super().__init__(*args, around=around, **{"initial": initial, **kwargs})
        if "person" in self.fields:
            self.fields["person"].label = _("Named by")


class PromiseForm(_WithSpeaker):
    """What was promised, and by which day: never invented, so asked for."""

    text = forms.CharField(label=_("What"), max_length=400)
    due_on = forms.DateField(label=_("By"), widget=DayInput())

    field_order = ("text", "due_on", "person")

    def __init__(self, *args: Any, around: Around, pending: Pending, **kwargs: Any) -> None:
        """Propose the words, and the day where they name one."""
        self.account = around.interview.account
        initial = {"text": _cut(pending.spot.text, 400), "due_on": pending.marked.day}
        super().__init__(*args, around=around, **{"initial": initial, **kwargs})
        if "person" in self.fields:
            mine = pending.spot.kind is MarkKind.PROMISE
            self.fields["person"].label = _("Promised to") if mine else _("Promised by")

    @property
    def day(self) -> date | None:
        """Return the day proposed."""
        day: date | None = self.initial["due_on"]
        return day

    @property
    def is_lacking(self) -> bool:
        """Return whether a day has to be said before it can be kept: none was, or it is over."""
        return self.day is None or self.day < clock.today(self.account.zone)

    def clean_due_on(self) -> date:
        """Refuse a day that lies behind, or farther than anybody plans."""
        day: date = self.cleaned_data["due_on"]
        if day < clock.today(self.account.zone):
            raise forms.ValidationError(_("That day is over. Choose one from today on."))
        if is_too_far(day, self.account):
            raise forms.ValidationError(_("That is farther away than anybody plans."))
        return day


class ResourceForm(forms.Form):
    """Something to read, watch or follow, kept with the person or where they work."""

    use_required_attribute = False

    text = forms.CharField(label=_("What it is"), max_length=4000)
    link = forms.URLField(label=_("Link"), max_length=1000, required=False)
    about = forms.ChoiceField(label=_("Keep it with"))

    def __init__(self, *args: Any, around: Around, pending: Pending, **kwargs: Any) -> None:
        """Offer those in the talk and their organisations."""
        initial = {"text": pending.spot.text, "link": pending.marked.link}
        super().__init__(*args, **{"initial": initial, **kwargs})
        places = [person.organisation for person in around.people if person.organisation]
        self.subjects: dict[str, Person | Organisation] = {
            **{f"person-{person.pk}": person for person in around.people},
            **{f"organisation-{place.pk}": place for place in places},
        }
        _choices_of(self, "about", [(key, str(one)) for key, one in self.subjects.items()])

    @property
    def subject(self) -> Person | Organisation:
        """Return whom or what it is about; only after validation."""
        return self.subjects[self.cleaned_data["about"]]


type KeepForm = InsightForm | NameForm | PromiseForm | ResourceForm


def form_for(around: Around, pending: Pending, data: Any = None) -> KeepForm:
    """Return the form that says what a marked line becomes, by its kind."""
    kinds: dict[MarkKind, type[KeepForm]] = {
        **dict.fromkeys(LEARNED, InsightForm),
        MarkKind.NAME: NameForm,
        MarkKind.PROMISE: PromiseForm,
        MarkKind.THEIR_PROMISE: PromiseForm,
        MarkKind.RESOURCE: ResourceForm,
    }
    form = kinds[pending.spot.kind]
    return form(data, around=around, pending=pending, prefix=f"mark-{pending.at}")
