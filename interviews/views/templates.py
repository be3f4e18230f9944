"""The pages of templates: the list, one of one's own, one that ships, and how each reads filled."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit.htmx import Request, done, show
from contacts.models import Channel, MessageTemplate, Purpose
from contacts.rules.templates import Template, examples, template
from contacts.rules.wordings import FIELDS, Variant
from interviews.actions.templates import delete_template, restore_template, reword
from interviews.forms.templates import ShippedForm, TemplateFilters, TemplateForm, WordsForm
from interviews.templates_list import preview, rows_of

LIST = "interviews/settings/templates.html"
EDIT = "interviews/settings/template.html"
_HELD = "template"

# More are shown folded, by what they are for, but where some are one's own: all of them are a long
# way on a phone.
UNFOLDED = 20


@require_safe
def template_list(request: Request) -> HttpResponse:
    """Show all templates by what they are for; those in my language unless told otherwise."""
    asked = request.GET if request.GET else {"language": request.user.language}
    filters = TemplateFilters(asked)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    groups = rows_of(request.user, wanted)
    found = sum(len(rows) for _purpose, rows in groups)
    context = {
        "filters": filters,
        "groups": [
            (purpose, rows, found <= UNFOLDED or any(row.own for row in rows))
            for purpose, rows in groups
        ],
        "found": found,
    }
    return show(request, LIST, context, parts=("templates",))


@require_http_methods(["GET", "POST"])
def template_create(request: Request) -> HttpResponse:
    """Write a template; a POST with `again` brings back the one deleted last."""
    if "again" in request.GET and request.method == "POST":
        return _restore(request)
    initial = {"language": request.user.language, "purpose": Purpose.FIRST_ASK}
    form = TemplateForm(request.POST or None, account=request.user, initial=initial)
    return _own(request, form, _("Write a template"))


@require_http_methods(["GET", "POST"])
def template_edit(request: Request, template_id: int) -> HttpResponse:
    """Change a template of one's own."""
    own = get_object_or_404(request.user.message_templates, pk=template_id)
    form = TemplateForm(request.POST or None, account=request.user, instance=own)
    return _own(request, form, own.name, own=own)


def _own(
    request: Request, form: TemplateForm, title: str, own: MessageTemplate | None = None
) -> HttpResponse:
    if "save" in request.POST and form.is_valid():
        form.save()
        return done(request, to="template-list", message=_("The template is kept."))
    chosen = {name: str(form[name].value() or "") for name in ("purpose", "channel", "language")}
    return _page(request, form, title, chosen, {"own": own})


@require_http_methods(["GET", "POST"])
def shipped_template_edit(request: Request, template_key: str) -> HttpResponse:
    """Look at a shipped template, give it words of one's own, or take ours back."""
    shipped = template(template_key)
    if shipped is None:
        raise Http404
    own = request.user.message_templates.filter(key=shipped.key).first()
    if "back" in request.POST:
        return _delete(request, own) if own else done(request, to="template-list")
    held = own or MessageTemplate(account=request.user, subject=shipped.subject, body=shipped.body)
    form = ShippedForm(
        request.POST or None,
        account=request.user,
        instance=held,
        with_subject=bool(shipped.subject),
    )
    if "save" in request.POST and form.is_valid():
        told = form.cleaned_data
        reword(request.user, shipped, subject=told["subject"], body=told["body"])
        return done(request, to="template-list", message=_("The template is kept."))
    title = f"{Purpose(shipped.purpose).label}: {_(Variant(shipped.variant).label)}"
    chosen = {
        "purpose": shipped.purpose,
        "channel": shipped.channels[0],
        "language": shipped.language,
    }
    return _page(request, form, title, chosen, {"own": own, "shipped": shipped})


@require_POST
def template_delete(request: Request, template_id: int) -> HttpResponse:
    """Delete a template of one's own; ours comes back in its place where it was one of ours."""
    return _delete(request, get_object_or_404(request.user.message_templates, pk=template_id))


def _delete(request: Request, own: MessageTemplate) -> HttpResponse:
    is_ours = bool(own.key)
    request.session[_HELD] = delete_template(own)
    message = _("Our words are back.") if is_ours else _("The template is deleted.")
    undo = f"{reverse('template-create')}?again=1"
    return done(request, to="template-list", message=message, undo=undo)


def _restore(request: Request) -> HttpResponse:
    held = request.session.pop(_HELD, None)
    if held is None:
        return done(request, to="template-list", message=_("There is nothing to bring back."))
    restore_template(request.user, held)
    return done(request, to="template-list", message=_("Your words are back."))


def _page(
    request: Request, form: WordsForm, title: str, chosen: dict[str, str], extra: dict[str, Any]
) -> HttpResponse:
    """Show the words, how they read filled with examples, and the fields there are."""
    subject, body = form.typed()
    shipped: Template | None = extra.get("shipped")
    facts = examples(chosen["language"])
    context = {
        "form": form,
        "title": title,
        "fields": [(f"{{{key}}}", what, facts.get(key, "")) for key, what in FIELDS.items()],
        "channel_names": [Channel(one).label for one in shipped.channels] if shipped else [],
        **chosen,
        **preview(request.user, **chosen, subject=subject, body=body),
        **extra,
    }
    # A preview of words that are no template yet is an answer, not a refusal.
    status = 422 if "save" in request.POST and form.errors else 200
    return show(request, EDIT, context, parts=("preview",), status=status)
