"""The way in for what somebody got by mail: the file itself, or its text pasted."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _


class ReceivedForm(forms.Form):
    """A form with the fields `upload` and `pasted`, of which one is filled in."""

    # Bytes of a file that are looked at; whoever reads them refuses more.
    most: ClassVar[int]

    def take(self, raw: bytes) -> None:
        """Read what came and keep what it says; raise ValueError with what it is instead."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Read it, or say beside the field that was used why that cannot be."""
        cleaned = super().clean() or {}
        file, pasted = cleaned.get("upload"), cleaned.get("pasted") or ""
        if file is None and not pasted.strip():
            raise forms.ValidationError(_("Choose a file or paste its text."))
        raw = file.read(self.most + 1) if file else pasted.strip().encode(errors="replace")
        try:
            self.take(raw)
        except ValueError as refused:
            self.add_error("upload" if file else "pasted", str(refused))
        return cleaned
