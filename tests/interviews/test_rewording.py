"""Which changes of a marked line leave standing what was decided about it."""

import pytest

from interviews.rules.rewording import is_reworded


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        # A slip, a sign, a letter, a space.
        ("Never on a Friday", "never on a Friday!", True),
        ("They relase on Thursdays", "They release on Thursdays", True),
        ("Mei Lin, Contoso", "Mei Ling, Contoso", False),
        ("Jonathon Miles, Contoso", "Jonathan Miles, Contoso", True),
        ("the hand book of Contoso", "the handbook of Contoso", True),
        ("relase", "release", True),
        # A word more, less, or another.
        ("Never on a Friday", "Never on a Friday afternoon", True),
        ("Mei Lin", "Mei Lin, Contoso", True),
        ("the slides", "the slides, too", True),
        ("We stop early", "We stop early before every holiday", False),
        (
            "They plan a year ahead and keep to it",
            "They plan a year ahead and mostly keep to it",
            True,
        ),
        ("Never on a Friday", "Always on a Friday", False),
        ("the slides", "the book", False),
        ("Ann", "Dan", False),
        # Another number, another day.
        ("60 % of the week is cleaning", "80 % of the week is cleaning", False),
        ("60 % of the week is cleaning", "60 % of the week is data cleaning", True),
        ("the slides by 8 May", "the slides by 9 May", False),
        ("the slides by Friday", "the slides by Monday", False),
        ("the slides by Tuesday", "the slides by Thursday", False),
        ("the slides of the workshop about safe releases, as we said, by Friday",) * 2 + (True,),
        (
            "the slides of the workshop about safe releases, as we said, by Friday",
            "the slides of the workshop about safe releases, as we said, by Monday",
            False,
        ),
        ("the slides in two weeks", "the slides in three weeks", False),
        ("the slides tomorrow", "the slides today", False),
        ("the slides by Friday", "the new slides by Friday", True),
        ("下周三以前把去年秋天的幻灯片发给她", "下周五以前把去年秋天的幻灯片发给她", False),
        # Turned round.
        ("We ship on Fridays in any case", "We never ship on Fridays in any case", False),
        ("They do plan far ahead", "They don't plan far ahead", False),
        # Chinese, sign by sign.
        ("每周五不上线", "每周五都不上线", True),
        ("每周五上线", "每周五不上线", False),
        ("团队每天早上开会", "团队每天晚上开会", False),
        ("王小明", "李小红", False),
        ("", "", False),
        ("!", "?", False),
    ],
)
def test_a_line_worded_a_little_otherwise_says_the_same(old, new, is_same):
    assert is_reworded(old, new) is is_same
    assert is_reworded(new, old) is is_same
