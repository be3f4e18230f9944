"""What can be done to the organisations of a search; the pages themselves show both sides."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.actions.targets import (
    bring_back,
    empty_places,
    fill_places,
    find_helper,
    list_names,
    list_organisation,
    rule_out,
)
from contacts.forms.targets import (
    MakeTargetForm,
    PlacesForm,
    ReasonForm,
    ScoreForm,
    TargetForm,
    chosen,
)
from contacts.models import Search, Target
from contacts.rules.targets import Outcome, explained


@require_POST
def target_create(request: Request, search_id: int) -> HttpResponse:
    """Add one organisation to a search: the one a button names, else the name that was typed."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    known = chosen(request.user.organisations.all(), request.POST.getlist("organisation"))
    if known:
        [organisation] = known[:1]
        list_organisation(search=search, organisation=organisation, at=clock.now())
        message = _("%(name)s is on your list.") % {"name": organisation}
        return done(request, to=_back_to(request, search), message=message)
    form = TargetForm(request.POST, account=request.user)
    if not form.is_valid():
        return _form_page(request, search, form, title=_("Add an organisation"), submit=_("Add"))
    [listed] = list_names(search=search, names=[form.cleaned_data["name"]], at=clock.now())
    told = {
        Outcome.ALREADY: _("%(name)s is on your list already."),
        Outcome.RULED_OUT: _("%(name)s is on your list already, ruled out."),
        Outcome.NO_ROOM: _("%(name)s was not added: the list is full."),
    }.get(listed.outcome, _("%(name)s is on your list."))
    message = told % {"name": listed.target or listed.name}
    return done(request, to=_list(search), message=message)


@require_POST
def organisation_target(request: Request, organisation_id: int) -> HttpResponse:
    """Make an organisation a target of the search that is chosen."""
    organisation = get_object_or_404(request.user.organisations, pk=organisation_id)
    form = MakeTargetForm(request.POST, account=request.user)
    if not form.is_valid():
        context = {"title": _("Make it a target"), "form": form}
        context["cancel"] = organisation.get_absolute_url()
        return show(request, "form.html", context, status=422)
    search = form.cleaned_data["search"]
    list_organisation(search=search, organisation=organisation, at=clock.now())
    message = _("%(name)s is a target of “%(search)s”.")
    return done(
        request, to=organisation, message=message % {"name": organisation, "search": search}
    )


@require_http_methods(["GET", "POST"])
def target_score(request: Request, target_id: int) -> HttpResponse:
    """Keep the scores of one target, and say where it stands with them."""
    target = _own(request, target_id)
    form = ScoreForm(request.POST or None, account=request.user, instance=target)
    context: dict[str, Any] = {"target": target, "form": form}
    template, parts = "contacts/target/scores.html", ("standing",)
    if form.is_valid():
        form.save()
        context |= {"is_saved": True, **_standing(target)}
        to = f"{_list(target.search)}#target-{target.pk}"
        return done(request, to=to, template=template, context=context, parts=parts)
    status = 422 if form.is_bound else 200
    return show(request, template, context, parts=parts, status=status)


@require_POST
def target_fill(request: Request, search_id: int) -> HttpResponse:
    """Begin to work on the first few, or fill the places that are free."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    entered = fill_places(search=search, at=clock.now())
    if not entered:
        return done(request, to=_list(search), message=_("No place is free, or nobody waits."))
    told = ngettext(
        "You work on %(names)s now.", "You work on %(count)s now: %(names)s.", len(entered)
    )
    names = ", ".join(map(str, entered))
    keys = "&".join(f"target={target.pk}" for target in entered)
    return done(
        request,
        to=_list(search),
        message=told % {"count": len(entered), "names": names},
        undo=f"{reverse('target-empty', args=[search.pk])}?{keys}",
    )


@require_POST
def target_empty(request: Request, search_id: int) -> HttpResponse:
    """Take back that the targets named in the address are worked on."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    targets = chosen(search.targets.all(), request.GET.getlist("target"))
    empty_places(search=search, targets=targets)
    return done(request, to=_list(search), message=_("They wait again."))


@require_http_methods(["GET", "POST"])
def target_rule_out(request: Request, target_id: int) -> HttpResponse:
    """Rule an organisation out, with the reason; the next one enters in its place."""
    target = _own(request, target_id)
    form = ReasonForm(request.POST or None, account=request.user, instance=target)
    if not form.is_valid():
        title = _("Rule out %(name)s?") % {"name": target}
        lede = _("It leaves the list of those you work on, and you can bring it back at any time.")
        return _form_page(
            request, target.search, form, title=title, lede=lede, submit=_("Rule out")
        )
    reason = form.cleaned_data["reason"]
    entered = rule_out(target=target, reason=reason, at=clock.now())
    return _left(request, target, entered, _("%(name)s is ruled out."))


@require_POST
def target_helper(request: Request, target_id: int) -> HttpResponse:
    """Note that somebody there helps; the next organisation enters."""
    target = _own(request, target_id)
    entered = find_helper(target=target, at=clock.now())
    return _left(request, target, entered, _("You have a helper at %(name)s. Well done."))


@require_POST
def target_restore(request: Request, target_id: int) -> HttpResponse:
    """Bring a target back; `?instead=<pk>` sends the one that entered in its place back to wait."""
    target = _own(request, target_id)
    instead = chosen(target.search.targets.all(), request.GET.getlist("instead"))
    bring_back(target=target, instead_of=instead[0] if instead else None)
    message = _("%(name)s is back: %(state)s.")
    state = _(target.state.label).lower()
    return done(
        request, to=_list(target.search), message=message % {"name": target, "state": state}
    )


@require_http_methods(["GET", "POST"])
def target_delete(request: Request, target_id: int) -> HttpResponse:
    """Take an organisation off the list of a search, once asked; the organisation stays."""
    target = _own(request, target_id)
    if request.method == "POST":
        target.delete()
        message = _("%(name)s is off this list.") % {"name": target}
        return done(request, to=_list(target.search), message=message)
    context = {
        "title": _("Take %(name)s off the list?") % {"name": target},
        "text": _(
            "Its scores go. The organisation, its people and your notes stay. If you decided "
            "against it, rule it out instead: then the reason is kept."
        ),
        "submit": _("Take off the list"),
        "cancel": target.get_absolute_url(),
        "crumbs": _crumbs(target.search),
    }
    return show(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
def target_settings(request: Request, search_id: int) -> HttpResponse:
    """Change how many are worked on and listed, and how long a lane takes."""
    search = get_object_or_404(request.user.searches, pk=search_id)
    form = PlacesForm(request.POST or None, account=request.user, instance=search)
    if form.is_valid():
        form.save()
        return done(request, to=_list(search), message=_("Saved."))
    return _form_page(request, search, form, title=_("How many at a time"))


def _own(request: Request, target_id: int) -> Target:
    targets = request.user.targets.select_related("organisation", "search__account")
    return get_object_or_404(targets, pk=target_id)


def _list(search: Search) -> str:
    return reverse("target-list", args=[search.pk])


def _back_to(request: Request, search: Search) -> str:
    """Return the lane whose button was pressed, else the list."""
    lane = request.POST.get("lane", "")
    page = reverse("brainstorm", args=[search.pk])
    return f"{page}?lane=people" if lane == "people" else _list(search)


def _left(request: Request, target: Target, entered: Target | None, told: str) -> HttpResponse:
    """Say what left and what came instead, with a way back."""
    message = told % {"name": target}
    undo = reverse("target-restore", args=[target.pk])
    if entered:
        message += " " + _("%(name)s comes next.") % {"name": entered}
        undo += f"?instead={entered.pk}"
    return done(request, to=_list(target.search), message=message, undo=undo)


def _standing(target: Target) -> dict[str, Any]:
    """Return the place a target has among those that stand as it does, and why it has it."""
    peers = {one.pk: one for one in target.search.targets.scored().select_related("organisation")}
    target.knows_somebody = peers[target.pk].knows_somebody
    same = [one.standing for one in peers.values() if one.state is target.state]
    ordered = explained(same)
    index = next(i for i, (one, _why) in enumerate(ordered) if one.key == target.pk)
    below = peers[ordered[index + 1][0].key] if index + 1 < len(ordered) else None
    return {"place": index + 1, "among": len(ordered), "why": ordered[index][1], "below": below}


def _crumbs(search: Search) -> list[tuple[str, str]]:
    return [
        (_("Searches"), reverse("search-list")),
        (str(search), search.get_absolute_url()),
        (_("Targets"), _list(search)),
    ]


def _form_page(request: Request, search: Search, form: Any, **context: str) -> HttpResponse:
    whole = {**context, "form": form, "cancel": _list(search), "crumbs": _crumbs(search)}
    return show(request, "form.html", whole, status=422 if form.is_bound else 200)
