import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.actions.targets import fill_places, rule_out
from contacts.rules.targets import State
from interviews.views import targets
from tests.factories import (
    InterviewFactory,
    OrganisationFactory,
    PersonFactory,
    SearchFactory,
    TargetFactory,
)


@pytest.fixture
def search(account):
    account.level, account.groups = "entry", ["University of Porto"]
    account.save()
    return SearchFactory(account=account, places=1)


def listing(search):
    return reverse("target-list", args=[search.pk])


def scores(target, **changed):
    return {"motivation": "2", "posting": "1", "advocacy": "", **changed}


def test_the_list_is_sorted_and_says_what_puts_one_above_the_next(page, search):
    TargetFactory(search=search, organisation__name="Low", motivation=1)
    TargetFactory(search=search, organisation__name="High", motivation=3)
    TargetFactory(search=search, organisation__name="Also low", motivation=1)

    answer = page.get(listing(search))

    rows = answer.context["waiting"]
    assert [str(row.target) for row in rows] == ["High", "Low", "Also low"]
    html = answer.content.decode()
    assert "before Low: higher motivation" in html
    assert "before Also low: same scores, listed first" in html


def test_a_score_is_kept_at_once_and_the_row_says_where_it_stands_now(htmx, page, search):
    TargetFactory(search=search, organisation__name="Other", motivation=2)
    target = TargetFactory(search=search, organisation__name="Mine")
    url = reverse("target-score", args=[target.pk])

    part = htmx.post(url, scores(target, motivation="3"), target=f"standing-{target.pk}")
    plain = page.post(url, scores(target, posting="2", advocacy="yes"))

    html = part.content.decode()
    assert html.lstrip().startswith(f'<p class="row-meta" id="standing-{target.pk}">')
    assert "No. 1 of 2, before Other: higher motivation" in html
    target.refresh_from_db()
    assert (target.motivation, target.posting, target.advocacy) == (2, 2, True)
    assert plain["Location"] == f"{listing(search)}#target-{target.pk}"


@pytest.mark.parametrize("wrong", [{"motivation": "4"}, {"posting": "0"}, {"motivation": ""}])
def test_a_score_out_of_range_is_refused_and_nothing_changes(htmx, page, search, wrong):
    target = TargetFactory(search=search, motivation=1)
    url = reverse("target-score", args=[target.pk])

    plain = page.post(url, scores(target, **wrong))
    part = htmx.post(url, scores(target, **wrong), target=f"standing-{target.pk}")

    assert (plain.status_code, part.status_code) == (422, 422)
    assert "errorlist" in part.content.decode()
    target.refresh_from_db()
    assert target.motivation == 1


def test_the_first_few_are_worked_on_and_the_undo_sends_them_back(page, search):
    target = TargetFactory(search=search, organisation__name="Best", motivation=3)
    TargetFactory(search=search)

    html = page.post(reverse("target-fill", args=[search.pk]), follow=True).content.decode()

    assert "You work on Best now." in html
    undo = f"{reverse('target-empty', args=[search.pk])}?target={target.pk}"
    assert undo in html
    page.post(undo)
    assert not search.targets.in_state(State.ACTIVE).exists()


def test_ruling_out_takes_a_reason_and_tells_who_comes_next(page, search):
    first, second = TargetFactory.create_batch(2, search=search)
    fill_places(search=search, at=clock.now())
    url = reverse("target-rule-out", args=[first.pk])

    refused = page.post(url, {"reason": "  "})
    html = page.post(url, {"reason": "Moved away"}, follow=True).content.decode()

    assert refused.status_code == 422
    assert f"{second} comes next." in html
    undo = f"{reverse('target-restore', args=[first.pk])}?instead={second.pk}"
    assert undo in html
    page.post(undo)
    assert list(search.targets.in_state(State.ACTIVE)) == [first]


def test_a_planned_talk_proposes_that_a_helper_was_found(page, search):
    target = TargetFactory(search=search)
    fill_places(search=search, at=clock.now())
    person = PersonFactory(account=search.account, organisation=target.organisation, name="Ana B")
    InterviewFactory(account=search.account, people=[person])

    html = page.get(listing(search)).content.decode()
    told = page.post(reverse("target-helper", args=[target.pk]), follow=True).content.decode()

    assert "a talk with Ana B</a>: if they help you there" in html
    assert "You have a helper at" in told
    assert search.targets.get().state is State.HELPED


def test_an_organisation_is_added_once_by_name_or_by_a_button(page, search):
    known = OrganisationFactory(account=search.account, name="Nordlicht")
    url = reverse("target-create", args=[search.pk])

    page.post(url, {"name": " nordlicht "})
    again = page.post(url, {"organisation": known.pk}, follow=True).content.decode()
    page.post(url, {"name": "Lumen"})
    empty = page.post(url, {"name": ""})

    assert "Nordlicht is on your list" in again
    assert [str(target) for target in search.targets.all()] == ["Nordlicht", "Lumen"]
    assert empty.status_code == 422


def test_a_strangers_organisation_search_and_targets_stay_theirs(page, search, stranger):
    theirs = TargetFactory(search=SearchFactory(account=stranger))
    mine = TargetFactory(search=search)

    page.post(reverse("target-create", args=[search.pk]), {"organisation": theirs.organisation_id})
    page.post(
        reverse("organisation-target", args=[mine.organisation_id]), {"search": theirs.search_id}
    )
    page.post(f"{reverse('target-empty', args=[search.pk])}?target={theirs.pk}")
    page.post(f"{reverse('target-restore', args=[mine.pk])}?instead={theirs.pk}")

    assert list(search.targets.all()) == [mine]
    assert theirs.search.targets.count() == 1


def test_an_organisations_page_makes_it_a_target(page, search):
    organisation = OrganisationFactory(account=search.account, is_in_pool=True)

    answer = page.post(
        reverse("organisation-target", args=[organisation.pk]), {"search": search.pk}, follow=True
    )

    organisation.refresh_from_db()
    assert search.targets.get().organisation == organisation
    assert not organisation.is_in_pool
    assert "is a target of" in answer.content.decode()


def test_people_at_a_target_are_ranked_with_reasons(page, search):
    target = TargetFactory(search=search)
    there = {"account": search.account, "organisation": target.organisation}
    PersonFactory(**there, name="Nobody Known")
    PersonFactory(**there, name="Old Friend", groups=["university of porto"], is_in_pool=True)
    PersonFactory(**there, name="By Title", title="Senior data analyst", tie="network")
    PersonFactory(**there, name="Not Now", function="data", is_do_not_contact=True)

    answer = page.get(target.get_absolute_url())

    names = [pick.person.name for pick in answer.context["picks"]]
    assert names == ["By Title", "Old Friend", "Nobody Known", "Not Now"]
    html = answer.content.decode()
    assert "same kind of work, going by the title" in html
    assert "you share university of porto" in html
    assert "Do not contact" in html
    assert "in the pool" in html and "Promote" in html


def test_nobody_yet_says_where_to_look(page, search):
    target = TargetFactory(search=search)

    html = page.get(target.get_absolute_url()).content.decode()

    assert "Nobody yet" in html
    assert "Andrew Ng; Zake" in html
    assert reverse("import-create") in html


def test_what_is_missing_in_settings_is_named(page, account):
    target = TargetFactory(search=SearchFactory(account=account, to_role="Something new"))
    PersonFactory(account=account, organisation=target.organisation)

    html = page.get(target.get_absolute_url()).content.decode()

    for said in ("Your kind of work is not set", "Your level is not set", "schools and groups are"):
        assert said in html
    assert reverse("settings-account") in html


@pytest.mark.full
@pytest.mark.parametrize("of", ["list", "target"])
def test_a_page_asks_the_same_number_of_questions_for_one_and_three(page, search, of):
    def add():
        target = TargetFactory(search=search)
        people = PersonFactory.create_batch(
            2, account=search.account, organisation=target.organisation, tie="school"
        )
        InterviewFactory(account=search.account, people=people)
        return target

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page.get(listing(search) if of == "list" else target.get_absolute_url())
        return len(captured)

    search.places = 2
    search.save()
    target = add()
    add()
    rule_out(target=add(), reason="No", at=clock.now())
    add()
    fill_places(search=search, at=clock.now())
    queries()
    one = queries()
    for _ in range(2):
        PersonFactory(account=search.account, organisation=target.organisation)
        add()

    assert queries() <= one


@pytest.mark.full
def test_a_long_list_comes_in_pages(page, search):
    TargetFactory.create_batch(62, search=search)

    first, last = page.get(listing(search)), page.get(listing(search), {"page": "99"})

    assert len(first.context["waiting"]) == 60
    assert [row.place for row in last.context["waiting"]] == [61, 62]


def test_places_are_changed_and_fill_when_asked(page, search):
    TargetFactory.create_batch(3, search=search)
    fill_places(search=search, at=clock.now())

    refused = page.post(reverse("target-settings", args=[search.pk]), {"places": "0"})
    page.post(
        reverse("target-settings", args=[search.pk]),
        {"places": "3", "goal": "40", "lane_minutes": "5"},
    )

    assert refused.status_code == 422
    assert page.get(listing(search)).context["places_free"] == 2


def test_taking_off_the_list_asks_first_and_keeps_the_organisation(page, search):
    target = TargetFactory(search=search)
    url = reverse("target-delete", args=[target.pk])

    asked = page.get(url).content.decode()
    page.post(url)

    assert "rule it out instead" in asked
    assert not search.targets.exists()
    assert search.account.organisations.filter(pk=target.organisation_id).exists()


def test_sorting_shows_the_page_a_target_waits_on_and_keeps_the_place(page, search, monkeypatch):
    monkeypatch.setattr(targets, "SHOWN", 1)
    TargetFactory(search=search, organisation__name="High", motivation=3)
    low = TargetFactory(search=search, organisation__name="Low")

    answer = page.get(listing(search), {"at": low.pk})

    assert [str(row.target) for row in answer.context["waiting"]] == ["Low"]
    assert f'href="{low.get_absolute_url()}" data-focus' in answer.content.decode()
    assert page.get(listing(search), {"at": "none"}).context["page"] == 1
