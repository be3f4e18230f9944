"""Addresses of interviews, grouped by noun."""

from django.urls import path

from interviews.views import (
    about,
    bank_sharing,
    banks,
    booking,
    calendar,
    calendar_feeds,
    calendar_settings,
    correspondence,
    debriefs,
    find,
    follow_ups,
    health,
    insights,
    intakes,
    interviews,
    introductions,
    invitations,
    letters,
    losing_touch,
    merges,
    messages,
    note_versions,
    notes,
    offers,
    organisations,
    outreach,
    outreach_list,
    pace,
    papers,
    pauses,
    people,
    people_bulk,
    people_export,
    people_list,
    questions,
    referrals,
    rounds,
    saved_views,
    search_ends,
    searches,
    sheet_templates,
    sheets,
    talked,
    talks,
    targets,
    templates,
    today,
    type_in,
)

urlpatterns = [
    # Today
    path("", today.today, name="today"),
    # Pages that show both sides
    path("people/", people_list.person_list, name="person-list"),
    path("people/bulk/", people_bulk.person_bulk, name="person-bulk"),
    path(
        "people/bulk/<int:change_id>/undo/", people_bulk.person_bulk_undo, name="person-bulk-undo"
    ),
    path("people/views/", saved_views.saved_view_create, name="saved-view-create"),
    path("people/views/<int:view_id>/edit/", saved_views.saved_view_edit, name="saved-view-edit"),
    path(
        "people/views/<int:view_id>/delete/",
        saved_views.saved_view_delete,
        name="saved-view-delete",
    ),
    path("people/<int:person_id>/", people.person_detail, name="person-detail"),
    path("merges/<int:merge_id>/undo/", merges.merge_undo, name="merge-undo"),
    path("moves/<int:move_id>/seen/", people.move_seen, name="move-seen"),
    path("people/<int:person_id>/archive/", people.person_archive, name="person-archive"),
    path("people/export/", people_export.person_export, name="person-export"),
    path("people/export/file/", people_export.person_export_file, name="person-export-file"),
    path(
        "organisations/<int:organisation_id>/",
        organisations.organisation_detail,
        name="organisation-detail",
    ),
    path("searches/<int:search_id>/", searches.search_detail, name="search-detail"),
    path("searches/<int:search_id>/end/", search_ends.search_end, name="search-end"),
    path("searches/<int:search_id>/reopen/", search_ends.search_reopen, name="search-reopen"),
    path("searches/<int:search_id>/targets/", targets.target_list, name="target-list"),
    path("targets/<int:target_id>/", targets.target_detail, name="target-detail"),
    # Find anyone
    path("find/", find.find, name="find"),
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
    # Scheduling: times offered, the booking page, invitations
    path("interviews/<int:interview_id>/offer/", offers.offer_edit, name="offer-edit"),
    path("book/<str:offer_token>/", booking.booking, name="booking"),
    path("interviews/<int:interview_id>/invitation/", invitations.invitation, name="invitation"),
    # Calendar: pages, feed, calendars that are read
    path("calendar/", calendar.calendar, name="calendar"),
    path("feed/<str:feed_token>/askwell.ics", calendar_feeds.calendar_feed, name="calendar-feed"),
    path("settings/calendars/", calendar_settings.settings_calendars, name="settings-calendars"),
    # Questions
    path("questions/", questions.question_list, name="question-list"),
    path("questions/new/", questions.question_create, name="question-create"),
    path("questions/<int:question_id>/edit/", questions.question_edit, name="question-edit"),
    path(
        "questions/<int:question_id>/archive/", questions.question_archive, name="question-archive"
    ),
    path(
        "questions/<int:question_id>/restore/", questions.question_restore, name="question-restore"
    ),
    path("questions/copy/", questions.question_copy, name="question-copy"),
    path("questions/<int:question_id>/row/", questions.question_row, name="question-row"),
    path("questions/<int:question_id>/move/", banks.question_move, name="question-move"),
    path("questions/<int:question_id>/delete/", banks.question_delete, name="question-delete"),
    path("questions/<int:question_id>/switch/", questions.question_switch, name="question-switch"),
    path(
        "questions/shipped/<slug:key>/edit/",
        questions.shipped_question_edit,
        name="shipped-question-edit",
    ),
    path(
        "questions/shipped/<slug:key>/reset/",
        questions.shipped_question_reset,
        name="shipped-question-reset",
    ),
    path(
        "questions/shipped/<slug:key>/switch/",
        questions.shipped_question_switch,
        name="shipped-question-switch",
    ),
    path("banks/new/", banks.bank_create, name="bank-create"),
    path("banks/import/", intakes.intake_create, name="intake-create"),
    path("banks/import/<int:intake_id>/", intakes.intake_detail, name="intake-detail"),
    path("banks/import/<int:intake_id>/start/", intakes.intake_start, name="intake-start"),
    path("banks/import/<int:intake_id>/undo/", intakes.intake_undo, name="intake-undo"),
    path("banks/import/<int:intake_id>/discard/", intakes.intake_discard, name="intake-discard"),
    path("banks/<int:bank_id>/", banks.bank_detail, name="bank-detail"),
    path("banks/<int:bank_id>/order/", banks.bank_order, name="bank-order"),
    path("banks/<int:bank_id>/copy/", banks.bank_copy, name="bank-copy"),
    path("banks/<int:bank_id>/delete/", banks.bank_delete, name="bank-delete"),
    path("banks/<int:bank_id>/share/", bank_sharing.bank_share, name="bank-share"),
    path("banks/<int:bank_id>/questions.csv", intakes.bank_csv, name="bank-csv"),
    path("banks/<int:bank_id>/questions.md", intakes.bank_markdown, name="bank-markdown"),
    path("shared/<str:share_token>/", bank_sharing.shared_bank, name="shared-bank"),
    path("shared/<str:share_token>/copy/", bank_sharing.shared_bank_copy, name="shared-bank-copy"),
    path("banks/<int:bank_id>/edit/", banks.bank_edit, name="bank-edit"),
    path("banks/<int:bank_id>/archive/", banks.bank_archive, name="bank-archive"),
    path("banks/<int:bank_id>/restore/", banks.bank_restore, name="bank-restore"),
    # Sheets
    path("interviews/<int:interview_id>/sheet/", sheets.sheet_edit, name="sheet-edit"),
    path(
        "interviews/<int:interview_id>/sheet/options/", sheets.sheet_options, name="sheet-options"
    ),
    path("interviews/<int:interview_id>/sheet/lines/", sheets.line_create, name="line-create"),
    path("interviews/<int:interview_id>/sheet/order/", sheets.sheet_order, name="sheet-order"),
    path("interviews/<int:interview_id>/sheet/undo/", sheets.sheet_undo, name="sheet-undo"),
    path(
        "interviews/<int:interview_id>/sheet/suggest/", sheets.sheet_suggest, name="sheet-suggest"
    ),
    path(
        "interviews/<int:interview_id>/sheet/take/", sheet_templates.sheet_take, name="sheet-take"
    ),
    path(
        "interviews/<int:interview_id>/sheet/template/",
        sheet_templates.sheet_template_create,
        name="sheet-template-create",
    ),
    path("sheets/templates/", sheet_templates.sheet_template_list, name="sheet-template-list"),
    path(
        "sheets/templates/restore/",
        sheet_templates.sheet_template_restore,
        name="sheet-template-restore",
    ),
    path(
        "sheets/templates/<int:sheet_template_id>/edit/",
        sheet_templates.sheet_template_edit,
        name="sheet-template-edit",
    ),
    path(
        "sheets/templates/<int:sheet_template_id>/delete/",
        sheet_templates.sheet_template_delete,
        name="sheet-template-delete",
    ),
    path("lines/<int:line_id>/edit/", sheets.line_edit, name="line-edit"),
    path("lines/<int:line_id>/minutes/", sheets.line_minutes, name="line-minutes"),
    path("lines/<int:line_id>/bank-words/", sheets.line_bank_words, name="line-bank-words"),
    path("lines/<int:line_id>/move/", sheets.line_move, name="line-move"),
    path("lines/<int:line_id>/remove/", sheets.line_remove, name="line-remove"),
    path("interviews/<int:interview_id>/sheet/print/", papers.sheet_print, name="sheet-print"),
    path("interviews/<int:interview_id>/sheet/paper/", papers.sheet_paper, name="sheet-paper"),
    path("interviews/<int:interview_id>/sheet.pdf", papers.sheet_pdf, name="sheet-pdf"),
    path("interviews/day/<str:day>/sheets.pdf", papers.day_sheets, name="day-sheets"),
    # Talk
    path("interviews/<int:interview_id>/talk/", talks.talk, name="talk"),
    path("interviews/<int:interview_id>/type-in/", type_in.talk_type_in, name="talk-type-in"),
    path("interviews/<int:interview_id>/talk/save/", notes.talk_save, name="talk-save"),
    path("notes/<int:answer_id>/versions/", note_versions.note_versions, name="note-versions"),
    path(
        "notes/<int:answer_id>/versions/<int:version_id>/restore/",
        note_versions.note_restore,
        name="note-restore",
    ),
    path("interviews/<int:interview_id>/talk/begin/", talks.talk_begin, name="talk-begin"),
    path("interviews/<int:interview_id>/talk/end/", talks.talk_end, name="talk-end"),
    path("interviews/<int:interview_id>/talk/person/", talks.talk_person, name="talk-person"),
    path("interviews/<int:interview_id>/talk/question/", talks.talk_question, name="talk-question"),
    path("lines/<int:line_id>/state/", talks.line_state, name="line-state"),
    path("lines/<int:line_id>/take-back/", talks.line_take_back, name="line-take-back"),
    # Debrief
    path("interviews/<int:interview_id>/debrief/", debriefs.debrief, name="debrief"),
    path(
        "interviews/<int:interview_id>/debrief/settle/",
        debriefs.debrief_settle,
        name="debrief-settle",
    ),
    path(
        "interviews/<int:interview_id>/debrief/scales/",
        debriefs.debrief_scales,
        name="debrief-scales",
    ),
    path("interviews/<int:interview_id>/debrief/mark/", debriefs.debrief_mark, name="debrief-mark"),
    path("marks/<int:mark_id>/undo/", debriefs.mark_undo, name="mark-undo"),
    path("lines/<int:line_id>/rating/", debriefs.line_rate, name="line-rate"),
    # Job rounds
    path("questions/theirs/", rounds.round_questions, name="round-questions"),
    path(
        "interviews/<int:interview_id>/theirs/",
        rounds.round_question_create,
        name="round-question-create",
    ),
    path(
        "interviews/<int:interview_id>/theirs/undo/",
        rounds.round_question_undo,
        name="round-question-undo",
    ),
    path(
        "interviews/<int:interview_id>/next-step/", rounds.round_next_step, name="round-next-step"
    ),
    path("lines/<int:line_id>/theirs/", rounds.round_question_remove, name="round-question-remove"),
    # Insights
    path("insights/", insights.insight_list, name="insight-list"),
    path("insights/apart/", insights.insights_apart, name="insights-apart"),
    path("searches/<int:search_id>/insights/", insights.search_insights, name="search-insights"),
    path("searches/<int:search_id>/insights/new/", insights.insight_create, name="insight-create"),
    path("insights/<int:insight_id>/edit/", insights.insight_edit, name="insight-edit"),
    path("insights/<int:insight_id>/drop/", insights.insight_drop, name="insight-drop"),
    path("insights/<int:insight_id>/restore/", insights.insight_restore, name="insight-restore"),
    path("evidence/<int:evidence_id>/drop/", insights.evidence_drop, name="evidence-drop"),
    # Follow-ups
    path("follow-ups/", follow_ups.follow_up_list, name="follow-up-list"),
    path("follow-ups/new/", follow_ups.follow_up_create, name="follow-up-create"),
    path("follow-ups/<int:follow_up_id>/edit/", follow_ups.follow_up_edit, name="follow-up-edit"),
    path("follow-ups/<int:follow_up_id>/done/", follow_ups.follow_up_done, name="follow-up-done"),
    path(
        "follow-ups/<int:follow_up_id>/snooze/",
        follow_ups.follow_up_snooze,
        name="follow-up-snooze",
    ),
    path("follow-ups/<int:follow_up_id>/drop/", follow_ups.follow_up_drop, name="follow-up-drop"),
    path(
        "follow-ups/<int:follow_up_id>/reopen/",
        follow_ups.follow_up_reopen,
        name="follow-up-reopen",
    ),
    path(
        "follow-ups/<int:follow_up_id>/fill-in/",
        follow_ups.follow_up_fill_in,
        name="follow-up-fill-in",
    ),
    path("follow-ups/<int:follow_up_id>/write/", messages.follow_up_write, name="follow-up-write"),
    # Where letters sent before led to.
    path("follow-ups/<int:follow_up_id>/thank-you/", messages.thank_you, name="thank-you"),
    # Asking: outreach, messages and what came back
    path("outreach/", outreach_list.outreach_list, name="outreach-list"),
    path("outreach/<int:outreach_id>/", outreach.outreach_detail, name="outreach-detail"),
    path("people/<int:person_id>/write/", messages.message_write, name="message-write"),
    path("people/<int:person_id>/wrote/", correspondence.message_log, name="message-log"),
    path(
        "people/<int:person_id>/received/", correspondence.message_receive, name="message-receive"
    ),
    path("messages/restore/", correspondence.message_restore, name="message-restore"),
    path("messages/<int:message_id>/", messages.message_detail, name="message-detail"),
    path("messages/<int:message_id>/check/", messages.message_check, name="message-check"),
    path("messages/<int:message_id>/silence/", messages.message_silence, name="message-silence"),
    path(
        "messages/<int:message_id>/words-back/",
        messages.message_words_back,
        name="message-words-back",
    ),
    path("messages/<int:message_id>/sent/", messages.message_sent, name="message-sent"),
    path("messages/<int:message_id>/unsend/", messages.message_unsend, name="message-unsend"),
    path("messages/<int:message_id>/edit/", correspondence.message_edit, name="message-edit"),
    path("messages/<int:message_id>/delete/", correspondence.message_delete, name="message-delete"),
    path("talked/", talked.talk_log, name="talk-log"),
    path("people/<int:person_id>/talked/", talked.person_talk_log, name="person-talk-log"),
    # Referrals
    path("people/<int:person_id>/chain/", referrals.person_chain, name="person-chain"),
    path("people/<int:person_id>/named/", referrals.person_named, name="person-named"),
    path(
        "people/<int:person_id>/permission/", referrals.person_permission, name="person-permission"
    ),
    path(
        "people/<int:person_id>/introductions/new/",
        introductions.introduction_create,
        name="introduction-create",
    ),
    path(
        "introductions/<int:introduction_id>/edit/",
        introductions.introduction_edit,
        name="introduction-edit",
    ),
    path(
        "introductions/<int:introduction_id>/move/",
        introductions.introduction_move,
        name="introduction-move",
    ),
    path(
        "introductions/<int:introduction_id>/delete/",
        introductions.introduction_delete,
        name="introduction-delete",
    ),
    path("people/losing-touch/", losing_touch.losing_touch_list, name="losing-touch"),
    path("people/<int:person_id>/rest/", losing_touch.person_rest, name="person-rest"),
    path("people/<int:person_id>/wake/", losing_touch.person_wake, name="person-wake"),
    # The plan's pace, pauses, templates
    path("settings/pace/", pace.settings_pace, name="settings-pace"),
    path("settings/pauses/", pauses.settings_pauses, name="settings-pauses"),
    path("pauses/<int:pause_id>/delete/", pauses.pause_delete, name="pause-delete"),
    path("templates/", templates.template_list, name="template-list"),
    path("templates/new/", templates.template_create, name="template-create"),
    path("templates/<int:template_id>/edit/", templates.template_edit, name="template-edit"),
    path("templates/<int:template_id>/delete/", templates.template_delete, name="template-delete"),
    path(
        "templates/shipped/<str:template_key>/edit/",
        templates.shipped_template_edit,
        name="shipped-template-edit",
    ),
    # Letters
    path("letters/<int:letter_id>/", letters.letter_detail, name="letter-detail"),
    path("unsubscribe/<str:token>/", letters.unsubscribe, name="unsubscribe"),
    # About and health
    path("about/", about.about, name="about"),
    path("health/live", health.health_live, name="health-live"),
    path("health/ready", health.health_ready, name="health-ready"),
]
