"""Rows that belong to an account, and forms that can only point at the account's own rows."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db import models
from django.db.models.fields.related_lookups import RelatedExact

if TYPE_CHECKING:
    from contacts.models import Account


class OwnerKey(models.ForeignKey[Any, Any]):
    """The foreign key to the account, compared as the bigint that it is.

    A small number written into SQL is an integer, and the columns of a GIN index (btree_gin) compare
    with their own type only: without the cast a search would look through every account's rows.
    """

    def deconstruct(self) -> Any:
        """Be a plain foreign key to migrations, as it is to the database."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


@OwnerKey.register_lookup
class IsOwner(RelatedExact):
    """`account = …`, with the number as a bigint."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        """Cast what is a value and leave what is a column."""
        sql, params = super().process_rhs(compiler, connection)
        return ("%s::bigint" if sql == "%s" else sql), params


def owner(related_name: str, *, is_copy: bool = False, is_indexed: bool = True) -> Any:
    """Return the foreign key to the account; rows are reached as `account.<related_name>`.

    A copy of what a row above says already has neither index nor constraint of its own: for rows
    written by the ten thousand, which are reached through the other. `is_indexed=False` is for rows
    with an index of their own that begins with the account.
    """
    return OwnerKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name=related_name,
        editable=False,
        db_index=is_indexed and not is_copy,
        db_constraint=not is_copy,
    )


class OwnedForm(forms.ModelForm):
    """A model form that owns what it saves and offers only the account's own rows to choose."""

    def __init__(self, *args: Any, account: "Account", **kwargs: Any) -> None:
        """Set the owner and narrow every choice of rows to that owner's."""
        super().__init__(*args, **kwargs)
        self.account = account
        if self.instance.account_id is None:
            self.instance.account = account
        assert self.instance.account_id == account.pk, "a form never moves a row to another account"
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                field.queryset = field.queryset.filter(account=account)

    def _get_validation_exclusions(self) -> set[str]:
        """Check constraints that name the account too: it is set, though no field shows it."""
        return super()._get_validation_exclusions() - {"account"}  # type: ignore[misc]
