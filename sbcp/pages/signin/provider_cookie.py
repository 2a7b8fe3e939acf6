"""What a browser keeps of a way to an OpenID provider: one sealed cookie, for ten minutes.

While somebody is away it holds what must fit when they come back (``Way``); afterwards, if an account
is to be added, what the provider proved (``Proven``), until its owner has said yes.
"""

from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from core.encryption import CannotUnseal, seal, unseal
from core.tokens import token_hash
from members.models import Person
from sbcp.settings import Settings
from sbcp.web.cookies import INVITATION, PROVIDER, cookie_name, set_cookie

LASTS = timedelta(minutes=10)

SIGNING_IN, ADDING, ACCEPTING = "signin", "add", "accept"  # what one goes to a provider for


class Way(msgspec.Struct, frozen=True, kw_only=True, tag="way"):
    """Somebody is on the way to a provider and back.

    state, nonce, verifier: as the provider got them, the last as a digest. next: a path of ours to go
    on to. bound: whom an account is to be added to (``bound_to``), empty for signing in.
    """

    provider: str
    purpose: str
    state: str
    nonce: str
    verifier: str
    locale: str
    at: datetime
    next: str = ""
    bound: str = ""


class Proven(msgspec.Struct, frozen=True, kw_only=True, tag="proven"):
    """Somebody showed that an account at a provider is theirs, and has not said yet to add it."""

    name: str  # of the provider
    issuer: str
    subject: str
    label: str
    at: datetime
    bound: str


Kept = TypeVar("Kept", Way, Proven)


def keep(response: Response, kept: Way | Proven, settings: Settings) -> None:
    """Give it to the browser, which cannot read it."""
    sealed = seal(settings.secret_key, msgspec.json.encode(kept).decode())
    set_cookie(response, PROVIDER, sealed, settings, max_age=int(LASTS.total_seconds()))


def kept(request: Request, kind: type[Kept], now: datetime) -> Kept | None:
    """What this browser was given, if it is of that kind and not too old."""
    settings: Settings = request.app.state.settings
    sealed = request.cookies.get(cookie_name(PROVIDER, settings), "")
    try:
        value = msgspec.json.decode(unseal(settings.secret_key, sealed), type=kind)
    except (CannotUnseal, msgspec.DecodeError, ValueError):
        return None
    return value if value.at <= now < value.at + LASTS else None


def bound_to(purpose: str, *, person: Person | None, request: Request) -> str:
    """Whom an account may be added to: the person signed in, or whoever the invitation that this browser
    is reading is for. Empty if there is nobody: what is empty is added to nobody."""
    if purpose == ADDING and person is not None:
        return f"person:{person.id}"
    settings: Settings = request.app.state.settings
    token = request.cookies.get(cookie_name(INVITATION, settings), "")
    return f"invitation:{token_hash(token)}" if purpose == ACCEPTING and token else ""
