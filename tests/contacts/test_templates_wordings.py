"""Every wording that ships, filled with what it could be filled with, against the method's rules."""

import re

import pytest

from contacts.models.outreach import Channel, Purpose
from contacts.rules.evidence import blanks_in
from contacts.rules.filling import fields_in, problems_in
from contacts.rules.messages import About, faults_in
from contacts.rules.packs import pack
from contacts.rules.phrases import size
from contacts.rules.templates import examples, fill, gaps, templates, templates_for
from contacts.rules.wordings import FIELDS, WITH_SUBJECT, Variant

LANGUAGES = ("en", "zh-hans")
FIRST = ("first_ask", "nudge")
# What the checks of a message measure against: method, "Asking".
MOST_WORDS, MOST_CHARACTERS = 75, 130
INVITATION, INMAIL_SUBJECT, INMAIL = 200, 200, 1900

# A second set of people and facts, longer than the examples but as one would type them.
OTHERS = {
    "en": {
        "their_name": "Dr Okafor-Hughes",
        "connection": "We met after your panel at the Leeds data meetup in May",
        "referrer": "Magdalena Kowalczyk",
        "my_name": "Charlotte Beaumont",
        "my_pitch": "I teach mathematics and am learning to build models",
        "narrow": "your panel answer on saying no to stakeholders",
        "broad": "staff planning in public hospitals",
        "question": "What made them listen the second time?",
        "project": "a rota planner for small wards",
        "project_matters": "you said your rotas change daily",
        "project_link": "example.org/rota",
    },
    "zh-hans": {
        "their_name": "欧阳老师",
        "connection": "五月在上海数据沙龙听了您的分享",
        "referrer": "司徒明远",
        "my_name": "诸葛思远",
        "my_pitch": "我教过六年数学，正在学建模",
        "narrow": "您讲的怎么对业务方说不",
        "broad": "公立医院的排班",
        "question": "第二次他们是怎么听进去的？",
        "project": "小病房排班表",
        "project_matters": "您说过排班天天在变",
        "project_link": "example.org/rota",
    },
}


def facts(language, **others):
    return {**examples(language), "sign_off": "", **others}


def both_sets(wording):
    return [facts(wording.language), facts(wording.language, **OTHERS[wording.language])]


def about(wording, known, channel):
    return About(
        purpose=wording.purpose,
        channel=channel,
        names=(known["their_full_name"], known["their_name"]),
        organisation=(known["organisation"],),
        other_organisations=("Harbour Analytics", "远帆科技"),
        notes="\n".join(known[key] for key in ("said", "advice", "did", "narrow")),
        connection="\n".join(known[key] for key in ("connection", "referrer", "narrow")),
    )


def in_words(text):
    """Return the words of a text, a Chinese character counting as its share of one."""
    words, characters = size(text)
    return words + characters * MOST_WORDS / MOST_CHARACTERS


def filled(language, *purposes):
    """Yield every wording of a language with each set of facts and the message they make."""
    for wording in templates(language):
        for known in both_sets(wording) if not purposes or wording.purpose in purposes else ():
            yield wording, known, fill(wording, known)


def begun(wording):
    """Return the fields of the body after the names of both."""
    return [key for key in fields_in(wording.body) if key not in ("their_name", "my_name")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_wordings_are_well_formed(language):
    for one in templates(language):
        assert problems_in(one.subject) == problems_in(one.body) == [], one.key
        assert one.purpose in Purpose and one.variant in Variant, one.key
        assert set(one.channels) <= set(Channel), one.key
        assert bool(one.subject) == bool(WITH_SUBJECT & set(one.channels)), one.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_wordings_pass_every_check(language):
    for wording, known, message in filled(language):
        for channel in wording.channels:
            faults = faults_in(
                message.body,
                subject=message.subject,
                pack=pack(language),
                about=about(wording, known, channel),
            )

            assert [(one.key, one.quote) for one in faults] == [], (wording.key, message.body)
        assert message.missing == message.left_out == (), wording.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_wordings_are_short_and_quiet(language):
    for wording, _, message in filled(language):
        whole = f"{message.subject}\n\n{message.body}"

        assert in_words(message.body) < MOST_WORDS * 1.1, wording.key
        assert not re.search(r"[!！{}｛｝\[\]]|\(\(|\)\)|[ \t]{2}|\n{3}", whole), wording.key
        assert len(message.subject) <= INMAIL_SUBJECT and len(message.body) <= INMAIL, wording.key
        if Channel.LINKEDIN_INVITATION in wording.channels:
            assert len(message.body) <= INVITATION, message.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_asks_and_nudges_begin_with_the_connection_and_ask(language):
    for wording, _, message in filled(language, *FIRST):
        assert begun(wording)[0] in ("connection", "referrer", "narrow"), wording.key
        assert {"narrow", "broad"} <= set(wording.fields), wording.key
        assert re.search("[?？]", message.body), wording.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_asks_and_nudges_are_short_and_more_about_them(language):
    for wording, _, message in filled(language, *FIRST):
        you = re.findall(r"\byou(?:rs?)?\b|您", message.body, re.IGNORECASE)
        me = re.findall(r"\b(?:I|me|my|mine)\b|我", message.body, re.IGNORECASE)

        assert in_words(message.body) < MOST_WORDS, (wording.key, message.body)
        assert len(you) > len(me), (wording.key, message.body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_draft_shows_its_gaps_to_the_check_for_them(language):
    for wording in templates(language):
        message = fill(wording, {})

        faults = faults_in(
            message.body,
            subject=message.subject,
            pack=pack(language),
            about=About(purpose=wording.purpose),
        )
        told = {*message.missing, *message.left_out, "sign_off"}
        assert "blank" in {one.key for one in faults}, wording.key
        assert told >= set(wording.fields), wording.key
        assert not re.search(r"[ \t]{2}|\n{3}|\(\(|[{}]", message.subject + message.body), (
            wording.key
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_is_seen_by_the_check_for_them(language):
    rules = pack(language).rules["blank"]
    for key, gap in gaps(language).items():
        assert list(blanks_in(f"a [{gap}] b", rules)) == [(2, len(gap) + 4)], key


def test_chinese_wordings_hold_no_blanks_and_no_western_marks():
    for wording in templates("zh-hans"):
        plain = re.sub(r"\{\w+\}|\(\(|\)\)", "", wording.subject + wording.body)

        assert not re.search(r"[ ,;:?!()\"]", plain), wording.key
        assert "你" not in plain, wording.key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", [one for one in Purpose if one != Purpose.OTHER])
def test_every_pair_of_purpose_and_channel_has_a_wording(language, purpose):
    for channel in Channel:
        offered = templates_for(purpose, channel, language, may_name_referrer=True)

        by_letter = purpose == Purpose.THANK_YOU and channel == Channel.EMAIL
        assert bool(offered) != by_letter, channel


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_channels_that_one_writes_by_most_need_no_other(language):
    for purpose in set(Purpose) - {Purpose.SECOND_PERSON, Purpose.OTHER}:
        for channel in (Channel.EMAIL, Channel.LINKEDIN_MESSAGE, Channel.WECHAT, Channel.PHONE):
            offered = templates_for(purpose, channel, language, may_name_referrer=True)

            assert all(channel in one.channels for one in offered)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_gap_and_an_example(language):
    assert list(examples(language)) == list(gaps(language)) == list(FIELDS)
    assert all(examples(language).values()) and all(gaps(language).values())


def test_both_languages_know_the_same_purposes():
    english, chinese = ({(one.purpose, one.variant) for one in templates(x)} for x in LANGUAGES)

    assert english - chinese == {("first_ask", "voicemail")}
    assert chinese <= english
