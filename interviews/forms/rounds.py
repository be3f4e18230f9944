"""The ways in of a round of a job interview: what they asked, and what comes next."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.kit.owned import OwnedForm
from interviews.debriefing import day_of_talk
from interviews.forms.follow_ups import DayInput, is_too_far
from interviews.models import Interview

# As long as a line of a sheet may be, and more than anybody is asked in a day.
LONGEST, MOST = 500, 60
# Dashes and numbers that people put before the lines of a list.
_BULLET = re.compile(r"^\s*(?:[-*•–]+|\d{1,2}[.)、])\s*")


class TheirQuestionsForm(forms.Form):
    """What they asked, one a line. It stands inside the form of the notes, which goes out without it."""

    use_required_attribute = False

    theirs = forms.CharField(
        label=_("What did they ask?"),
        help_text=_("One question a line, in any order. Catchwords are enough."),
        required=False,
        max_length=(LONGEST + 2) * MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_theirs(self) -> list[str]:
        """Return the questions, without the bullets of a list."""
        lines = (_BULLET.sub("", line) for line in self.cleaned_data["theirs"].splitlines())
        found = [words for line in lines if (words := " ".join(line.split()))]
        if not found:
            raise ValidationError(_("Write down at least one question."))
        if len(found) > MOST:
            told = ngettext("%(n)s question at a time.", "%(n)s questions at a time.", MOST)
            raise ValidationError(told % {"n": MOST})
        if any(len(words) > LONGEST for words in found):
            raise ValidationError(
                _("One line is longer than %(n)s characters. Put its answer into the notes.")
                % {"n": LONGEST}
            )
        return found


class NextStepForm(OwnedForm):
    """What they said comes next, and by when; both may be unknown."""

    class Meta:
        """The next step only."""

        model = Interview
        fields = ("next_step", "next_step_on")
        widgets = {"next_step_on": DayInput()}
        labels = {"next_step": _("Next step"), "next_step_on": _("You hear by")}

    def clean_next_step_on(self) -> date | None:
        """Refuse a day before the round, or farther off than anybody plans."""
        day: date | None = self.cleaned_data["next_step_on"]
        if day is None:
            return None
        if day < day_of_talk(self.instance):
            raise ValidationError(_("That is before the round itself."))
        if is_too_far(day, self.account):
            raise ValidationError(_("That is farther away than anybody plans."))
        return day

    def facts(self) -> dict[str, Any]:
        """Return what `note_next_step` takes; only after validation."""
        return {name: self.cleaned_data[name] for name in ("next_step", "next_step_on")}
