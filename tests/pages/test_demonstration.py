"""The demonstration: made by the services, plainly marked, and whole from the first page to the last."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from core import clock
from core.record import covering, entries
from members.models import Person
from sbcp import demo
from sbcp.app import create_app
from sbcp.record import last_head
from sbcp.settings import DEVELOPMENT_KEY, Settings
from tests.support.markup import own_addresses
from tests.support.pages import BASE_URL, Client
from tests.support.servers import databases
from tests.support.servers.databases import Store
from tests.support.servers.inside import Inside

NOTICE = "Demonstration: people, comments and acts on this site are examples."
# A few pages of a kind are enough: the rest are made by the same template. In other languages, and for
# members, one: what is in the pages is the same.
ENOUGH_OF_A_KIND, ENOUGH_AGAIN = 3, 1
# Downloads, and what somebody sees of their own account: both have tests of their own.
SKIPPED = re.compile(r"\.(json|jsonl|atom|ics)(\?|$)|/account/")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """SQLite alone, as the demonstration is served; the pages have tests of their own on both."""
    with databases.opened("sqlite", tmp_path_factory.mktemp("databases")) as opened:
        yield opened


@pytest.fixture(scope="module")
def instance(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A demonstration instance with its content."""
    settings = Settings(
        database_url=store.fresh(),
        secret_key=DEVELOPMENT_KEY,
        data_dir=tmp_path_factory.mktemp("demonstration"),
        base_url=BASE_URL,
        demo=True,
    )
    app = create_app(settings)
    headers = {"sec-fetch-site": "same-origin", "accept-language": "en"}
    with (
        time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC), tick=False),
        Inside(app, base_url=BASE_URL, headers=headers, follow_redirects=False) as http,
    ):
        client = Client(http, app)
        (settings.data_dir / last_head.FILE).write_text(f"900:{'f' * 64}\n")  # one was thrown away before
        with client.saved() as db:
            assert demo.build(db, clock.now(), settings)
            assert not demo.build(db, clock.now(), settings), "made once"
        yield client
    app.state.database.engine.dispose()


def test_the_record_of_the_example_holds_and_runs_forward(instance: Client) -> None:
    with instance.saved() as db:
        assert entries.verify(db) is None
        # That the record began to cover its kinds is said when the tables were made: before all examples.
        told = [each for each in entries.entries(db, limit=10_000) if each.action != covering.ACTION]
        instants = [entry.at for entry in told]
    assert len(instants) > 100
    assert instants == sorted(instants)


def test_the_record_of_an_example_made_anew_goes_on_being_signed(instance: Client) -> None:
    with instance.saved() as db:
        assert last_head.is_led_to(db, instance.settings)


@pytest.mark.parametrize("locale", ["en", "sr-Cyrl", "sr-Latn"])
def test_every_page_that_a_reader_can_reach_is_whole_and_says_that_it_is_an_example(
    instance: Client, locale: str
) -> None:
    instance.sign_out()
    seen = crawl(instance, f"/{locale}/", ENOUGH_OF_A_KIND if locale == "en" else ENOUGH_AGAIN)
    assert len(seen) > 30
    for kind in ("versions", "compare", "paragraphs", "comments", "adoption", "record", "consultations"):
        assert any(f"/{kind}" in path for path in seen), f"no page of the kind {kind} was reached"


@pytest.mark.parametrize(
    "name",
    [
        "Example Secretary",
        "Example Government Officer (Serbia)",
    ],
)
def test_every_page_of_a_member_is_whole(instance: Client, name: str) -> None:
    """One click signs in, as the first page of the README promises."""
    instance.sign_out()
    page = instance.get("/en/signin")
    page = instance.submit(page, button=f"Sign in as {name}")
    assert name in page.text
    assert len(crawl(instance, "/en/documents", ENOUGH_AGAIN)) > 30


def test_the_people_are_marked_as_examples(instance: Client) -> None:
    with instance.saved() as db:
        people = list(db.scalars(select(Person)))
    assert people
    assert all(person.example and person.name.startswith("Example") for person in people)


def test_nobody_signs_in_with_one_click_on_a_real_instance(client: Client) -> None:
    refused = client.post("/en/signin/example", {"person": "1"}, status=409)
    assert "only on a demonstration instance" in refused.text


def crawl(client: Client, start: str, enough: int) -> set[str]:
    """Read the pages that links lead to, so many of each kind, each checked by the client; the addresses that
    were read."""
    waiting, seen, kinds = [start], set(), dict[str, int]()
    locale = start.split("/")[1]
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        page = client.get(path)
        assert NOTICE in page.text or locale != "en", f"{path} does not say that it is an example"
        for method, found in own_addresses(page):
            kind = "".join("#" if letter.isdigit() else letter for letter in found)
            ours = method == "GET" and found.startswith(f"/{locale}/")
            if not ours or found in seen or SKIPPED.search(found):
                continue
            if kinds.get(kind, 0) < enough:
                kinds[kind] = kinds.get(kind, 0) + 1
                waiting.append(found)
    return seen
