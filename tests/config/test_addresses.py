import pytest

from config.kit.addresses import is_loopback, why_not_free
from interviews.management.running import CannotStart, Place, check_place


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.4", False),
        ("askwell.example.org", False),
    ],
)
def test_loopback_is_what_only_this_computer_reaches(host, expected):
    assert is_loopback(host) is expected


def test_a_host_that_does_not_exist_is_no_place_to_listen():
    assert why_not_free("no-such-host.invalid", 8000)


def test_a_host_that_others_reach_needs_the_address_they_use(monkeypatch):
    monkeypatch.delenv("ASKWELL_SITE_URL", raising=False)

    with pytest.raises(CannotStart, match="ASKWELL_SITE_URL"):
        check_place(Place("0.0.0.0", 8000), demo=False)

    monkeypatch.setenv("ASKWELL_SITE_URL", "https://askwell.example.org")
    check_place(Place("0.0.0.0", 8000), demo=False)


def test_the_sample_account_is_never_shown_to_others(monkeypatch):
    monkeypatch.setenv("ASKWELL_SITE_URL", "https://askwell.example.org")

    with pytest.raises(CannotStart, match="--demo"):
        check_place(Place("0.0.0.0", 8000), demo=True)
