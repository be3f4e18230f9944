"""What can be typed on the booking page, and what is asked about."""

import pytest

from config.kit import clock
from interviews.forms.booking import LONGEST_WORD, PickForm, ProposeForm, zone_options
from tests.booked import MONDAY, TUESDAY, value


def picked(medium="video", **typed):
    return PickForm({"starts_at": value(TUESDAY), **typed}, medium=medium, has_email=False)


@pytest.mark.parametrize(
    ("medium", "typed", "kept", "place"),
    [
        ("video", "meet.example.com/a", "video", "https://meet.example.com/a"),
        ("phone", "https://meet.example.com/a", "video", "https://meet.example.com/a"),
        ("video", "+44 (0)20 7946-0000", "phone", "+44 (0)20 7946-0000"),
        ("in_person", "The café at the corner", "in_person", "The café at the corner"),
        ("wechat", "bo_chen", "wechat", "bo_chen"),
        ("in_person", "The café\r\nBcc: eve\x85", "in_person", "The café Bcc: eve"),
        ("video", "", "video", ""),
    ],
)
def test_a_link_or_a_number_says_how_to_meet(medium, typed, kept, place):
    form = picked(medium, place=typed)

    assert form.is_valid()
    assert (form.medium, form.cleaned_data["place"]) == (kept, place)


@pytest.mark.parametrize(
    "email",
    [
        "root@localhost",
        "a@[127.0.0.1]",
        "a@10.0.0.5",
        '"<b>"@example.com',
        "a@example.com, b@example.com",
        "a@example.com\r\nBcc: eve@example.com",
    ],
)
def test_an_address_that_is_nobodys_out_in_the_world_is_refused(email):
    assert "email" in picked(email=email).errors


@pytest.mark.parametrize(
    "email", ["bo.chen+talk@mail.example.com", "bo@exämple.com", "a@x.xn--p1ai"]
)
def test_any_other_address_is_taken(email):
    assert picked(email=email).is_valid()


@pytest.mark.parametrize(
    "place", ["javascript:alert(1)", "ftp://x.example.com", "see you", "data:,x", "https://", "12"]
)
def test_a_place_that_can_neither_be_opened_nor_called_is_refused(place):
    assert "place" in picked(place=place).errors


@pytest.mark.parametrize(
    "typed",
    [
        {"starts_at": ""},
        {"starts_at": "2026-99-01T10:00Z"},
        {"starts_at": "2026-11-24T10:00"},
        {"email": "bo@"},
        {"word": "x" * (LONGEST_WORD + 1)},
        {"word": "a\x00b"},
    ],
)
def test_what_cannot_be_meant_is_refused(typed):
    assert set(picked(**typed).errors) == set(typed)


@pytest.mark.parametrize(
    ("day", "at_time", "zone", "said"),
    [
        ("2027-03-28", "02:30", "Europe/Paris", "does not exist"),
        ("2027-04-04", "01:45", "Australia/Lord_Howe", "happens twice"),
        ("2026-11-22", "10:00", "Europe/Paris", "has passed"),
        ("2036-11-22", "10:00", "Europe/Paris", "far away"),
        ("0001-01-01", "00:00", "Asia/Shanghai", "Choose a day"),
        ("9999-12-31", "23:00", "America/New_York", "Choose a day"),
        ("2026-11-25", "10:00", "Mars/Base", "Select a valid choice"),
    ],
)
def test_a_time_that_is_none_is_asked_about(day, at_time, zone, said):
    with clock.moved_to(MONDAY):
        form = ProposeForm({"on_date": day, "at_time": at_time, "zone": zone}, zone="UTC")

        assert not form.is_valid()
    assert said in str(form.errors)


def test_a_zone_under_a_name_of_old_can_be_chosen():
    form = ProposeForm({"zone": "US/Eastern"}, zone="US/Eastern")

    assert "zone" not in form.errors
    assert '<option value="US/Eastern" selected>' in zone_options("US/Eastern")
