"""The ways in for whom somebody named, and for the introductions they promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.kit import clock
from config.kit.fields import Suggestions
from config.kit.owned import OwnedForm
from contacts.models import Introduction, Permission, Person
from contacts.rules.introductions import DAYS, IntroductionState
from interviews.forms.follow_ups import DayInput
from interviews.rules.naming import Line, lines_in

# So many names at once are plenty, and so many people of one name are offered.
MOST, OFFERED = 30, 6
SUGGESTED = 200
NEW, KEEP, TAKE = "new", "keep", "take"


@dataclass(frozen=True)
class Choice:
    """Whom a line means: somebody known, or (None) somebody new; and who counts as naming them."""

    line: Line
    known: Person | None
    replaces: bool = False


class PastDayField(forms.DateField):
    """A day that is not still to come, in the zone of an account."""

    widget = DayInput

    def __init__(self, *, zone: str = "UTC", **kwargs: Any) -> None:
        """Take the zone whose today is the last day allowed."""
        super().__init__(**kwargs)
        self.zone = zone

    def clean(self, value: Any) -> date | None:
        """Refuse a day ahead, or long before anybody would note it."""
        day: date | None = super().clean(value)
        if day and day > clock.today(self.zone):
            raise ValidationError(_("That day is still to come."))
        if day and day.year < 1950:
            raise ValidationError(_("Check the year: that day is too far away."))
        return day


class NamedForm(forms.Form):
    """Whom `by` named, one person a line; asks which one is meant where somebody is known already."""

    names = forms.CharField(
        label=gettext_lazy("Whom did they name?"),
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line: a name, or “name, organisation”, or “name, organisation, title”."
        ),
    )
    permission = forms.ChoiceField(
        label=gettext_lazy("May I say who named them?"),
        choices=Permission.choices,
        initial=Permission.UNKNOWN.value,
        required=False,
    )
    on = PastDayField(label=gettext_lazy("On which day"), required=False)
    introduces = forms.BooleanField(label=gettext_lazy("They will introduce us"), required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        """Add a question for each line that may mean somebody known."""
        super().__init__(*args, **kwargs)
        self.by, zone = by, by.account.zone
        day = self.fields["on"]
        assert isinstance(day, PastDayField)
        day.zone, day.initial = zone, clock.today(zone)
        self.lines = lines_in(str(self.data.get(self.add_prefix("names"), ""))[:6_000])[: MOST + 1]
        self.known = {line: self._known(line) for line in self.lines}
        for line, known in self.known.items():
            if known:
                self.fields[_key(line)] = _which(line, known, by)

    @property
    def asked(self) -> list[Any]:
        """Return the questions about which one is meant."""
        return [self[_key(line)] for line, known in self.known.items() if known]

    def clean_names(self) -> str:
        """Refuse what names nobody, too many, or the very one who named them."""
        text: str = self.cleaned_data["names"]
        if not self.lines:
            raise ValidationError(_("Write at least one name."))
        if len(self.lines) > MOST:
            raise ValidationError(
                _("That is a long list. Note up to %(n)s at a time.") % {"n": MOST}
            )
        for line in self.lines:
            if line.name.casefold() == self.by.name.casefold():
                raise ValidationError(
                    _("%(name)s cannot name themselves.") % {"name": self.by.name}
                )
            if max(map(len, line)) > 200:
                raise ValidationError(_("This line is too long: “%s…”") % line.name[:40])
        return text

    def clean_permission(self) -> str:
        """Take no answer for not asked."""
        return self.cleaned_data["permission"] or Permission.UNKNOWN

    def choices(self) -> list[Choice]:
        """Return whom each line means; only after validation."""
        return [self._choice(line, known) for line, known in self.known.items()]

    def _choice(self, line: Line, known: Sequence[Person]) -> Choice:
        key, _cut, what = self.cleaned_data.get(_key(line), NEW).partition(":")
        one = next((person for person in known if str(person.pk) == key), None)
        return Choice(line, one, replaces=what == TAKE)

    def _known(self, line: Line) -> list[Person]:
        """Return the people whom a line may mean, those at that organisation first."""
        people = self.by.account.people.exclude(pk=self.by.pk)
        found = people.select_related("referred_by").named(line.name[:200])
        there = line.organisation.casefold()
        found.sort(key=lambda one: (str(one.organisation or "").casefold() != there, one.pk))
        return found[:OFFERED]


def _key(line: Line) -> str:
    """Return the name of the question about a line; it stays when other lines change."""
    return f"which-{crc32('|'.join(line).encode()):08x}"


class WhichField(forms.ChoiceField):
    """A question asked only once the form came: its likely answer is chosen beforehand."""

    widget = forms.RadioSelect

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what was chosen, else what is likely."""
        return initial if data is None else data


def _which(line: Line, known: Sequence[Person], by: Person) -> forms.ChoiceField:
    options: list[tuple[str, str]] = []
    for one in known:
        first = one.referred_by
        if first is None or first == by:
            options.append((f"{one.pk}:", _described(one)))
            continue
        names = {"who": _described(one), "first": first.name, "by": by.name}
        options += [
            (f"{one.pk}:{KEEP}", _("%(who)s; %(first)s stays who named them") % names),
            (f"{one.pk}:{TAKE}", _("%(who)s; %(by)s named them, not %(first)s") % names),
        ]
    options.append((NEW, _("Somebody else of that name")))
    return WhichField(
        label=_("You know a %(name)s already. Is it the same one?") % {"name": line.name},
        choices=options,
        # Where the organisation fits as well, it most likely is.
        initial=options[0][0] if _fits(line, known[0]) else None,
        error_messages={"required": _("Say whom you mean.")},
    )


def _fits(line: Line, one: Person) -> bool:
    there = str(one.organisation or "").casefold()
    return bool(there) and there == line.organisation.casefold()


def _described(person: Person) -> str:
    """Return what tells one person from another of the same name."""
    facts = [person.name, person.title, str(person.organisation or "")]
    if person.is_in_pool:
        facts.append(_("in your pool"))
    if person.archived_at:
        facts.append(_("archived"))
    return " · ".join(fact for fact in facts if fact)


class IntroductionForm(forms.Form):
    """To whom somebody promised to introduce me: one of those they named, or anybody by name."""

    to = forms.CharField(
        label=gettext_lazy("To whom"),
        max_length=405,
        help_text=gettext_lazy("A name, or “name, organisation”. Somebody new is added."),
    )
    which = forms.ChoiceField(
        label=gettext_lazy("Several people are called that. Whom do you mean?"),
        required=False,
        widget=forms.RadioSelect,
    )
    on = PastDayField(label=gettext_lazy("Promised on"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("What they said, or what they need from you for it."),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        """Suggest those they named first."""
        super().__init__(*args, **kwargs)
        self.by, zone = by, by.account.zone
        day = self.fields["on"]
        assert isinstance(day, PastDayField)
        day.zone, day.initial = zone, clock.today(zone)
        self.fields["to"].widget = Suggestions(
            self._suggested, attrs={"autocomplete": "off", "maxlength": 405}
        )
        typed = str(self.data.get("to", "")).replace("\x00", "").strip()[:405]
        others = by.account.people.exclude(pk=by.pk)
        self.found = others.named(typed) if typed else []
        which = self.fields["which"]
        assert isinstance(which, forms.ChoiceField)
        if len(self.found) < 2:
            self.fields.pop("which")
        else:
            which.choices = [(str(one.pk), _described(one)) for one in self.found[:20]]

    def clean_to(self) -> str:
        """Refuse the one who introduces."""
        typed: str = self.cleaned_data["to"]
        if not lines_in(typed):
            raise ValidationError(_("Write at least one name."))
        if not self.found and lines_in(typed)[0].name.casefold() == self.by.name.casefold():
            raise ValidationError(_("Nobody introduces you to themselves."))
        return typed

    def clean(self) -> dict[str, Any]:
        """Find who is meant; ask where several people bear the name."""
        told: dict[str, Any] = super().clean() or {}
        chosen = next((one for one in self.found if str(one.pk) == told.get("which")), None)
        if len(self.found) > 1 and chosen is None and "to" in told:
            self.add_error("which", _("Choose one of them."))
        only = self.found[0] if len(self.found) == 1 else None
        told["known"] = chosen or only
        if told["known"]:
            before = self.by.introductions_promised.filter(person=told["known"]).first()
            if before and (before.is_waiting or before.state == IntroductionState.MADE):
                self.add_error("to", _("That introduction is noted already."))
        return told

    def line(self) -> Line:
        """Return the new person as typed; only after validation."""
        return lines_in(self.cleaned_data["to"])[0]

    def _suggested(self) -> list[str]:
        people = self.by.account.people.current().promoted().exclude(pk=self.by.pk)
        named = people.filter(referred_by=self.by).select_related("organisation")
        others = people.exclude(referred_by=self.by).select_related("organisation")
        latest = others.order_by("-created_at", "-pk")[:SUGGESTED]
        return [
            f"{one.name}, {one.organisation}" if one.organisation else one.name
            for one in (*named[:SUGGESTED], *latest)
        ]


class IntroductionEditForm(OwnedForm):
    """The days and words of an introduction, put right."""

    class Meta:
        """Every day that it may have; those of states it never reached stay empty."""

        model = Introduction
        fields = ("promised_on", "asked_on", "agreed_on", "settled_on", "note")
        widgets = dict.fromkeys(("promised_on", "asked_on", "agreed_on", "settled_on"), DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out the days of states that are still to come."""
        super().__init__(*args, **kwargs)
        state = IntroductionState(self.instance.state)
        names = list(dict.fromkeys(DAYS.values()))
        for name in names[names.index(DAYS[state]) + 1 :]:
            del self.fields[name]
        self.fields[DAYS[state]].required = True
        if "settled_on" in self.fields:
            self.fields["settled_on"].label = IntroductionState(state).label

    def clean(self) -> dict[str, Any]:
        """Keep the days in their order, and none ahead of today."""
        told: dict[str, Any] = super().clean() or {}
        before: date | None = None
        for name in dict.fromkeys(DAYS.values()):
            day = told.get(name)
            if day and day > clock.today(self.account.zone):
                self.add_error(name, _("That day is still to come."))
            elif day and before and day < before:
                self.add_error(name, _("That is before the day above."))
            before = day or before
        return told


class MoveForm(forms.Form):
    """The day of an introduction's next move; today unless told."""

    on = PastDayField(required=False)

    def __init__(self, *args: Any, introduction: Introduction, **kwargs: Any) -> None:
        """Take the zone from the account."""
        super().__init__(*args, **kwargs)
        self.introduction = introduction
        self.zone = introduction.account.zone
        day = self.fields["on"]
        assert isinstance(day, PastDayField)
        day.zone = self.zone

    def clean_on(self) -> date:
        """Refuse a day before the last one known."""
        day: date = self.cleaned_data["on"] or clock.today(self.zone)
        if day < self.introduction.since:
            raise ValidationError(_("That is before they promised it, or before the last step."))
        return day
