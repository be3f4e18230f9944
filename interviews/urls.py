"""Addresses of interviews, grouped by noun."""

from django.urls import path

from interviews.views import today

urlpatterns = [
    # Today
    path("", today.today, name="today"),
]
