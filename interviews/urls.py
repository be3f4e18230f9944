"""Addresses of interviews, grouped by noun."""

from django.urls import path

from config.views import missing
from interviews.views import (
    health,
    interviews,
    letters,
    notes,
    talks,
    today,
)

urlpatterns = [
    # Today
    path("", today.today, name="today"),
    # Pages that show both sides
    path("people/<int:person_id>/", missing, name="person-detail"),
    path("organisations/<int:organisation_id>/", missing, name="organisation-detail"),
    path("searches/<int:search_id>/", missing, name="search-detail"),
    # Interviews
    path("interviews/", interviews.interview_list, name="interview-list"),
    path("interviews/new/", interviews.interview_create, name="interview-create"),
    path("interviews/<int:interview_id>/", interviews.interview_detail, name="interview-detail"),
    path("interviews/<int:interview_id>/edit/", interviews.interview_edit, name="interview-edit"),
    path("interviews/<int:interview_id>/time/", interviews.interview_time, name="interview-time"),
    path("interviews/<int:interview_id>/move/", interviews.interview_move, name="interview-move"),
    path(
        "interviews/<int:interview_id>/delete/",
        interviews.interview_delete,
        name="interview-delete",
    ),
    path(
        "interviews/<int:interview_id>/calendar.ics",
        interviews.interview_calendar,
        name="interview-calendar",
    ),
    # Questions
    path("questions/", missing, name="question-list"),
    path("questions/new/", missing, name="question-create"),
    path("questions/<int:question_id>/edit/", missing, name="question-edit"),
    path("questions/<int:question_id>/archive/", missing, name="question-archive"),
    path("questions/shipped/<slug:key>/edit/", missing, name="shipped-question-edit"),
    path("questions/shipped/<slug:key>/reset/", missing, name="shipped-question-reset"),
    path("banks/new/", missing, name="bank-create"),
    path("banks/<int:bank_id>/edit/", missing, name="bank-edit"),
    path("banks/<int:bank_id>/archive/", missing, name="bank-archive"),
    # Sheets
    path("interviews/<int:interview_id>/sheet/", missing, name="sheet-edit"),
    path("interviews/<int:interview_id>/sheet/options/", missing, name="sheet-options"),
    path("interviews/<int:interview_id>/sheet/lines/", missing, name="line-create"),
    path("interviews/<int:interview_id>/sheet/order/", missing, name="sheet-order"),
    path("lines/<int:line_id>/edit/", missing, name="line-edit"),
    path("lines/<int:line_id>/move/", missing, name="line-move"),
    path("lines/<int:line_id>/remove/", missing, name="line-remove"),
    path("interviews/<int:interview_id>/sheet/print/", missing, name="sheet-print"),
    path("interviews/<int:interview_id>/sheet.pdf", missing, name="sheet-pdf"),
    # Talk
    path("interviews/<int:interview_id>/talk/", talks.talk, name="talk"),
    path("interviews/<int:interview_id>/talk/save/", notes.talk_save, name="talk-save"),
    path("interviews/<int:interview_id>/talk/begin/", talks.talk_begin, name="talk-begin"),
    path("interviews/<int:interview_id>/talk/end/", talks.talk_end, name="talk-end"),
    path("interviews/<int:interview_id>/talk/person/", talks.talk_person, name="talk-person"),
    path("lines/<int:line_id>/state/", talks.line_state, name="line-state"),
    # Thanks
    path("follow-ups/<int:follow_up_id>/thank-you/", missing, name="thank-you"),
    path("follow-ups/<int:follow_up_id>/thank-you/check/", missing, name="thank-you-check"),
    path("follow-ups/<int:follow_up_id>/thank-you/silence/", missing, name="thank-you-silence"),
    path("follow-ups/<int:follow_up_id>/thank-you/sent/", missing, name="thank-you-sent"),
    # Follow-ups
    path("follow-ups/", missing, name="follow-up-list"),
    path("follow-ups/new/", missing, name="follow-up-create"),
    path("follow-ups/<int:follow_up_id>/edit/", missing, name="follow-up-edit"),
    path("follow-ups/<int:follow_up_id>/done/", missing, name="follow-up-done"),
    path("follow-ups/<int:follow_up_id>/snooze/", missing, name="follow-up-snooze"),
    path("follow-ups/<int:follow_up_id>/drop/", missing, name="follow-up-drop"),
    path("follow-ups/<int:follow_up_id>/reopen/", missing, name="follow-up-reopen"),
    # Letters
    path("letters/<int:letter_id>/", letters.letter_detail, name="letter-detail"),
    path("unsubscribe/<str:token>/", letters.unsubscribe, name="unsubscribe"),
    # About and health
    path("about/", missing, name="about"),
    path("health/live", health.health_live, name="health-live"),
    path("health/ready", health.health_ready, name="health-ready"),
]
