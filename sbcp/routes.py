"""The whole route table: each address of ``sbcp.urls`` with what the folders of pages bind to it."""

from functools import cache
from itertools import chain

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from sbcp.language import locales
from sbcp.pages.account.routes import ROUTES as ACCOUNT
from sbcp.pages.adoption.routes import ROUTES as ADOPTION
from sbcp.pages.answers.routes import ROUTES as ANSWERS
from sbcp.pages.api.routes import ROUTES as API
from sbcp.pages.approvals.routes import ROUTES as APPROVALS
from sbcp.pages.compare.routes import ROUTES as COMPARE
from sbcp.pages.consultations.routes import ROUTES as CONSULTATIONS
from sbcp.pages.data.routes import ROUTES as DATA
from sbcp.pages.documents.routes import ROUTES as DOCUMENTS
from sbcp.pages.drafts.routes import ROUTES as DRAFTS
from sbcp.pages.following.routes import ROUTES as FOLLOWING
from sbcp.pages.home.routes import ROUTES as HOME
from sbcp.pages.imports.routes import ROUTES as IMPORTS
from sbcp.pages.members.routes import ROUTES as MEMBERS
from sbcp.pages.outbox.routes import ROUTES as OUTBOX
from sbcp.pages.permissions.routes import ROUTES as PERMISSIONS
from sbcp.pages.personal.routes import ROUTES as PERSONAL
from sbcp.pages.process.routes import ROUTES as PROCESS
from sbcp.pages.record.routes import ROUTES as RECORD
from sbcp.pages.responses.routes import ROUTES as RESPONSES
from sbcp.pages.sheet.routes import ROUTES as SHEET
from sbcp.pages.signin.routes import ROUTES as SIGNIN
from sbcp.urls import PATTERNS
from sbcp.web.static_files import HashedFiles

PAGES = (
    ACCOUNT,
    ADOPTION,
    ANSWERS,
    API,
    APPROVALS,
    COMPARE,
    CONSULTATIONS,
    DATA,
    DOCUMENTS,
    DRAFTS,
    FOLLOWING,
    HOME,
    IMPORTS,
    MEMBERS,
    OUTBOX,
    PERMISSIONS,
    PERSONAL,
    PROCESS,
    RECORD,
    RESPONSES,
    SHEET,
    SIGNIN,
)


@cache
def routes() -> list[BaseRoute]:
    """Every route, in the order of the addresses. Raises ValueError if one is bound twice or not at all."""
    bound = [Route(PATTERNS["root"], to_first_page, name="root"), *chain.from_iterable(PAGES)]
    names = [route.name for route in bound]
    if sorted(names) != sorted(PATTERNS):
        wrong = sorted({name for name in names if names.count(name) > 1} | PATTERNS.keys() - set(names))
        raise ValueError(f"bound twice or not at all: {', '.join(wrong)}")
    order = list(PATTERNS)
    bound.sort(key=lambda route: order.index(route.name))
    return [*bound, Mount("/static", HashedFiles(), name="static")]


async def to_first_page(request: Request) -> Response:
    """The home page in the reader's language."""
    locale = locales.preferred(request.headers.get("accept-language", ""))
    return RedirectResponse(f"/{locale.code}/", 302, headers={"Vary": "Accept-Language"})
