"""Stands in for a page that is not built yet."""

from django.http import Http404, HttpRequest, HttpResponse


def missing(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Say that there is no such page."""
    raise Http404
