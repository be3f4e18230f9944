"""What the list of asks can be narrowed to, read from the address."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from config.kit.pages import Key, Order
from contacts.models import Account, Channel, Outreach, OutreachStage, Person
from interviews.models import Interview
from interviews.rules.stages import TOOK_PLACE, Stage

ANY = ("", _("any"))
# The tabs above the list; each holds the stages named beside it.
ASKED, SILENT, ANSWERED = "sent", "waiting", "answered"
TABS: list[tuple[str, Any, tuple[str, ...]]] = [
    ("", _("All"), ()),
    (SILENT, _("Waiting"), (OutreachStage.ASKED, OutreachStage.NUDGED)),
    (ANSWERED, _("Answered"), (OutreachStage.REPLIED, OutreachStage.DECLINED)),
    (OutreachStage.RESTING, _("Resting"), (OutreachStage.RESTING,)),
    (OutreachStage.DRAFTED, _("Drafts"), (OutreachStage.DRAFTED,)),
    (OutreachStage.BOUNCED, _("Not delivered"), (OutreachStage.BOUNCED,)),
]
# How far it came with the person, as a search's counts tell it.
SCHEDULED, HELD, REFERRED = "scheduled", "held", "referred"
_SENT = [stage.value for stage in OutreachStage if stage is not OutreachStage.DRAFTED]
STAGES: dict[str, tuple[str, ...]] = {
    ASKED: tuple(_SENT),
    **{word: stages for word, _label, stages in TABS if word},
    **{stage.value: (stage.value,) for stage in OutreachStage},
}
_AGREED = (Stage.SCHEDULED, *TOOK_PLACE)
# Newest first; both indexes of Outreach end so.
ORDER: Order = (Key("created_at", is_descending=True), Key("pk", is_descending=True))


class OutreachFilter(forms.Form):
    """Narrows asks; anything unreadable in the address narrows nothing."""

    q = forms.CharField(
        label=_("Person or organisation"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    search = forms.ChoiceField(label=_("For the search"), required=False)
    channel = forms.ChoiceField(label=_("By"), required=False, choices=[ANY, *Channel.choices])
    stage = forms.ChoiceField(
        required=False,
        choices=[(word, word) for word in ("", *STAGES, SCHEDULED, HELD, REFERRED)],
        widget=forms.HiddenInput(),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Offer the account's own searches."""
        super().__init__(*args, **{"auto_id": "filter-%s", **kwargs})
        self.account = account
        searches = cache(lambda: [(str(one.pk), str(one)) for one in account.searches.all()])
        search: Any = self.fields["search"]
        search.choices = lambda: [ANY, *searches()]
        self.is_valid()
        self.wanted: dict[str, str] = {
            name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)
        }

    def narrow(self) -> QuerySet[Outreach]:
        """Return the account's asks that fit."""
        wanted, asks = self.wanted, self.account.outreach.all()
        if words := wanted.get("q"):
            asks = asks.filter(person__in=self.account.people.matching(words).order_by())
        if search := wanted.get("search"):
            asks = asks.filter(search=int(search))
        if channel := wanted.get("channel"):
            asks = asks.filter(channel=channel)
        return self._at_stage(asks, wanted.get("stage", ""))

    def _at_stage(self, asks: QuerySet[Outreach], stage: str) -> QuerySet[Outreach]:
        if stages := STAGES.get(stage):
            return asks.filter(stage__in=stages)
        return asks.filter(came_to(stage), stage__in=_SENT) if stage else asks

    def query(self, **other: str) -> str:
        """Return the shortest query string that shows this list, or it with something changed."""
        wanted = {**self.wanted, **other}
        return urlencode([(name, wanted[name]) for name in self.fields if wanted.get(name)])


def came_to(word: str) -> Q:
    """Return what is true of asks whose person came as far: scheduled, held, or referred."""
    met = Interview.objects.filter(people=OuterRef("person"))
    match word:
        case "scheduled":
            return Q(Exists(met.filter(stage__in=_AGREED)))
        case "held":
            return Q(Exists(met.filter(stage__in=TOOK_PLACE)))
        case "referred":
            return Q(Exists(Person.objects.filter(referred_by=OuterRef("person"))))
    raise KeyError(word)
