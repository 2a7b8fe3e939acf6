"""No page asks the database more often because there is more in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from sbcp.pages.compare.comparison_cache import Pairs
from sbcp.permissions import RULES
from tests.statements.grown import grow
from tests.support import everything
from tests.support.everything import Everything
from tests.support.pages import Client

OF_THE_WORKER = re.compile(r"\bFROM job\b")  # it looks whether there is something to do
MEMBERS = ("secretariat", "working_group", "government", "admin")


@contextmanager
def counting(client: Client) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT") and not OF_THE_WORKER.search(statement):
            seen.append(statement)

    event.listen(client.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(client.database.engine, "before_cursor_execute", note)


def statements(client: Client, world: Everything) -> dict[str, tuple[str, list[str]]]:
    """What each page that can be read asks the database, by its address: of the first of the readers who may
    read it, made anew."""
    asked: dict[str, tuple[str, list[str]]] = {}
    client.app.state.pairs = Pairs()
    addresses = list(everything.requests(world, most=1))
    for who in ("nobody", *MEMBERS):
        world.sign_in(client, who)
        if who == "nobody":  # and with a response begun, whom no kept page is given
            client.http.cookies.set("response", "none", domain="localhost.local")
        for route, path in addresses:
            action = route.actions["GET"]
            assert action is not None
            if path in asked or (not RULES[action[0]].roles) != (who == "nobody"):
                continue
            with counting(client) as seen:
                answer = client.http.get(path)
            if answer.status_code == 200:
                asked[path] = (who, list(seen))
    return asked


def test_no_page_asks_more_often_where_there_is_ten_times_more(full: tuple[Client, Everything]) -> None:
    client, world = full
    few = statements(client, world)
    with client.saved() as db:
        grow(db, world)
    many = statements(client, world)
    gone = few.keys() - many.keys()
    settled = ("/conflicts/", "/close")  # what grew has settled a clash of an import, and closed changes
    assert all(any(part in path for part in settled) for path in gone)
    grown = {
        f"{path} ({who})": f"{len(asked)} → {len(many[path][1])}"
        for path, (who, asked) in few.items()
        if path not in gone and len(many[path][1]) > len(asked)
    }
    assert grown == {}
