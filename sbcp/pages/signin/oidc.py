"""To an OpenID provider and back.

A GET link leads to the provider: our policy lets no form lead elsewhere. What must fit on the way back is
in a sealed cookie of this browser alone, and each way can be gone once (``spend``). The provider is
asked outside of every transaction and thread, so that one which does not answer keeps nobody waiting.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

import structlog
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core import clock
from core.db import Database
from core.errors import N_, NotFound, TooMany
from members.signin import identities
from sbcp import security_log
from sbcp.language import locales
from sbcp.pages.signin.entry import let_in
from sbcp.pages.signin.identities import refuse_weak, tell_owner
from sbcp.pages.signin.provider_cookie import (
    ACCEPTING,
    ADDING,
    LASTS,
    SIGNING_IN,
    Proven,
    Way,
    bound_to,
    keep,
    kept,
)
from sbcp.settings import Settings
from sbcp.signin.oidc import Departure, Proof, ProviderFault, RelyingParty
from sbcp.threads import Threads
from sbcp.urls import PATTERNS
from sbcp.web import errors
from sbcp.web.client_address import client_address, local_path
from sbcp.web.cookies import PROVIDER, delete_cookie
from sbcp.web.limits import READING, TEN_MINUTES, Limit, by_address
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

LIMITS = (Limit("oidc.address", by_address, 120, TEN_MINUTES, methods=READING),)
FROM_ELSEWHERE = ("cross-site", "same-site")  # Sec-Fetch-Site of a link that is not ours

# Why somebody came back without having signed in, and the status of the page that says so.
PROBLEMS = {"denied": 403, "lost": 409, "unknown": 403, "mandate": 403, "down": 503, "wrong": 503}

# Errors that tell of a person's choice (RFC 6749 4.1.2.1; OpenID Connect Core 3.1.2.6).
DENIED = (
    "access_denied",
    "login_required",
    "interaction_required",
    "account_selection_required",
    "consent_required",
)

NO_PAGE = N_("There is no page at this address.")

log = structlog.get_logger()


@dataclass(frozen=True)
class Came:
    """How somebody came back: on which way, if it is one of ours, and with a proof or a problem."""

    way: Way | None
    problem: str = ""
    proof: Proof | None = None


def party(request: Request) -> RelyingParty:
    """We, towards the provider that the address names. Raises NotFound if there is none of that name."""
    parties: dict[str, RelyingParty] = request.app.state.parties
    known = parties.get(request.path_params["provider"])
    if known is None:
        raise NotFound(NO_PAGE)
    return known


async def ask_where(request: Request) -> Departure | ProviderFault | TooMany | None:
    """Before ``start``: ask the provider where people sign in. Asked once an hour, and remembered."""
    locale = locales.BY_CODE.get(request.path_params["locale"])
    asked: RelyingParty | None = request.app.state.parties.get(request.path_params["provider"])
    if locale is None or asked is None:
        return None  # ``start`` says that there is no such page
    over = _over(request)
    if over is not None:
        return over
    try:
        return await asked.depart(_callback(request), language=locale.lang)
    except ProviderFault as fault:
        _log_fault(asked, fault)
        return fault


def start(visit: Visit) -> Response:
    """Off to the provider. ``for=add`` adds an account to the person signed in, ``for=accept`` keeps it for
    the invitation that is being read; ``next`` is where to go on to afterwards."""
    key = party(visit.request).provider.key
    brought: Departure | ProviderFault | TooMany | None = visit.brought
    if isinstance(brought, TooMany):
        raise brought
    purpose = visit.query.get("for", SIGNING_IN)
    _refuse_purpose(visit, purpose)
    if brought is None:  # HEAD: nobody goes anywhere
        return redirect(visit, "signin")
    if isinstance(brought, ProviderFault):
        return _to_problem(visit, key, purpose, "down" if brought.down else "wrong")
    response = RedirectResponse(brought.url, 303, headers={"Cache-Control": "no-store"})
    keep(
        response,
        Way(
            provider=key,
            purpose=purpose,
            state=brought.state,
            nonce=brought.nonce,
            verifier=brought.verifier,
            locale=visit.locale.code,
            at=visit.now,
            next=local_path(visit.query.get("next")) or "",
            bound=bound_to(purpose, person=visit.person, request=visit.request),
        ),
        visit.settings,
    )
    return response


async def ask_whom(request: Request) -> Came | TooMany | None:
    """Before ``back``: look at what the provider sent somebody back with, and ask it whom that stands for."""
    asked: RelyingParty | None = request.app.state.parties.get(request.path_params["provider"])
    if asked is None:
        return None  # ``back`` says that there is no such page
    over = _over(request)
    if over is not None:
        return over
    now, query = clock.now(), request.query_params
    way = kept(request, Way, now)
    threads: Threads = request.app.state.threads
    fits = way is not None and _fits(request, way)
    if way is None or not fits or not await threads.run(_spend, request, way, now, writes=True):
        return Came(way, problem="lost")
    if "error" in query or not query.get("code"):
        log.warning("oidc.refused", provider=way.provider, error=query.get("error", "")[:100])
        return Came(way, problem="denied" if query.get("error") in DENIED else "wrong")
    try:
        proof = await asked.arrive(
            code=query["code"],
            redirect_uri=_callback(request),
            nonce=way.nonce,
            verifier=way.verifier,
            issuer=query.get("iss"),
        )
    except ProviderFault as fault:
        _log_fault(asked, fault)
        return Came(way, problem="down" if fault.down else "wrong")
    return Came(way, proof=proof)


def back(visit: Visit) -> Response:
    """Signed in; or on to the page that asks whether to add the account. The answer always leads on, so
    that the code stays in no address."""
    party(visit.request)
    came: Came | TooMany | None = visit.brought
    if isinstance(came, TooMany):
        raise came
    if came is None:  # HEAD: nobody has come
        return redirect(visit, "signin")
    way = came.way
    visit.locale = locales.BY_CODE[way.locale] if way else locales.DEFAULT
    with locales.speaking(visit.locale):
        if way is None or came.proof is None:
            response = _failed(visit, way, came.problem)
        elif way.purpose == SIGNING_IN:
            response = _sign_in(visit, way, came.proof)
        else:
            return _keep_proven(visit, way, came.proof)
    delete_cookie(response, PROVIDER, visit.settings)
    return response


def problem(visit: Visit) -> Response:
    """Why it did not work, and what to do now. Tells nothing about anybody."""
    name = party(visit.request).provider.name
    why, purpose = visit.query.get("why", ""), visit.query.get("for", SIGNING_IN)
    if why not in PROBLEMS:
        raise NotFound(NO_PAGE)
    return render(
        visit,
        "signin/provider_problem.html",
        status=PROBLEMS[why],
        why=why,
        name=name,
        key=visit.path["provider"],
        purpose=purpose if purpose in (ADDING, ACCEPTING) else SIGNING_IN,
    )


def _sign_in(visit: Visit, way: Way, proof: Proof) -> Response:
    try:
        identity = identities.enter(visit.db, account=proof.account, now=visit.now)
    except identities.Unknown:
        return _failed(visit, way, "unknown")
    except identities.WithoutMandate as refused:
        return _failed(visit, way, "mandate", person=refused.person_id)
    if identity.added_at == visit.now:
        tell_owner(visit, identity)
    return let_in(
        visit, identity.person, "oidc", second_factor=proof.second_factor, next_path=way.next or None
    )


def _keep_proven(visit: Visit, way: Way, proof: Proof) -> Response:
    """To the page that asks: nothing is added because somebody followed a link."""
    response = redirect(visit, "identity_new")
    response.headers["location"] = way.next or response.headers["location"]
    account = proof.account
    proven = Proven(
        name=party(visit.request).provider.name,
        issuer=account.issuer,
        subject=account.subject,
        label=account.label,
        at=visit.now,
        bound=way.bound,
    )
    keep(response, proven, visit.settings)
    return response


def _refuse_purpose(visit: Visit, purpose: str) -> None:
    """Raises DomainError unless the visitor may go for this, and comes from a page of ours: whoever is
    signed in at the provider as somebody else must not be led to add that account here."""
    if purpose == SIGNING_IN:
        return
    strange = visit.request.headers.get("sec-fetch-site") in FROM_ELSEWHERE
    if purpose not in (ADDING, ACCEPTING) or strange:
        raise NotFound(NO_PAGE)
    if purpose == ADDING:
        refuse_weak(visit)
    elif not bound_to(purpose, person=None, request=visit.request):
        raise errors.SignInFirst(N_("Open the link in your invitation first."))


def _fits(request: Request, way: Way) -> bool:
    """Whether this is the end of that way: the same provider, and exactly one state, the one we gave."""
    states = request.query_params.getlist("state")
    same = way.provider == request.path_params["provider"]
    return same and len(states) == 1 and hmac.compare_digest(states[0].encode(), way.state.encode())


def _spend(request: Request, way: Way, now: datetime) -> bool:
    """Before anything else is done on a way, and whatever becomes of it: it cannot be gone again."""
    database: Database = request.app.state.database
    with database.writing() as db:
        first = identities.spend(db, state=way.state, expires_at=way.at + LASTS, now=now)
        db.commit()
    return first


def _over(request: Request) -> TooMany | None:
    over: TooMany | None = request.app.state.counter.over(LIMITS, request, FormData(), clock.now())
    return over


def _callback(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return settings.base_url + PATTERNS["oidc_back"].format(provider=request.path_params["provider"])


def _failed(visit: Visit, way: Way | None, why: str, *, person: int | None = None) -> Response:
    _note(visit, "signin.failed", way, reason=why, person=person)
    purpose = way.purpose if way else SIGNING_IN
    return _to_problem(visit, visit.path["provider"], purpose, why)


def _to_problem(visit: Visit, key: str, purpose: str, why: str) -> Response:
    query = {"why": why} if purpose == SIGNING_IN else {"why": why, "for": purpose}
    return redirect(visit, "oidc_problem", provider=key, query=query)


def _note(visit: Visit, event: str, way: Way | None, **facts: str | int | None) -> None:
    told = {name: value for name, value in facts.items() if value is not None}
    told |= {"provider": visit.path["provider"], "purpose": way.purpose if way else ""}
    security_log.note(event, address=client_address(visit.request), method="oidc", **told)


def _log_fault(asked: RelyingParty, fault: ProviderFault) -> None:
    log.warning("oidc.provider_failed", provider=asked.provider.key, down=fault.down, reason=str(fault)[:300])
