"""How often what may be asked for, declared on routes: ``page(…, limits=SIGN_IN_MAIL)``.

Generous enough for an office or a mobile network behind one address, tight enough that one machine
cannot fill the mail of others, guess codes, or keep a server busy. What changes something is counted
in the database, for all processes together and before the request's own transaction, so that refused
requests count too. What only reads is counted by each process for itself: the work that it spares is
that process's, and reading never waits for a writer.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.datastructures import FormData
from starlette.requests import Request

from core import email_addresses
from core.db import Database
from core.errors import N_, TooMany
from core.limits import rates
from core.limits.rates import Memory, Rate
from sbcp import security_log
from sbcp.settings import Settings
from sbcp.web.client_address import client_address, limit_key
from sbcp.web.cookies import SIGN_IN, UNSENT_RESPONSE, cookie_name

Key = Callable[[Request, FormData], str]  # what a request counts for; empty: it does not count

Weight = Callable[[FormData], int]  # as how many requests one counts

MINUTE, TEN_MINUTES, HOUR = timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)
DAY = timedelta(days=1)
READING = ("GET", "HEAD")
TOO_OFTEN = N_("This has been asked for very often just now. Please wait a little and try again.")


@dataclass(frozen=True)
class Limit:
    """``burst`` requests at once for each key, and as many again in every ``per``.

    name: what is counted; routes that name the same limit share its counts. methods: the requests that
    count. message: what the person is told, to translate. weight: as how many a request counts, of those
    that change something.
    """

    name: str
    by: Key
    burst: int
    per: timedelta
    methods: tuple[str, ...] = ("POST",)
    message: str = TOO_OFTEN
    weight: Weight = lambda _form: 1


def words(form: FormData) -> int:
    """The bytes of what was typed, and some for the form itself."""
    return 500 + sum(len(value.encode()) for _name, value in form.multi_items() if isinstance(value, str))


def by_address(request: Request, _form: FormData) -> str:
    """The client's address, or its /64."""
    return limit_key(client_address(request))


def by_writer(request: Request, form: FormData) -> str:
    """The same, where it is what it writes that counts."""
    return by_address(request, form)


def by_mailbox(_request: Request, form: FormData) -> str:
    """The mail address in the form, however it is written."""
    value = form.get("email")
    return email_addresses.forms(value)[0] if isinstance(value, str) else ""


def by_path(name: str) -> Key:
    """A value in the address, such as a token."""
    return lambda request, _form: str(request.path_params.get(name, ""))


def by_session(request: Request, _form: FormData) -> str:
    """The session, where a person is signed in."""
    return _cookie(request, SIGN_IN)


def by_unsent_response(request: Request, form: FormData) -> str:
    """The unsent response that the form belongs to: its newest token in the cookie, else the form's key."""
    key = form.get("key") or form.get("token")
    return _cookie(request, UNSENT_RESPONSE).partition(".")[0] or (key if isinstance(key, str) else "")


def everybody(_request: Request, _form: FormData) -> str:
    """All requests together."""
    return "all"


# A link or code by mail: the first keeps one mailbox from being filled, the last our mail server's name.
SIGN_IN_MAIL = (
    Limit("mail.address", by_address, 30, TEN_MINUTES),
    Limit("mail.email", by_mailbox, 10, HOUR, message=N_("We have sent several messages to this "
          "address already. Look for them, also among unwanted mail, or try again later.")),
    Limit("mail.all", everybody, 2000, HOUR),
)  # fmt: skip
SUBSCRIBE = SIGN_IN_MAIL
# Typing a code or using a link: the tries of each code are counted with the code itself.
CODE = (
    Limit("code.address", by_address, 60, TEN_MINUTES),
    Limit("code.email", by_mailbox, 20, TEN_MINUTES),
    Limit("code.all", everybody, 6000, TEN_MINUTES),
)
SECOND_FACTOR = (
    Limit("factor.session", by_session, 10, TEN_MINUTES),
    Limit("factor.address", by_address, 60, TEN_MINUTES),
)
# Writing a response, and sending it. Ten thousand people who send within ten minutes are all received.
RESPOND = (
    Limit("respond.address", by_address, 600, TEN_MINUTES),
    Limit("respond.draft", by_unsent_response, 120, TEN_MINUTES),
    Limit("respond.bytes", by_writer, 20 * 2**20, DAY, weight=words, message=N_("A great deal has been "
          "written from your connection today. Keep your text, and go on later; what you have saved is "
          "safe, and can be sent.")),
)  # fmt: skip
SEND = (
    Limit("send.address", by_address, 300, TEN_MINUTES),
    Limit("send.draft", by_unsent_response, 20, TEN_MINUTES),
    Limit("send.all", everybody, 20_000, TEN_MINUTES),
)
IMPORT = (
    Limit("import.session", by_session, 30, TEN_MINUTES),
    Limit("import.address", by_address, 120, TEN_MINUTES),
)
# Recording an act, with files of 20 MB.
RECORD = (
    Limit("record.session", by_session, 30, TEN_MINUTES),
    Limit("record.address", by_address, 120, TEN_MINUTES),
)
# An act is entered on several pages, each of them saved.
ENTER = (
    Limit("enter.session", by_session, 300, TEN_MINUTES),
    Limit("enter.address", by_address, 600, TEN_MINUTES),
)
# Reading that costs much. A page that is kept in memory is answered without being counted.
COMPARE = (Limit("compare.address", by_address, 300, TEN_MINUTES, methods=READING),)
EXPORT = (
    Limit("export.address", by_address, 60, TEN_MINUTES, methods=READING),
    Limit("export.all", everybody, 600, TEN_MINUTES, methods=READING),
)
# The public rows, a kind each time: whoever verifies reads all kinds one after another.
PUBLIC_ROWS = (
    Limit("public.address", by_address, 900, TEN_MINUTES, methods=READING),
    Limit("public.all", everybody, 9000, TEN_MINUTES, methods=READING),
)


class Counter:
    """Counts the requests of one instance; one of its processes."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings, self._memory = database, settings, Memory()

    def over(
        self, declared: Sequence[Limit], request: Request, form: FormData, now: datetime
    ) -> TooMany | None:
        """Count a request by each limit that it falls under; what to answer if one is reached."""
        counted = self._counted(declared, request, form)
        if not counted:
            return None
        if request.method in READING:
            # What one limit refuses counts for those before it only, in the order of their declaration.
            waits = [self._memory.count(each.key, each.rate, now) for _limit, each in counted]
        else:
            with self._database.passing() as connection:
                waits = rates.count_all(connection, [each for _limit, each in counted], now)
        return self._answer(request, [limit for limit, _each in counted], waits)

    def over_each(
        self, declared: Sequence[Limit], sent: Sequence[tuple[Request, FormData, datetime]]
    ) -> list[TooMany | None]:
        """The same of requests that change something together, with their forms and moments: one after
        another in one transaction. It waits for those of other processes, which may have the same keys in
        another order.
        """
        counted = [self._counted(declared, request, form) for request, form, _now in sent]
        if not any(counted):
            return [None] * len(sent)
        with self._database.passing() as connection:
            connection.wait_for_others("limits")
            waits = [
                rates.count_all(connection, [each for _limit, each in own], now) if own else []
                for own, (_request, _form, now) in zip(counted, sent, strict=True)
            ]
        return [
            self._answer(request, [limit for limit, _each in own], wait)
            for own, wait, (request, _form, _now) in zip(counted, waits, sent, strict=True)
        ]

    def _counted(
        self, declared: Sequence[Limit], request: Request, form: FormData
    ) -> list[tuple[Limit, rates.Counted]]:
        """The limits that a request falls under, and what it counts for each."""
        keys = [(limit, limit.by(request, form)) for limit in declared if request.method in limit.methods]
        return [
            (limit, rates.Counted(self._key(limit, value), self._rate(limit), limit.weight(form)))
            for limit, value in keys
            if value
        ]

    def _answer(self, request: Request, limits: Sequence[Limit], waits: Sequence[int]) -> TooMany | None:
        """By the seconds to wait for each, 0 for those that are not reached."""
        longest = max(waits, default=0)
        if not longest:
            return None
        reached = limits[waits.index(longest)]
        security_log.note("limit.reached", address=client_address(request), limit=reached.name)
        return TooMany(reached.message, retry_after=longest)

    def _rate(self, limit: Limit) -> Rate:
        return Rate(limit.burst * self._settings.limit_factor, limit.per)

    def _key(self, limit: Limit, value: str) -> str:
        """A digest that only this instance can make: no address can be told from it, nor guessed."""
        text = f"limit\0{limit.name}\0{value}".encode("utf-8", "replace")
        return hmac.new(self._settings.secret_key.encode(), text, hashlib.sha256).hexdigest()


def _cookie(request: Request, name: str) -> str:
    return request.cookies.get(cookie_name(name, request.app.state.settings), "")
