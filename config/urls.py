"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("contacts.urls")),
    path("", include("interviews.urls")),
]
