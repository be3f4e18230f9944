"""Addresses of contacts, grouped by noun."""

from django.urls import path

from contacts.views import (
    accounts,
    brainstorms,
    duplicates,
    imports,
    joining,
    merges,
    organisations,
    people,
    research,
    searches,
    targets,
)

urlpatterns = [
    # Searches
    path("searches/", searches.search_list, name="search-list"),
    path("searches/new/", searches.search_create, name="search-create"),
    path("searches/<int:search_id>/edit/", searches.search_edit, name="search-edit"),
    path("searches/<int:search_id>/beliefs/", searches.belief_create, name="belief-create"),
    path("beliefs/<int:belief_id>/edit/", searches.belief_edit, name="belief-edit"),
    path("beliefs/<int:belief_id>/delete/", searches.belief_delete, name="belief-delete"),
    # People
    path("people/new/", people.person_create, name="person-create"),
    path("people/<int:person_id>/edit/", people.person_edit, name="person-edit"),
    path("people/<int:person_id>/restore/", people.person_restore, name="person-restore"),
    path("people/<int:person_id>/title/", people.person_read_title, name="person-read-title"),
    path("people/<int:person_id>/delete/", people.person_delete, name="person-delete"),
    # Organisations
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/new/", organisations.organisation_create, name="organisation-create"),
    path(
        "organisations/<int:organisation_id>/edit/",
        organisations.organisation_edit,
        name="organisation-edit",
    ),
    path(
        "organisations/<int:organisation_id>/archive/",
        organisations.organisation_archive,
        name="organisation-archive",
    ),
    path(
        "organisations/<int:organisation_id>/restore/",
        organisations.organisation_restore,
        name="organisation-restore",
    ),
    path(
        "organisations/<int:organisation_id>/promote/",
        organisations.organisation_promote,
        name="organisation-promote",
    ),
    path(
        "organisations/<int:organisation_id>/delete/",
        organisations.organisation_delete,
        name="organisation-delete",
    ),
    # Research
    path("people/<int:person_id>/research/", research.person_research, name="person-research"),
    path(
        "organisations/<int:organisation_id>/research/",
        research.organisation_research,
        name="organisation-research",
    ),
    path(
        "people/<int:person_id>/research/tick/",
        research.person_research_tick,
        name="person-research-tick",
    ),
    path(
        "organisations/<int:organisation_id>/research/tick/",
        research.organisation_research_tick,
        name="organisation-research-tick",
    ),
    path("research/<int:note_id>/edit/", research.research_edit, name="research-edit"),
    path("research/<int:note_id>/delete/", research.research_delete, name="research-delete"),
    # Targets
    path("searches/<int:search_id>/targets/add/", targets.target_create, name="target-create"),
    path("searches/<int:search_id>/targets/fill/", targets.target_fill, name="target-fill"),
    path("searches/<int:search_id>/targets/empty/", targets.target_empty, name="target-empty"),
    path(
        "searches/<int:search_id>/targets/settings/",
        targets.target_settings,
        name="target-settings",
    ),
    path("searches/<int:search_id>/brainstorm/", brainstorms.brainstorm_page, name="brainstorm"),
    path("targets/<int:target_id>/scores/", targets.target_score, name="target-score"),
    path("targets/<int:target_id>/rule-out/", targets.target_rule_out, name="target-rule-out"),
    path("targets/<int:target_id>/helper/", targets.target_helper, name="target-helper"),
    path("targets/<int:target_id>/restore/", targets.target_restore, name="target-restore"),
    path("targets/<int:target_id>/delete/", targets.target_delete, name="target-delete"),
    path(
        "organisations/<int:organisation_id>/target/",
        targets.organisation_target,
        name="organisation-target",
    ),
    # Imports
    path("imports/", imports.import_list, name="import-list"),
    path("imports/new/", imports.import_create, name="import-create"),
    path("imports/<int:run_id>/", imports.import_detail, name="import-detail"),
    path("imports/<int:run_id>/rows/", imports.import_rows, name="import-rows"),
    path("imports/<int:run_id>/start/", imports.import_start, name="import-start"),
    path("imports/<int:run_id>/discard/", imports.import_discard, name="import-discard"),
    path("imports/<int:run_id>/undo/", imports.import_undo, name="import-undo"),
    path(
        "imports/<int:run_id>/files/<int:file_id>/columns/",
        imports.import_columns,
        name="import-columns",
    ),
    path(
        "imports/<int:run_id>/files/<int:file_id>/rejected/",
        imports.import_rejected,
        name="import-rejected",
    ),
    # Duplicates and merging
    path("duplicates/", duplicates.duplicate_list, name="duplicate-list"),
    path("duplicates/look/", duplicates.duplicate_look, name="duplicate-look"),
    path(
        "duplicates/people/<int:person_duplicate_id>/dismiss/",
        duplicates.person_duplicate_dismiss,
        name="person-duplicate-dismiss",
    ),
    path(
        "duplicates/people/<int:person_duplicate_id>/reopen/",
        duplicates.person_duplicate_reopen,
        name="person-duplicate-reopen",
    ),
    path(
        "duplicates/organisations/<int:organisation_duplicate_id>/dismiss/",
        duplicates.organisation_duplicate_dismiss,
        name="organisation-duplicate-dismiss",
    ),
    path(
        "duplicates/organisations/<int:organisation_duplicate_id>/reopen/",
        duplicates.organisation_duplicate_reopen,
        name="organisation-duplicate-reopen",
    ),
    path("people/<int:person_id>/merge/", merges.person_merge_pick, name="person-merge-pick"),
    path(
        "people/<int:person_id>/merge/<int:other_person_id>/",
        merges.person_merge,
        name="person-merge",
    ),
    path(
        "organisations/<int:organisation_id>/merge/",
        merges.organisation_merge_pick,
        name="organisation-merge-pick",
    ),
    path(
        "organisations/<int:organisation_id>/merge/<int:other_organisation_id>/",
        merges.organisation_merge,
        name="organisation-merge",
    ),
    # The pool, saved views
    path("people/<int:person_id>/promote/", people.person_promote, name="person-promote"),
    # Account and settings
    path("join/<str:token>/", joining.join, name="join"),
    path("settings/account/", accounts.settings_account, name="settings-account"),
    path("settings/clock/", accounts.settings_clock, name="settings-clock"),
    path("settings/clock/week/", accounts.settings_week, name="settings-week"),
    path("settings/data/", accounts.settings_data, name="settings-data"),
    path("settings/data/delete/", accounts.account_delete, name="account-delete"),
    path("settings/data/keep/", accounts.account_keep, name="account-keep"),
]
