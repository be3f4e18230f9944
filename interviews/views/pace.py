"""The settings page of the pace: choose a preset, change numbers, see what moves, take it back."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.rules.cadence import allowed, numbers, preset_of
from interviews.actions.pace import rehearse, set_pace
from interviews.forms.pace import PaceForm, choices, digest
from interviews.views.message_pages import linkedin_notes_used
from interviews.views.moved import forget, remember, remembered, told

PAGE = "interviews/settings/pace.html"
NAME = "settings-pace"


@require_http_methods(["GET", "POST"])
def settings_pace(request: Request) -> HttpResponse:
    """Show the pace; a POST first shows what would move (or sets a number back), then applies it."""
    account = request.user
    if request.method != "POST":
        return _page(request, PaceForm.of(account.preset, account.numbers))
    if "undo" in request.POST:
        return _undo(request)
    if back := request.POST.get("back"):
        return _page(request, PaceForm(_set_back(request.POST, back)), is_unsaved=True)
    form = PaceForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if "apply" in request.POST and request.POST.get("seen") == form.digest():
        return _apply(request, form)
    return _preview(request, form)


def _preview(request: Request, form: PaceForm) -> HttpResponse:
    """Show what would move, and the numbers as they would be."""
    preset, own, account = form.cleaned_data["preset"], form.own(), request.user
    if form.digest() == digest(account.preset, account.numbers):
        return _page(request, PaceForm.of(preset, own), is_same=True)
    moved = rehearse(lambda: set_pace(account, preset=preset, own=own, at=clock.now()))
    return _page(request, PaceForm.of(preset, own), preview=told(moved), seen=form.digest())


def _apply(request: Request, form: PaceForm) -> HttpResponse:
    account = request.user
    before = {"preset": account.preset, "own": allowed(account.numbers)}
    moved = set_pace(account, preset=form.cleaned_data["preset"], own=form.own(), at=clock.now())
    remember(request, NAME, moved, undo=before)
    return done(request, to=NAME, message=_("Your pace is changed."))


def _undo(request: Request) -> HttpResponse:
    kept = remembered(request, NAME)
    if kept is None:
        return done(request, to=NAME, message=_("There is nothing to take back any more."))
    moved = set_pace(request.user, preset=kept[1]["preset"], own=kept[1]["own"], at=clock.now())
    forget(request, NAME)
    message = _("Your former pace is back: %(what)s.") % {"what": told(moved).sentence}
    return done(request, to=NAME, message=message)


def _set_back(typed: QueryDict, which: str) -> QueryDict:
    """Return what was typed with one number, or all of them, back at the value of the preset."""
    data = typed.copy()
    preset = preset_of(data.get("shown", ""))
    for key in numbers() if which == "all" else [which]:
        if key in preset.defaults:
            data[key] = str(preset.defaults[key])
    return data


def _page(request: Request, form: PaceForm, *, status: int = 200, **context: Any) -> HttpResponse:
    kept = remembered(request, NAME)
    shown = {
        "form": form,
        "choices": choices(form),
        "groups": list(form.groups()),
        "base": form.base,
        "notes_used": linkedin_notes_used(request.user, clock.now()),
        "last": kept[0] if kept and request.method != "POST" else None,
        **context,
    }
    return show(request, PAGE, shown, status=status)
