"""That a version is adopted, in force or superseded is said wherever it is shown, and what countries reserve
stands at its paragraph."""

from datetime import date

from sqlalchemy.orm import Session

from adoption.versions import Place, of_document
from tests.adoption.making import make_act, set_rule
from tests.support.factories import NOW, make_document, make_version
from tests.support.pages import Client

FIRST_AIM = 2
TODAY = NOW.date()


def test_a_version_is_adopted_then_coming_then_in_force_then_superseded(db: Session) -> None:
    document = make_document(db)
    act = make_act(db, document, done_on=date(2027, 1, 10))
    by = {"by": act.recorded_by}
    assert of_document(db, document, TODAY).places[1].place == Place.ADOPTED
    set_rule(db, document, needs=1)
    coming = of_document(db, document, date(2027, 2, 1))
    assert (coming.places[1].place, coming.places[1].day) == (Place.COMING, date(2027, 2, 9))
    assert coming.changes_at is not None
    assert coming.changes_at.date() == date(2027, 2, 9)
    assert of_document(db, document, TODAY).places[1].place == Place.IN_FORCE
    make_act(db, document, version=make_version(db, document), done_on=TODAY, **by)
    later = of_document(db, document, date(2027, 4, 1)).places
    assert (later[1].place, later[1].by, later[1].day) == (Place.SUPERSEDED, 2, date(2027, 3, 31))
    assert later[2].place == Place.IN_FORCE
    assert of_document(db, make_document(db), TODAY).places == {}


def test_every_page_of_a_version_says_what_became_of_it(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy")
        set_rule(db, document, needs=1)
        make_act(db, document, done_on=date(2027, 1, 10))
    for address in (
        "/en/documents/policy",
        "/en/documents/policy/versions/1",
        f"/en/documents/policy/versions/1/paragraphs/{FIRST_AIM}",
        "/en/documents/policy/compare/1...1",
        "/en/adoption?document=policy",
    ):
        assert "In force since 9 February 2027" in client.get(address).text, address


def test_reservations_stand_at_their_paragraphs_and_go_when_they_are_withdrawn(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy")
        act = make_act(
            db, document, "reservation", reservations=[(FIRST_AIM, "Not across all borders.")], language="en"
        )
        make_act(db, document, "declaration", country="HR", statement="We say so.", language="en")
        make_act(
            db,
            document,
            "objection to reservation",
            country="SI",
            about=act,
            statement="We do not accept it.",
            language="en",
        )
    page = client.get("/en/documents/policy/versions/1")
    at = page.html.partition(f'id="p-{FIRST_AIM}"')[2].partition('id="p-')[0]
    assert "Reservation of Serbia" in at
    assert "(Reported; 1 objection)" in at
    assert "Declaration of Croatia (Reported) on the whole text" in page.text
    paragraph = client.get(f"/en/documents/policy/versions/1/paragraphs/{FIRST_AIM}")
    assert client.follow(paragraph, "Reservation of Serbia").address.endswith(f"/acts/{act.id}")
    with client.saved() as db:
        document, reservation = db.merge(document), db.merge(act)
        make_act(db, document, "withdrawal", about=reservation, by=reservation.recorded_by)
    assert "Reservation of Serbia" not in client.get("/en/documents/policy/versions/1").text
