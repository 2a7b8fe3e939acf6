"""From an error to a page: what happened, what about your text, what now."""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from core import clock
from core.errors import N_, Conflict, DomainError, Forbidden, Invalid, NotFound, Refused
from sbcp import i18n
from sbcp.i18n import gettext as _
from sbcp.web.security import HEADERS

if TYPE_CHECKING:
    from sbcp.web.endpoint import Visit

Answer = Callable[["Visit", DomainError], Response]

LARGEST_NUMBER = 2**31 - 1  # that a column of identifiers holds

log = structlog.get_logger()


class SignInFirst(DomainError):
    """The address is for members."""


class TooLarge(DomainError):
    """The request's body is over the limit."""


STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    SignInFirst: 401,
    Forbidden: 403,
    Conflict: 409,
    TooLarge: 413,
    Invalid: 422,
    Refused: 409,
}

TITLES = {
    400: N_("We could not read this request"),
    401: N_("Sign in to continue"),
    403: N_("This is not yours to do"),
    404: N_("Page not found"),
    405: N_("This address cannot do that"),
    409: N_("This cannot be done now"),
    413: N_("This is too large"),
    422: N_("Something needs correcting"),
    500: N_("Something went wrong on our side"),
    503: N_("We cannot answer just now"),
}


def refuse_unknown_address(request: Request) -> None:
    """Raises NotFound for a language that we do not have and for a number that no row can have."""
    code = request.path_params.get("locale")
    numbers = [value for value in request.path_params.values() if isinstance(value, int)]
    if (code is not None and code not in i18n.BY_CODE) or any(n > LARGEST_NUMBER for n in numbers):
        raise NotFound(N_("There is no page at this address."))


def status_of(error: DomainError) -> int:
    """By the nearest class that has one: GatesClosed is a Refused, EditConflict a Conflict."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def message_of(error: DomainError) -> str:
    """The error in the reader's language."""
    text = _(error.message)
    return text % error.values if error.values else text


def answer_page(visit: "Visit", error: DomainError) -> Response:
    """A page in the reader's language that gives back what was typed."""
    from sbcp.web.render import render

    kept = [
        (name, value)
        for name, value in visit.form.multi_items()
        if isinstance(value, str) and len(value.strip()) > 1 and name not in ("key", "token")
    ]
    status = status_of(error)
    return render(
        visit,
        "errors/error.html",
        status=status,
        heading=_(TITLES[status]),
        message=message_of(error),
        kept=kept,
        reference="",
        sign_in=isinstance(error, SignInFirst),
        errors={},
    )


def answer_json(visit: "Visit", error: DomainError) -> Response:
    """The same for programs: ``{status, title, detail}``."""
    status = status_of(error)
    return JSONResponse(
        {"status": status, "title": TITLES[status], "detail": str(error)},
        status,
        headers={"Access-Control-Allow-Origin": "*"},
    )


async def answer_http(request: Request, error: Exception) -> Response:
    """Errors raised by the framework: unknown address, wrong method, unreadable form."""
    assert isinstance(error, HTTPException)
    return bare_page(request, error.status_code, error.headers)


async def answer_failure(request: Request, error: Exception) -> Response:
    """Anything unforeseen: a reference for the reader, the details for the log alone."""
    reference = secrets.token_hex(4)
    log.error("request.failed", reference=reference, path=request.url.path, exc_info=error)
    response = bare_page(request, 500, None, reference)
    response.headers.update(HEADERS)  # this handler stands outside the middleware
    return response


def bare_page(request: Request, status: int, headers: Any = None, reference: str = "") -> Response:
    from sbcp.web.endpoint import Visit
    from sbcp.web.render import render

    if request.url.path.startswith("/api/"):
        title = TITLES.get(status, TITLES[400])
        return JSONResponse({"status": status, "title": title, "reference": reference}, status)
    locale = i18n.BY_CODE.get(request.url.path.removeprefix("/").partition("/")[0]) or i18n.preferred(
        request.headers.get("accept-language", "")
    )
    with i18n.speaking(locale):
        messages = {
            404: _("There is no page at this address. Check it, or start from the home page."),
            500: _("Nothing was saved. Please try again; if it happens again, tell us the reference."),
        }
        visit = Visit(request, None, clock.now(), locale, None, [], None, None)  # type: ignore[arg-type]
        response = render(
            visit,
            "errors/error.html",
            status=status,
            heading=_(TITLES.get(status, TITLES[400])),
            message=messages.get(status, ""),
            kept=[],
            reference=reference,
            errors={},
        )
    response.headers.update(headers or {})
    return response
