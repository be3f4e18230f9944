"""How ways to reach someone are written one way only, and which of them can be followed as a link."""

import re
from urllib.parse import quote, unquote, urlsplit

_HANDLE = re.compile(r"[^\s/?#%\\:@()<>\"']{1,100}")
_DIGITS = re.compile(r"\d")


def linkedin_profile(typed: str) -> str | None:
    """Return the one address of a LinkedIn profile, or None when the text is not one.

    Takes a full address, one without scheme, `in/handle` or the bare handle; country subdomains,
    query, trailing slash and case make no difference.
    """
    text = unquote(typed.strip())
    if not re.match(r"https?://", text, re.IGNORECASE):
        if _is_bare(text):
            text = f"linkedin.com/in/{text.lower().removeprefix('in/').rstrip('/')}"
        text = f"https://{text}"
    try:
        address = urlsplit(text.lower())
    except ValueError:
        return None
    if address.hostname != "linkedin.com" and not str(address.hostname).endswith(".linkedin.com"):
        return None
    kind, _, rest = address.path.strip("/").partition("/")
    handle, *further = rest.split("/")
    if kind not in ("in", "pub") or not _HANDLE.fullmatch(handle):
        return None
    # Old /pub/ addresses need the numbers behind the name; pages below /in/ are the same person's.
    path = rest if kind == "pub" and all(map(_HANDLE.fullmatch, further)) else handle
    return f"https://www.linkedin.com/{kind}/{path}"


def _is_bare(text: str) -> bool:
    """Return whether a text is a handle, with or without `in/` before it, and no address."""
    return "." not in text and ("/" not in text or text.lower().startswith("in/"))


def is_phone(typed: str) -> bool:
    """Return whether a text could be dialled: 5 to 20 digits and what people write between them."""
    digits = len(_DIGITS.findall(typed))
    return 5 <= digits <= 20 and re.fullmatch(r"\+?[\d\s().,/x;#-]+", typed.strip()) is not None


def shown(value: str) -> str:
    """Return an address as people read it: a link without its scheme and www."""
    return re.sub(r"^https?://(www\.)?", "", value, flags=re.IGNORECASE).rstrip("/")


def href(kind: str, value: str) -> str:
    """Return what to link a way to reach someone to, or "" where there is nothing to follow.

    Only mailto:, tel:, http: and https: ever come out, whatever is stored.
    """
    if kind == "email":
        return f"mailto:{quote(value, safe='@+')}"
    if kind == "phone":
        return (
            f"tel:{'+' if value.lstrip().startswith('+') else ''}{''.join(_DIGITS.findall(value))}"
        )
    is_link = re.match(r"https?://[^\s/]", value, re.IGNORECASE)
    return value if kind in ("linkedin", "website", "other") and is_link else ""


def plain_way(kind: str, value: str) -> str:
    """Return a way to reach somebody such that the same is equal: a number is its digits."""
    if kind == "phone":
        value = "".join(_DIGITS.findall(value))
    return f"{kind}:{value.lower() if kind == 'email' else value}"
