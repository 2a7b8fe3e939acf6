"""From an error to a page: what happened, what about your text, what now."""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from core import clock
from core.errors import N_, Conflict, DomainError, Forbidden, Invalid, NotFound, Refused, TooMany
from sbcp import i18n, securitylog
from sbcp.i18n import gettext as _
from sbcp.web.addresses import client_address
from sbcp.web.security import OPEN, PROGRAMS, answer_headers

if TYPE_CHECKING:
    from sbcp.web.endpoint import Visit

Answer = Callable[["Visit", DomainError], Response]

NOT_GIVEN_BACK = ("key", "token", "code", "kept_form")
LARGEST_NUMBER = 2**31 - 1  # that a column of identifiers holds

log = structlog.get_logger()


class SignInFirst(DomainError):
    """The address is for members."""


class SecondFactorFirst(DomainError):
    """The person may do this once they have shown a second factor in this session."""


class TooLarge(DomainError):
    """The request's body is over the limit."""


STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    SignInFirst: 401,
    SecondFactorFirst: 401,
    TooMany: 429,
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
    429: N_("Too many requests"),
    500: N_("Something went wrong on our side"),
    503: N_("We cannot answer just now"),
}

# What is said beside the title where no error of the domain says it.
MESSAGES = {
    404: N_("There is no page at this address. Check it, or start from the home page."),
    500: N_("Nothing was saved. Please try again; if it happens again, tell us the reference."),
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


def typed(form: FormData) -> list[tuple[str, str]]:
    """What a person wrote into a form, to be given back to them; no keys, tokens and codes."""
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and len(value.strip()) > 1 and name not in NOT_GIVEN_BACK
    ]


def note(visit: "Visit", permission: str, error: DomainError) -> None:
    """Put a denial into the security log."""
    if isinstance(error, Forbidden | SignInFirst | SecondFactorFirst):
        securitylog.note(
            "access.denied",
            address=visit.address,
            person=visit.person.id if visit.person else None,
            permission=permission,
            method=visit.request.method,
            path=visit.request.url.path,
            status=status_of(error),
        )


def answer_page(visit: "Visit", error: DomainError) -> Response:
    """A page in the reader's language that gives back what was typed."""
    from sbcp.web.render import redirect, render

    if isinstance(error, SecondFactorFirst):
        return redirect(visit, "second_factor", query={"next": _afterwards(visit)})
    status = status_of(error)
    response = render(
        visit,
        "errors/error.html",
        status=status,
        heading=_(TITLES[status]),
        message=message_of(error),
        wait=error.retry_after if isinstance(error, TooMany) else 0,
        kept=typed(visit.form),
        kept_form=visit.kept_form,
        reference="",
        sign_in={"next": _afterwards(visit)} if isinstance(error, SignInFirst) else None,
        errors={},
    )
    response.headers.update(_wait(error))
    return response


def _afterwards(visit: "Visit") -> str:
    """Where to go on once the person has shown who they are."""
    if visit.kept_form:
        return f"/{visit.locale.code}/unsent"
    if visit.request.method == "POST":
        return f"/{visit.locale.code}/"
    query = visit.request.url.query
    return visit.request.url.path + (f"?{query}" if query else "")


def answer_json(visit: "Visit", error: DomainError) -> Response:
    """The same for programs: ``{status, title, detail}``."""
    status = status_of(error)
    return JSONResponse(
        {"status": status, "title": TITLES[status], "detail": str(error)},
        status,
        headers=_wait(error),
    )


def _wait(error: DomainError) -> dict[str, str]:
    """When to come again, for programs."""
    return {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}


async def answer_http(request: Request, error: Exception) -> Response:
    """Errors raised by the framework: unknown address, wrong method, unreadable form."""
    assert isinstance(error, HTTPException)
    return bare_page(request, error.status_code, error.headers)


async def answer_failure(request: Request, error: Exception) -> Response:
    """Anything unforeseen: a reference for the reader, the details for the log alone."""
    reference = secrets.token_hex(4)
    path = request.url.path
    log.error("request.failed", reference=reference, method=request.method, path=path, exc_info=error)
    try:
        response = bare_page(request, 500, None, reference)
    except Exception as second:  # even the page of an error can fail
        log.error("error_page.failed", reference=reference, exc_info=second)
        response = PlainTextResponse(f"{TITLES[500]}. Reference: {reference}", 500)
    # The middleware that does this for every other answer is not asked again.
    response.headers.update(answer_headers(request.app.state.settings))
    response.headers.update(OPEN if path.startswith(PROGRAMS) else {})
    return response


def answer_unproven(request: Request) -> Response:
    """To a request that would change something and does not say where it comes from."""
    address = client_address(request)
    securitylog.note("request.from_nowhere", address=address, path=request.url.path)
    return bare_page(request, 403)


def bare_page(request: Request, status: int, headers: Any = None, reference: str = "") -> Response:
    """A page without anything from the database, as when there is none, in the reader's language."""
    from sbcp.web.endpoint import Visit
    from sbcp.web.render import render

    if request.url.path.startswith(PROGRAMS):
        title = TITLES.get(status, TITLES[400])
        problem = {"status": status, "title": title, "detail": MESSAGES.get(status, title)}
        return JSONResponse(
            problem | ({"reference": reference} if reference else {}), status, headers=headers
        )
    locale = i18n.BY_CODE.get(request.url.path.removeprefix("/").partition("/")[0]) or i18n.preferred(
        request.headers.get("accept-language", "")
    )
    with i18n.speaking(locale):
        visit = Visit(request, None, clock.now(), locale, None, [], FormData(), None)  # type: ignore[arg-type]
        response = render(
            visit,
            "errors/error.html",
            status=status,
            heading=_(TITLES.get(status, TITLES[400])),
            message=_(MESSAGES[status]) if status in MESSAGES else "",
            kept=typed(getattr(request.state, "form", FormData())),
            reference=reference,
            errors={},
        )
    response.headers.update(headers or {})
    response.headers["Cache-Control"] = "no-store"
    return response
