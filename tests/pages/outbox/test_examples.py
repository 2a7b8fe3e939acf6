"""The page of a demonstration that shows its mail to everybody lets nobody act as a recipient of it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from time_machine import Traveller

from core.encryption import unseal
from core.queue.outbox import Message
from members.models import Person
from sbcp.notifications import comment_authors
from tests.notifications import test_comment_authors as authors
from tests.pages.members import test_invitations as inviting
from tests.support import factories
from tests.support.markup import Page, words
from tests.support.pages import BASE_URL, Client, serve
from tests.support.servers.databases import Store
from tests.support.signing_in import mailed

# No query of its own: one database is enough.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

WITH_SECRETS = {
    "sign-in",
    "invitation",
    "receipt",
    "answer",
    "follow-confirm",
    "follow-known",
    "following-link",
}
ADDRESS = re.compile(rf"{BASE_URL}(/[^\s\"<>]*)")


@pytest.fixture
def demonstration(store: Store, clock: Traveller, tmp_path: Path) -> Iterator[Client]:
    url = store.fresh()
    with serve(url, tmp_path, demo=True) as served:
        yield served
    store.give_back(url)


@pytest.fixture
def page(demonstration: Client) -> Page:
    """What everybody sees once each kind of mail with something private in it has been written."""
    client = demonstration
    with client.saved() as db:
        admin = factories.make_mandate(db, "admin", person=factories.make_person(db, "Adam Admin"))
        factories.make_mandate(db, person=factories.make_person(db, "Ana", email="ana@example.org"))
        document = factories.make_document(db, slug="policy", title="Model policy")
        round_ = factories.make_consultation(db, document.versions[0])
    authors.respond(client, round_, email="author@example.org")
    authors.answer(client, 1)
    comment_authors.notify_authors(client.database, client.settings, factories.NOW)
    client.sign_in(admin.person)
    invitation = inviting.Scene(client, admin, admin)
    invitation.invite()
    client.sign_out()
    client.post("/en/signin", {"email": "ana@example.org"})  # its page offers no mail without a server
    follow(client)
    [link] = [secrets["confirm"] for secrets in sealed(client) if "confirm" in secrets]
    client.submit(client.get(link.removeprefix(BASE_URL)), form="confirm")
    client.sign_out()
    follow(client)
    client.submit(client.get("/en/following"), {"email": "follower@example.org"}, form="link")
    client.sign_out()
    return client.get("/en/example-mail")


def follow(client: Client) -> None:
    client.submit(client.get("/en/follow?document=policy"), {"email": "follower@example.org"}, form="follow")


def sealed(client: Client) -> list[dict[str, str]]:
    """What is for the recipients alone, of each message that has such."""
    key = client.settings.secret_key
    with client.saved() as db:
        query = db.query(Message).filter(Message.secret.is_not(None)).order_by(Message.id)
        return [json.loads(unseal(key, message.secret or "")) for message in query]


def opened(client: Client, address: str) -> tuple[int, str]:
    """Status and words of what a stranger gets at an address, past redirects."""
    client.sign_out()
    response = client.http.get(address)
    while response.is_redirect:
        response = client.http.get(response.headers["location"])
    client.sign_out()
    page = Page(address, response.status_code, {}, response.text)
    return response.status_code, words(page.main)


def made_up(address: str) -> str:
    """The same kind of link, with a token that nobody was given."""
    return address.rpartition("/")[0] + "/nobody-has-this-one"


def test_no_link_on_the_page_opens_anything_private(demonstration: Client, page: Page) -> None:
    with demonstration.saved() as db:
        assert {m.template for m in db.query(Message) if m.secret} == WITH_SECRETS, "each kind is tried"
    private = {value for secrets in sealed(demonstration) for value in secrets.values()}
    tokens = {value.rpartition("/")[2] for value in private}
    assert len(tokens) >= len(WITH_SECRETS)
    assert [token for token in tokens if token in page.html] == []
    shown = set(ADDRESS.findall(page.text)) | {
        address.removeprefix(BASE_URL) for _label, address in page.links()
    }
    rooms = {value.removeprefix(BASE_URL).rpartition("/")[0] for value in private if "/" in value}
    assert {f"{room}/[•••]" for room in rooms} <= shown, "one sees what kind of link it was"
    for address in shown:
        if address.rpartition("/")[0] in rooms:
            nothing = opened(demonstration, made_up(address))
            assert opened(demonstration, address) == nothing, f"{address} opens something"


def test_the_same_links_work_for_the_recipients(demonstration: Client, page: Page) -> None:
    """Else the test above would show nothing: what is left out is what opens."""
    for secrets in sealed(demonstration):
        for name, value in secrets.items():
            link = value.removeprefix(BASE_URL)
            if name not in ("code", "confirm"):  # what was confirmed is so already
                assert opened(demonstration, link) != opened(demonstration, made_up(link)), value


def test_a_hidden_link_is_no_link_and_the_page_says_why(demonstration: Client, page: Page) -> None:
    assert "this page is open to all" in page.text
    assert [address for _label, address in page.links() if "•" in address] == []
    assert f"{BASE_URL}/en/documents/policy" in [address for _label, address in page.links()]


def test_the_buttons_of_the_demonstration_let_in_all_the_same(demonstration: Client, page: Page) -> None:
    with demonstration.saved() as db:
        person = factories.make_person(db, "Example Secretary", example=True)
        factories.make_mandate(db, person=person)
    entered = demonstration.submit(
        demonstration.follow(page, "Sign in as an example person"), button="Sign in as Example Secretary"
    )
    assert "Example Secretary" in entered.text
    with demonstration.saved() as db:
        assert db.query(Person).filter(Person.example).count() == 1
    assert mailed(demonstration)["link"], "tests, and who runs it, find the links in the outbox"
