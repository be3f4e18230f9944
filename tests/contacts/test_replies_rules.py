from datetime import date

import pytest

from contacts.rules.replies import guess

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Happy to talk. How is Thursday at ten?", "reply"),
        ("Sorry, I can't meet on Monday, but Thursday works for me.", "reply"),
        ("I was on holiday, sorry for the delay! Let's talk.", "reply"),
        ("What would you like to know about the office?", "reply"),
        ("", "reply"),
        ("I'm afraid I'm not able to help with this.", "decline"),
        ("Thanks for writing, but I'll have to pass: no capacity this quarter.", "decline"),
        ("Unfortunately I don't have the time at the moment. Best of luck!", "decline"),
        ("Please don't contact me again.", "decline"),
        ("不好意思，最近实在抽不出时间。", "decline"),
        ("这周没时间，改天聊可以吗？", "reply"),
        ("当然可以，周四上午我有空。", "reply"),
        ("Automatic reply: I am out of the office.", "out_of_office"),
        ("I am on annual leave with limited access to email.", "out_of_office"),
        ("您好，我正在休假，回来后尽快回复。", "out_of_office"),
        ("Undeliverable: A question\n550 5.1.1 User unknown", "bounce"),
        ("Your message could not be delivered to ana@a.example.", "bounce"),
        ("您的邮件被退回：收件人不存在", "bounce"),
    ],
)
def test_a_text_is_taken_for_what_it_says(text, meaning):
    assert guess(text, today=TODAY).meaning == meaning


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("I am out of the office until 4 December.", date(2026, 12, 4)),
        ("I'm away until Friday, 4th of December 2026, without mail", date(2026, 12, 4)),
        ("Out of office. I will be back on Monday, December 7.", date(2026, 12, 6)),
        ("I am on leave from 20 November to 3 Jan and will answer then.", date(2027, 1, 3)),
        ("Out of office 2026-11-20 - 2026-11-30", date(2026, 11, 30)),
        ("Out of the office, returning to the office on 05.12.2026", date(2026, 12, 4)),
        ("我正在休假，12月7日回来。", date(2026, 12, 6)),
        ("自动回复：本人出差至2026年12月4日。", date(2026, 12, 4)),
        # Nobody can tell which of the two numbers is the month, and 31 November is no day.
        ("I am on leave until 5/12/2026", None),
        ("I am out of the office until 31 November", None),
        ("I am out of the office until further notice. Our summit was on 3 March 2026.", None),
        ("I was away until 3 November; automatic reply", None),
    ],
)
def test_the_last_day_away_is_read_only_where_it_is_certain(text, until):
    told = guess(text, today=TODAY)

    assert (told.meaning, told.until) == ("out_of_office", until)
