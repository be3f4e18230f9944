import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviews.forms.question_filter import QuestionFilter
from interviews.models import Question
from interviews.models.banks import questions_of
from interviews.rules.starter import shipped
from tests.cases import few
from tests.factories import BankFactory, LineFactory, QuestionFactory

WORDS = {
    "text_en": "What is your Monday like?",
    "text_zh": "",
    "intent": "",
    "purpose": "insights",
    "category": "day",
    "minutes": "2",
}
WEEK = shipped()["typical-week"]


def found(answer):
    """Return the handles of all questions found, whichever page they stand on."""
    return [question.handle for question in answer.context["page"].paginator.object_list]


def of_key(account, key):
    return next(question for question in questions_of(account) if question.key == key)


def test_shipped_and_own_questions_stand_in_one_list(page, account, stranger):
    own = QuestionFactory(account=account, text_en="What would Quetzal ask?")
    QuestionFactory(account=stranger, text_en="What would the stranger ask?")

    answer = page.get(reverse("question-list"))

    assert set(found(answer)) == {str(own.pk), *shipped()} - {"openings"}
    assert len(found(answer)) == len(set(found(answer)))


@pytest.mark.full
def test_a_long_list_comes_in_pages_and_the_address_keeps_what_is_chosen(page, htmx):
    url = reverse("question-list")

    answer = htmx.get(url, {"purpose": "insights", "page": "2"}, target="questions")

    html = answer.content.decode()
    assert html.count("<li>") == 40
    assert 'href="/questions/?purpose=insights&amp;page=1"' in html
    key = next(one.key for one in shipped().values() if one.look_up.startswith("Ten current"))
    where = page.get(url, {"q": shipped()[key].en.split("?")[0]})
    assert b"Look it up, do not ask: Ten current postings" in where.content


@pytest.mark.parametrize(
    ("query", "handles"),
    few(
        [
            ({"q": "monday friday"}, ["typical-week"]),
            ({"q": "周一到周五"}, ["typical-week"]),
            ({"q": "nothing like it"}, []),
            ({"q": "MÓNDAY fridaÿ"}, ["typical-week"]),
            ({"size": "startup", "q": "regular meetings"}, []),
            ({"size": "large", "q": "regular meetings"}, ["regular-meetings"]),
            ({"show": "best"}, []),
            ({"show": "off"}, ["openings"]),
            ({"purpose": "closing", "show": "core"}, ["who-next", "report-back"]),
            ({"bank": "own"}, []),
            ({"purpose": "nonsense", "q": "monday friday"}, ["typical-week"]),
        ],
        quick=3,
    ),
)
def test_the_list_can_be_narrowed(page, query, handles):
    assert found(page.get(reverse("question-list"), query)) == handles


@pytest.mark.full
def test_the_best_rated_come_first_and_the_asked_are_not_new(page, account):
    fine, best, new = (QuestionFactory(account=account, text_zh="") for _ in range(3))
    LineFactory(account=account, question=fine, rating=2, state="asked")
    LineFactory(account=account, question=best, rating=3, state="asked")
    LineFactory(account=account, question=best, rating=2, state="asked")
    LineFactory(account=account, question=new, rating=1, is_theirs=True)
    LineFactory(account=account, key="typical-week", question=None, state="asked")
    url = reverse("question-list")

    answer = page.get(url, {"show": "best", "bank": "own"})

    assert found(answer) == [str(best.pk), str(fine.pk)]
    html = answer.content.decode()
    assert "Asked 2 times" in html and 'Worked well <span class="numbers">2.5</span>' in html
    assert found(page.get(url, {"show": "never", "bank": "own"})) == [str(new.pk)]
    assert "typical-week" not in found(page.get(url, {"show": "never"}))
    assert found(page.get(url, {"language": "zh-hans", "bank": "own"})) == []


def test_words_that_begin_the_wording_come_before_those_inside(page, account):
    words = {"text_en": "Who decides?", "intent": "Learn of quetzals."}
    elsewhere = QuestionFactory(account=account, **words)
    inside = QuestionFactory(account=account, text_en="Is unquetzaled a word?")
    begins = QuestionFactory(account=account, text_en="Quetzals: why?")

    answer = page.get(reverse("question-list"), {"q": "quetzal"})

    assert found(answer) == [str(one.pk) for one in (begins, inside, elsewhere)]


TYPED = [
    *("e", "RE", "résumé", "resumes", "nø", "50%", "a_b", "o’clock", "o'clock", "ｆｕｌｌ"),
    *("队", "团队", "团 队", "a团", "άλφα", "αλφα", "й", "и", "why resum", "why нет", "ß", "ss"),
]


def test_the_database_leaves_out_nothing_that_words_find(account):
    texts = ("Why résumé?", "RESUMES: why?", "Søren, no?", "50% of a_b?", "o’clock or o'clock?")
    texts += ("ｆｕｌｌ?", "Άλφα?", "йод и нет?", "Straße?", "a团队 (team)", "团 队?")
    for text in texts:
        QuestionFactory(account=account, text_en=text, text_zh="")
    QuestionFactory(account=account, text_en="Who?", text_zh="谁在团队？", intent="Resume why.")
    every = questions_of(account)
    told = {}

    for typed in TYPED:
        filters = QuestionFilter({"q": typed, "bank": "own"}, account=account)
        told[typed] = [
            [one.handle for one in filters.narrow(questions)]
            for questions in (questions_of(account, words=filters.words), every)
        ]

    assert {typed: both for typed, both in told.items() if both[0] != both[1]} == {}


def test_words_leave_questions_in_the_database(account):
    for word in ("quetzal", "other"):
        QuestionFactory(account=account, text_en=f"Why {word}?")
    Question.objects.create(
        account=account, key="typical-week", text_en="Mine?", purpose="advice", category="day"
    )

    own = [one.text_en for one in questions_of(account, words=["quetzal"]) if one.pk]

    assert own == ["Mine?", "Why quetzal?"]


def test_htmx_gets_the_list_alone(htmx):
    answer = htmx.get(reverse("question-list"), {"q": "monday"}, target="questions")

    assert answer.content.lstrip().startswith(b'<div id="questions"')
    assert b"<h1" not in answer.content


@pytest.mark.full
def test_a_bank_groups_own_questions_and_goes_with_them(page, account):
    bank = BankFactory(account=account, name="Hospitals")
    question = QuestionFactory(account=account, bank=bank)
    url = reverse("question-list")

    assert found(page.get(url, {"bank": bank.pk})) == [str(question.pk)]

    page.post(reverse("bank-archive", args=[bank.pk]))

    assert found(page.get(url, {"bank": bank.pk})) == []
    assert found(page.get(url, {"show": "archived"})) == [str(question.pk)]

    page.post(reverse("bank-restore", args=[bank.pk]))

    assert found(page.get(url, {"bank": bank.pk})) == [str(question.pk)]


def test_a_bank_is_made_and_renamed(page, account):
    page.post(reverse("bank-create"), {"name": "Hospitals"})
    bank = account.banks.get()
    page.post(reverse("bank-edit", args=[bank.pk]), {"name": "Clinics"})

    bank.refresh_from_db()
    assert bank.name == "Clinics"
    assert page.post(reverse("bank-create"), {"name": ""}).status_code == 422


@pytest.mark.full
def test_the_list_asks_the_database_as_often_for_three_as_for_one(page, account):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page.get(reverse("question-list"))
        return len(queries)

    QuestionFactory(account=account, bank=BankFactory(account=account))
    page.get(reverse("question-list"))
    for_one = count()
    for _ in range(2):
        QuestionFactory(account=account, bank=BankFactory(account=account))

    assert count() == for_one


def test_a_question_is_written(page, account):
    more = {
        "text_zh": "您的星期一\n是怎样的？",
        "probes_en": " And the evening? \n\nWith whom?",
        "source": "A friend",
        "functions": ["data", "health"],
        "kinds": ["coffee"],
    }

    answer = page.post(reverse("question-create"), {**WORDS, **more})

    question = account.questions.get()
    assert answer.status_code == 303
    assert (question.text_en, question.key, question.minutes) == (WORDS["text_en"], "", 2)
    assert question.text_zh == "您的星期一 是怎样的？"
    assert question.probes_in("en") == ["And the evening?", "With whom?"]
    assert (question.functions, question.kinds) == (["data", "health"], ["coffee"])
    form = page.get(reverse("question-edit", args=[question.pk])).content.decode()
    assert "With whom?" in form and 'value="health" id="id_functions_12" checked' in form


def test_a_question_without_words_is_refused_and_input_kept(page, account):
    answer = page.post(reverse("question-create"), {**WORDS, "text_en": " ", "intent": "Kept."})

    assert answer.status_code == 422
    assert "at least one language" in answer.content.decode()
    assert "Kept." in answer.content.decode()
    assert not account.questions.exists()


def test_a_question_goes_into_no_bank_of_a_stranger(page, account, stranger):
    bank = BankFactory(account=stranger)

    answer = page.post(reverse("question-create"), {**WORDS, "bank": bank.pk})

    assert answer.status_code == 422
    assert not account.questions.exists()


def test_changing_a_shipped_question_makes_my_version_and_reset_goes_back(page, account, stranger):
    url = reverse("shipped-question-edit", args=["typical-week"])
    assert WEEK.en in page.get(url).content.decode()

    page.post(url, {**WORDS, "is_core": "on"})
    page.post(url, {**WORDS, "text_en": "How was Monday?", "is_core": "on"})

    version = account.questions.get()
    assert (version.key, version.text_en) == ("typical-week", "How was Monday?")
    assert of_key(account, "typical-week") == version
    assert of_key(stranger, "typical-week").text_en == WEEK.en

    page.post(reverse("shipped-question-reset", args=["typical-week"]))

    assert of_key(account, "typical-week").text_en == WEEK.en
    assert not account.questions.exists()


def test_a_question_is_switched_off_and_on(page, account):
    page.post(reverse("shipped-question-switch", args=["typical-week"]))

    version = account.questions.get()
    assert version.is_off
    assert "typical-week" not in found(page.get(reverse("question-list")))

    page.post(reverse("question-switch", args=[version.pk]))

    assert not of_key(account, "typical-week").is_off


def test_an_own_question_is_archived_and_brought_back(page, account):
    question = QuestionFactory(account=account)
    page.post(reverse("question-archive", args=[question.pk]))

    assert str(question.pk) not in found(page.get(reverse("question-list")))

    page.post(reverse("question-restore", args=[question.pk]))

    assert str(question.pk) in found(page.get(reverse("question-list")))


def test_an_unknown_shipped_question_is_not_found(page):
    for name in ("shipped-question-edit", "shipped-question-reset", "shipped-question-switch"):
        assert page.post(reverse(name, args=["no-such-key"])).status_code == 404


def test_a_shipped_question_brings_its_probes_and_whom_it_is_for(account):
    question = of_key(account, "regular-meetings")

    assert question.probes_in("en") == list(question.shipped.probes_en)
    assert question.probes_in("zh-hans") == list(question.shipped.probes_zh)
    assert question.sizes == ["established", "large", "public"]
    assert (question.functions, question.levels) == ([], [])
    assert question.kinds == ["informational", "coffee"]
    assert question.source == question.shipped.source


def test_a_version_outlives_its_shipped_question(page, account):
    Question.objects.create(
        account=account, key="gone-in-an-update", text_en="Mine?", purpose="advice", category="day"
    )

    assert "gone-in-an-update" in found(page.get(reverse("question-list")))
