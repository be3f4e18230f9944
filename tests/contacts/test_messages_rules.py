import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.rules.cadence.presets import preset_of
from contacts.rules.limits import Limits, characters_for
from contacts.rules.messages import About, faults_in, silence
from contacts.rules.packs import checks_for, measures, pack
from contacts.rules.phrases import size

ENGLISH, CHINESE = pack("en"), pack("zh-hans")


def faults(text, *, subject="", rules=ENGLISH, **about):
    return {
        fault.key: fault
        for fault in faults_in(text, subject=subject, pack=rules, about=About(**about))
    }


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("word " * 90, None),
        ("word " * 91, "hint"),
        ("word " * 120, "hint"),
        ("word " * 121, "warning"),
        ("字" * 150 + "，。！", None),
        ("字" * 151, "hint"),
        ("字" * 200, "hint"),
        ("字" * 201, "warning"),
        # Half of each limit is the whole limit; one more is too much.
        ("word " * 45 + "字" * 75, None),
        ("word " * 45 + "字" * 76, "hint"),
        ("word " * 60 + "字" * 101, "warning"),
    ],
)
@pytest.mark.parametrize("rules", [ENGLISH, CHINESE])
def test_length_counts_each_script_and_adds_them(text, severity, rules):
    fault = faults(text, rules=rules).get("length")

    assert (fault and fault.severity) == severity


def test_a_link_or_a_contraction_is_one_word():
    assert size("I'm at https://example.org/a-b/c?d=e，再见。") == (3, 2)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("I will [do this] soon.", "[do this]"),
        ("Dear {{ name }},", "{{ name }}"),
        ("Dear <first name>,", "<first name>"),
        ("About ____ you said", "____"),
        ("At XXX you said", "XXX"),
        ("See [1] and <https://example.org/a> and a[0].", None),
        ("I <3 it, mail <robin@example.org>", None),
        ("Dear COMPANY team,", "COMPANY"),
        ("A good company in time.", None),
        ("Thanks (insert name) for it.", "(insert name)"),
        ("We met (by chance) at the fair.", None),
        ('The line "I, ____, declare" is gone.', None),
        ('I loved "____" so much.', "____"),
        ("So glad for you. Petra xxx", None),
    ],
)
def test_blanks_are_found_but_not_links_or_footnotes(text, quote):
    fault = faults(text).get("blank")

    assert (fault and fault.quote) == quote


def test_a_heading_in_chinese_brackets_is_no_blank():
    assert "blank" not in faults("您提到的【双周评审】很有意思", rules=CHINESE)
    assert "blank" in faults("您在【公司名称】的工作", rules=CHINESE)


@pytest.mark.parametrize(
    ("greeting", "names", "is_wrong"),
    [
        ("Dear Ana,", ["Ana Sousa"], False),
        ("Dear Dr. Sousa,", ["Ana Sousa"], False),
        ("Hi Anna,", ["Ana Sousa"], True),
        ("hello josé!", ["Jose Núñez"], False),
        ("Hi Liz,", ["Elizabeth Ng"], False),
        ("Dear Ms Ng:", ["Elizabeth Ng"], False),
        ("Hi there,", ["Ana Sousa"], False),
        ("Dear Ana and Ben,", ["Ana Sousa"], False),
        ("Thank you, Michael,", ["Ana Sousa"], False),
        ("Dear Michael,", [], False),
        ("Hi Prof. O’Neill,", ["Maeve O'Neill"], False),
    ],
)
def test_the_greeting_has_to_fit_the_person(greeting, names, is_wrong):
    assert ("name" in faults(f"{greeting}\n\nThank you.", names=names)) == is_wrong


@pytest.mark.parametrize(
    ("greeting", "is_wrong"),
    [
        ("王老师您好：", False),
        ("小明，你好！", False),
        ("尊敬的王小明女士：", False),
        ("您好！", False),
        ("各位老师好：", False),
        ("李老师您好：", True),
        ("亲爱的张姐，", True),
        ("Xiaoming您好：", True),
        ("谢谢您昨天的时间，我收获很大。", False),
        ("太好了，周三可以。", False),
        ("周三，我在门口等您。", False),
        ("刘总，明天九点见。", True),
        ("张伟，好消息。", True),
    ],
)
def test_a_chinese_greeting_has_to_fit_the_person(greeting, is_wrong):
    found = faults(f"{greeting}\n谢谢您。", rules=CHINESE, names=("王小明",))

    assert ("name" in found) == is_wrong


def test_a_fault_says_where_it_stands_in_the_text_as_typed():
    fault = faults("Dear Ana,\n\nI’d Love to join your  team.", subject="Thanks")["job"]

    assert (fault.where, fault.start, fault.quote) == ("body", 11, "I’d Love to join your")


def test_a_job_asked_for_in_the_subject_counts():
    assert faults("Thank you.", subject="Are you hiring?")["job"].where == "subject"


def test_only_thank_yous_are_held_to_what_thank_yous_need():
    keys = faults("Thank you. " * 70, purpose="accept").keys()

    assert not keys & {"enthusiasm", "concrete", "intent"}


@pytest.mark.parametrize(
    ("words", "purpose", "preset", "severity"),
    [
        (75, "first_ask", "3-and-7", None),
        (76, "first_ask", "3-and-7", "warning"),
        (76, "nudge", "3-and-7", "warning"),
        (100, "second_person", "gentle", None),
        (101, "second_person", "gentle", "warning"),
        (90, "accept", "3-and-7", None),
        (91, "accept", "3-and-7", "hint"),
        (121, "accept", "3-and-7", "warning"),
    ],
)
def test_a_first_message_is_shorter_than_others(words, purpose, preset, severity):
    limits = Limits(preset_of(preset).values)

    fault = faults("word " * words, purpose=purpose, limits=limits).get("length")

    assert (fault and fault.severity) == severity


def test_seventy_five_words_are_a_hundred_and_thirty_characters():
    assert [characters_for(words) for words in (75, 90, 100, 120)] == [130, 150, 170, 200]


@pytest.mark.parametrize(
    ("channel", "is_premium", "subject", "body", "is_over"),
    [
        ("linkedin_invitation", False, 0, 200, False),
        ("linkedin_invitation", False, 0, 201, True),
        ("linkedin_invitation", True, 0, 300, False),
        ("linkedin_invitation", True, 0, 301, True),
        ("inmail", False, 200, 1900, False),
        ("inmail", False, 201, 10, True),
        ("inmail", False, 10, 1901, True),
        ("email", False, 500, 5000, False),
    ],
)
def test_a_channel_takes_so_many_characters(channel, is_premium, subject, body, is_over):
    limits = Limits(preset_of("", {"linkedin_premium": int(is_premium)}).values)

    found = faults("x" * body, subject="x" * subject, channel=channel, limits=limits)

    assert ("limit" in found) == is_over


def test_what_is_typed_is_measured_for_purpose_and_channel():
    shown = measures(
        "Hi Ana,\r\nmay I ask?",
        subject="Tea",
        pack=ENGLISH,
        purpose="first_ask",
        channel="inmail",
        limits=Limits(),
    )

    assert [(one.where, one.count, one.most, one.unit) for one in shown] == [
        ("body", 5, 75, "words"),
        ("subject", 3, 200, "characters"),
        ("body", 18, 1900, "characters"),
    ]


def test_a_check_is_for_some_purposes_and_channels():
    ask = {check.key for check in checks_for("first_ask", "email")}
    invitation = {check.key for check in checks_for("first_ask", "linkedin_invitation")}
    confirmation = {check.key for check in checks_for("confirm", "email")}

    assert ask - invitation == {"interest", "about_them"}
    assert invitation - ask == {"limit"}
    assert confirmation == ask - {"connection", "question", "interest", "about_them"}


@pytest.mark.parametrize(
    ("text", "purpose", "is_wrong"),
    [
        ("Your models at Kestrel Bank are admired.", "first_ask", True),
        ("Your models at Kestrel are admired.", "first_ask", True),
        ("A kestrel flew over your house.", "first_ask", False),
        ("I plan spare parts at Kestrel Bank.", "first_ask", False),
        ("A friend at Kestrel Bank reads your blog.", "first_ask", False),
        ("At Kestrel Bank we rank alerts; at Lumen you rank grasps.", "first_ask", False),
        ("How are the Friday sessions over at Kestrel Bank?", "keep_in_touch", True),
        ("I'll wait at Kestrel Bank tomorrow at ten.", "confirm", True),
        ("I start at Kestrel Bank in June.", "end_of_search", False),
    ],
)
def test_another_organisation_is_wrong_where_theirs_should_stand(text, purpose, is_wrong):
    about = {"organisation": ("Lumen",), "other_organisations": ("Kestrel Bank",)}

    assert ("place" in faults(text, purpose=purpose, **about)) == is_wrong


@pytest.mark.parametrize(
    ("text", "is_first"),
    [
        ("Dear Ana, Aisha Rahman suggested I write. How did you begin?", True),
        ("Good morning Ana. We both trained in Leeds. How did you begin?", True),
        ("Ana, I saw your talk on pumps. How did you begin?", True),
        ("Dear Ana, I came across your profile. It is impressive. Aisha sent me.", False),
        ("Hi Ana, I am a student. I like pumps. We both trained in Leeds.", False),
    ],
)
def test_the_connection_stands_in_the_first_two_sentences(text, is_first):
    about = {"names": ("Ana Sousa",), "connection": "My tutor Aisha Rahman sent me."}

    assert ("connection" not in faults(text, purpose="first_ask", **about)) == is_first


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Would ten minutes in May suit you?", True),
        ("If you could spare ten minutes, I'd be grateful.", True),
        ("I will come by on Thursday at ten.", False),
        ("Send me the names of three colleagues.", False),
        ("Hello, is that Ana? I will come by on Thursday.", False),
    ],
)
def test_an_ask_can_be_refused(text, asks):
    assert ("question" not in faults(text, purpose="first_ask")) == asks


@pytest.mark.parametrize(
    "text",
    [
        "Good talk, wasn't it?",
        "Who would have thought that tape saves half an hour?",
        "I'd be happy to tell you more about me.",
    ],
)
def test_what_asks_for_nothing_is_no_question(text):
    assert "question" in faults(text, purpose="first_ask")


def test_an_excuse_may_stand_in_the_sentence_after_the_slip():
    assert "excuse" in faults("Sorry for the delay. My train was cancelled.")
    assert "excuse" not in faults("Sorry for the delay. Tuesday at four is perfect.")


@pytest.mark.parametrize(("purpose", "is_pressing"), [("nudge", True), ("accept", False)])
def test_a_call_is_announced_only_once_it_is_agreed(purpose, is_pressing):
    text = "I'll call your office on Monday at nine."

    assert ("pressing" in faults(text, purpose=purpose)) == is_pressing


def test_a_resume_they_asked_for_may_be_attached():
    assert "resume" in faults("My résumé is attached.")
    assert "resume" not in faults("You asked to see my résumé; it is attached.")


def test_without_notes_nothing_concrete_is_asked_of_what_is_no_thank_you():
    assert "concrete" not in faults("All is well here.", purpose="keep_in_touch")
    assert "concrete" in faults("All is well here.", purpose="keep_in_touch", notes="Pumps.")


def test_silenced_faults_are_kept_apart():
    found = faults_in("Hi! Thanks! Bye! " * 60, subject="", pack=ENGLISH, about=About())

    shown, silenced = silence(["exclamation"], found)

    assert "exclamation" not in {fault.key for fault in shown}
    assert [fault.key for fault in silenced] == ["exclamation"]


@given(st.text(max_size=300), st.text(max_size=40), st.sampled_from([ENGLISH, CHINESE]))
def test_any_text_can_be_checked_and_every_quote_is_in_it(body, subject, rules):
    about = About(names=(subject,), organisation=("A",), other_organisations=(body[:5],))

    for fault in faults_in(body, subject=subject, pack=rules, about=about):
        assert fault.quote in (body if fault.where == "body" else subject)
