"""The page of a country says what stands, by the right act and paper."""

from dataclasses import replace

from tests.adoption.making import PAPER, make_act
from tests.support.factories import make_document
from tests.support.pages import Client

PAGE = "/en/adoption/HR"


def by_what_act(client: Client) -> str:
    """The fact of the page with this name, as HTML."""
    return client.get(PAGE).html.partition("By what act</dt>")[2].partition("</dd>")[0]


def test_of_a_corrected_act_the_paper_is_cited_as_corrected(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy")
        act = make_act(db, document, country="HR", instrument=replace(PAPER, gazette="Gazette 17, p. 4"))
        correction = make_act(
            db,
            document,
            "correction",
            country="HR",
            by=act.recorded_by,
            about=act,
            instrument=replace(PAPER, gazette="Gazette 71, p. 4"),
        )
    fact = by_what_act(client)
    assert "Gazette 71" in fact
    assert "Gazette 17" not in fact
    assert f"as corrected by act no. {correction.id}" in fact
