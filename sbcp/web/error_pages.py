"""From an error to a page: what happened, what about your text, what now."""

import secrets
from collections.abc import Callable
from typing import Any

import structlog
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from core import clock
from core.errors import N_, DomainError, TooMany
from core.outages import Outage
from sbcp import outage_log, security_log
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.web.client_address import client_address
from sbcp.web.errors import SecondFactorFirst, SignInFirst, message_of, status_of
from sbcp.web.forms import told
from sbcp.web.headers import OPEN, PROGRAMS, answer_headers
from sbcp.web.render import redirect, render
from sbcp.web.utf8 import NotText
from sbcp.web.visit import Visit

Answer = Callable[[Visit, DomainError], Response]

MISDIRECTED = 421

log = structlog.get_logger()

TITLES = {
    400: N_("We could not read this request"),
    401: N_("Sign in to continue"),
    403: N_("This is not yours to do"),
    404: N_("Page not found"),
    405: N_("This address cannot do that"),
    409: N_("This cannot be done now"),
    413: N_("This is too large"),
    MISDIRECTED: N_("This is another address than ours"),
    422: N_("Something needs correcting"),
    429: N_("Too many requests"),
    500: N_("Something went wrong on our side"),
    503: N_("We cannot answer just now"),
}

# What is said beside the title where no error of the domain says it.
MESSAGES = {
    404: N_("There is no page at this address. Check it, or start from the home page."),
    413: N_("Nothing was saved. A form takes a text of 1 MB, and where it asks for a file, one of 20 MB."),
    MISDIRECTED: N_("This site does not answer to the name that you came by. It is here:"),
    500: N_("Nothing was saved. Please try again; if it happens again, tell us the reference."),
}


# By what keeps the database from it, and whether something was to be written.
OUTAGES = {
    (Outage.BUSY, False): N_("So many are here at this moment that your turn has not come."),
    (Outage.BUSY, True): N_("So many write at this moment that your turn has not come. Nothing was saved."),
    (Outage.AWAY, False): N_("The place where everything is kept does not answer just now."),
    (Outage.AWAY, True): N_(
        "The place where everything is kept does not answer just now. What you sent was most probably not "
        "saved: look before you send it again."
    ),
    (Outage.FULL, False): N_("There is no room left on the disk of this server."),
    (Outage.FULL, True): N_(
        "There is no room left on the disk of this server. Nothing was saved. What is here can still be read."
    ),
}
WAITS = {Outage.BUSY: 5, Outage.AWAY: 15, Outage.FULL: 120}  # seconds until it may be tried again


def answer_page(visit: Visit, error: DomainError) -> Response:
    """A page in the reader's language that gives back what was typed; a part of one for who asked for it."""
    if isinstance(error, SecondFactorFirst):
        return redirect(visit, "second_factor", query={"next": _afterwards(visit)})
    status = status_of(error)
    response = _show(
        visit,
        status,
        heading=_(TITLES[status]),
        message=message_of(error),
        wait=error.retry_after if isinstance(error, TooMany) else 0,
        kept=_given_back(visit.request),
        kept_form=visit.kept_form,
        reference="",
        sign_in={"next": _afterwards(visit)} if isinstance(error, SignInFirst) else None,
        errors={},
    )
    response.headers.update(_wait(error))
    return response


def _given_back(request: Request) -> list[tuple[str, str]]:
    """What a person wrote, with the labels of its fields."""
    sent: FormData = getattr(request.state, "form", FormData())
    return told(getattr(request.state, "form_class", None), sent)


def _show(visit: Visit, status: int, **values: Any) -> Response:
    """The error as a page; asked for a part, as a part that leads to the whole page."""
    if status == MISDIRECTED:
        return render(visit, "errors/misdirected.html", status=status, **values)
    if visit.partial:
        return render(visit, "errors/_part.html", status=status, whole_page=_whole_page(visit), **values)
    return render(visit, "errors/error.html", status=status, **values)


def _whole_page(visit: Visit) -> str:
    """The page that a part was asked for, after a form the one on which it stands."""
    if visit.request.method == "GET":
        return _own_address(visit)
    page = visit.request.headers.get("HX-Current-URL", "").removeprefix(visit.settings.base_url)
    return page if page.startswith("/") and not page.startswith("//") else f"/{visit.locale.code}/"


def _own_address(visit: Visit) -> str:
    query = visit.request.url.query
    return visit.request.url.path + (f"?{query}" if query else "")


def _afterwards(visit: Visit) -> str:
    """Where to go on once the person has shown who they are."""
    if visit.kept_form:
        return f"/{visit.locale.code}/unsent"
    if visit.request.method == "POST":
        return f"/{visit.locale.code}/"
    return _own_address(visit)


def answer_json(visit: Visit, error: DomainError) -> Response:
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
    message = error.detail if isinstance(error, NotText) else ""
    return bare_page(request, error.status_code, error.headers, message=message)


async def answer_outage(request: Request, error: Exception) -> Response:
    """The database cannot do it just now: when to come again, and what was typed. Any other of its errors is
    a failure of ours."""
    outage = outage_log.note(error)
    if outage is None:
        raise error
    writes = request.method == "POST"
    return bare_page(request, 503, message=OUTAGES[outage, writes], wait=WAITS[outage])


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
    security_log.note("request.from_nowhere", address=address, path=request.url.path)
    return bare_page(request, 403)


def bare_page(
    request: Request,
    status: int,
    headers: Any = None,
    reference: str = "",
    *,
    message: str = "",
    wait: int = 0,
) -> Response:
    """A page without anything from the database, as when there is none, in the reader's language.
    ``message``: a gettext id. ``wait``: seconds until it may be tried again."""
    headers = {**(headers or {}), **({"Retry-After": str(wait)} if wait else {})}
    if request.url.path.startswith(PROGRAMS):
        title = TITLES.get(status, TITLES[400])
        detail = message or MESSAGES.get(status, title)
        problem = {"status": status, "title": title, "detail": detail}
        return JSONResponse(
            problem | ({"reference": reference} if reference else {}),
            status,
            headers={**headers, **OPEN},
        )
    locale = locales.BY_CODE.get(request.url.path.removeprefix("/").partition("/")[0]) or locales.preferred(
        request.headers.get("accept-language", "")
    )
    with locales.speaking(locale):
        visit = Visit(request, None, clock.now(), locale, None, [], FormData())  # type: ignore[arg-type]
        response = _show(
            visit,
            status,
            heading=_(TITLES.get(status, TITLES[400])),
            message=_(message or MESSAGES[status]) if message or status in MESSAGES else "",
            wait=wait,
            kept=_given_back(request),
            reference=reference,
            errors={},
        )
    response.headers.update(headers)
    response.headers["Cache-Control"] = "no-store"
    return response
