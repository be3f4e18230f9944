"""Every address of the site, read from the resolver."""

import re
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver


@dataclass(frozen=True)
class Route:
    """One address: its name and the names of its arguments."""

    name: str
    path: str
    arguments: tuple[str, ...]
    view: object

    def url(self, values):
        """Return the address with the values filled in."""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.path)


def all_routes():
    """Return every route in the order Django tries them, allauth's included."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver, prefix):
    for entry in resolver.url_patterns:
        path = prefix + _readable(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path)
        elif isinstance(entry, URLPattern):
            arguments = tuple(re.findall(r"<(?:\w+:)?(\w+)>", path))
            yield Route(entry.name or path, path, arguments, entry.callback)


def _readable(pattern):
    """Return a regular expression's route in the form of a path."""
    return re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern).strip("^$")
