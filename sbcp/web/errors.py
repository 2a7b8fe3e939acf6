"""The errors of the edge, what each says in the reader's language, and with which status."""

from datetime import date

from starlette.requests import Request

from core.db import MAX_ID
from core.errors import N_, Conflict, DomainError, Forbidden, Invalid, NotFound, Refused, TooMany
from sbcp import security_log
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.web.visit import Visit


class SignInFirst(DomainError):
    """The address is for members."""


class SecondFactorFirst(DomainError):
    """The person may do this once they have shown a second factor in this session."""


STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    SignInFirst: 401,
    SecondFactorFirst: 401,
    TooMany: 429,
    Forbidden: 403,
    Conflict: 409,
    Invalid: 422,
    Refused: 409,
}


def refuse_unknown_address(request: Request) -> None:
    """Raises NotFound for a language that we do not have and for a number that no row can have."""
    code = request.path_params.get("locale")
    numbers = [value for value in request.path_params.values() if isinstance(value, int)]
    if (code is not None and code not in locales.BY_CODE) or any(n > MAX_ID for n in numbers):
        raise NotFound(N_("There is no page at this address."))


def status_of(error: DomainError) -> int:
    """By the nearest class that has one: GatesClosed is a Refused, EditConflict a Conflict."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def message_of(error: DomainError) -> str:
    """The error in the reader's language, with days as it writes them."""
    values = {
        name: locales.format_date(value) if isinstance(value, date) else value
        for name, value in error.values.items()
    }
    text = _(error.message)
    return text % values if values else text


def note(visit: Visit, permission: str, error: DomainError) -> None:
    """Put a denial into the security log."""
    if isinstance(error, Forbidden | SignInFirst | SecondFactorFirst):
        security_log.note(
            "access.denied",
            address=visit.address,
            person=visit.person.id if visit.person else None,
            permission=permission,
            method=visit.request.method,
            path=visit.request.url.path,
            status=status_of(error),
        )
