import io

import pytest
from django.urls import reverse

from interviews.models import Intake, IntakeState
from tests.factories import BankFactory, LineFactory, QuestionFactory

TABLE = "Question,Purpose,Minutes\nWhy a?,insights,3\nWhy b?,insights,9\nWhy new?,advice,2\n"
TABLE += "How?,gossip,1\n"


@pytest.fixture
def bank(account):
    bank = BankFactory(account=account, name="Hospitals")
    for word in "ab":
        QuestionFactory(
            account=account, bank=bank, text_en=f"Why {word}?", minutes=3, category="tasks"
        )
    return bank


def upload(page, content, name="mine.csv", **more):
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return page.post(reverse("intake-create"), {"upload": file, **more})


def minutes(bank):
    return dict(bank.questions.values_list("text_en", "minutes"))


def test_a_file_is_looked_at_then_taken_in_then_taken_back(page, account, bank):
    answer = upload(page, TABLE, bank=bank.pk)
    intake = account.intakes.get()
    look = page.get(answer["Location"])

    assert look.context["counts"] == {"new": 1, "same": 1, "changed": 1}
    assert "Line 5" in look.content.decode() and "“gossip”" in look.content.decode()
    assert minutes(bank) == {"Why a?": 3, "Why b?": 3}

    page.post(reverse("intake-start", args=[intake.pk]))
    page.post(reverse("intake-start", args=[intake.pk]))

    assert minutes(bank) == {"Why a?": 3, "Why b?": 9, "Why new?": 2}

    page.post(reverse("intake-undo", args=[intake.pk]))

    assert minutes(bank) == {"Why a?": 3, "Why b?": 3}
    intake.refresh_from_db()
    assert intake.state == IntakeState.UNDONE


def test_what_a_table_has_no_column_for_stays_as_it_is(page, account, bank):
    words = {"text_zh": "为什么？", "probes_en": "And then?", "purpose": "advice", "is_core": True}
    bank.questions.filter(text_en="Why a?").update(**words)

    same = upload(page, "English,Minutes\nWhy a?,3\n", bank=bank.pk)
    look = page.get(same["Location"]).context["counts"]
    upload(page, "English,Minutes\nWhy a?,8\n", bank=bank.pk)
    intake = account.intakes.first()
    page.post(reverse("intake-start", args=[intake.pk]))

    assert look == {"new": 0, "same": 1, "changed": 0}
    assert bank.questions.filter(text_en="Why a?", minutes=8, **words).exists()

    page.post(reverse("intake-undo", args=[intake.pk]))

    assert bank.questions.filter(text_en="Why a?", minutes=3, **words).exists()


def test_what_a_text_does_not_tell_of_a_question_stays_as_it_is(page, account, bank):
    words = {"text_zh": "为什么？", "intent": "To see why.", "purpose": "advice", "is_core": True}
    words |= {"functions": ["data"], "probes_zh": "然后呢？", "look_up": "Their site"}
    bank.questions.filter(text_en="Why a?").update(source="Ana", **words)
    content = "# Hospitals\n- Why a? (8 min)\n  - And then?\n  - **Source:**\n- Why b?\n"

    answer = upload(page, content, "mine.md", bank=bank.pk)
    counts = page.get(answer["Location"]).context["counts"]
    page.post(reverse("intake-start", args=[account.intakes.get().pk]))

    assert counts == {"new": 0, "same": 1, "changed": 1}
    said = {"minutes": 8, "probes_en": "And then?", "source": ""}
    assert bank.questions.filter(text_en="Why a?", **said, **words).exists()


def test_undoing_leaves_what_was_used_or_changed_since(page, account, bank):
    upload(page, TABLE + "Why used?,advice,2\n", bank=bank.pk)
    intake = account.intakes.get()
    page.post(reverse("intake-start", args=[intake.pk]))
    bank.questions.filter(text_en="Why new?").update(minutes=7)
    bank.questions.filter(text_en="Why b?").update(minutes=8)
    LineFactory(account=account, question=bank.questions.get(text_en="Why used?"))

    answer = page.post(reverse("intake-undo", args=[intake.pk]), follow=True)

    assert minutes(bank) == {"Why a?": 3, "Why b?": 8, "Why new?": 7, "Why used?": 2}
    assert "3 questions stay" in answer.content.decode()


def test_a_file_makes_a_bank_of_its_own_and_undoing_takes_it_along(page, account):
    upload(page, "# Clinics\n- Who decides?\n", name="x.md")
    intake = account.intakes.get()
    page.post(reverse("intake-start", args=[intake.pk]))

    assert account.banks.get().name == "Clinics"

    page.post(reverse("intake-undo", args=[intake.pk]))

    assert not account.banks.exists() and not account.questions.exists()


@pytest.mark.parametrize("route", ["bank-csv", "bank-markdown"])
def test_a_bank_that_went_out_comes_back_as_it_was(page, account, bank, route):
    file = page.get(reverse(route, args=[bank.pk]) + "?bom=1")
    name = file["Content-Disposition"].split('"')[1]

    upload(page, file.content, name=name, bank=bank.pk)

    look = page.get(account.intakes.get().get_absolute_url())
    assert look.context["counts"] == {"new": 0, "same": 2, "changed": 0}
    assert b"There is nothing to take in" in look.content


def test_a_table_for_excel_begins_with_the_mark_it_looks_for(page, bank):
    url = reverse("bank-csv", args=[bank.pk])

    assert page.get(f"{url}?bom=1").content.startswith(b"\xef\xbb\xbf")
    assert page.get(url).content.startswith(b"English,Chinese,")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "This file is empty"),
        (b"\x89PNG\r\n\x1a\n", "another program"),
        (b"Name\nAna\n", "No column is called English"),
        (b"x" * (2 * 1024**2 + 1), "larger than 2 MB"),
    ],
)
def test_a_file_of_no_use_costs_a_clear_message(page, account, content, complaint):
    answer = upload(page, content)

    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not Intake.objects.exists()


def test_nothing_goes_into_a_bank_of_a_stranger(page, stranger):
    foreign = BankFactory(account=stranger)

    assert upload(page, TABLE, bank=foreign.pk).status_code == 422
    assert not Intake.objects.exists()


def test_a_file_can_be_discarded(page, account):
    upload(page, TABLE)

    page.post(reverse("intake-discard", args=[account.intakes.get().pk]))

    assert not account.intakes.exists() and not account.questions.exists()
