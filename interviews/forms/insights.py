"""The way in for an insight that is written or changed by hand."""

from typing import Any, ClassVar

from django import forms

from config.kit.owned import OwnedForm
from interviews.models import Insight


class InsightEditForm(OwnedForm):
    """One statement, what it is about, how sure it is, and to which search it belongs."""

    class Meta:
        """All but what it rests on."""

        model = Insight
        fields: ClassVar[list[str]] = ["statement", "topic", "confidence", "search"]
        widgets: ClassVar[dict[str, Any]] = {"statement": forms.Textarea(attrs={"rows": 3})}
