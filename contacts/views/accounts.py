"""The pages of Settings."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_countries import countries

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.actions.accounts import ask_deletion, keep_account
from contacts.actions.replanning import ask_for_plans
from contacts.forms.accounts import ClockForm, ProfileForm
from contacts.models import Account, Weekday
from contacts.rules.calendar import in_turn, week_of
from contacts.rules.leaving import GRACE


def _settings(
    request: Request,
    name: str,
    form_class: type[forms.ModelForm],
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the settings page `name`, or save its form and say so."""
    # A copy: the page's own greeting must not change with what is being typed.
    account = Account.objects.get(pk=request.user.pk)
    form = form_class(request.POST or None, instance=account)
    if form.is_valid():
        form.save()
        return done(request, to=f"settings-{name}", message=_("Saved."))
    status = 422 if form.is_bound else 200
    page = f"contacts/settings/{name}.html"
    return show(request, page, {"form": form, **(context or {})}, status=status)


@require_http_methods(["GET", "POST"])
def settings_account(request: Request) -> HttpResponse:
    """Change who I am."""
    return _settings(request, "account", ProfileForm)


@require_http_methods(["GET", "POST"])
def settings_clock(request: Request) -> HttpResponse:
    """Change my zone, days, hours and language; what is planned follows."""
    answer = _settings(request, "clock", ClockForm, {"offer": _other_week(request.user)})
    if request.method == "POST":
        # Who is in the pool has no plan.
        ask_for_plans(request.user.people.promoted().values_list("pk", flat=True))
    return answer


def _other_week(account: Account) -> dict[str, Any] | None:
    """Return the week of my country where its weekend holds a working day of mine; None elsewhere."""
    week, names = week_of(account.country), dict(Weekday.choices)
    if set(account.working_days) <= week:
        return None
    return {
        "country": countries.name(account.country),
        "weekend": [names[day] for day in names if day not in week],
        "days": [names[day] for day in in_turn(week)],
    }


@require_POST
def settings_week(request: Request) -> HttpResponse:
    """Work on the days on which my country works; what is planned follows."""
    account = request.user
    account.working_days = sorted(week_of(account.country))
    account.save(update_fields=["working_days"])
    ask_for_plans(account.people.promoted().values_list("pk", flat=True))
    return done(request, to="settings-clock", message=_("Your working days are changed."))


@require_safe
def settings_data(request: Request) -> HttpResponse:
    """Show what is kept and the ways to leave."""
    return show(request, "contacts/settings/data.html", {"days": GRACE.days})


@reauthentication_required
@require_http_methods(["GET", "POST"])
def account_delete(request: Request) -> HttpResponse:
    """Ask for the account to be deleted, after the password once more."""
    if request.method != "POST":
        return show(request, "contacts/settings/delete.html", {"days": GRACE.days})
    ask_deletion(account=request.user, at=clock.now())
    get_adapter().send_notification_mail("account/email/deletion_asked", request.user)
    return done(request, to="settings-data", message=_("Your account will be deleted."))


@require_POST
def account_keep(request: Request) -> HttpResponse:
    """Take the wish to be deleted back."""
    keep_account(account=request.user)
    return done(request, to="settings-data", message=_("Good: your account stays."))
