import pytest
from django.urls import reverse

from interviews.rules.method import method


def test_anybody_can_read_about_the_method(db, client):
    answer = client.get(reverse("about"))

    assert answer.status_code == 200
    assert "The 2-Hour Job Search" in answer.content.decode()
    assert "20–40 %" in answer.content.decode()
    assert '<p class="method-value numbers"></p>' not in answer.content.decode()


@pytest.mark.parametrize("section", method().sections, ids=lambda section: section.title)
def test_every_fact_names_its_source(section):
    assert section.facts
    assert all(fact.sources and fact.text.endswith(".") for fact in section.facts)


def test_every_source_is_used():
    used = {
        source for section in method().sections for fact in section.facts for source in fact.sources
    }

    assert used == set(method().sources)
