"""What templates are sorted and filled by: variants, the nearest wording, merge fields."""

from config.kit.labels import N_, Labelled


class Variant(Labelled):
    """What a template of a purpose builds on, where a purpose has several."""

    PLAIN = "plain", N_("Plain")
    REFERRED = "referred", N_("Someone gave you their name")
    SHARED = "shared", N_("A school, a group or a meeting in common")
    THEIR_WORK = "their_work", N_("Something of theirs that you read or heard")
    COLD = "cold", N_("You have not met")
    PROJECT = "project", N_("A project of yours that may matter to them")
    VOICEMAIL = "voicemail", N_("They do not answer: leave a message")
    NEWS = "news", N_("Something that is useful to them")
    PROGRESS = "progress", N_("What became of your talk")
    AFTER_TALK = "after_talk", N_("They helped you in a talk")
    AFTER_REFERRAL = "after_referral", N_("They gave you a name")


# Where a message of one kind has no wording of its own it takes that of another. A second person
# is written to for the first time, and never hears of the silence of the first.
SAME_PURPOSE = {"second_person": "first_ask"}
# The first of these channels with a wording is taken. An invitation is only a first contact.
NEAREST_CHANNELS = {
    "linkedin_invitation": ("linkedin_message",),
    "inmail": ("email", "linkedin_message"),
    "in_person": ("phone",),
    "phone": ("in_person",),
}
# Only these carry a subject.
WITH_SUBJECT = frozenset({"email", "inmail"})

# What each field holds, as the writer reads it. Its example and the words of its gap stand in
# templates/, in the language of the message.
FIELDS = {
    "their_name": N_("how you address them"),
    "their_full_name": N_("their full name"),
    "their_family_name": N_("their family name"),
    "honorific": N_("their form of address, such as Dr or 老师"),
    "organisation": N_("where they work"),
    "their_title": N_("their title"),
    "connection": N_("how you know them or came across them, as a whole sentence"),
    "referrer": N_("who gave you their name"),
    "referrer_said_i_may": N_("whether you may use the referrer's name"),
    "my_name": N_("your name"),
    "my_pitch": N_("who you are, in one sentence"),
    "sign_off": N_("your sign-off"),
    "search_role": N_("the role you explore"),
    "search_industry": N_("the industry you explore"),
    "narrow": N_("what of theirs interests you, such as “your talk on …”"),
    "broad": N_("the wider field you want to understand, such as “data work in hospitals”"),
    "question": N_("the question that only they can answer"),
    "minutes": N_("how many minutes you ask for"),
    "asked_day": N_("the day you first wrote"),
    "times": N_("times you offer, one a line, in both time zones"),
    "talk_day": N_("the day of the talk"),
    "talk_time_mine": N_("its time where you are, with the zone"),
    "talk_time_theirs": N_("its time where they are, with the zone"),
    "place": N_("where or by what you talk"),
    "phone": N_("the number they reach you at"),
    "said": N_("one concrete thing they said, after “what you said about”"),
    "will": N_("what you will do with it, after “I will”"),
    "advice": N_("what they advised, after “you advised me to”"),
    "did": N_("what you did with it and what came of it, as a whole sentence"),
    "named_person": N_("whom they named"),
    "news": N_("something worth their time, as a whole sentence"),
    "new_title": N_("their new title"),
    "new_organisation": N_("where they work now"),
    "offered": N_("what you turn down, such as “the call on Thursday”"),
    "reason": N_("why, in one sentence"),
    "ending": N_("how the search ended, as a whole sentence"),
    "project": N_("what you made, with “a” or “the” before it"),
    "project_matters": N_("why it may matter to them, after “because”"),
    "project_link": N_("the link to it"),
}
# These hold whole sentences: their full stop gives way to what the template puts after them.
SENTENCES = frozenset(
    {"connection", "my_pitch", "question", "did", "news", "reason", "ending", "will", "advice"}
)
# Only these may run over several lines.
LINES = frozenset({"times", "sign_off"})
# Whether the referrer may be named; known, never printed.
PERMISSION = "referrer_said_i_may"
