"""What the spelling of mail addresses tells: which are the same mailbox, and which are none."""

import re

# The longest address that SMTP carries (RFC 5321 §4.5.3.1.3, without its brackets).
LONGEST = 254

# Domains that nobody will ever have (RFC 2606 §2); `.test` may lead somewhere in a network of its own.
_NOWHERE = (".example", ".invalid")

_DOMAIN = re.compile(r"[a-z0-9.-]+")


def one_spelling(address: str) -> str:
    """Return the address as it is compared: in lower case, its domain as mail servers see it.

    No mail service in use tells mailboxes apart by case. A domain in letters of its own language
    and its ASCII form (IDNA) are one; what is no domain is compared as it stands.
    """
    name, at, domain = address.strip().lower().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    spelling = f"{name}{at}{ascii_domain}"
    is_address = _DOMAIN.fullmatch(ascii_domain) and len(spelling) <= LONGEST
    return spelling if is_address else f"{name}{at}{domain}"


def is_made_up(address: str) -> bool:
    """Return whether no mailbox in the world has the address, such as those of the sample account."""
    return address.strip().lower().endswith(_NOWHERE)
