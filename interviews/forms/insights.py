"""The way in for an insight that is written or changed by hand."""

from typing import Any, ClassVar

from django import forms

from config.kit.owned import OwnedForm
from interviews.models import Insight


class InsightEditForm(OwnedForm):
    """One statement, what it is about, and how sure it is."""

    class Meta:
        """All but where it belongs."""

        model = Insight
        fields: ClassVar[list[str]] = ["statement", "topic", "confidence"]
        widgets: ClassVar[dict[str, Any]] = {"statement": forms.Textarea(attrs={"rows": 3})}
