"""The wrapper round every view: one request, one transaction.

Read the form; open the session (a writing one unless the method is GET or HEAD); find the person
and the document the address speaks of; check the permission that the route declares; call the plain
view in the thread pool; commit if its answer is a success, else roll back.
"""

from collections.abc import Awaitable, Callable, Sequence
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
from core.errors import N_, DomainError, Forbidden, NotFound
from documents.models import Document
from documents.queries import NO_DOCUMENT
from members import interests
from members.models import Interest, Mandate, Person
from members.queries import mandates_in_force
from members.signin import sessions
from members.signin.models import SignIn
from process.lifecycle import STAGES
from process.queries import stage_of
from sbcp import i18n, participants, permissions
from sbcp.settings import Settings
from sbcp.web import errors, kept, recusals, signin_entry, unsent_forms, utf8
from sbcp.web.addresses import client_address
from sbcp.web.cookies import SIGN_IN, cookie_name
from sbcp.web.limits import Counter, Limit
from sbcp.web.security import is_unproven
from sbcp.web.subjects import document_of

SIGN_IN_FIRST = N_(
    "Reading and commenting need no account. Members of the process sign in to draft, answer and record."
)
MAX_BODY = 21 * 1024 * 1024  # a policy text of 20 MB and the form around it


@dataclass
class Visit:
    """One request as a view sees it: who asks, when, in which language, about what, with what.

    ``held`` are the mandates in force; ``mandates`` those of them that may be used in this session.
    ``recusals``: what the person takes no part in of the document that the address speaks of.
    """

    request: Request
    db: Session
    now: datetime  # UTC
    locale: i18n.Locale
    person: Person | None
    mandates: list[Mandate]
    form: FormData
    document: Document | None
    afterwards: list[Callable[[], None]] = field(default_factory=list)  # to be done once it is committed
    session: SignIn | None = None
    held: list[Mandate] = field(default_factory=list)
    recusals: list[Interest] = field(default_factory=list)
    kept_form: bool = False  # what was typed is on the server until the person has signed in

    @property
    def settings(self) -> Settings:
        settings: Settings = self.request.app.state.settings
        return settings

    @property
    def brought(self) -> Any:
        """What the step before the transaction brought, for views of routes that have one."""
        return getattr(self.request.state, "brought", None)

    @property
    def query(self) -> QueryParams:
        return self.request.query_params

    @property
    def path(self) -> dict[str, Any]:
        return self.request.path_params

    @cached_property
    def address(self) -> str:
        """Where the request comes from, for the security log."""
        return client_address(self.request)

    @cached_property
    def stage(self) -> str | None:
        """The stage of the document that the address speaks of."""
        return stage_of(self.db, self.document) if self.document else None

    @cached_property
    def countries(self) -> dict[str, str]:
        """The countries of the process as they are called in the reader's language, by code: read
        once, for pages that name one."""
        return participants.names(self.db) if self.db else {}

    def country_name(self, code: str) -> str:
        """A country as the process calls it; one that takes no part as CLDR does."""
        return self.countries.get(code) or i18n.country_name(code)

    def may(self, action: str, *, country: str | None = None) -> bool:
        """Whether the person may do this here and now. ``country``: the ISO code of the one acted for
        or about, where it is known."""
        if not permissions.can(action, self.mandates, stage=self.stage, country=country):
            return False
        return self._recusal(action, country) is None

    def mandate(self, action: str, *, country: str | None = None) -> Mandate:
        """The mandate to act under. Raises Forbidden if the person holds none for this, or takes no
        part in it."""
        found = permissions.mandate_for(action, self.mandates, stage=self.stage, country=country)
        if found is None:
            raise Forbidden(N_("You hold no mandate for this at the present stage."))
        recusal = self._recusal(action, country)
        if recusal is not None:
            raise recusals.refusal(recusal)
        return found

    def _recusal(self, action: str, country: str | None) -> Interest | None:
        return recusals.in_the_way(self.recusals, self.mandates, action, stage=self.stage, country=country)

    def subject(self) -> Document:
        """The document of the address, for views whose address always names one."""
        assert self.document is not None, "this address names no document"
        return self.document


View = Callable[[Visit], Response]
Before = Callable[[Request], Awaitable[Any]]
Action = tuple[str, View]  # the permission needed, and the view


@dataclass(frozen=True)
class Terms:
    """What a route declares beside its permissions."""

    answer_error: errors.Answer
    limits: Sequence[Limit]
    token_is_enough: bool


class PageRoute(Route):
    """A route that knows the permission and the view of each of its methods."""

    def __init__(self, *args: Any, actions: dict[str, Action | None], terms: Terms, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actions, self.terms = actions, terms


def page(
    path: str,
    name: str,
    *,
    get: Action | None = None,
    post: Action | None = None,
    keep: kept.Subject | None = None,
    answer_error: errors.Answer = errors.answer_page,
    limits: Sequence[Limit] = (),
    token_is_enough: bool = False,
    before: Before | None = None,
    writes: bool = False,
) -> PageRoute:
    """A route with its permissions declared. ``keep`` names what the page is about, for pages that
    look the same to everybody who is not signed in (see ``sbcp.web.kept``). ``limits``: how often it
    may be asked for (see ``sbcp.web.limits``). ``token_is_enough``: the address holds a secret that no
    browser sends by itself, so that programs may send the form too (RFC 8058). ``before``: what a GET
    asks of another server, outside the transaction and of the threads; its view finds the answer in
    ``visit.brought``. ``writes``: a GET that changes something, since whoever sends people here has no
    other way."""
    terms = Terms(answer_error, limits, token_is_enough)
    actions = {"GET": get, "HEAD": get, "POST": post}
    methods = [method for method, action in actions.items() if action]

    async def endpoint(request: Request) -> Response:
        action = actions[request.method]
        assert action is not None
        if is_unproven(request) and not terms.token_is_enough:
            return errors.answer_unproven(request)
        request.state.writes = request.method == "POST" or (writes and request.method == "GET")
        if keep and request.method in ("GET", "HEAD") and kept.serves(request):
            return await kept.answer(request, keep, lambda: _handle(request, action, terms))
        if before and request.method == "GET":
            request.state.brought = await before(request)
        return await _handle(request, action, terms)

    return PageRoute(path, endpoint, methods=methods, name=name, actions=actions, terms=terms)


async def _handle(request: Request, action: Action, terms: Terms) -> Response:
    form = FormData()
    if request.method == "POST":
        form = await utf8.form(request, max_files=5, max_fields=2000, max_part_size=MAX_BODY)
    request.state.form = form
    now = clock.now()  # the request has been read in full: waiting for a thread makes nobody late
    try:
        return await run_in_threadpool(_answer, request, action, form, now, terms)
    finally:
        await form.close()


def _answer(request: Request, action: Action, form: FormData, now: datetime, terms: Terms) -> Response:
    """In a worker thread: the transaction."""
    database: Database = request.app.state.database
    permission, view = action
    counter: Counter = request.app.state.counter
    over = counter.over(terms.limits, request, form, now)  # in a transaction of its own, which stays
    writes = over is None and request.state.writes
    sessions = database.writing if writes else database.reading
    locale = i18n.BY_CODE.get(request.path_params.get("locale", ""), i18n.DEFAULT)
    with i18n.speaking(locale), sessions() as db:
        visit = Visit(request, db, now, locale, None, [], form, None)
        request.state.visit = visit
        try:
            errors.refuse_unknown_address(request)
            _find_person(visit)
            if over is not None:
                raise over
            visit.document = document_of(db, request.path_params)
            _refuse_hidden(visit)
            _find_recusals(visit)
            _hold_stage(visit, permission)
            _check(visit, permission)
            response = view(visit)
            unsent_forms.forget_sent(visit, response)
        except DomainError as error:
            db.rollback()
            unsent_forms.keep(visit, permission, error)
            errors.note(visit, permission, error)
            response = terms.answer_error(visit, error)
        _close_to_others(visit, response)
        signin_entry.see_afterwards(visit, response)
        if response.status_code < 400:
            db.commit()
        else:
            db.rollback()
            visit.afterwards.clear()
    for act in visit.afterwards:
        act()
    return response


def _close_to_others(visit: Visit, response: Response) -> None:
    """What a member or the bearer of a secret address sees is kept nowhere, and where they come from is
    told to nobody."""
    if "token" in visit.path:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
    elif visit.person is not None:
        response.headers.setdefault("Cache-Control", "no-store")


def _find_person(visit: Visit) -> None:
    token = visit.request.cookies.get(cookie_name(SIGN_IN, visit.settings))
    if token:
        visit.session = sessions.current(visit.db, token, visit.now)
    if visit.session:
        visit.person = visit.session.person
        visit.held = mandates_in_force(visit.person, visit.now.date())
        visit.mandates = sessions.usable(visit.held, visit.session)


def _find_recusals(visit: Visit) -> None:
    if visit.mandates and visit.document is not None:
        assert visit.person is not None, "mandates are somebody's"
        visit.recusals = interests.recusals(visit.db, visit.person, visit.document.subject)


def _refuse_hidden(visit: Visit) -> None:
    """A document that this person may not know of is one that does not exist."""
    if "slug" in visit.path and not permissions.sees(visit.subject(), visit.held):
        raise NotFound(NO_DOCUMENT)


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
    if permissions.can(permission, visit.held, stage=visit.stage) and len(visit.mandates) < len(visit.held):
        raise errors.SecondFactorFirst(N_("Show your second factor to go on."))
    visit.mandate(permission)
