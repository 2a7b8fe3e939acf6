"""A kept page while the database is away: it says of which moment it is."""

from datetime import datetime
from typing import Protocol

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response

from core import clock
from core.errors import N_
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.web.headers import unkept

TITLE = N_("Not up to date")
NOTICE = N_("Our database does not answer just now. This page is as of %(moment)s.")
BEFORE = b'<header class="masthead">'  # where the notice stands in the frame of every page


class Kept(Protocol):
    """What was kept of a page, and when it was last known to be as new as the record."""

    body: bytes
    seen: datetime

    @property
    def content_type(self) -> str: ...


def stale_answer(request: Request, page: Kept) -> Response:
    """The page as it was, with a notice at its top where it is one for people; ``Age`` (RFC 9111, 5.1) says
    to programs how many seconds ago that was. Nobody keeps it."""
    body = page.body.replace(BEFORE, _notice(request, page.seen).encode() + BEFORE, 1)
    age = max(0, int((clock.now() - page.seen).total_seconds()))
    return unkept(Response(body, headers={"content-type": page.content_type, "age": str(age)}))


def _notice(request: Request, seen: datetime) -> str:
    locale = locales.BY_CODE.get(request.path_params.get("locale", ""), locales.DEFAULT)
    with locales.speaking(locale):
        words = escape(_(NOTICE) % {"moment": locales.format_instant(seen)})
        return f'<aside class="demo" aria-label="{escape(_(TITLE))}"><p class="wrap">{words}</p></aside>\n'
