"""Questions: shipped ones and one's own, to look through and to change."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from contacts.models import Account
from interviews.actions import questions as actions
from interviews.actions.intakes import copy_in
from interviews.asked import UNUSED, Use, use_of
from interviews.exporting.questions import row_of
from interviews.forms.intakes import IntoForm
from interviews.forms.question_filter import BEST, QuestionFilter
from interviews.forms.questions import QuestionForm
from interviews.models import Bank, Question
from interviews.models.banks import as_shipped, questions_of
from interviews.rules.categories import Category, Purpose
from interviews.rules.sheets import MINUTES_A_QUESTION, rank
from interviews.rules.starter import shipped
from interviews.views.banks import copied

LIST = "interviews/question/list.html"
EDIT = "interviews/question/edit.html"
ROW = "interviews/question/row.html"
# Questions on a page of the list.
PAGE = 40


@require_safe
def question_list(request: Request) -> HttpResponse:
    """Show what can be asked, by purpose in asking order; best first where words are typed."""
    account = request.user
    use = use_of(account)
    filters = QuestionFilter(request.GET, account=account)
    found = filters.narrow(questions_of(account, words=filters.words), use)
    is_ranked = bool(filters.cleaned_data.get("q") or filters.cleaned_data.get("show") == BEST)
    if not is_ranked:
        found.sort(key=lambda question: rank(question.purpose))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "found": len(found),
        "page": page,
        "here": reverse("question-list"),
        "groups": grouped(page.object_list, use, is_ranked=is_ranked),
        "purposes": Counter(question.purpose for question in found),
        "banks": bank_rows(account),
        "language": account.language,
        "into": IntoForm(account=account, auto_id="into-%s"),
    }
    return show(request, LIST, context, parts=("questions",))


@require_http_methods(["GET", "POST"])
def question_create(request: Request) -> HttpResponse:
    """Write a question of one's own."""
    bank = request.user.banks.filter(pk=_number(request.GET.get("bank", ""))).first()
    question = Question(
        account=request.user,
        bank=bank,
        minutes=MINUTES_A_QUESTION,
        purpose=Purpose.INSIGHTS.value,
        category=Category.TASKS.value,
    )
    return _edit(request, question, _("The question is in your list."))


@require_http_methods(["GET", "POST"])
def question_edit(request: Request, question_id: int) -> HttpResponse:
    """Change a question of one's own, or one's own version of a shipped one."""
    question = get_object_or_404(request.user.questions.select_related("bank"), pk=question_id)
    return _edit(request, question, _("Saved. Sheets you already made keep their wording."))


@require_http_methods(["GET", "POST"])
def shipped_question_edit(request: Request, key: str) -> HttpResponse:
    """Change a shipped question, which makes one's own version of it."""
    return _edit(request, _version(request, key), _("Saved as your own version."))


@require_safe
def question_row(request: Request, question_id: int) -> HttpResponse:
    """Show a question in its place in a bank's list; without htmx that is the bank's page."""
    question = get_object_or_404(request.user.questions.select_related("bank"), pk=question_id)
    return _in_place(request, question)


@require_POST
def question_copy(request: Request) -> HttpResponse:
    """Copy questions into a bank: one (`?only=`), or all that the filters of the list find."""
    account = request.user
    form = IntoForm(request.POST, account=account)
    filters = QuestionFilter(request.GET, account=account)
    if only := request.GET.get("only"):
        chosen = [one for one in questions_of(account) if one.handle == only]
    else:
        every = questions_of(account, words=filters.words)
        chosen = filters.narrow(every, use_of(account))
    if not form.is_valid() or not chosen:
        raise Http404
    category = filters.cleaned_data.get("category") if filters.is_valid() else ""
    name = form.name or (_(Category(category).label) if category else _("My questions"))
    intake = copy_in(
        account=account,
        rows=[row_of(question) for question in chosen],
        name=name,
        bank=form.cleaned_data["bank"],
        bank_name=name,
    )
    return copied(request, intake)


@require_POST
def question_archive(request: Request, question_id: int) -> HttpResponse:
    """Put a question away."""
    question = get_object_or_404(request.user.questions, pk=question_id)
    actions.archive(question, at=clock.now())
    undo = reverse("question-restore", args=[question.pk])
    to = question.bank or "question-list"
    return done(request, to=to, message=_("Archived. Your sheets keep it."), undo=undo)


@require_POST
def question_restore(request: Request, question_id: int) -> HttpResponse:
    """Bring a question back."""
    question = get_object_or_404(request.user.questions, pk=question_id)
    actions.restore(question)
    return done(
        request,
        to=question.bank or "question-list",
        message=_("The question is back in your list."),
    )


@require_POST
def question_return(request: Request, question_id: int) -> HttpResponse:
    """Bring a question that was moved back to its bank (`?bank=`) and its place (`?position=`)."""
    question = get_object_or_404(request.user.questions.filter(key=""), pk=question_id)
    bank = get_object_or_404(request.user.banks, pk=_number(request.GET.get("bank", "")))
    # Postgres counts places no further than this.
    place = min(_number(request.GET.get("position", "")), 2**31 - 1)
    actions.return_question(question, bank=bank, position=place)
    to = f"{bank.get_absolute_url()}#question-{question.pk}"
    return done(request, to=to, message=_("The question is back in “%(bank)s”.") % {"bank": bank})


@require_POST
def question_switch(request: Request, question_id: int) -> HttpResponse:
    """Switch a question off or on."""
    return _switch(request, get_object_or_404(request.user.questions, pk=question_id))


@require_POST
def shipped_question_switch(request: Request, key: str) -> HttpResponse:
    """Switch a shipped question off or on."""
    return _switch(request, _version(request, key))


@require_POST
def shipped_question_reset(request: Request, key: str) -> HttpResponse:
    """Go back to the shipped wording."""
    question = _version(request, key)
    if question.pk is not None:
        actions.reset_question(question)
    to = reverse("shipped-question-edit", args=[key])
    return done(request, to=to, message=_("Back to the wording that ships with Askwell."))


def grouped(
    questions: Iterable[Question], use: Mapping[str, Use], *, is_ranked: bool
) -> list[tuple[Purpose | None, list[tuple[Question, Use]]]]:
    """Return questions with their use under their purposes; all under none where `is_ranked`."""
    rows = [(question, use.get(question.handle, UNUSED)) for question in questions]
    if is_ranked:
        return [(None, rows)] if rows else []
    return [
        (Purpose(purpose), list(group))
        for purpose, group in groupby(rows, lambda row: row[0].purpose)
    ]


def bank_rows(account: Account) -> list[tuple[Bank, int]]:
    """Return the account's banks, those in use first, each with how many questions it holds."""
    held = Count("questions", filter=Q(questions__archived_at=None))
    banks = account.banks.annotate(held=held).order_by("name", "pk")
    return [(one, one.held) for one in sorted(banks, key=lambda bank: bool(bank.archived_at))]


def _edit(request: Request, question: Question, message: str) -> HttpResponse:
    was, place = question.bank, question.position
    auto_id = f"question-{question.pk}-%s" if question.bank else "id_%s"
    form = QuestionForm(
        request.POST or None, instance=question, account=request.user, auto_id=auto_id
    )
    if form.is_valid():
        question = actions.keep_question(form.save(commit=False))
        if was and question.bank != was:
            message = _("Moved out of the bank; it is in the list of all questions.")
            if question.bank:
                message = _("Moved to “%(bank)s”.") % {"bank": question.bank}
            back = urlencode({"bank": was.pk, "position": place})
            undo = f"{reverse('question-return', args=[question.pk])}?{back}"
            return done(request, to=was, message=message, undo=undo)
        return _in_place(request, question, message=message)
    use = use_of(request.user).get(question.handle, UNUSED) if question.handle else UNUSED
    context = {
        "form": form,
        "question": question,
        "shipped": question.shipped,
        "use": use,
        "into": IntoForm(account=request.user, auto_id="into-%s"),
    }
    status = 422 if form.is_bound else 200
    return show(request, EDIT, context, parts=("question",), status=status)


def _in_place(request: Request, question: Question, *, message: str = "") -> HttpResponse:
    """Answer with a question's row, or lead to where it stands."""
    use = use_of(request.user).get(question.handle, UNUSED)
    context = {"question": question, "use": use, "bank": question.bank}
    context["language"] = request.user.language
    to = reverse("question-list")
    if question.bank:
        to = f"{question.bank.get_absolute_url()}#question-{question.pk}"
    return done(request, to=to, template=ROW, context=context, parts=("question",), message=message)


def _switch(request: Request, question: Question) -> HttpResponse:
    actions.switch_question(question)
    message = (
        _("Switched off: it is no longer offered for new sheets.")
        if question.is_off
        else _("Switched on.")
    )
    return done(request, to=question.get_absolute_url(), message=message)


def _version(request: Request, key: str) -> Question:
    if key not in shipped():
        raise Http404
    own = request.user.questions.filter(key=key).first()
    return own or as_shipped(request.user, shipped()[key])


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
