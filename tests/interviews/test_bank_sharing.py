import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import BankFactory, QuestionFactory
from tests.world import SECRET, build_world


@pytest.fixture
def bank(account):
    bank = BankFactory(account=account, name="Hospitals <script>")
    words = {"text_en": 'Why <img src="x"> [a](javascript:b)?', "text_zh": "为什么？"}
    QuestionFactory(account=account, bank=bank, **words, intent="For all", probes_en="And then?")
    QuestionFactory(account=account, bank=bank, text_en="Gone?", archived_at="2026-03-03T10:00Z")
    return bank


def share(page, bank, do="on"):
    page.post(reverse("bank-share", args=[bank.pk]), {"do": do})
    bank.refresh_from_db()
    return reverse("shared-bank", args=[bank.share_token]) if bank.share_token else ""


def test_whoever_has_the_link_reads_the_questions_and_nothing_else(page, account, bank):
    build_world(account)
    url = share(page, bank)

    answer = Client().get(url)

    html = answer.content.decode()
    assert "Why &lt;img src=&quot;x&quot;&gt; [a](javascript:b)?" in html and "And then?" in html
    assert "Gone?" not in html and "<script>" not in html.split("<main")[1]
    for secret in (account.name, account.email, SECRET, str(bank.pk) + "/edit"):
        assert secret not in html
    assert len(bank.share_token) == 43
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]


def test_a_new_link_ends_the_one_before_and_sharing_can_end(page, bank):
    first = share(page, bank)
    second = share(page, bank)

    assert first != second
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200

    share(page, bank, "off")

    assert Client().get(second).status_code == 404


def test_the_link_of_an_archived_bank_leads_nowhere_until_it_is_back(page, bank):
    url = share(page, bank)
    page.post(reverse("bank-archive", args=[bank.pk]))
    assert Client().get(url).status_code == 404

    page.post(reverse("bank-restore", args=[bank.pk]))

    assert Client().get(url).status_code == 200


@pytest.mark.parametrize("token", ["x", "%00", "a" * 500])
def test_a_link_that_is_none_is_not_found(db, token):
    assert Client().get(f"/shared/{token}/").status_code == 404


def test_a_stranger_copies_it_into_an_account_of_their_own(page, account, stranger, bank):
    url = f"{share(page, bank)}copy/"
    visitor = Client()

    door = visitor.get(url)
    assert door["Location"] == f"{reverse('account_login')}?next={url}"

    visitor.force_login(stranger)
    assert b"Copy it" in visitor.get(url).content
    visitor.post(url)

    copy = stranger.banks.get()
    question = copy.questions.get()
    assert (copy.name, copy.share_token) == (bank.name, "")
    assert (question.account, question.text_zh, question.intent) == (
        stranger,
        "为什么？",
        "For all",
    )
    assert bank.questions.count() == 2


def test_the_shared_page_keeps_the_order_of_the_bank(page, account, bank):
    for place, purpose in enumerate(("advice", "trends", "advice")):
        QuestionFactory(
            account=account, bank=bank, position=place, purpose=purpose, text_en=f"Why {place}?"
        )

    html = Client().get(share(page, bank)).content.decode()

    assert html.index("Why 0?") < html.index("Why 1?") < html.index("Why 2?")
    assert html.count("<ol") == 1


def test_a_copy_beside_its_origin_has_a_name_of_its_own(page, account, bank):
    page.post(f"{share(page, bank)}copy/")

    assert {one.name for one in account.banks.all()} == {bank.name, f"{bank.name} (copy)"}


def test_a_bank_is_shared_by_its_owner_only(page, stranger):
    foreign = BankFactory(account=stranger)

    answer = page.post(reverse("bank-share", args=[foreign.pk]), {"do": "on"})

    assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.share_token == ""


@pytest.mark.full
def test_who_tries_many_links_is_slowed_down(db, client):
    codes = {client.get(f"/shared/try{n}/").status_code for n in range(61)}

    assert codes == {404, 429}
