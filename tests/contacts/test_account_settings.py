"""The settings pages."""

from datetime import time

import pytest
from django.urls import reverse

from tests.factories import PersonFactory

CLOCK = {
    "zone": "shanghai",
    "country": "CN",
    "working_days": ["1", "2", "6"],
    "day_starts_at": "10:00",
    "day_ends_at": "19:30",
    "language": "zh-hans",
}


def test_profile_is_saved_with_its_lists(page, account):
    page.post(
        reverse("settings-account"),
        {"name": "Robin R.", "groups": "Pie & AI， 复旦大学, ", "earlier": "Teacher"},
    )

    account.refresh_from_db()
    assert (account.name, account.groups) == ("Robin R.", ["Pie & AI", "复旦大学"])


def test_a_sign_off_of_two_lines_stays_two_lines(page, account):
    page.post(reverse("settings-account"), {"sign_off": "Best wishes,\r\nXiaoming"})

    account.refresh_from_db()
    assert account.sign_off == "Best wishes,\nXiaoming"
    assert (
        ">\nBest wishes,\nXiaoming</textarea>"
        in page.get(reverse("settings-account")).content.decode()
    )


def test_a_choice_left_open_reads_as_a_dash(page, account):
    PersonFactory(account=account)
    for name in ("settings-account", "person-create", "interview-create"):
        html = page.get(reverse(name)).content.decode()
        assert '<option value="" selected>—</option>' in html
        assert "Select an option" not in html


def test_clock_understands_a_city_and_is_then_known(page, account):
    account.is_zone_known = False
    account.save()

    page.post(reverse("settings-clock"), CLOCK)

    account.refresh_from_db()
    assert (account.zone, account.is_zone_known) == ("Asia/Shanghai", True)
    assert account.working_days == [1, 2, 6]
    assert (account.day_starts_at, account.day_ends_at) == (time(10), time(19, 30))


def test_clock_refuses_a_day_that_ends_before_it_starts_and_keeps_the_input(page, account):
    answer = page.post(reverse("settings-clock"), CLOCK | {"day_ends_at": "08:00"})

    content = answer.content.decode()
    account.refresh_from_db()
    assert answer.status_code == 422
    assert "ends before it starts" in content and 'value="shanghai"' in content
    assert account.zone == "Europe/Lisbon"


def test_clock_refuses_no_zone_at_all_and_no_day_at_all(page, account):
    answer = page.post(reverse("settings-clock"), CLOCK | {"zone": "Atlantis", "working_days": []})

    assert set(answer.context["form"].errors) == {"zone", "working_days"}


@pytest.mark.parametrize(
    ("country", "days", "offered", "taken"),
    [
        ("IL", [1, 2, 3, 4, 5], "People there work on Sunday, Monday, Tuesday,", [1, 2, 3, 4, 7]),
        ("SA", [1, 2, 3, 4, 5], "The weekend in Saudi Arabia: Friday, Saturday.", [1, 2, 3, 4, 7]),
        ("AE", [7, 1, 2, 3, 4], "The weekend in United Arab Emirates:", [1, 2, 3, 4, 5]),
    ],
)
def test_the_week_of_a_country_with_another_weekend_is_taken_in_one_press(
    page, account, country, days, offered, taken
):
    account.country, account.working_days = country, days
    account.save()
    person = PersonFactory(account=account, needs_planning=False)

    before = page.get(reverse("settings-clock")).content.decode()
    after = page.post(reverse("settings-week"), follow=True).content.decode()

    account.refresh_from_db()
    person.refresh_from_db()
    assert offered in before and "Work on these days" not in after
    assert (account.working_days, person.needs_planning) == (taken, True)


@pytest.mark.parametrize(("country", "days"), [("IL", [1, 2]), ("PT", [1, 2, 3, 4, 5]), ("", [6])])
def test_no_other_week_is_offered_where_the_weekend_is_kept(page, account, country, days):
    account.country, account.working_days = country, days
    account.save()

    assert "Work on these days" not in page.get(reverse("settings-clock")).content.decode()
