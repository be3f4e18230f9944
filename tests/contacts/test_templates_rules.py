"""Choosing and filling a template: what is offered, what becomes a gap, what is left out."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.models.people import Permission
from contacts.rules.filling import problems_in
from contacts.rules.templates import Template, fill, template, templates, templates_for

NOTE = Template("own", "en", "first_ask", "plain", ("email",), "", "")
EASY = settings(max_examples=40, deadline=None)


def filled(body, language="en", **facts):
    return fill(replace(NOTE, body=body, language=language), facts)


def variants(*pair, **more):
    return [one.variant for one in templates_for(*pair, **more)]


def test_a_referrer_is_named_only_with_permission():
    assert "referred" not in variants("first_ask", "email", "en")
    assert variants("first_ask", "email", "en", may_name_referrer=True)[0] == "referred"


@pytest.mark.parametrize("permission", ["", Permission.UNKNOWN, Permission.NO])
def test_a_referrer_without_permission_is_a_gap(permission):
    message = filled("{referrer} says hello.", referrer="Anna", referrer_said_i_may=permission)

    assert message.missing == ("referrer",)
    assert "Anna" not in message.body


def test_a_referrer_with_permission_is_named():
    message = filled("{referrer} says hello.", referrer="Anna", referrer_said_i_may=Permission.YES)

    assert message.body == "Anna says hello."


@pytest.mark.parametrize(
    ("purpose", "channel", "key"),
    [
        ("second_person", "email", "first_ask.shared.letter"),
        ("first_ask", "linkedin_invitation", "first_ask.shared.note"),
        ("nudge", "linkedin_invitation", "nudge.plain.chat"),
        ("confirm", "inmail", "confirm.plain.letter"),
        ("confirm", "in_person", "confirm.plain.call"),
        ("thank_you", "inmail", "thank_you.plain.chat"),
        ("keep_in_touch", "other", "keep_in_touch.news.chat"),
    ],
)
def test_a_pair_without_a_wording_takes_the_nearest(purpose, channel, key):
    assert templates_for(purpose, channel, "en")[0].key == f"en.{key}"


def test_what_does_not_ship_is_not_offered():
    assert templates_for("other", "email", "en") == templates_for("nudge", "pigeon", "en") == ()
    assert template("en.first_ask.none.letter") is None
    assert template("") is None


def test_keys_are_one_of_a_kind_and_lead_back():
    both = [*templates("en"), *templates("zh-hans")]

    assert len({one.key for one in both}) == len(both)
    assert all(template(one.key) is one for one in both)


def test_what_is_missing_is_shown_and_named():
    message = filled("Hello {their_name}, {narrow} made me curious.", their_name="Mei")

    assert message.body.startswith("Hello Mei, [what of their work")
    assert message.missing == ("narrow",)


def test_an_optional_part_goes_with_its_field():
    body = (
        "Thank you((, and hello to {organisation})).\n\n(({reason}.)) Soon.\n((At {place}.))\nBye"
    )

    whole = filled(body, organisation="Tideline", reason="I am late", place="Leeds")
    bare = filled(body, organisation="Tideline")

    assert whole.body == "Thank you, and hello to Tideline.\n\nI am late. Soon.\nAt Leeds.\nBye"
    assert bare.body == "Thank you, and hello to Tideline.\n\nSoon.\nBye"
    assert (bare.missing, bare.left_out) == ((), ("reason", "place"))


def test_an_optional_paragraph_leaves_no_empty_line():
    assert filled("One.\n\n(({reason}.))\n\nTwo.").body == "One.\n\nTwo."
    assert filled("(({reason}.)) One.\n(({place}))").body == "One."


@pytest.mark.parametrize(
    ("body", "facts", "text"),
    [
        ("{connection}. More.", {"connection": "we met."}, "We met. More."),
        ("{connection}, and more.", {"connection": "We met."}, "We met, and more."),
        ("{question}. More.", {"question": "why now?"}, "Why now? More."),
        ("{organisation}. More.", {"organisation": "Acme Inc."}, "Acme Inc. More."),
        ("At {organisation}, yes.", {"organisation": "Acme Inc."}, "At Acme Inc., yes."),
        ("{narrow} is good.", {"narrow": "your talk"}, "Your talk is good."),
        ("I liked {narrow}.", {"narrow": "Your talk"}, "I liked your talk."),
        ("See {narrow}.", {"narrow": "iOS notes"}, "See iOS notes."),
        ("{narrow} rocks.", {"narrow": "iOS notes"}, "iOS notes rocks."),
        ("Hi  {their_name} ,\n \n\n\nyou.", {"their_name": " Mei "}, "Hi Mei,\n\nyou."),
        ("{did}", {"did": "A {their_name} ((b))"}, "A {their_name} ((b))"),
        ("{did}.\n{times}", {"did": "I\n tried", "times": "Mon\nTue"}, "I tried.\nMon\nTue"),
        ("Wait... {did}", {"did": "yes"}, "Wait... Yes"),
    ],
)
def test_values_fit_into_their_sentence(body, facts, text):
    assert filled(body, **facts).body == text


def test_chinese_is_written_without_blanks():
    message = filled("{their_name} 您好， (({reason}。)) 谢谢。", "zh-hans", their_name="陈老师")

    assert message.body == "陈老师您好，谢谢。"
    assert filled("{question}。", "zh-hans", question="为什么？").body == "为什么？"


def test_a_sign_off_of_ones_own_replaces_the_usual_close():
    assert filled("{sign_off}", my_name="Tom").body == "Best regards,\nTom"
    assert filled("{sign_off}", my_name="Tom", sign_off="Yours, Tom R.").body == "Yours, Tom R."
    assert filled("{ sign_off }", "zh-hans").missing == ("my_name",)


@pytest.mark.parametrize(
    ("text", "says", "quote"),
    [
        ("Hi {their_nmae},", "Did you mean", "{their_nmae}"),
        ("Hi {Their name},", "Did you mean", "{Their name}"),
        ("Hi {xyzzy},", "There is no field", "{xyzzy}"),
        ("Hi {},", "There is no field", "{}"),
        ("Hi {their_name.__class__},", "There is no field", "{their_name.__class__}"),
        ("Hi {their_name", "stands alone", "{"),
        ("Hi }", "stands alone", "}"),
        ("Hi ((there {their_name}", "never closed", "(("),
        ("Hi {their_name}))", "never opened", "))"),
        ("((a {place} ((b {place}))", "inside another", "(("),
        ("((always))", "holds no field", "(("),
    ],
)
def test_a_broken_template_is_told_where(text, says, quote):
    (problem,) = problems_in(text)

    assert says in problem.message
    assert problem.quote == quote
    assert text[problem.start :].startswith(quote)
    assert "%(" not in problem.message % {"quote": problem.quote, "nearest": problem.nearest}


@pytest.mark.parametrize(
    "text",
    [
        "Hi {their_name} (see ((this)(that) {place})).",
        "（（{reason}。））好",
        "((see ({place})))",
        "100 % (half (and half).)",
    ],
)
def test_a_sound_template_has_no_problems(text):
    assert problems_in(text) == []


def test_a_field_that_no_one_knows_becomes_a_gap():
    message = filled("Hi {their_nmae} and {x.y}")

    assert message.body == "Hi [their_nmae] and [x.y]"
    assert message.missing == ("their_nmae", "x.y")


PIECES = st.sampled_from(
    [
        "((",
        "))",
        "{",
        "}",
        "{their_name}",
        "{broad}",
        "（（",
        "））",
        " ",
        "\n",
        ".",
        "您",
        "a",
        "(",
        ")",
    ]
)


@EASY
@given(
    st.lists(PIECES, max_size=14).map("".join),
    st.text(max_size=12),
    st.sampled_from(["en", "zh-hans"]),
)
def test_whatever_is_typed_is_filled_or_told(text, value, language):
    problems = problems_in(text)

    message = fill(replace(NOTE, body=text, language=language), {"their_name": value, "broad": "x"})

    if not problems and not set("{}") & set(value):
        assert not set("{}") & set(message.body)
    assert all("[" in message.body for _ in message.missing)
