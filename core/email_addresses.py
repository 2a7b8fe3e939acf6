"""E-mail addresses that people type."""

import re
from email.headerregistry import Address

from core.errors import N_, Invalid

LONGEST = 254  # characters, RFC 5321

# What mailboxes are called: no quotes, comments or spaces, which real ones do without.
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}")


def checked(text: str, field: str = "email") -> str:
    """One address as it is kept: without case, the domain in ASCII. Raises Invalid with the field (S39)."""
    address = text.strip()
    local, _at, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    found = f"{local}@{domain}".casefold()
    plausible = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) and len(found) <= LONGEST
    if not plausible or not is_one(found):
        raise Invalid(N_("Enter an e-mail address, like name@example.org."), field=field)
    return found


def is_one(address: str) -> bool:
    """Whether a text is exactly one address, as the headers of a message understand it."""
    try:
        return Address(addr_spec=address).addr_spec == address
    except Exception:  # the parser of the standard library has many ways to refuse
        return False


def masked(address: str) -> str:
    """An address as those see it whom it does not concern: ``a…@example.org``."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
