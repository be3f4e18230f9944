"""Sheets kept as templates, and questions taken over from them or from another talk."""

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from interviews.actions import sheet_templates as actions
from interviews.forms.sheets import LATEST_TALKS, ForTalkForm, TakeForm, TemplateNameForm
from interviews.models import Interview, Sheet, SheetTemplate
from interviews.rules.stages import AHEAD
from interviews.views.sheet_page import fresh, sheet_of, show_sheet
from interviews.views.sheets import answer_change

LIST = "interviews/sheet/templates.html"
# Where the session keeps the template that was deleted last.
_HELD = "deleted_sheet_template"


@require_safe
def sheet_template_list(request: Request) -> HttpResponse:
    """Show the sheets that I keep to use again."""
    return _list(request)


@require_POST
def sheet_template_use(request: Request, sheet_template_id: int) -> HttpResponse:
    """Put the questions of a template on the sheet of a planned talk; one not begun has them alone."""
    template = _template(request, sheet_template_id)
    form = ForTalkForm(request.POST, talks=_planned(request), auto_id=f"use-{template.pk}-%s")
    if not form.is_valid():
        return _list(request, status=422, refused=(template, form))
    interview = form.chosen()
    is_new = not Sheet.objects.filter(interview=interview).exists()
    sheet = sheet_of(request, interview.pk)
    change = actions.take_questions(sheet, actions.of_template(template), is_replacing=is_new)
    if not is_new:
        return answer_change(request, sheet, change)
    told = _("The questions of “%(name)s” are on the sheet.") % {"name": template}
    return fresh(request, sheet, said=told, undo=(told, change))


@require_POST
def sheet_template_create(request: Request, interview_id: int) -> HttpResponse:
    """Keep the sheet of a talk as a template."""
    sheet = sheet_of(request, interview_id)
    form = TemplateNameForm(request.POST, account=request.user, auto_id="naming-%s")
    if not form.is_valid():
        return show_sheet(request, sheet, status=422, naming=form)
    template = actions.keep_template(sheet, name=form.cleaned_data["name"], at=clock.now())
    told = _("Kept as “%(name)s”, among your templates.") % {"name": template}
    return fresh(request, sheet, message=told, is_kept=True)


@require_POST
def sheet_take(request: Request, interview_id: int) -> HttpResponse:
    """Take the questions of a template or of another talk; `how` is add or replace."""
    sheet = sheet_of(request, interview_id)
    form = TakeForm(request.POST, sheet=sheet, auto_id="take-%s")
    if not form.is_valid():
        return show_sheet(request, sheet, status=422, take=form)
    is_replacing = request.POST.get("how") == "replace"
    change = actions.take_questions(sheet, form.taken(), is_replacing=is_replacing)
    return answer_change(request, sheet, change)


@require_http_methods(["GET", "POST"])
def sheet_template_edit(request: Request, sheet_template_id: int) -> HttpResponse:
    """Rename a template, and look at its questions."""
    template = _template(request, sheet_template_id)
    form = TemplateNameForm(request.POST or None, instance=template, account=request.user)
    if form.is_valid():
        form.save()
        return done(request, to="sheet-template-list", message=_("The template is renamed."))
    n = len(template.lines)
    context = {
        "title": _("Rename a template"),
        "lede": ngettext("%(n)s question.", "%(n)s questions.", n) % {"n": n},
        "form": form,
        "cancel": reverse("sheet-template-list"),
        "crumbs": [
            (_("Questions"), reverse("question-list")),
            (_("Templates of sheets"), reverse("sheet-template-list")),
        ],
    }
    return show(request, "form.html", context, status=422 if form.is_bound else 200)


@require_POST
def sheet_template_delete(request: Request, sheet_template_id: int) -> HttpResponse:
    """Delete a template; it can be brought back."""
    held = actions.delete_template(_template(request, sheet_template_id))
    request.session[_HELD] = held
    message = _("“%(name)s” is deleted.") % {"name": held["name"]}
    undo = reverse("sheet-template-restore")
    return done(request, to="sheet-template-list", message=message, undo=undo)


@require_POST
def sheet_template_restore(request: Request) -> HttpResponse:
    """Bring back the template that was deleted last."""
    held = request.session.pop(_HELD, None)
    if held is None:
        raise Http404
    actions.restore_template(request.user, held)
    return done(request, to="sheet-template-list", message=_("The template is back."))


def _list(
    request: Request, *, status: int = 200, refused: tuple[SheetTemplate, ForTalkForm] | None = None
) -> HttpResponse:
    planned = _planned(request)
    rows = []
    for template in request.user.sheet_templates.all():
        form = ForTalkForm(talks=planned, auto_id=f"use-{template.pk}-%s")
        if refused and refused[0] == template:
            form = refused[1]
        rows.append((template, template.plan.used, form))
    return show(request, LIST, {"rows": rows, "planned": planned}, status=status)


def _planned(request: Request) -> list[Interview]:
    """Return the talks to come, the next first."""
    ahead = request.user.interviews.filter(stage__in=AHEAD).prefetch_related("people")
    return list(ahead.order_by(F("starts_at").asc(nulls_last=True), "-pk")[:LATEST_TALKS])


def _template(request: Request, sheet_template_id: int) -> SheetTemplate:
    return get_object_or_404(request.user.sheet_templates, pk=sheet_template_id)
