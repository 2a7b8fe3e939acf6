"""The JSON for programs is what its description says."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from consultation.models import StandingPlace
from consultation.placements.settling import settle_placement
from documents import queries
from documents.text.words import plain
from sbcp.pages.api import openapi
from tests.adoption.making import make_act
from tests.consultation.sending import send_comment
from tests.support import factories
from tests.support.pages import Client


@pytest.fixture
def place(client: Client) -> Client:
    """A document with two versions, a comment carried from the first, and an act on the second."""
    with client.saved() as db:
        document = factories.make_document(db, slug="policy")
        round_ = factories.make_consultation(db, document.versions[-1])
        send_comment(db, round_, pid=2)
        factories.make_version(db, document)
        db.refresh(document)
        make_act(db, document, "endorsed")
    return client


ANSWERS: list[tuple[str, Any]] = [
    ("/api/v1/documents", openapi.Documents),
    ("/api/v1/documents/policy", openapi.Document),
    ("/api/v1/documents/policy/versions/1", openapi.Version),
    ("/api/v1/documents/policy/versions/2/as-it-binds/RS", openapi.AsItBinds),
    ("/api/v1/documents/policy/compare/1...2", openapi.Comparison),
    ("/api/v1/consultations/1/comments", list[openapi.Comment]),
    ("/api/v1/documents/policy/stances", openapi.Stances),
    ("/api/v1/adoption", openapi.Adoption),
    ("/api/v1/adoption/status.json", openapi.DataTable),
    ("/api/v1/adoption/acts.json?document=policy", openapi.DataTable),
    ("/api/v1/record", openapi.Record),
    ("/api/v1/record/heads", openapi.SignedHeads),
    ("/api/v1/public", openapi.Public),
]


@pytest.mark.parametrize(("address", "model"), ANSWERS, ids=[address for address, _model in ANSWERS])
def test_an_answer_has_what_its_description_says(place: Client, address: str, model: Any) -> None:
    response = place.http.get(address, headers={"origin": "https://elsewhere.example"})
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
    told = msgspec.json.decode(response.content, type=model)
    assert msgspec.to_builtins(told) == response.json(), "nothing more and nothing less"


def test_a_comparison_says_what_its_page_says(place: Client) -> None:
    told = place.http.get("/api/v1/documents/policy/compare/1...2").json()
    changes = [link for link in told["links"] if link["number"]]
    assert changes, "the second version changed something"
    page = place.get("/en/documents/policy/compare/1...2")
    assert f"Change {len(changes)} of {len(changes)}" in page.text
    assert all(f"p-{link['new'][0]}" in page.ids for link in changes if link["new"])
    same = place.http.get("/api/v1/documents/policy/compare/2...1", follow_redirects=True).json()
    assert same == told, "the older version is the first, however it is asked"


def test_a_settled_place_gives_its_reason_and_the_fate_of_the_quote(client: Client) -> None:
    with client.saved() as db:
        document = factories.make_document(db, slug="policy")
        round_ = factories.make_consultation(db, document.versions[-1])
        first = queries.paragraphs(db, document.versions[-1])[1]
        send_comment(db, round_, pid=first.pid, quote=[plain(first.markdown).split(". ")[0]])
        queries.draft(db, document)[1].certain = False
        factories.make_version(db, document)
        settle_placement(
            db,
            db.scalars(select(StandingPlace)).one(),
            pid=first.pid,
            by=factories.make_mandate(db),
            now=factories.NOW,
            reason="The same aim, said shorter.",
        )
    [comment] = client.http.get("/api/v1/consultations/1/comments").json()
    [told] = comment["placements"]
    assert told["reason"] == "The same aim, said shorter."
    assert told["quote_kind"] in ("unchanged", "changed", "removed")


def test_every_described_address_is_one_that_is_served(client: Client) -> None:
    described = client.http.get("/api/v1/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    served = {route.path.replace(":int", "") for route in client.app.routes if hasattr(route, "path")}
    assert set(described["paths"]) <= served
    assert len(described["paths"]) == len(ANSWERS) + len(openapi.FILES)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/documents/nothing/versions/1", 404),
        ("/api/v1/documents/nothing/compare/1...2", 404),
        ("/api/v1/consultations/9/comments", 404),
        ("/api/v1/adoption?as_of=tomorrow", 422),
        ("/api/v1/adoption?as_of=2999-01-01", 422),
        ("/api/v1/record?after=x", 422),
        ("/api/v1/adoption/status.csv?document=nothing", 404),
        ("/api/v1/adoption/status.json?document=nothing", 404),
        ("/api/v1/adoption/status.json?language=xx", 404),
        ("/api/v1/adoption/acts.xlsx?version=1", 422),
        ("/api/v1/adoption/acts.json?as_of=2999-01-01", 422),
    ],
)
def test_what_cannot_be_answered_says_why(client: Client, address: str, status: int) -> None:
    response = client.http.get(address)
    assert response.status_code == status
    problem = msgspec.json.decode(response.content, type=openapi.Problem)
    assert problem.status == status
    assert problem.detail
