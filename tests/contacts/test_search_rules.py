import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.rules.saturation import OUTLINE, SOLID, ahead
from contacts.rules.switch import Switch, switch
from contacts.rules.switch_advice import ADVICE

WORDS = st.text(alphabet="abcé ñ明ÀZ", max_size=12)


@given(role=WORDS, industry=WORDS)
def test_staying_put_is_no_switch_however_it_is_written(role, industry):
    kind = switch(
        from_role=role,
        from_industry=industry,
        to_role=f"  {role.upper()} ",
        to_industry=industry.lower(),
    )

    assert kind is Switch.NEITHER


@given(WORDS, WORDS, WORDS, WORDS)
def test_the_way_back_is_the_same_kind_of_switch(role, industry, other_role, other_industry):
    there = switch(
        from_role=role, from_industry=industry, to_role=other_role, to_industry=other_industry
    )
    back = switch(
        from_role=other_role, from_industry=other_industry, to_role=role, to_industry=industry
    )

    assert there is back


@pytest.mark.parametrize(
    ("to_role", "to_industry", "kind"),
    [
        ("teacher", "Éducation", Switch.NEITHER),
        ("Analyst", "education", Switch.ROLE),
        ("Teacher", "Health", Switch.INDUSTRY),
        ("Analyst", "Health", Switch.BOTH),
    ],
)
def test_a_switch_is_told_by_what_changes(to_role, to_industry, kind):
    found = switch(
        from_role="Teacher", from_industry="Education", to_role=to_role, to_industry=to_industry
    )

    assert found is kind


def test_every_kind_of_switch_has_advice_with_its_source():
    assert set(ADVICE) == set(Switch)
    assert all(advice.text and advice.source for advice in ADVICE.values())


@pytest.mark.parametrize(
    ("talks", "level"),
    [(0, OUTLINE), (5, OUTLINE), (6, SOLID), (11, SOLID), (12, None), (30, None)],
)
def test_talks_lead_to_an_outline_then_to_a_solid_picture(talks, level):
    assert ahead(talks) is level
