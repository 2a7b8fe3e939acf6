"""What an address speaks of is fetched once, for the checks and for the view."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sbcp import pages
from tests.support import factories
from tests.support.everything import Everything
from tests.support.pages import Client
from tests.support.watching.statements import hearing

OWN = re.compile(r"FROM (\w+)")
BY_ID = re.compile(r"WHERE (\w+)\.(?:id|slug|number) = ")


@contextmanager
def statements(client: Client) -> Iterator[Counter[str]]:
    """How often a row of each table was asked for by what an address calls it."""
    asked: Counter[str] = Counter()

    def note(statement: str) -> None:
        table = OWN.search(statement)
        if table and any(name == table[1] for name in BY_ID.findall(statement)):
            asked[table[1]] += 1

    with hearing(client.database.engine, note):
        yield asked


@pytest.mark.parametrize("page", ["", "/comments", "/report", "/respond", "/respond/comment"])
def test_a_round_is_fetched_once(client: Client, page: str) -> None:
    with client.saved() as db:
        number = factories.make_consultation(db).id
    with statements(client) as asked:
        client.get(f"/en/consultations/{number}{page}")
    assert asked["consultation"] == 1


def test_a_request_is_fetched_once_and_a_stranger_learns_nothing_of_it(
    full: tuple[Client, Everything],
) -> None:
    client, world = full
    number = next(place["approval"] for place in world.places if "approval" in place)
    world.sign_in(client, "secretariat")
    with statements(client) as asked:
        client.get(f"/en/approvals/{number}")
    assert asked["approval"] == 1
    world.sign_in(client, "nobody")
    told = [client.http.get(f"/en/approvals/{name}") for name in (number, 999_999)]
    assert {answer.status_code for answer in told} == {401}
    assert len({re.sub(r"approvals(/|%2F)\d+", "", answer.text) for answer in told}) == 1


def test_no_page_fetches_by_itself_what_its_address_names() -> None:
    """A view that fetches its own row may show another than the one that was checked."""
    fetching = re.compile(
        r"(?:document_by_slug|consultation_by_id|version_by_number|comment_by_number|approval_by_id)"
        r"\([^()]*(?:\(\)[^()]*)*visit\.path\[\"(?:slug|consultation|n|number|approval)\"\]"
    )
    sources = {path: path.read_text("utf-8") for path in Path(pages.__file__).parent.rglob("*.py")}
    assert fetching.search('version_by_number(visit.db, visit.subject(), visit.path["n"])')
    assert [path for path, text in sources.items() if fetching.search(text)] == []
