from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from config.kit import clock
from contacts.models import ImportRun, Move, OrganisationDuplicate, Reach
from tests.factories import (
    ImportFileFactory,
    ImportRowFactory,
    ImportRunFactory,
    OrganisationFactory,
    PersonFactory,
)

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def url(run, name="import-detail", *more):
    return reverse(name, args=[run.pk, *more])


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def run(account):
    """An import that was read: one row of each kind but “same”."""
    counts = {"new": 2, "update": 1, "same": 4, "duplicate": 1, "unreadable": 1}
    return ImportRunFactory(account=account, counts=counts)


@pytest.fixture
def file(run):
    return ImportFileFactory(run=run, preamble="Name,Company\n", header=["Name", "Company"])


@pytest.fixture
def rejected(file):
    return ImportRowFactory(
        file=file, number=7, verdict="unreadable", reason="No name.", raw=",Nordlicht", facts={}
    )


def test_without_imports_the_list_says_what_it_will_hold(page):
    answer = page.get(reverse("import-list"))

    assert "You know more people than you think" in text(answer)
    assert "Get a copy of your data" in text(answer)


def test_the_list_tells_what_came_of_each_import(page, run, file):
    ImportRunFactory(account=run.account, state="done", applied_at=clock.now())

    shown = text(page.get(reverse("import-list")))

    assert "Connections.csv" in shown
    assert "4 already here" in shown and "1 unreadable" in shown
    assert shown.count("Undo") == 1


def test_older_imports_are_a_page_away(page, account):
    oldest, *_newer = ImportRunFactory.create_batch(31, account=account)
    link = url(oldest)

    first = text(page.get(reverse("import-list")))
    older = page.get(reverse("import-list"), {"before": oldest.pk + 1})

    assert link not in first and f"?before={oldest.pk + 1}" in first
    assert link in text(older)


@pytest.mark.parametrize(
    ("state", "progress", "total", "said"),
    [
        ("reading", 0, 0, "Waiting for the background worker"),
        ("reading", 1200, 0, "1,200 rows so far"),
        ("importing", 1200, 4000, "1,200 of 4,000 rows"),
        ("undoing", 1, 1, "1 of 1 row"),
    ],
)
def test_what_is_under_way_tells_how_far_it_is(htmx, account, state, progress, total, said):
    run = ImportRunFactory(account=account, state=state, progress=progress, total=total)

    answer = htmx.get(url(run), target="import")

    assert said in text(answer)
    assert 'hx-trigger="every 1s, click"' in text(answer)
    assert "<h1>" not in text(answer)


def test_asking_stops_by_itself(htmx, run, file):
    answer = htmx.get(url(run), target="import")

    assert "every 1s" not in text(answer)
    assert "3 new people would come along" in text(answer)


@pytest.mark.full
def test_what_is_read_aloud_changes_a_few_times_only(htmx, account):
    run = ImportRunFactory(account=account, state="importing", total=100_000)
    said = set()
    for progress in range(0, 100_000, 5_000):
        ImportRun.objects.filter(pk=run.pk).update(progress=progress)
        said.add(htmx.get(url(run), target="import").context["milestone"])

    assert said == {f"Being imported: {percent} %" for percent in (0, 25, 50, 75)}


def test_the_dry_run_shows_each_kind(page, account, run, file, rejected):
    ImportRowFactory(file=file, facts={"name": "=cmd()", "title": "<i>Head</i>"})
    known = PersonFactory(account=account, name="Chloé Berg")
    ImportRowFactory(
        file=file, verdict="duplicate", person=known, reason="same name", facts={"name": "C. Berg"}
    )

    shown = text(page.get(url(run)))

    assert "=cmd()" in shown and "&lt;i&gt;Head&lt;/i&gt;" in shown
    assert f'Like <a href="{known.get_absolute_url()}">Chloé Berg</a>: same name' in shown
    assert "No name." in shown and "line 7" in shown and ",Nordlicht" in shown
    assert "Import 3 and update 1" in shown


def test_a_row_tells_its_file_where_there_are_several(page, run, file):
    ImportRowFactory(file=file, number=7)

    alone = text(page.get(url(run)))
    ImportFileFactory(run=run, name="cards.vcf")
    among = text(page.get(url(run)))

    assert "line 7" in alone and "line 7 of" not in alone
    assert "line 7 of Connections.csv" in among


def test_a_second_row_of_one_person_says_what_becomes_of_it(page, run, file):
    facts = {"name": "Ann Right", "title": "Boss"}
    ImportRowFactory(file=file, verdict="update", facts=facts)

    shown = text(page.get(url(run)))

    assert "Boss" in shown and "The same person as in another row." in shown


@pytest.fixture
def bo(account):
    organisation = OrganisationFactory(account=account, name="Contoso", aliases=["Contoso Ltd"])
    bo = PersonFactory(
        account=account, name="Bo Lin", title="Analyst", organisation=organisation, tags=["ml"]
    )
    Reach.objects.create(account=account, person=bo, kind="phone", value="+44 20 7946")
    return bo


def told(answer):
    part = next(part for part in answer.context["sections"] if part.kind == "update")
    return [(change.label, change.old, change.new) for change in part.rows[0].changes]


def test_a_dry_run_tells_what_an_update_would_change(page, run, file, bo):
    facts = {
        "title": "Lead",
        "organisation": "CONTOSO ltd",
        "tags": ["ml", "alumni"],
        "phones": ["+44207946", "+1 555"],
        "notes": "Met in Porto",
    }
    row = ImportRowFactory(file=file, verdict="update", person=bo, facts=facts)
    others = [("Notes", "", "Met in Porto"), ("Tags", "", "alumni"), ("Phone", "", "+1 555")]

    assert told(page.get(url(run))) == [("Title", "Analyst", "Lead"), *others]

    bo.told = {row.file.format: ["lead", "contoso ltd"]}
    bo.save()

    assert told(page.get(url(run))) == others, "what a file said before is no news"


def test_of_two_rows_about_one_person_the_first_to_tell_of_a_fact_counts(page, run, file, bo):
    both = {"verdict": "update", "person": bo, "file": file}
    ImportRowFactory(**both, facts={"title": "Boss", "notes": "Met in Porto", "tags": ["new"]})
    ImportRowFactory(**both, facts={"title": "Lead", "profile": "https://example.org/in/bo"})

    sections = page.get(url(run)).context["sections"]

    rows = next(part for part in sections if part.kind == "update").rows
    told = [[(change.label, change.new) for change in row.changes] for row in rows]
    assert told == [
        [("Notes", "Met in Porto"), ("Tags", "new")],
        [("Title", "Lead"), ("LinkedIn", "https://example.org/in/bo")],
    ]


def test_a_result_tells_what_an_update_has_changed(page, account, bo):
    run = ImportRunFactory(account=account, state="done", counts={"update": 1}, applied_at=NOW)
    new = OrganisationFactory(account=account, name="Nordlicht")
    ImportRowFactory(
        file=ImportFileFactory(run=run),
        verdict="update",
        person=bo,
        before={"organisation_id": bo.organisation_id, "title": "Analyst", "told": {}},
        wrote={
            "facts": {"organisation_id": new.pk, "title": "Lead", "told": {"linkedin": []}},
            "reaches": [["email", "bo@example.com"]],
        },
    )

    assert told(page.get(url(run))) == [
        ("Title", "Analyst", "Lead"),
        ("Organisation", "Contoso", "Nordlicht"),
        ("E-mail", "", "bo@example.com"),
    ]


def test_a_dry_run_with_nothing_new_offers_nothing_to_import(page, account):
    run = ImportRunFactory(account=account, counts={"same": 3})

    shown = text(page.get(url(run)))

    assert "Everybody in these files is here already" in shown
    assert url(run, "import-start") not in shown


def test_a_file_of_headings_alone_is_nothing_to_import(page, account):
    run = ImportRunFactory(account=account, counts={})

    assert "There are no people in these files." in text(page.get(url(run)))
    assert "Nothing to import" in text(page.get(reverse("import-list")))


@pytest.mark.full
def test_every_rejected_row_is_reached(page, htmx, run, file):
    rows = [
        ImportRowFactory(file=file, verdict="unreadable", reason="No name.", raw=f"row {n:03}")
        for n in range(120)
    ]
    here, seen = f"{url(run, 'import-rows')}?kind=unreadable", []
    while here:
        answer = page.get(here)
        seen += [row.raw for row in answer.context["page"].rows]
        after = answer.context["page"].after
        here = after and f"{url(run, 'import-rows')}{after}"

    assert seen == [row.raw for row in rows]

    before = answer.context["page"].before
    part = htmx.get(f"{url(run, 'import-rows')}{before}", target="rows")

    assert [row.raw for row in part.context["page"].rows] == [row.raw for row in rows[50:100]]
    assert "<h1>" not in text(part)


@pytest.mark.full
def test_a_page_of_rows_costs_the_same_for_one_and_three(
    page, run, file, django_assert_num_queries, django_assert_max_num_queries
):
    def visit():
        # One of them, as on every page, whether letters leave.
        with django_assert_max_num_queries(21) as counted:
            page.get(url(run))
        return len(counted)

    known = PersonFactory(account=run.account)
    for verdict in ("new", "update", "duplicate", "unreadable"):
        ImportRowFactory(file=file, verdict=verdict, person=known)
    one = visit()
    for verdict in ("new", "update", "duplicate", "unreadable"):
        for _ in range(2):
            someone = PersonFactory(account=run.account)
            ImportRowFactory(file=file, verdict=verdict, person=someone)

    assert visit() == one


def test_rejected_rows_come_back_as_a_file_of_the_same_format(page, run, file, rejected):
    answer = page.get(url(run, "import-rejected", file.pk))

    assert answer.getvalue().decode().split() == ["Name,Company", ",Nordlicht"]
    assert 'filename="Connections-unreadable.csv"' in answer["Content-Disposition"]


def test_the_result_tells_the_news_and_the_way_back(page, account):
    run = ImportRunFactory(account=account, state="done", counts={"new": 1}, applied_at=NOW)
    ana = PersonFactory(account=account, name="Ana Muñoz")
    Move.objects.create(
        account=account,
        person=ana,
        run=run,
        from_title="Analyst",
        to_title="Head of Data",
        to_organisation=OrganisationFactory(account=account, name="Nordlicht"),
    )

    with clock.moved_to(NOW + timedelta(days=2)):
        shown = text(page.get(url(run)))

    assert "moved to Head of Data, Nordlicht" in shown and "before: Analyst" in shown
    assert f"{reverse('person-list')}?state=pool" in shown
    assert "It can be undone until Thu 9 Apr 2026." in shown


def test_the_result_leads_to_organisations_that_may_be_one(page, account):
    run = ImportRunFactory(account=account, state="done", counts={"new": 1}, applied_at=NOW)
    one, other = OrganisationFactory.create_batch(2, account=account)
    OrganisationDuplicate.objects.create(
        account=account, organisation=one, other=other, reason="alike", run=run
    )

    shown = text(page.get(url(run)))

    assert "Decide about 1 possible duplicate" in shown
    assert reverse("duplicate-list") in text(page.get(reverse("organisation-list")))


def test_after_its_days_of_grace_an_import_offers_no_way_back(page, account):
    run = ImportRunFactory(account=account, state="done", applied_at=NOW)

    with clock.moved_to(NOW + timedelta(days=31)):
        shown = text(page.get(url(run)))
        answer = page.post(url(run, "import-undo"), follow=True)

    run.refresh_from_db()
    assert url(run, "import-undo") not in shown
    assert (run.state, "cannot be undone" in text(answer)) == ("done", True)


def test_importing_starts_once_whatever_is_pressed(page, htmx, run, file):
    answer = htmx.post(url(run, "import-start"), target="import")

    run.refresh_from_db()
    assert run.state == "importing"
    assert "Importing" in text(answer) and "<h1>" not in text(answer)

    again = page.post(url(run, "import-start"), follow=True)

    assert "was started already" in text(again)


def test_undoing_is_asked_about_first(page, account):
    counts = {"new": 2, "update": 1, "duplicate": 1}
    run = ImportRunFactory(account=account, state="done", applied_at=NOW, counts=counts)
    with clock.moved_to(NOW + timedelta(days=2)):
        question = text(page.get(url(run, "import-undo")))
        answer = page.post(url(run, "import-undo"))

    run.refresh_from_db()
    assert "2 people who came with it are removed" in question and "9 Apr 2026" in question
    assert (answer["Location"], run.state) == (url(run), "undoing")


def test_what_was_not_applied_can_be_discarded(page, run, file):
    answer = page.post(url(run, "import-discard"), follow=True)

    assert "nothing of it was kept" in text(answer)
    assert not ImportRun.objects.exists()


def test_what_was_applied_is_not_discarded(page, account):
    run = ImportRunFactory(account=account, state="done", applied_at=NOW)

    answer = page.post(url(run, "import-discard"), follow=True)

    assert "it was not discarded" in text(answer)
    assert ImportRun.objects.exists()


def test_a_failed_import_says_what_to_do(page, account):
    run = ImportRunFactory(account=account, state="failed", failure="None can be used.")
    for _ in range(2):
        ImportFileFactory(run=run, format="", failure="This is a picture; export it as CSV.")

    shown = text(page.get(url(run)))

    assert "None can be used." in shown and "This is a picture; export it as CSV." in shown
    assert reverse("import-create") in shown
