"""What every page must be as HTML: htmx beside its plain twin, unique ids, nothing inline."""

from collections import Counter
from dataclasses import replace

import html5lib
import pytest
from django.test import Client

from tests.routes import all_routes
from tests.test_routes import FOUND, NO_PAGES, OWN, SHIPPED, has_rows
from tests.world import SECOND_FACES, build_world

FORBIDDEN = ("hx-delete", "hx-put", "hx-patch", "hx-boost", "style", "hx-vals", "hx-vars")
# No cookie, so no token to compare with it: the link itself is what nobody else has.
NO_TOKEN = ("booking", "letter-link", "unsubscribe")
PAGES = [route for route in OWN if route.name not in NO_PAGES]
PAGES += [
    replace(route, path=route.path.replace(argument, other))
    for name, argument, other in SECOND_FACES
    for route in OWN
    if route.name == name
]
ACCOUNT_PAGES = [
    route
    for route in all_routes()
    if route.name
    in (
        "account_login",
        "account_reset_password",
        "account_email",
        "account_logout",
        "usersessions_list",
        "mfa_index",
    )
]


def _tree(answer):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    return parser.parse(answer.content.decode()), parser.errors


def faults(tree, *, has_tokens=True):
    """Return what is wrong with a page, in words."""
    elements = list(tree.iter())
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    yield from (f"id {name} stands {n} times" for name, n in ids.items() if n > 1)
    headings = [element for element in elements if element.tag == "h1"]
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    for element in elements:
        yield from _element_faults(element, ids)
        if has_tokens and _is_without_token(element):
            yield f"<form {dict(element.attrib)}>: no token"


def _element_faults(element, ids):
    attributes, tag = element.attrib, element.tag
    if not isinstance(tag, str):
        return
    where = f"<{tag} {dict(attributes)}>"
    yield from (f"{where}: no {name}" for name in attributes if name in FORBIDDEN)
    yield from (f"{where}: no {n}" for n in attributes if n.startswith(("on", "hx-on")))
    if tag == "style" or (tag == "script" and not attributes.get("src")):
        if attributes.get("type") != "application/json":
            yield f"{where}: nothing inline"
    if attributes.get("href", "").startswith(("#", "javascript:")):
        target = attributes["href"][1:]
        if not target or target not in ids:
            yield f"{where}: leads nowhere"
    if "hx-get" in attributes:
        twin = attributes.get("href") if tag == "a" else _form_address(element)
        if twin != attributes["hx-get"]:
            yield f"{where}: hx-get differs from {twin}"
    if "hx-post" in attributes and attributes["hx-post"] != _form_address(element):
        yield f"{where}: hx-post differs from {_form_address(element)}"
    if attributes.get("hx-target", "").startswith("#"):
        if attributes["hx-target"][1:] not in ids:
            yield f"{where}: hx-target is not on the page"
    yield from (f"{where}: {n} names nothing" for n in _dangling(attributes, ids))


def _is_without_token(element):
    is_post = element.tag == "form" and element.get("method", "get").lower() == "post"
    fields = element.iter("input")
    return is_post and not any(field.get("name") == "csrfmiddlewaretoken" for field in fields)


def _form_address(element):
    """Return where the element's plain twin leads: a form's action, a button's formaction."""
    return element.get("action") if element.tag == "form" else element.get("formaction")


def _dangling(attributes, ids):
    for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list"):
        for reference in attributes.get(name, "").split():
            if reference not in ids:
                yield f"{name}={reference}"


def test_pages_are_sound(page, account):
    values = build_world(account) | SHIPPED
    found, looked_at = {}, 0
    for route in PAGES + ACCOUNT_PAGES:
        visitor = Client() if route.name == "account_login" else page
        answer = visitor.get(route.url(values), follow=True)
        assert not has_rows(route) or answer.status_code in FOUND, route
        if answer.status_code in (404, 405):
            continue  # nothing to look at; tests of their own say why
        tree, errors = _tree(answer)
        said = [*faults(tree, has_tokens=not route.name.startswith(NO_TOKEN))]
        said += (error for error in errors if "meta" not in str(error))
        looked_at += 1
        if said:
            found[route.name, route.path] = said

    assert looked_at > 60
    assert found == {}


@pytest.mark.parametrize(
    "html",
    [
        '<h1>x</h1><form method="post" action="/a" hx-post="/b"></form>',
        '<h1>x</h1><a href="#">x</a>',
        '<h1>x</h1><p id="a"></p><p id="a"></p>',
        '<h1>x</h1><p style="color:red"></p>',
        '<h1>x</h1><label for="nothing">x</label>',
        "<p>no heading</p>",
    ],
)
def test_a_fault_is_seen(html):
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)

    assert list(faults(tree)) != []
