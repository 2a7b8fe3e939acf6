"""How often somebody may try to sign in, without locking out whom the account belongs to.

Tries are counted for the account and for the address they come from. A browser that its owner has
signed in with before has an allowance of its own: whoever uses up that of all others keeps nobody out
who comes back (OWASP, «Slow down online guessing attacks with device cookies»). The cookie lets nobody in.
"""

import hashlib
import hmac
import secrets
from dataclasses import replace
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from core.db import Database
from core.errors import N_
from core.tokens import token_hash
from members.models import Person
from members.signin.models import SignIn
from sbcp.settings import Settings
from sbcp.web.cookies import ASKED, KNOWN, SIGN_IN, cookie_name, set_cookie
from sbcp.web.limits import CODE, SECOND_FACTOR, SIGN_IN_MAIL, TEN_MINUTES, Limit, by_address, by_mailbox

KNOWN_FOR = 365 * 24 * 60 * 60  # seconds

TOO_MANY_CODES = N_("Too many codes were tried. Ask for a new message, and use the link or code in it.")
TOO_MANY_FACTORS = N_("Too many codes were tried for this account. Please wait a little and try again.")


def by_email(request: Request, form: FormData) -> str:
    """The address of mail that was entered; and this browser, if its owner has signed in with it."""
    email = by_mailbox(request, form)
    known = _known(request)
    return f"{email}\n{known['n']}" if email and known.get("e") == _mark(request, email) else email


def by_asked(request: Request, _form: FormData) -> str:
    """The code that was asked for with this browser."""
    settings: Settings = request.app.state.settings
    return request.cookies.get(cookie_name(ASKED, settings), "")


def by_account(request: Request, _form: FormData) -> str:
    """The person signed in; and this browser, if they have signed in with it fully before."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    token = request.cookies.get(cookie_name(SIGN_IN, settings), "")
    with database.reading() as db:
        person = db.scalar(select(SignIn.person_id).where(SignIn.token_hash == token_hash(token)))
    known = _known(request)
    own = known.get("p") == person and known.get("f")
    return "" if person is None else f"{person}\n{known['n']}" if own else str(person)


def remember(response: Response, person: Person, request: Request, *, fully: bool) -> None:
    """This browser is its owner's. ``fully``: with a second factor, or as one who needs none."""
    settings: Settings = request.app.state.settings
    known = _known(request)
    same = known.get("p") == person.id
    value = {
        "n": known["n"] if same else secrets.token_urlsafe(16),
        "p": person.id,
        "e": _mark(request, person.email),
        "f": fully or (same and bool(known.get("f"))),
    }
    set_cookie(response, KNOWN, _signer(settings).dumps(value), settings, max_age=KNOWN_FOR)


ASK = tuple(replace(limit, by=by_email) if limit.name == "mail.email" else limit for limit in SIGN_IN_MAIL)
TYPE = (
    *(limit for limit in CODE if limit.name != "code.email"),
    Limit("code.asked", by_asked, 5, TEN_MINUTES, message=TOO_MANY_CODES),
)
LINK = (Limit("link.address", by_address, 60, TEN_MINUTES),)  # nobody guesses a link or a passkey
PASSKEY = SECOND_FACTOR
FACTOR = (*SECOND_FACTOR, Limit("factor.account", by_account, 20, TEN_MINUTES, message=TOO_MANY_FACTORS))


def _known(request: Request) -> dict[str, Any]:
    settings: Settings = request.app.state.settings
    try:
        value = _signer(settings).loads(request.cookies.get(cookie_name(KNOWN, settings), ""))
    except BadSignature:
        return {}
    return value if isinstance(value, dict) and "n" in value else {}


def _mark(request: Request, email: str) -> str:
    """An address as the cookie has it: nobody can read it there."""
    settings: Settings = request.app.state.settings
    return hmac.new(settings.secret_key.encode(), f"known\0{email}".encode(), hashlib.sha256).hexdigest()


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key, salt="known browser")
