"""The small forms of the live page: somebody was named, a question came up, when it really was."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from contacts.models import Permission, Person
from interviews.forms.moments import FOLDS
from interviews.models import Interview, Line, Sheet


class NextPersonForm(forms.Form):
    """Someone whom the person I talk to says I should meet."""

    # It stands inside the form of the notes, which goes out with it empty.
    use_required_attribute = False

    name = forms.CharField(label=_("Name"), max_length=200)
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Why them"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    permission = forms.ChoiceField(
        label=_("May I use your name?"),
        choices=[
            (Permission.UNKNOWN, _("Not asked yet")),
            (Permission.ASKED, _("Asked, no answer yet")),
            (Permission.YES, _("Yes")),
            (Permission.NO, _("No")),
        ],
        initial=Permission.UNKNOWN,
        required=False,
    )
    by: "forms.ModelChoiceField[Person]" = forms.ModelChoiceField(
        label=_("Named by"), queryset=Person.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, interview: Interview, **kwargs: Any) -> None:
        """Ask who named them only where more than one person takes part."""
        super().__init__(*args, **{"prefix": "next", **kwargs})
        self.interview = interview
        people = list(interview.people.all())
        self.fields["by"].queryset = interview.people.all()  # type: ignore[attr-defined]
        self.only = people[0] if len(people) == 1 else None
        self.fields["by"].initial = people[0].pk if people else None
        if self.only:
            del self.fields["by"]

    def clean_permission(self) -> str:
        """Take no answer for not asked."""
        return self.cleaned_data["permission"] or Permission.UNKNOWN

    def facts(self) -> dict[str, Any]:
        """Return what `name_person` takes; only after validation."""
        given = self.cleaned_data
        return {
            "by": given.get("by") or self.only,
            "name": given["name"],
            "organisation": given["organisation"],
            "note": given["note"],
            "may_use_name": given["permission"],
            "on": self._on(),
        }

    def _on(self) -> date | None:
        """Return the day of the talk, in which they were named; None while it is still to come."""
        talk, zone = self.interview, ZoneInfo(self.interview.account.zone)
        moment = talk.ended_at or talk.began_at or talk.starts_at
        day = moment.astimezone(zone).date() if moment else None
        return day if day and day <= clock.today(zone.key) else None


class NewQuestionForm(forms.Form):
    """A question that came up in the talk: mine, or in a job round one of theirs."""

    # It stands inside the form of the notes, which goes out with it empty.
    use_required_attribute = False

    text = forms.CharField(
        label=_("The question"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "data-enter-adds": True}),
    )
    after: "forms.ModelChoiceField[Line]" = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Line.objects.none(),
        required=False,
        empty_label=_("At the end"),
    )
    keep = forms.BooleanField(label=_("Keep it among my questions"), required=False)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        """Offer the places on this sheet."""
        super().__init__(*args, **{"prefix": "new", **kwargs})
        self.sheet = sheet
        lines = list(sheet.lines.all())
        after: Any = self.fields["after"]
        after.queryset = sheet.lines.all()
        if not self.is_bound:
            # Spares asking again for the lines that the page shows anyway.
            after.choices = [("", after.empty_label), *((one.pk, _after(one)) for one in lines)]
        after.label_from_instance = _after

    def clean_text(self) -> str:
        """Keep a question on one line."""
        return " ".join(self.cleaned_data["text"].split())


def _after(line: Line) -> str:
    return gettext("After: %(question)s") % {"question": Truncator(line.text).chars(60)}


class LocalMomentField(forms.Field):
    """A day and time on the reader's clock, without a zone yet."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """Return the local day and time to the minute."""
        if value in self.empty_values:
            return None
        try:
            moment = datetime.fromisoformat(str(value).strip())
        except ValueError:
            moment = None
        # At either end of the calendar there is no room for a time zone.
        if moment is None or moment.tzinfo or not 1900 <= moment.year <= 2900:
            raise forms.ValidationError(_("Write it like 2026-05-14 16:30."), code="moment")
        return moment.replace(second=0, microsecond=0)


class TalkTimesForm(forms.Form):
    """When a talk really began and ended, on the clock of the account."""

    use_required_attribute = False

    began = LocalMomentField(label=_("Began"), required=False)
    ended = LocalMomentField(label=_("Ended"))
    # Shown only when the clocks were set back over the time given.
    fold = forms.ChoiceField(
        label=_("The clocks were set back in that hour. Which one was it?"),
        choices=FOLDS,
        required=False,
    )

    def __init__(self, *args: Any, interview: Interview, now: datetime, **kwargs: Any) -> None:
        """Offer the times known so far."""
        self.zone, self.now = interview.account.zone, now
        self.is_asking = False
        kwargs.setdefault("initial", _known_times(interview, now))
        super().__init__(*args, **{"prefix": "times", **kwargs})

    def clean(self) -> dict[str, Any]:
        """Turn both into instants, the end neither ahead of now nor before the beginning."""
        given = super().clean() or {}
        for name in ("began", "ended"):
            if given.get(name):
                given[name] = self._instant(name, given[name])
        began, ended = given.get("began"), given.get("ended")
        # A minute's grace for a clock that runs ahead of ours.
        if ended and ended > self.now + timedelta(minutes=1):
            self.add_error("ended", _("That is still to come."))
        elif began and ended and began > ended:
            self.add_error(
                "began", _("That is after the end. Leave it empty if nobody noted the beginning.")
            )
        return given

    def _instant(self, name: str, local: datetime) -> datetime | None:
        fold = self.data.get(self.add_prefix("fold"))
        try:
            return clock.instant(
                local.date(), local.time(), self.zone, int(fold) if fold in ("0", "1") else None
            )
        except clock.NoSuchTime as gap:
            self.add_error(
                name,
                _("The clocks jumped over that time; it was either %(before)s or %(after)s.")
                % {"before": f"{gap.before:%H:%M}", "after": f"{gap.after:%H:%M}"},
            )
        except clock.TwoSuchTimes:
            self.is_asking = True
            self.add_error(name, _("That time came twice. Say below which one it was."))
        return None


def _known_times(interview: Interview, now: datetime) -> dict[str, datetime | None]:
    ended = interview.ended_at or min(interview.ends_at or now, now)
    return {
        "began": localtime(interview.began_at) if interview.began_at else None,
        "ended": localtime(ended),
    }
