"""What is private comes out nowhere: e-mail addresses, unpublished names, unsent words, tokens (S16).

Every address that can be read is read, as nobody in two languages and as members; every text in a
private column of any row, and every secret, is looked for in what comes back.
"""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import JSON, String, Text, select

from adoption.kinds import ActKind
from consultation.models import Comment, Respondent, Submission
from core.db import Base
from members.models import Person
from sbcp.personal.inventory import HOLDINGS, classified
from sbcp.routes import routes
from sbcp.web.endpoint import PageRoute
from tests.support import everything, requests
from tests.support.everything import PRIVATE, Everything
from tests.support.pages import Client

Full = tuple[Client, Everything]

# Where other accounts are used to sign in; there are none here, and tests of their own.
NEED_A_PROVIDER = {"oidc_start", "oidc_problem", "oidc_back", "identity_new"}
# Private columns with words that are public elsewhere: templates and roles have names of a few letters.
WORDS_OF_OURS = set(
    "template about locale language method kind pace role transports next_path path country".split()
) | {"basis_link"}
OF_THE_GROUP = ("note", "assignment")  # tables that all who may read working drafts may read
SHORTEST = 8  # characters; shorter values say nothing by themselves


def test_every_table_has_a_row_here(full: Full) -> None:
    """Add one in tests/support/everything.py: what goes over all rows is blind without it."""
    client, _world = full
    with client.saved() as db:
        assert everything.empty_tables(db) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_has_a_place_here(full: Full, method: str) -> None:
    """Add a row and a value for its part of the address in tests/support/everything.py."""
    _client, world = full
    assert [route.path for route in everything.pages(method) if not world.addresses(route)] == []


def test_every_page_that_can_be_read_is_read_by_somebody(full: Full) -> None:
    """Else the tests that go over all addresses only meet pages that say no."""
    client, world = full
    unread = {route.name for route in everything.pages("GET")}
    for who in ("nobody", *everything.ROLES, "secretariat 2"):
        world.sign_in(client, who)
        for route in routes():
            if isinstance(route, PageRoute) and route.name in unread:
                for path in (*world.addresses(route, most=3), *requests.FROM.get(route.name, ())):
                    if client.http.get(path).status_code in (200, 302, 303):
                        unread.discard(route.name)
                        break
    assert unread <= NEED_A_PROVIDER


def private(client: Client) -> Iterator[tuple[str, str, int | None]]:
    """Every private text of every row: where it stands, the text, and the person it belongs to."""
    with client.saved() as db:
        for holding in HOLDINGS:
            hidden = [*set(holding.columns) - set(holding.shown) - WORDS_OF_OURS, *holding.secret]
            for row in db.execute(select(holding.rows)):
                owner = row._mapping.get("person_id") or (row.id if holding.table == "person" else None)
                for column in hidden:
                    if isinstance(holding.rows.columns[column].type, String | Text | JSON):
                        for words in texts(row._mapping[column]):
                            yield f"{holding.table}.{column}", words, owner
        for hidden_one in db.scalars(select(Respondent).where(Respondent.publish_name.is_(False))):
            yield "respondent.name", hidden_one.name, None
            yield "respondent.organisation", hidden_one.organisation, None
        unsent = select(Comment).join(Submission).where(Submission.received_at.is_(None))
        for comment in db.scalars(unsent):
            yield "comment_wording.body", comment.body, None
            yield "comment_wording.proposed_text", comment.proposed_text, None
            yield "comment_wording.justification", comment.justification, None


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)
    elif isinstance(value, str) and len(value) >= SHORTEST and not ActKind.has(value):
        yield value


def test_S16_every_private_column_holds_something_to_look_for(full: Full) -> None:
    client, _world = full
    found = {where for where, _words, _owner in private(client)}
    wanted = {
        f"{holding.table}.{column}"
        for holding in HOLDINGS
        for column in [*set(holding.columns) - set(holding.shown) - WORDS_OF_OURS, *holding.secret]
        if isinstance(holding.rows.columns[column].type, String | Text)
    }
    assert wanted - found <= {"sign_in_link.browser_hash", "sign_in_link.code_hash"}


@pytest.mark.parametrize(
    ("who", "locale"),
    [("nobody", "en"), ("nobody", "sr-Latn"), ("government 2", "en")],
)
def test_S16_nothing_private_comes_out(full: Full, who: str, locale: str) -> None:
    client, world = full
    hidden = [
        (where, words)
        for where, words, owner in private(client)
        if (owner is None or owner != world.people.get(who))
        and not (who != "nobody" and where.startswith(OF_THE_GROUP))
    ]
    world.sign_in(client, who)
    with client.saved() as db:
        own = db.get(Person, world.people.get(who, 0))
    assert who != "nobody" or "note.text" in {where for where, _words in hidden}
    pattern = re.compile("|".join(sorted({re.escape(w) for _, w in hidden if not own or w != own.email})))
    leaks = []
    for route, path in everything.requests(world, locale, most=1 if who != "nobody" else 2):
        if "token" in route.path:
            continue  # whoever has the address is the owner
        answer = client.http.get(path)
        told = answer.text + repr(answer.headers)
        leaks += [
            f"{path}: {where} {m[0]}" for m in pattern.finditer(told) for where, w in hidden if w == m[0]
        ]
    assert leaks == []


@pytest.mark.parametrize(("who", "locale"), [("admin", "en"), ("former", "sr-Cyrl")])
def test_S16_what_the_group_writes_to_itself_is_read_by_those_who_read_drafts_alone(
    full: Full, who: str, locale: str
) -> None:
    """No page, feed, file or answer of the API, and no list, has a word of it for anybody else. To nobody it
    is private as all the rest is: the test above looks for it too."""
    client, world = full
    written = {words for where, words, _owner in private(client) if where == "note.text"}
    assert written == {f"{PRIVATE}-note", f"{PRIVATE}-answer"}
    world.sign_in(client, who)
    addresses = [path for _route, path in everything.requests(world, locale)]
    assert len(addresses) > 150
    told = {path: client.http.get(path).text for path in addresses}
    assert [path for path in told if any(each in told[path] for each in written)] == []
    world.sign_in(client, "observer 2")
    listed = client.http.get("/en/documents/policy/draft/notes").text
    assert f"{PRIVATE}-note" in listed, "and by them it is"


def test_S16_a_receipt_shows_what_is_its_own_alone(full: Full) -> None:
    client, world = full
    receipts = [route for route in everything.pages("GET") if "/receipts/" in route.path]
    for route in receipts:
        told = client.http.get(world.addresses(route)[0]).text
        others = set(re.findall(rf"{PRIVATE}-(\w+) (?:Name|Organisation)", told)) - {route.name}
        assert others == set(), route.path


def test_S16_the_record_holds_nothing_private(full: Full) -> None:
    """Payloads are public: no name of a person, no address of mail in any of them."""
    client, _world = full
    with client.saved() as db:
        names = [p.name for p in db.scalars(select(Person))] + [p.email for p in db.scalars(select(Person))]
    payloads = repr(everything.rows(client)["record_payload"])
    assert [name for name in names if name in payloads] == []
    assert PRIVATE not in payloads


def test_S16_secrets_are_kept_as_digests_or_sealed(full: Full) -> None:
    """No token that opens something is in the database as it stands in an address."""
    client, world = full
    held = repr(everything.rows(client))
    assert [name for name, token in world.tokens.items() if token in held] == []
    assert classified()["sign_in"]["token_hash"] == "secret"
    assert set(classified()) == set(Base.metadata.tables)
