import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.rules.reaching import href, is_phone, linkedin_profile

HANDLES = st.text(
    alphabet="abcdefghijklmnopqrstuvwxyz0123456789-é明", min_size=3, max_size=40
).filter(lambda handle: handle.strip("-"))


@given(
    handle=HANDLES,
    scheme=st.sampled_from(["", "http://", "https://", "HTTPS://"]),
    host=st.sampled_from(["linkedin.com", "www.linkedin.com", "pt.linkedin.com", "LinkedIn.com"]),
    end=st.sampled_from(["", "/", "?trk=people", "/?locale=en_US#about", "/details/skills/"]),
)
def test_every_way_to_write_a_profile_becomes_the_same(handle, scheme, host, end):
    written = f"{scheme}{host}/in/{handle}{end}"

    assert linkedin_profile(written) == f"https://www.linkedin.com/in/{handle}"


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text):
    once = linkedin_profile(text)

    assert once is None or linkedin_profile(once) == once


@pytest.mark.parametrize(
    ("typed", "profile"),
    [
        ("ana-munoz", "https://www.linkedin.com/in/ana-munoz"),
        ("in/Ana-Munoz/", "https://www.linkedin.com/in/ana-munoz"),
        ("linkedin.com/in/jos%C3%A9", "https://www.linkedin.com/in/josé"),
        ("https://www.linkedin.com/pub/ana/1/2/3", "https://www.linkedin.com/pub/ana/1/2/3"),
        ("https://www.linkedin.com/company/acme", None),
        ("https://linkedin.com.evil.example/in/ana", None),
        ("https://example.com/in/ana", None),
        ("ana@example.com", None),
        ("javascript:alert(1)", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_profiles_are_told_from_other_texts(typed, profile):
    assert linkedin_profile(typed) == profile


@given(
    kind=st.sampled_from(["email", "phone", "linkedin", "wechat", "website", "other", "new"]),
    value=st.text(max_size=80) | st.sampled_from(["javascript:alert(1)", "data:text/html,x"]),
)
def test_no_address_ever_becomes_a_link_that_runs(kind, value):
    link = href(kind, value)

    assert not link or link.lower().startswith(("mailto:", "tel:", "https://", "http://"))


@pytest.mark.parametrize(
    ("kind", "value", "link"),
    [
        ("email", "ana@example.com", "mailto:ana@example.com"),
        ("email", "a?bcc=x@example.com", "mailto:a%3Fbcc%3Dx@example.com"),
        ("phone", "+351 21 000-00 00", "tel:+351210000000"),
        ("phone", "(021) 000 000", "tel:021000000"),
        ("wechat", "https://example.com", ""),
        ("website", "https://example.com/ana", "https://example.com/ana"),
    ],
)
def test_addresses_become_links_that_work(kind, value, link):
    assert href(kind, value) == link


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [("+49 (0)30 1234567", True), ("12345 x67", True), ("1234", False), ("call me", False)],
)
def test_phone_numbers_are_told_from_words(typed, is_one):
    assert is_phone(typed) is is_one
