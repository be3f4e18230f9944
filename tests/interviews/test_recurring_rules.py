import pytest

from interviews.rules.recurring import ALIKE, gist_of, groups, likeness

SAME = [
    ("Tell me about yourself.", "Could you introduce yourself?"),
    ("Can you tell me a little about yourself?", "Tell us about yourself, and how you got here."),
    ("And your greatest weakness?", "What is a weakness of yours that we would notice?"),
    ("Tell me about yourself", "请做一下自我介绍"),
    ("请先简单介绍一下自己", "麻烦你做个自我介绍吧"),
    ("What is your greatest weakness?", "What are your weaknesses?"),
    ("What would you like to improve about yourself?", "What is your biggest weakness?"),
    ("你最大的缺点是什么？", "说说你的缺点"),
    ("Why do you want to work here?", "Why us?"),
    ("Why do you want to join our company?", "What attracts you to us?"),
    ("Why do you want to work at Contoso?", "Why do you want to work for Tailspin?"),
    ("你为什么想加入我们公司？", "为什么选择我们？"),
    (
        "Describe a conflict with a colleague.",
        "Tell me about a time you disagreed with a colleague",
    ),
    ("Tell me about a time you failed.", "What was a mistake you made?"),
    ("Where do you see yourself in five years?", "What are your career goals?"),
    ("Where do you see yourself in five years?", "你的职业规划是什么？"),
    ("What salary do you expect?", "What are your salary expectations?"),
    ("你的期望薪资是多少？", "对薪资有什么要求？"),
    ("Design a URL shortener", "How would you design a url shortening service?"),
    ("Explain overfitting.", "What is overfitting?"),
    ("你如何处理线上故障？", "线上出故障时你怎么处理？"),
    ("How do you validate a forecasting model?", "How would you validate a forecast model?"),
    ("When could you start?", "What is your notice period?"),
    ("Do you have any questions for us?", "Is there anything you would like to ask?"),
]
OTHER = [
    ("What is a call option?", "What is a futures contract?"),
    ("What is your greatest strength?", "What is your greatest weakness?"),
    ("你最大的优点是什么？", "你最大的缺点是什么？"),
    ("Tell me about yourself", "Where do you see yourself in five years?"),
    ("Tell me about a time you failed.", "Tell me about a time you led a team."),
    ("Why do you want to work here?", "Why do you want to leave your current job?"),
    ("Why do you want to work here?", "Why should we hire you?"),
    ("你为什么想加入我们公司？", "你为什么离职？"),
    ("How does a hash map work?", "How does a hash map differ from a tree?"),
    ("How do you validate a forecasting model?", "How do you deploy a forecasting model?"),
    ("你如何管理团队？", "你如何看待团队？"),
    ("介绍一个失败的项目", "介绍一个成功的项目"),
    ("What is your notice period?", "What is your salary expectation?"),
    ("What would your manager say about you?", "What did you do last summer?"),
    ("Why?", "How?"),
    ("", "Tell me about yourself"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_intent_in_other_words_is_one_question(one, other):
    assert likeness(gist_of(one), gist_of(other)) >= ALIKE


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_intents_in_like_words_are_not(one, other):
    assert likeness(gist_of(one), gist_of(other)) < ALIKE


def test_likeness_is_the_same_both_ways_and_whole_with_itself():
    for one, other in [*SAME, *OTHER]:
        assert likeness(gist_of(one), gist_of(other)) == likeness(gist_of(other), gist_of(one))
        assert likeness(gist_of(one), gist_of(one)) == 1


def test_questions_are_grouped_in_the_order_they_came():
    asked = [
        "Tell me about yourself",
        "Why us?",
        "请做一下自我介绍",
        "How do you test a model?",
        "What attracts you to us?",
        "Please introduce yourself",
    ]

    assert groups(asked) == [[0, 2, 5], [1, 4], [3]]
