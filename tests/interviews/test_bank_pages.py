import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviews.rules.starter import shipped
from tests.factories import BankFactory, LineFactory, QuestionFactory


@pytest.fixture
def bank(account):
    return BankFactory(account=account, name="Hospitals")


@pytest.fixture
def questions(account, bank):
    return [QuestionFactory(account=account, bank=bank, text_en=f"Why {n}?") for n in "abc"]


def order(bank):
    texts = bank.questions.filter(archived_at=None).values_list("text_en", flat=True)
    return "".join(text[4] for text in texts)


def url(name, row):
    return reverse(name, args=[row.pk])


def test_a_question_is_moved_by_button_and_by_dragging(htmx, bank, questions):
    answer = htmx.post(url("question-move", questions[2]), {"by": "-1"}, target="bank")

    assert order(bank) == "acb"
    assert 'data-said="Now question 2 of 3."' in answer.content.decode()

    keys = ",".join(str(questions[n].pk) for n in (1, 0, 2))
    answer = htmx.post(url("bank-order", bank), {"order": keys}, target="bank")

    assert order(bank) == "bac"
    assert answer.content.lstrip().startswith(b'<div id="bank"')


def test_dragging_on_one_page_leaves_the_others_where_they_are(page, bank, questions, stranger):
    foreign = QuestionFactory(account=stranger)
    keys = f"{questions[2].pk},{foreign.pk},{questions[0].pk}"

    answer = page.post(url("bank-order", bank), {"order": keys})

    assert order(bank) == "cba"
    assert answer["Location"] == bank.get_absolute_url()
    foreign.refresh_from_db()
    assert foreign.position == 0


@pytest.mark.parametrize("wrong", ["", "1,x", "²"])
def test_an_order_of_anything_else_is_refused(page, bank, questions, wrong):
    assert page.post(url("bank-order", bank), {"order": wrong}).status_code == 400
    assert page.post(url("question-move", questions[0]), {"by": wrong}).status_code == 400
    assert order(bank) == "abc"


def test_a_new_question_comes_last(page, bank, questions):
    page.post(url("question-move", questions[2]), {"by": "-1"})
    words = {"text_en": "Why z?", "purpose": "advice", "category": "day", "minutes": "3"}

    page.post(f"{reverse('question-create')}?bank={bank.pk}", words | {"bank": bank.pk})

    assert order(bank) == "acbz"


def test_a_question_is_edited_where_it_stands(htmx, page, bank, questions):
    edit, target = url("question-edit", questions[0]), f"question-{questions[0].pk}"
    form = htmx.get(edit, target=target).content.decode()
    words = {"text_en": "Why now?", "purpose": "advice", "category": "day", "minutes": "3"}

    wrong = htmx.post(edit, words | {"minutes": "99", "bank": bank.pk}, target=target)
    saved = htmx.post(edit, words | {"bank": bank.pk}, target=target)

    assert form.lstrip().startswith(f'<li class="in-place" id="{target}"') and "<h1" not in form
    assert wrong.status_code == 422 and "99" in wrong.content.decode()
    assert saved.content.decode().lstrip().startswith(f'<li class="sheet-line" id="{target}"')
    assert "Why now?" in saved.content.decode()
    back = htmx.get(url("question-row", questions[0]), target=target).content.decode()
    assert "Why now?" in back and "<form" in back
    assert page.get(url("question-row", questions[0]))["Location"].endswith(f"#{target}")


def test_a_question_moves_to_another_bank_and_comes_last_there(htmx, account, questions):
    other = BankFactory(account=account, name="Clinics")
    QuestionFactory(account=account, bank=other, text_en="Why x?", position=7)
    words = {"text_en": "Why a?", "purpose": "advice", "category": "day", "minutes": "3"}

    target = f"question-{questions[0].pk}"
    answer = htmx.post(
        url("question-edit", questions[0]), words | {"bank": other.pk}, target=target
    )

    assert order(other) == "xa"
    assert answer["HX-Redirect"] == questions[0].bank.get_absolute_url()

    said = htmx.get(answer["HX-Redirect"]).content.decode()
    undo = html.unescape(re.search(r'action="(/questions/\d+/return/[^"]+)"', said)[1])
    htmx.post(undo)

    assert (order(questions[0].bank), order(other)) == ("abc", "x")


def test_a_question_returns_to_no_bank_of_a_stranger(page, stranger, bank, questions):
    foreign = BankFactory(account=stranger)
    back = url("question-return", questions[1])

    assert page.post(f"{back}?bank={foreign.pk}&position=0").status_code == 404
    assert page.post(f"{back}?bank=x").status_code == 404
    assert page.post(f"{back}?bank={bank.pk}&position=99999999999999").status_code == 303
    assert order(bank) == "acb"


def test_a_bank_is_copied_and_the_copy_taken_back(page, account, bank, questions):
    page.post(url("bank-copy", bank))

    copy = account.banks.exclude(pk=bank.pk).get()
    assert (copy.name, order(copy)) == ("Hospitals (copy)", "abc")
    assert not copy.share_token

    page.post(url("intake-undo", account.intakes.get()))

    assert list(account.banks.all()) == [bank]
    assert order(bank) == "abc"


def test_no_two_copies_are_called_alike(page, account, bank):
    long = BankFactory(account=account, name="H" * 120)
    for one in (bank, bank, long, long):
        page.post(url("bank-copy", one))
    page.post(url("bank-copy", account.banks.get(name="Hospitals (copy)")))

    names = sorted(account.banks.values_list("name", flat=True))
    assert names == [
        *("H" * 111 + " (copy 2)", "H" * 113 + " (copy)", "H" * 120),
        *("Hospitals", "Hospitals (copy 2)", "Hospitals (copy 3)", "Hospitals (copy)"),
    ]


def test_a_whole_category_that_ships_is_copied_once(page, account, bank):
    into = f"{reverse('question-copy')}?category=pay&bank=shipped"
    page.post(into, {"bank": bank.pk})
    page.post(into, {"bank": bank.pk})

    there = bank.questions.all()
    wanted = {one.en for one in shipped().values() if one.category == "pay" and not one.off}
    assert {one.text_en for one in there} == wanted
    assert len(there) == len(wanted) and not any(one.key for one in there)


def test_one_shipped_question_is_copied_into_a_new_bank(page, account):
    page.post(f"{reverse('question-copy')}?only=typical-week", {"bank_name": "Mine"})

    question = account.questions.get()
    assert (question.text_en, question.bank.name) == (shipped()["typical-week"].en, "Mine")
    assert shipped()["typical-week"].is_core and not question.is_core
    assert question.probes_in("en") == list(shipped()["typical-week"].probes_en)


def test_nothing_is_copied_into_a_bank_of_a_stranger(page, account, stranger):
    foreign = BankFactory(account=stranger)

    answer = page.post(f"{reverse('question-copy')}?only=typical-week", {"bank": foreign.pk})

    assert answer.status_code == 404
    assert not foreign.questions.exists() and not account.questions.exists()


def test_what_a_sheet_uses_is_not_deleted(page, account, bank, questions):
    LineFactory(account=account, question=questions[0])

    refused = page.post(url("question-delete", questions[0]))
    also = page.post(url("bank-delete", bank))

    assert (refused.status_code, also.status_code) == (409, 409)
    assert b"Archive instead" in refused.content
    assert order(bank) == "abc"


def test_what_nothing_hangs_on_is_deleted_once_confirmed(page, account, bank, questions):
    assert b"Delete for good" in page.get(url("bank-delete", bank)).content

    page.post(url("question-delete", questions[0]))
    assert order(bank) == "bc"

    page.post(url("bank-delete", bank))
    assert not account.banks.exists() and not account.questions.exists()


def test_archiving_offers_to_undo(page, bank, questions):
    answer = page.post(url("question-archive", questions[1]), follow=True)

    assert order(bank) == "ac"
    assert f'action="{url("question-restore", questions[1])}"' in answer.content.decode()

    page.post(url("question-restore", questions[1]))

    assert order(bank) == "abc"


def test_a_bank_asks_the_database_as_often_for_three_as_for_one(page, account, bank):
    def count():
        with CaptureQueriesContext(connection) as queries:
            page.get(bank.get_absolute_url())
        return len(queries)

    QuestionFactory(account=account, bank=bank)
    page.get(bank.get_absolute_url())
    for_one = count()
    QuestionFactory.create_batch(2, account=account, bank=bank)

    assert count() == for_one


def test_an_empty_bank_says_what_it_is_for(page, bank):
    assert b"This bank is empty" in page.get(bank.get_absolute_url()).content
