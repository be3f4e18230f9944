"""Looking through questions: by words, and by what they are for and whom they suit."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kit.choices import choices
from contacts.models import Account, Function, Language, Level, Size
from interviews.asked import UNUSED, Use
from interviews.models import Question
from interviews.models.interviews import Kind
from interviews.rules.categories import Category, Purpose
from interviews.rules.typing import folded, words_in

# The filter's field and the question's list that an empty one matches too.
_AUDIENCE = {"function": "functions", "level": "levels", "size": "sizes", "kind": "kinds"}
NEVER, BEST = "never", "best"


class QuestionFilter(forms.Form):
    """What to look for among the questions; nothing chosen means all in use."""

    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    category = forms.ChoiceField(label=_("About"), required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("In use")),
            ("core", _("Asked of everyone")),
            (NEVER, _("Never asked yet")),
            (BEST, _("Worked best")),
            ("mine", _("Written or changed by me")),
            ("off", _("Switched off")),
            ("archived", _("Archived")),
        ],
    )
    bank = forms.ChoiceField(label=_("From"), required=False)
    function = forms.ChoiceField(label=_("For whose kind of work"), required=False)
    level = forms.ChoiceField(label=_("At which level"), required=False)
    size = forms.ChoiceField(label=_("Where they work"), required=False)
    kind = forms.ChoiceField(label=_("In which talk"), required=False)
    language = forms.ChoiceField(label=_("Worded in"), required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Offer the account's own banks."""
        super().__init__(*args, **kwargs)
        banks = account.banks.values_list("pk", "name")
        self._offer("purpose", _("All purposes"), choices(Purpose))
        self._offer("category", _("Everything"), choices(Category))
        self._offer("function", _("Anyone"), Function.choices)
        self._offer("level", _("Any level"), Level.choices)
        self._offer("size", _("Anywhere"), Size.choices)
        self._offer("kind", _("Any talk"), Kind.choices)
        self._offer("language", _("Either language"), Language.choices)
        self._offer(
            "bank",
            _("All questions"),
            [
                ("shipped", _("Shipped with Askwell")),
                ("own", _("My own questions")),
                *((str(key), name) for key, name in banks),
            ],
        )

    def _offer(self, name: str, all_of_them: Any, rest: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", all_of_them), *rest]

    @property
    def more(self) -> list[forms.BoundField]:
        """Return the fields that are folded away."""
        return [self[name] for name in ("bank", *_AUDIENCE, "language")]

    @property
    def has_more(self) -> bool:
        """Return whether anything that is folded away is chosen."""
        return any(field.value() for field in self.more)

    @property
    def words(self) -> list[str]:
        """Return the words looked for, without case and accents."""
        self.is_valid()
        return [folded(word) for word in words_in(self.cleaned_data.get("q", ""))]

    def narrow(
        self, questions: Iterable[Question], use: Mapping[str, Use] | None = None
    ) -> list[Question]:
        """Return those that match all that is chosen; a wrong choice is no choice.

        In their order, but where words are typed or the best are asked for: then best first. `use`
        tells how they did (see interviews.asked), by handle.
        """
        words = self.words
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        use = use or {}
        found = [one for one in questions if _matches(one, wanted, use.get(one.handle, UNUSED))]
        if wanted.get("show") == BEST:
            found.sort(key=lambda one: -(use[one.handle].rating or 0))
        if words:
            places = [(_place(one, words), one) for one in found]
            ranked = [(place, one) for place, one in places if place is not None]
            found = [one for _place, one in sorted(ranked, key=lambda pair: pair[0])]
        return found


def _matches(question: Question, wanted: Mapping[str, Any], use: Use) -> bool:
    return (
        _is_shown(question, wanted.get("show", ""), use)
        and question.purpose in (wanted.get("purpose") or question.purpose)
        and question.category in (wanted.get("category") or question.category)
        and _is_from(question, wanted.get("bank", ""))
        and (not (language := wanted.get("language")) or bool(question.words_in(language)))
        and all(
            _suits(getattr(question, field), wanted[name])
            for name, field in _AUDIENCE.items()
            if name in wanted
        )
    )


def _suits(audience: Collection[str], wanted: str) -> bool:
    return not audience or wanted in audience


def _place(question: Question, words: Collection[str]) -> int | None:
    """Return how well the words fit: 0 begin words of the wording, 1 in it, 2 elsewhere; or None."""
    wording, rest = question.searched
    if not all(word in wording or word in rest for word in words):
        return None
    if not all(word in wording for word in words):
        return 2
    return 0 if all(f" {word}" in wording for word in words) else 1


def _is_shown(question: Question, show: str, use: Use) -> bool:
    if show == "off":
        return question.is_off and not question.is_archived
    if show == "archived":
        return question.is_archived
    if show == "mine":
        return question.pk is not None and not question.is_archived
    if not question.is_offered:
        return False
    if show == NEVER:
        return not use.asked
    if show == BEST:
        return use.rating is not None
    return question.is_core or show != "core"


def _is_from(question: Question, bank: str) -> bool:
    if bank == "shipped":
        return question.shipped is not None
    if bank == "own":
        return question.shipped is None
    return bank in ("", str(question.bank_id))
