"""Addresses of contacts, grouped by noun."""

from django.urls import path

from config.views import missing

urlpatterns = [
    # Searches
    path("searches/", missing, name="search-list"),
    path("searches/new/", missing, name="search-create"),
    path("searches/<int:search_id>/edit/", missing, name="search-edit"),
    path("searches/<int:search_id>/end/", missing, name="search-end"),
    path("searches/<int:search_id>/reopen/", missing, name="search-reopen"),
    path("searches/<int:search_id>/beliefs/", missing, name="belief-create"),
    path("beliefs/<int:belief_id>/edit/", missing, name="belief-edit"),
    path("beliefs/<int:belief_id>/delete/", missing, name="belief-delete"),
    # People
    path("people/", missing, name="person-list"),
    path("people/new/", missing, name="person-create"),
    path("people/<int:person_id>/edit/", missing, name="person-edit"),
    path("people/<int:person_id>/archive/", missing, name="person-archive"),
    path("people/<int:person_id>/restore/", missing, name="person-restore"),
    path("people/<int:person_id>/delete/", missing, name="person-delete"),
    # Organisations
    path("organisations/", missing, name="organisation-list"),
    path("organisations/new/", missing, name="organisation-create"),
    path("organisations/<int:organisation_id>/edit/", missing, name="organisation-edit"),
    path("organisations/<int:organisation_id>/archive/", missing, name="organisation-archive"),
    path("organisations/<int:organisation_id>/restore/", missing, name="organisation-restore"),
    path("organisations/<int:organisation_id>/delete/", missing, name="organisation-delete"),
    # Research
    path("people/<int:person_id>/research/", missing, name="person-research"),
    path("organisations/<int:organisation_id>/research/", missing, name="organisation-research"),
    path("people/<int:person_id>/research/tick/", missing, name="person-research-tick"),
    path(
        "organisations/<int:organisation_id>/research/tick/",
        missing,
        name="organisation-research-tick",
    ),
    path("research/<int:note_id>/edit/", missing, name="research-edit"),
    path("research/<int:note_id>/delete/", missing, name="research-delete"),
    # Account and settings
    path("join/<str:token>/", missing, name="join"),
    path("settings/account/", missing, name="settings-account"),
    path("settings/clock/", missing, name="settings-clock"),
    path("settings/mail/", missing, name="settings-mail"),
    path("settings/data/", missing, name="settings-data"),
    path("settings/data/delete/", missing, name="account-delete"),
    path("settings/data/keep/", missing, name="account-keep"),
]
