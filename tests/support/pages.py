"""A browser without JavaScript that finds fault with every page it is given.

A page that is not valid HTML, has two titles, an unlabelled field, a jump between headings, an inline
script or a link to nowhere fails the test that fetched it, whatever the test is about.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from httpx2 import Response
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Match

from core import clock
from core.db import Database, connect
from members.models import Person
from members.signin import sessions
from sbcp.background import schedule
from sbcp.language.locales import BY_CODE
from sbcp.settings import Settings
from tests.support.filling import Values, fill, find_form
from tests.support.markup import Page, Part, faults, own_addresses
from tests.support.recorded import put_what_is_left_on_record
from tests.support.servers.inside import Inside

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}  # as htmx asks for a part of a page
BASE_URL = "http://localhost"
POLICY_MUST_SAY = ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")


class Client:
    """One reader's browser at one instance.

    ``http`` is the bare client, for requests that no page of ours would make; it follows no redirect.
    """

    def __init__(self, http: Inside, app: Starlette) -> None:
        self.http, self.app = http, app
        self.settings: Settings = app.state.settings
        self.database: Database = app.state.database

    def get(self, path: str, *, status: int = 200, **kwargs: Any) -> Page:
        """The page at an address, checked. Redirects are followed."""
        response = self.http.get(path, **kwargs)
        while response.is_redirect:
            response = self.http.get(response.headers["location"])
        return self._page(response, status)

    def part(self, path: str, data: dict[str, Any] | None = None, *, status: int = 200) -> Part:
        """The part of a page that htmx gets from an address, checked; ``data``: of a form that is sent
        there. Redirects are followed, as a browser does, with the same headers."""
        method = "GET" if data is None else "POST"
        response = self.http.request(method, path, data=data, headers=PARTIAL)
        while response.is_redirect:
            response = self.http.get(response.headers["location"], headers=PARTIAL)
        return self._part(response, status)

    def submit_part(
        self, page: Page, values: Values | None = None, *, form: str = "", button: str = "", status: int = 200
    ) -> Part:
        """Fill in a form of a page or a part and press a button, as ``submit`` does, with htmx; the part that
        comes back."""
        values = values or {}
        element = find_form(page, form, values, button)
        sent = fill(page, element, values, button)
        here = self.settings.base_url + page.address
        headers = PARTIAL | {"HX-Current-URL": here, "content-type": sent.content_type}
        address = page.absolute(element.get("hx-post") or element.get("hx-get") or sent.address)
        response = self.http.request(
            sent.method, address, content=sent.body, headers={k: v for k, v in headers.items() if v}
        )
        return self._part(response, status)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, status: int = 303, **kwargs: Any
    ) -> Response:
        """Fields sent to an address without a form around them: what a page of ours would not send."""
        response = self.http.post(path, data=data, **kwargs)
        assert response.status_code == status, _told(response, status)
        return response

    def submit(
        self, page: Page, values: Values | None = None, *, form: str = "", button: str = "", status: int = 200
    ) -> Page:
        """Fill in a form of a page, press a button, and go where the answer leads; the page there.

        form: its id, where several forms have these fields. button: the words on it, the first by
        default. status: of the last page; a form that is taken answers 303 first.
        """
        values = values or {}
        sent = fill(page, find_form(page, form, values, button), values, button)
        headers = {"content-type": sent.content_type} if sent.content_type else {}
        response = self.http.request(sent.method, sent.address, content=sent.body, headers=headers)
        if response.is_redirect:
            assert response.status_code == 303, f"{sent.address} redirects with {response.status_code}"
            return self.get(response.headers["location"], status=status)
        return self._page(response, status)

    def follow(self, page: Page, label: str, *, status: int = 200) -> Page:
        """The page behind the link with these words."""
        return self.get(page.link(label), status=status)

    def sign_in(self, person: Person, *, second_factor: bool = True) -> None:
        """Go on as this person, with a session as the product makes it."""
        from sbcp.web.cookies import SIGN_IN, cookie_name

        with self.saved() as db:
            token = sessions.begin(
                db,
                person=db.get_one(Person, person.id),
                method="link",
                now=clock.now(),
                second_factor=second_factor,
            )
        self.http.cookies.set(cookie_name(SIGN_IN, self.settings), token, domain="localhost.local")

    def sign_out(self) -> None:
        """Forget all cookies, as a private window that is closed."""
        self.http.cookies.clear()

    def do_chores(self) -> None:
        """What the worker of an instance does from time to time, now, if it is due."""
        schedule.run_due(self.database, self.settings)

    @contextmanager
    def saved(self) -> Iterator[Session]:
        """A session on the instance's database, committed at the end. What it made can be read after;
        what it made without a service is on the record as well, as all that people read must be."""
        with Session(self.database.engine, expire_on_commit=False) as db:
            yield db
            put_what_is_left_on_record(db)
            db.commit()

    @contextmanager
    def another(self) -> Iterator["Client"]:
        """A second reader at the same instance, with cookies of their own."""
        base_url, headers = self.settings.base_url, dict(self.http.headers)
        http = Inside(self.app, base_url=base_url, headers=headers, follow_redirects=False)
        yield Client(http, self.app)
        http.close()

    def _page(self, response: Response, status: int) -> Page:
        assert response.status_code == status, _told(response, status)
        address = str(response.url).removeprefix(self.settings.base_url)
        page = Page(address, response.status_code, dict(response.headers), response.text)
        wrong = [*faults(page), *_wrong_headers(page), *self._lost(page)]
        assert not wrong, f"{address}:\n  " + "\n  ".join(wrong)
        return page

    def _part(self, response: Response, status: int) -> Part:
        assert response.status_code == status, _told(response, status)
        address = str(response.url).removeprefix(self.settings.base_url)
        part = Part(address, response.status_code, dict(response.headers), response.text)
        wrong = [*faults(part), *_wrong_headers(part), *self._lost(part)]
        if "HX-Request" not in part.headers.get("vary", ""):
            wrong.append("nothing says that the whole page is another answer")
        assert not wrong, f"part of {address}:\n  " + "\n  ".join(wrong)
        return part

    def _lost(self, page: Page) -> Iterator[str]:
        """Addresses of ours on the page that no route takes. The page of an error is not at home
        at its address: there it may name itself, in other languages too."""
        here = page.address.partition("?")[0].split("/")
        itself = {"/".join(["", code, *here[2:]]) for code in BY_CODE} if page.status >= 400 else set()
        for method, path in sorted(set(own_addresses(page))):
            if not _known(method, path) and path not in itself:
                yield f"{method} {path} leads nowhere"


def _wrong_headers(page: Page) -> Iterator[str]:
    policy = page.headers.get("content-security-policy", "")
    yield from (f"the policy does not say {part}" for part in POLICY_MUST_SAY if part not in policy)
    if "unsafe" in policy:
        yield "the policy allows inline code"
    if page.headers.get("content-type") != "text/html; charset=utf-8":
        yield f"content type {page.headers.get('content-type')}"


@lru_cache(maxsize=10_000)
def _known(method: str, path: str) -> bool:
    """Whether a route takes it. Most addresses are on every page, and the routes are the same everywhere."""
    from sbcp.routes import routes

    scope = {"type": "http", "method": method, "path": path, "root_path": ""}
    return any(_matches(route, scope) for route in routes())


def _matches(route: BaseRoute, scope: dict[str, Any]) -> bool:
    return route.matches(scope)[0] is Match.FULL


def _told(response: Response, status: int) -> str:
    """Why an answer is not the one expected, with the words of the page."""
    said = ""
    if response.headers.get("content-type", "").startswith("text/html"):
        page = Page("", response.status_code, {}, response.text)
        said = f"{page.heading} {page.errors() or ''} "
    where = response.headers.get("location", "")
    asked = f"{response.request.method} {response.url}"
    return f"{asked} answered {response.status_code}, not {status}: {said}{where}"


@lru_cache(maxsize=8)
def _database(url: str) -> Database:
    """The same for an address that is served again, without connections between: what SQLAlchemy has
    compiled for one test serves the next."""
    return connect(url)


@contextmanager
def serve(
    database_url: str,
    folder: Path,
    base_url: str = BASE_URL,
    *,
    database: Database | None = None,
    **others: Any,
) -> Iterator[Client]:
    """The application on a database, with a client; all connections are closed at the end. ``database``: as
    the test has opened it; ``others``: of the settings."""
    from sbcp.app import create_app

    settings = Settings(
        database_url=database_url,
        secret_key="a key for tests only, long enough",
        data_dir=folder,
        base_url=base_url,
        **others,
    )
    app = create_app(settings, database=database or _database(database_url), with_chores=False)
    headers = {"sec-fetch-site": "same-origin", "accept-language": "en"}
    with Inside(app, base_url=base_url, headers=headers, follow_redirects=False) as http:
        yield Client(http, app)
    app.state.database.engine.dispose()
