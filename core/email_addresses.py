"""E-mail addresses that people type, and the form in which mail to them is sent.

An address is kept and shown as people write it, without case: ``милан@пошта.срб``. To be sent to, the
domain becomes ASCII by IDNA 2008, as browsers and mail programs make it: ``ß`` and a final ``ς`` are letters
of their own there, and lead to another domain than ``ss`` and ``σ``.
"""

import re
from email.headerregistry import Address

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from core.errors import N_, Invalid
from core.text import clean

LONGEST = 254  # characters, and octets, RFC 5321
LONGEST_LOCAL = 64  # octets before the @

_EMPTY = N_("Enter an e-mail address, like name@example.org.")
_TOO_LONG = N_(
    "This e-mail address is too long. It may have %(limit)s characters, and %(local)s before the @."
)
_NO_AT = N_("This e-mail address has no @. Enter it in full, like name@example.org.")
_NOTHING_BEFORE = N_("Something is missing before the @. Enter the address in full, like name@example.org.")
_NOTHING_AFTER = N_("Something is missing after the @. Enter the address in full, like name@example.org.")
_SEVERAL = N_("Enter one e-mail address only.")
_WITH_NAME = N_("Enter the e-mail address alone, without a name or brackets beside it.")
_SPACE = N_("An e-mail address has no spaces. Take them out.")
_LOCAL = N_("There is a mistake before the @: “%(part)s” cannot be the name of a mailbox.")
_DOMAIN = N_("There is a mistake after the @: “%(part)s” cannot receive mail. Enter it like example.org.")

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def checked(text: str, field: str = "email") -> str:
    """One address as it is kept: without case, the domain in its own letters. Raises Invalid with the
    field, and with words for what is wrong with it (S39)."""
    if len(text) > 4 * LONGEST:
        raise _too_long(field)
    address = clean(text).text.strip()
    local, domain = _parts(address, field)
    if len(address) > LONGEST or len(local.encode()) > LONGEST_LOCAL:
        raise _too_long(field)
    try:
        kept = _validated(f"{local}@{domain}").normalized
    except EmailNotValidError as error:
        raise _fault(local, domain, field) from error
    if not is_one(kept):
        raise Invalid(_LOCAL, field=field, part=local)
    return kept


def to_send(address: str) -> str | None:
    """A kept address in ASCII, as any mail server takes it; None if it has none, because of the letters
    before the @: the server must know SMTPUTF8 then (RFC 6531)."""
    if address.isascii():
        return address
    try:
        return _validated(address).ascii_email
    except EmailNotValidError:
        return None


def forms(text: str) -> tuple[str, ...]:
    """The forms under which an address may have been kept, now or earlier, to look for: they all are
    one mailbox. Earlier the domain was kept in ASCII. Takes anything; raises nothing."""
    try:
        kept = checked(text)
    except Invalid:
        typed = text.strip()
        return (typed.lower() if typed.isascii() else typed,)  # no letter becomes one of ASCII
    return tuple(dict.fromkeys((kept, to_send(kept) or kept)))


def is_one(address: str) -> bool:
    """Whether a text is exactly one address, as the headers of a message understand it."""
    if not address.isprintable():
        return False
    plain = _NOT_ASCII.sub("x", address)  # the parser knows no others, and takes letters for letters
    try:
        return Address(addr_spec=plain).addr_spec == plain
    except Exception:  # the parser of the standard library has many ways to refuse
        return False


def masked(address: str) -> str:
    """An address as those see it whom it does not concern: ``a…@example.org``."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _parts(address: str, field: str) -> tuple[str, str]:
    """What stands before the @, without case, and after it. Raises Invalid for what is no such thing."""
    local, at, domain = address.rpartition("@")
    for fault, is_so in (
        (_EMPTY, not address),
        (_WITH_NAME, "<" in address or ">" in address),
        (_NO_AT, not at),
        (_SEVERAL, "@" in local or any(sign in address for sign in ",;")),
        (_NOTHING_BEFORE, not local),
        (_NOTHING_AFTER, not domain),
        (_SPACE, any(sign.isspace() for sign in address)),
    ):
        if is_so:
            raise Invalid(fault, field=field)
    return local.lower(), domain


def _validated(address: str) -> ValidatedEmail:
    return validate_email(address, check_deliverability=False)


def _fault(local: str, domain: str, field: str) -> Invalid:
    """Which of the two parts cannot be, each tried with one that can."""
    try:
        _validated(f"name@{domain}")
    except EmailNotValidError:
        return Invalid(_DOMAIN, field=field, part=domain)
    try:
        _validated(f"{local}@example.org")
    except EmailNotValidError:
        return Invalid(_LOCAL, field=field, part=local)
    return _too_long(field)


def _too_long(field: str) -> Invalid:
    return Invalid(_TOO_LONG, field=field, limit=LONGEST, local=LONGEST_LOCAL)
