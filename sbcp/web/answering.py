"""A request as one transaction, in a worker thread.

Find the person and the document the address speaks of; check the permission that the route declares; call the
plain view; commit if its answer is a success, else roll back.

Routes that ten thousand people may write to within minutes have one transaction for as many requests as
wait: what all of them need is done at once, and then each is answered as if it were alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from core.db import Database
from core.errors import N_, DomainError
from members import interests
from members.queries import mandates_in_force
from members.signin import sessions
from sbcp import permissions
from sbcp.language import locales
from sbcp.web import error_pages, errors, kept_forms, session_use
from sbcp.web.cookies import SIGN_IN, WROTE, cookie_name, set_cookie
from sbcp.web.forms import Form
from sbcp.web.limits import Counter, Limit
from sbcp.web.visit import Visit

SIGN_IN_FIRST = N_(
    "Reading and commenting need no account. Members of the process sign in to draft, answer and record."
)
WROTE_SECONDS = 5  # far longer than any process shows what came before a commit

View = Callable[[Visit], Response]
Action = tuple[str, View]  # the permission needed, and the view
Together = Callable[[Session, Sequence[Visit]], Sequence[Any]]


@dataclass(frozen=True)
class Terms:
    """What a route declares beside its permissions."""

    answer_error: error_pages.Answer
    limits: Sequence[Limit]
    token_is_enough: bool
    together: Together | None
    form: type[Form] | None
    max_body: int  # bytes


def answer(request: Request, action: Action, terms: Terms) -> Response:
    """One request, in its own transaction."""
    database: Database = request.app.state.database
    counter: Counter = request.app.state.counter
    # In a transaction of its own, which stays.
    over = counter.over(terms.limits, request, request.state.form, request.state.now)
    writes = over is None and request.state.writes
    permission, view = action
    with (database.writing if writes else database.reading)() as db:
        visit = _begin(request, db)
        with locales.speaking(visit.locale):
            try:
                _let_in(visit, over)
                visit.find_subject()
                request.state.subject = visit.document.subject if visit.document else None
                _find_recusals(visit)
                _hold_stage(visit, permission)
                _check(visit, permission)
                response = view(visit)
                kept_forms.forget_sent(visit, response)
            except DomainError as error:
                db.rollback()
                kept_forms.keep(visit, permission, error)
                response = _refuse(visit, permission, terms, error)
            _finish(visit, response)
        if response.status_code < 400:
            db.commit()
        else:
            db.rollback()
    _do_afterwards(visit, response)
    return response


def is_free(permission: str) -> bool:
    """Whether anybody may do it, at every stage."""
    rule = permissions.RULES[permission]
    return not rule.roles and rule.stages == permissions.EVERY_STAGE


def answer_together(action: Action, terms: Terms, requests: Sequence[Request]) -> list[Response]:
    """Some requests of one route, in one transaction. Those who are refused are answered after it: nobody
    waits for their pages."""
    database: Database = requests[0].app.state.database
    _count_each(terms, requests)
    permission, view = action
    responses: dict[int, Response] = {}
    with database.writing(expire_on_commit=False) as db:
        visits = [_begin(request, db) for request in requests]
        try:
            refused = _write_together(db, terms, visits)
            for place, visit in enumerate(visits):
                if place not in refused:
                    with locales.speaking(visit.locale):
                        responses[place] = _answer_written(visit, view)
        except DomainError as error:
            if len(visits) > 1:
                raise  # each is answered alone, and only this one is undone
            db.rollback()
            refused = {0: error}
        db.commit()
        for place, reason in refused.items():
            with locales.speaking(visits[place].locale):
                responses[place] = _refuse(visits[place], permission, terms, reason)
                _finish(visits[place], responses[place])
    for place, visit in enumerate(visits):
        _do_afterwards(visit, responses[place])
    return [responses[place] for place in range(len(visits))]


def _answer_written(visit: Visit, view: View) -> Response:
    response = view(visit)
    assert response.status_code < 400, "what is refused is told before it is written"
    kept_forms.forget_sent(visit, response)
    _finish(visit, response)
    return response


def _count_each(terms: Terms, requests: Sequence[Request]) -> None:
    """Once for each, in a transaction that stays, also if they are answered once more."""
    uncounted = [request for request in requests if not hasattr(request.state, "over")]
    if uncounted:
        counter: Counter = uncounted[0].app.state.counter
        sent = [(request, request.state.form, request.state.now) for request in uncounted]
        for request, over in zip(uncounted, counter.over_each(terms.limits, sent), strict=True):
            request.state.over = over


def _write_together(db: Session, terms: Terms, visits: Sequence[Visit]) -> dict[int, DomainError]:
    """What these visits write; those that are refused, by their place, and why."""
    assert terms.together is not None
    refused: dict[int, DomainError] = {}
    for place, visit in enumerate(visits):
        try:
            _let_in(visit, visit.request.state.over)
        except DomainError as error:
            refused[place] = error
    let_in = [place for place in range(len(visits)) if place not in refused]
    results = terms.together(db, [visits[place] for place in let_in])
    for place, result in zip(let_in, results, strict=True):
        visits[place].request.state.brought = result
        if isinstance(result, DomainError):
            refused[place] = result
    return refused


def _begin(request: Request, db: Session) -> Visit:
    locale = locales.BY_CODE.get(request.path_params.get("locale", ""), locales.DEFAULT)
    visit = Visit(request, db, request.state.now, locale, None, [], request.state.form)
    request.state.visit = visit
    return visit


def _let_in(visit: Visit, over: DomainError | None) -> None:
    """Find out who asks, and whether they may ask now."""
    errors.refuse_unknown_address(visit.request)
    _find_person(visit)
    if over is not None:
        raise over


def _refuse(visit: Visit, permission: str, terms: Terms, error: DomainError) -> Response:
    errors.note(visit, permission, error)
    return terms.answer_error(visit, error)


def _finish(visit: Visit, response: Response) -> None:
    _close_to_others(visit, response)
    _show_own_writing(visit, response)
    session_use.see_afterwards(visit, response)


def _do_afterwards(visit: Visit, response: Response) -> None:
    """What waits for the commit."""
    for act in visit.afterwards if response.status_code < 400 else ():
        act()


def _close_to_others(visit: Visit, response: Response) -> None:
    """What a member or the bearer of a secret address sees is kept nowhere, and where they come from is
    told to nobody."""
    if "token" in visit.path:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
    elif visit.person is not None:
        response.headers.setdefault("Cache-Control", "no-store")
    else:
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers.add_vary_header("Cookie")


def _show_own_writing(visit: Visit, response: Response) -> None:
    """Whoever has just written is shown nothing older than that, whichever process answers them next."""
    if visit.request.state.writes and response.status_code < 400:
        set_cookie(response, WROTE, "1", visit.settings, max_age=WROTE_SECONDS)


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


def _hold_stage(visit: Visit, permission: str) -> None:
    """What depends on the stage of a document is done at that stage: nobody moves it meanwhile."""
    writing = visit.request.method not in ("GET", "HEAD")
    at_every = permissions.RULES[permission].stages == permissions.EVERY_STAGE
    if writing and visit.document is not None and not at_every:
        visit.db.refresh(visit.document, with_for_update={"key_share": True})


def _check(visit: Visit, permission: str) -> None:
    if visit.may(permission):
        return
    if visit.person is None:
        raise errors.SignInFirst(SIGN_IN_FIRST)
    if permissions.can(permission, visit.held, stage=visit.stage) and len(visit.mandates) < len(visit.held):
        raise errors.SecondFactorFirst(N_("Show your second factor to go on."))
    visit.mandate(permission)
