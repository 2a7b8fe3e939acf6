"""The wrapper round every view: one request, one transaction.

Read the form; open the session (a writing one unless the method is GET or HEAD); find the person
and the document the address speaks of; check the permission that the route declares; call the plain
view in the thread pool; commit if its answer is a success, else roll back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core import clock
from core.db import Database
from core.errors import N_, DomainError, Forbidden
from documents.models import Document
from members.models import Mandate, Person
from members.queries import mandates_in_force, signed_in_person
from process.lifecycle import STAGES
from process.queries import stage_of
from sbcp import i18n, permissions
from sbcp.settings import Settings
from sbcp.web import errors, kept
from sbcp.web.cookies import SIGN_IN, cookie_name
from sbcp.web.subjects import document_of

SIGN_IN_FIRST = N_(
    "Reading and commenting need no account. Members of the process sign in to draft, answer and record."
)
MAX_BODY = 21 * 1024 * 1024  # a policy text of 20 MB and the form around it


@dataclass
class Visit:
    """One request as a view sees it: who asks, when, in which language, about what, with what."""

    request: Request
    db: Session
    now: datetime  # UTC
    locale: i18n.Locale
    person: Person | None
    mandates: list[Mandate]
    form: FormData
    document: Document | None
    afterwards: list[Callable[[], None]] = field(default_factory=list)  # to be done once it is committed

    @property
    def settings(self) -> Settings:
        settings: Settings = self.request.app.state.settings
        return settings

    @property
    def query(self) -> QueryParams:
        return self.request.query_params

    @property
    def path(self) -> dict[str, Any]:
        return self.request.path_params

    @cached_property
    def stage(self) -> str | None:
        """The stage of the document that the address speaks of."""
        return stage_of(self.db, self.document) if self.document else None

    def may(self, action: str, *, country: str | None = None) -> bool:
        return permissions.can(action, self.mandates, stage=self.stage, country=country)

    def mandate(self, action: str, *, country: str | None = None) -> Mandate:
        """The mandate to act under. Raises Forbidden if the person holds none for this."""
        found = permissions.mandate_for(action, self.mandates, stage=self.stage, country=country)
        if found is None:
            raise Forbidden(N_("You hold no mandate for this at the present stage."))
        return found

    def subject(self) -> Document:
        """The document of the address, for views whose address always names one."""
        assert self.document is not None, "this address names no document"
        return self.document


View = Callable[[Visit], Response]
Action = tuple[str, View]  # the permission needed, and the view


class PageRoute(Route):
    """A route that knows the permission and the view of each of its methods."""

    def __init__(self, *args: Any, actions: dict[str, Action | None], **options: Any) -> None:
        super().__init__(*args, **options)
        self.actions = actions


def page(
    path: str,
    name: str,
    *,
    get: Action | None = None,
    post: Action | None = None,
    keep: kept.Subject | None = None,
    answer_error: errors.Answer = errors.answer_page,
) -> PageRoute:
    """A route with its permissions declared. ``keep`` names what the page is about, for pages that
    look the same to everybody who is not signed in (see ``sbcp.web.kept``)."""
    actions = {"GET": get, "HEAD": get, "POST": post}
    methods = [method for method, action in actions.items() if action]

    async def endpoint(request: Request) -> Response:
        action = actions[request.method]
        assert action is not None
        if keep and request.method in ("GET", "HEAD") and kept.serves(request):
            return await kept.answer(request, keep, lambda: _handle(request, action, answer_error))
        return await _handle(request, action, answer_error)

    return PageRoute(path, endpoint, methods=methods, name=name, actions=actions)


async def _handle(request: Request, action: Action, answer_error: errors.Answer) -> Response:
    form = FormData()
    if request.method == "POST":
        form = await request.form(max_files=5, max_fields=2000, max_part_size=MAX_BODY)
    now = clock.now()  # the request has been read in full: waiting for a thread makes nobody late
    try:
        return await run_in_threadpool(_answer, request, action, form, now, answer_error)
    finally:
        await form.close()


def _answer(
    request: Request, action: Action, form: FormData, now: datetime, answer_error: errors.Answer
) -> Response:
    """In a worker thread: the transaction."""
    database: Database = request.app.state.database
    permission, view = action
    sessions = database.reading if request.method in ("GET", "HEAD") else database.writing
    locale = i18n.BY_CODE.get(request.path_params.get("locale", ""), i18n.DEFAULT)
    with i18n.speaking(locale), sessions() as db:
        visit = Visit(request, db, now, locale, None, [], form, None)
        request.state.visit = visit
        try:
            errors.refuse_unknown_address(request)
            _find_person(visit)
            visit.document = document_of(db, request.path_params)
            _hold_stage(visit, permission)
            _check(visit, permission)
            response = view(visit)
        except DomainError as error:
            db.rollback()
            response = answer_error(visit, error)
        if response.status_code < 400:
            db.commit()
        else:
            db.rollback()
            visit.afterwards.clear()
    for act in visit.afterwards:
        act()
    return response


def _find_person(visit: Visit) -> None:
    token = visit.request.cookies.get(cookie_name(SIGN_IN, visit.settings))
    if token:
        visit.person = signed_in_person(visit.db, token, visit.now)
        visit.mandates = mandates_in_force(visit.person, visit.now.date())


def _hold_stage(visit: Visit, permission: str) -> None:
    """What depends on the stage of a document is done at that stage: nobody moves it meanwhile."""
    writing = visit.request.method not in ("GET", "HEAD")
    if writing and visit.document is not None and permissions.RULES[permission].stages != STAGES:
        visit.db.refresh(visit.document, with_for_update={"key_share": True})


def _check(visit: Visit, permission: str) -> None:
    if visit.may(permission):
        return
    if visit.person is None:
        raise errors.SignInFirst(
            N_(
                "Reading and commenting need no account. "
                "Members of the process sign in to draft, answer and record."
            )
        )
    visit.mandate(permission)
