"""What a message begins with: what is known, and gaps for all else."""

from datetime import UTC, datetime, time

import pytest

from contacts.models import Message, MessageTemplate
from interviews.actions.interviews import schedule_interview
from interviews.actions.messages import begin_message
from interviews.drafting import first_words, wordings_for
from interviews.facts import facts_for
from tests.factories import (
    AnswerFactory,
    FollowUpFactory,
    InterviewFactory,
    OrganisationFactory,
    PersonFactory,
    ResearchNoteFactory,
    SearchFactory,
)

NOW = datetime(2026, 11, 9, 10, tzinfo=UTC)


@pytest.fixture
def ana(account):
    account.pitch, account.sign_off = "I teach mathematics", "Yours, Robin"
    account.save()
    SearchFactory(account=account)
    return PersonFactory(
        account=account,
        name="Ana Sousa",
        title="Data lead",
        organisation=OrganisationFactory(account=account, name="Tideline"),
        connection="We both taught in Porto",
        zone="Asia/Shanghai",
    )


def message(person, **fields):
    given = {"purpose": "first_ask", "channel": "email", "language": "en"} | fields
    return Message(account=person.account, person=person, **given)


def test_what_is_known_fills_a_first_ask_and_research_reminds_in_brackets(ana):
    ResearchNoteFactory(person=ana, text="Unchecked rumour.", is_verified=False)
    ResearchNoteFactory(person=ana, text="Moved to data in 2021.", is_verified=True)

    told = first_words(message(ana), None, now=NOW)

    assert "Hello Ana," in told.body and "We both taught in Porto" in told.body
    assert "data analyst work in health" in told.body
    assert "[in your own words: “Moved to data in 2021.”]" in told.body.replace("[In", "[in")
    assert told.body.endswith("Yours, Robin")
    assert "question" in told.missing


@pytest.mark.parametrize(
    ("permission", "is_named"), [("yes", True), ("asked", False), ("no", False), ("unknown", False)]
)
def test_a_referrer_is_only_named_once_they_agreed(account, ana, permission, is_named):
    ana.referred_by = PersonFactory(account=account, name="Ben Okafor")
    ana.may_use_name = permission

    texts = [
        first_words(message(ana, template=one.key), None, now=NOW)
        for one in wordings_for(message(ana))
    ]

    named = ["Ben Okafor" in f"{text.subject}{text.body}" for text in texts]
    assert named[0] is is_named and any(named) is is_named


@pytest.mark.parametrize(
    ("language", "day", "mine", "theirs"),
    [
        ("en", "Tuesday 10 November", "14:00 Lisbon time", "22:00 Shanghai time"),
        ("zh-hans", "11月10日（星期二）", "里斯本时间14:00", "北京时间22:00"),
    ],
)
def test_a_confirmation_tells_the_time_on_both_clocks(account, ana, language, day, mine, theirs):
    talk = InterviewFactory.build(
        account=account,
        stage="scheduled",
        on_date=datetime(2026, 11, 10, tzinfo=UTC).date(),
        at_time=time(14),
        zone="Europe/Lisbon",
        place="https://meet.example.com/ana",
    )
    talk.derive_instant()
    talk.save()
    talk.people.set([ana])

    told = facts_for(message(ana, purpose="confirm", language=language), None, now=NOW)

    assert (told["talk_day"], told["talk_time_mine"], told["talk_time_theirs"]) == (
        day,
        mine,
        theirs,
    )
    assert told["place"] == "https://meet.example.com/ana"


@pytest.mark.parametrize(
    ("language", "medium", "place"),
    [("en", "phone", "Phone +351 912"), ("zh-hans", "wechat", "微信 +351 912")],
)
def test_a_number_or_an_id_is_told_with_what_it_is(account, ana, language, medium, place):
    talk = InterviewFactory(account=account, people=[ana], medium=medium, place="+351 912")
    schedule_interview(
        talk, on_date=datetime(2026, 11, 10, tzinfo=UTC).date(), at_time=time(14), zone="UTC"
    )

    told = facts_for(message(ana, purpose="confirm", language=language), None, now=NOW)

    assert told["place"] == place


def test_a_report_on_advice_begins_with_what_was_promised(account, ana):
    step = FollowUpFactory(person=ana, kind="report_back", text="Try the open course")

    begun = begin_message(ana, purpose="report_advice", at=NOW, step=step)

    assert "[in your own words: “Try the open course”]" in begun.body


def test_what_they_said_comes_from_the_notes_of_the_last_talk(account, ana):
    talk = InterviewFactory(account=account, people=[ana], stage="held", ended_at=NOW)
    AnswerFactory(account=account, interview=talk, line=None, part="free", text="Delete reports.")

    told = facts_for(message(ana, purpose="referral_ask"), None, now=NOW)

    assert told["said"] == "[in your own words: “Delete reports.”]"


def test_ones_own_wording_stands_in_for_the_shipped_one_or_beside_it(account, ana):
    shipped = wordings_for(message(ana))[0]
    own = {"account": account, "purpose": "first_ask", "channel": "email"}
    MessageTemplate.objects.create(**own, key=shipped.key, name="Mine", body="Ahoy {their_name}")
    beside = MessageTemplate.objects.create(**own, name="Short", body="Hi {their_name}?")
    MessageTemplate.objects.create(**own | {"channel": "wechat"}, name="Chat", body="Hey")

    offered = wordings_for(message(ana))

    assert offered[-1].label == "Short"
    assert first_words(message(ana), None, now=NOW).body == "Ahoy Ana"
    chosen = message(ana, template=f"own-{beside.pk}")
    assert first_words(chosen, None, now=NOW).body == "Hi Ana?"


@pytest.mark.full
def test_every_purpose_and_channel_begins_with_something_or_an_empty_page(ana):
    for purpose in Message._meta.get_field("purpose").choices:
        for channel in Message._meta.get_field("channel").choices:
            for language in ("en", "zh-hans"):
                one = message(ana, purpose=purpose[0], channel=channel[0], language=language)

                told = first_words(one, None, now=NOW)

                assert "{" not in told.body and "((" not in told.body, (purpose, channel)
                assert told.body or purpose[0] in ("", "other") or not wordings_for(one)


def test_a_reminder_of_an_introduction_asks_for_that_and_for_no_name(account, ana):
    ben = PersonFactory(account=account, name="Ben Okafor")
    step = FollowUpFactory(person=ana, kind="nudge_introduction", about=ben, text="")

    begun = begin_message(ana, purpose="referral_ask", at=NOW, step=step)

    assert "put me in touch with Ben Okafor" in begun.body
    assert (begun.subject, begun.about) == ("Ben Okafor", ben)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "suit you better"), ("zh-hans", "哪个更方便")]
)
def test_the_reminder_of_times_offers_new_ones_and_speaks_of_no_first_message(ana, language, words):
    reason = {"key": "nudge_offer", "count": 5, "number": "nudge_offer", "moves": []}
    step = FollowUpFactory(person=ana, kind="nudge", text="", reason=reason)

    begun = begin_message(ana, purpose="nudge", at=NOW, step=step, language=language)

    assert words in begun.body
    assert [one.label for one in wordings_for(begun, step)] == ["You offered times"]


@pytest.mark.parametrize(
    ("language", "count", "names"),
    [
        ("en", 1, "Ben Okafor"),
        ("en", 2, "Ben Okafor and Chen Wei"),
        ("en", 3, "Ben Okafor, Chen Wei and Dita Roos"),
        ("zh-hans", 3, "Ben Okafor、Chen Wei和Dita Roos"),
    ],
)
def test_a_report_on_several_they_named_begins_with_all_of_them(
    account, ana, language, count, names
):
    named = [PersonFactory(account=account, name=name) for name in ("Ben Okafor", "Chen Wei")]
    named.append(PersonFactory(account=account, name="Dita Roos"))
    also = {"also": [one.pk for one in named[1:count]]} if count > 1 else {}
    reason = {"key": "tell_referrer", "count": 14, "number": "tell_referrer", "moves": [], **also}
    step = FollowUpFactory(person=ana, kind="tell_referrer", about=named[0], text="", reason=reason)

    begun = begin_message(ana, purpose="report_referrer", at=NOW, step=step, language=language)

    assert names in begun.body and names in begun.subject
    assert "Dita Roos" in begun.body or count < 3
