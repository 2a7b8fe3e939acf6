"""What was changed can be taken back in the browser: looked at first, chosen part by part, never unseen."""

from types import SimpleNamespace as Place

from documents import queries
from documents.drafting.draft import Draft
from documents.models import Revision
from tests.pages.drafts.drafting import at, boris_does, texts
from tests.support.factories import NOW
from tests.support.markup import words
from tests.support.pages import Client


def last_revision(client: Client) -> Revision:
    with client.saved() as db:
        return db.query(Revision).order_by(Revision.id.desc()).limit(1).one()


def take_back(place: Place, name: str) -> str:
    return f"{place.draft}/revisions/{name}/take-back"


def test_a_change_is_looked_at_and_taken_back_with_its_reason(client: Client, place: Place) -> None:
    before = texts(client, place)
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it.")
    page = client.follow(client.get(f"{place.draft}/revisions"), "Take it back: revision 1.1")
    assert words(page.main.find(".//h1")).endswith("Take back 1.1")
    assert "Boris Example" in page.text
    assert "Boris had a reason" in page.text
    done = client.submit(page, {"reason": "It says less than before."}, button="Take it back")
    assert "Saved as revision 1.2." in done.text
    assert texts(client, place) == before
    saved = last_revision(client)
    assert (saved.operation, saved.reason) == ("take back", "It says less than before.")
    changes = client.get(f"{place.draft}/revisions")
    assert "Taken back: revision 1.2" in changes.text
    assert "It takes back revision 1.1." in changes.text
    assert "Nothing of it is left to take back" in client.get(take_back(place, "1.1")).text


def test_what_somebody_changed_since_stays_and_the_page_says_so(client: Client, place: Place) -> None:
    boris_does(client, place, "edit", place.aims, "First goal: clusters work together across borders.")
    boris_does(client, place, "edit", place.aims, "First goal: clusters work together across all borders.")
    page = client.get(take_back(place, "1.1"))
    assert "Goes back, and what was changed since stays" in page.text
    client.submit(page, {"reason": "The old word was right."}, button="Take it back")
    assert texts(client, place)[place.aims] == "First aim: clusters work together across all borders."


def test_words_of_others_are_lost_only_where_that_is_ticked(client: Client, place: Place) -> None:
    boris_does(client, place, "edit", place.aims, "First goal: clusters work together across borders.")
    boris_does(client, place, "edit", place.aims, "First wish: clusters work together across borders.")
    page = client.get(take_back(place, "1.1"))
    assert "Was changed since: taking it back loses that" in page.text
    told = client.submit(page, {"reason": "The old word was right."}, button="Take it back", status=422)
    assert "Choose what is to be taken back." in told.text
    assert texts(client, place)[place.aims].startswith("First wish")
    client.submit(told, {"reason": "The old word was right.", "parts": "0"}, button="Take it back")
    assert texts(client, place)[place.aims].startswith("First aim")


def test_F09_a_draft_that_changed_meanwhile_is_looked_at_again_and_the_reason_is_kept(
    client: Client, place: Place
) -> None:
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it.")
    page = client.get(take_back(place, "1.1"))
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it now.")
    told = client.submit(page, {"reason": "It says less."}, button="Take it back", status=422)
    assert "The draft has changed since you looked at it." in told.text
    assert "It says less." in told.text
    assert texts(client, place)[place.aims] == "First aim, as Boris has it now."
    client.submit(told, {"parts": "0"}, button="Take it back")
    assert texts(client, place)[place.aims].startswith("First aim: clusters")


def test_a_change_of_very_many_paragraphs_is_taken_back_by_one_form(client: Client, place: Place) -> None:
    before = texts(client, place)
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        many = "\n\n".join(f"Paragraph {number} of many." for number in range(230))
        by = db.merge(place.boris)
        Draft(db, document, by=by, reason="Many", now=NOW).insert(place.aims, many)
    page = client.get(take_back(place, "1.1"))
    assert "30 more, by which nothing is lost" in page.text
    client.submit(page, {"reason": "Far too many."}, button="Take it back")
    assert texts(client, place) == before


def test_a_change_that_there_is_not_is_not_found(client: Client, place: Place) -> None:
    assert client.get(take_back(place, "1.9"), status=404)


def test_earlier_words_of_a_paragraph_are_restored(client: Client, place: Place) -> None:
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it.")
    boris_does(client, place, "edit", place.aims, "First aim, as nobody wants it.")
    page = client.follow(client.get(at(place, place.aims)), "Restore these words: revision 1.1")
    client.submit(page, {"reason": "That was better.", "comments": "1"}, button="Restore these words")
    assert texts(client, place)[place.aims] == "First aim, as Boris has it."
    assert last_revision(client).operation == "restore"
    assert (
        "It has these words now"
        in client.get(f"{at(place, place.aims)}/restore?revision={first(client)}").text
    )


def first(client: Client) -> int:
    with client.saved() as db:
        return db.query(Revision.id).order_by(Revision.id).where(Revision.base == 1).limit(1).scalar() or 0


def test_F09_restoring_meets_what_somebody_saved_meanwhile(client: Client, place: Place) -> None:
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it.")
    boris_does(client, place, "edit", place.aims, "First aim, as nobody wants it.")
    form = client.get(f"{at(place, place.aims)}/restore?revision={first(client)}")
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it at last.")
    page = client.submit(form, {"reason": "That was better."}, button="Restore these words", status=409)
    assert "at last" in page.text
    assert "That was better." in page.text
    assert texts(client, place)[place.aims] == "First aim, as Boris has it at last."
    client.submit(page, button="Restore these words")
    assert texts(client, place)[place.aims] == "First aim, as Boris has it."


def test_a_deleted_paragraph_is_listed_and_brought_back_to_its_place(client: Client, place: Place) -> None:
    order = list(texts(client, place))
    boris_does(client, place, "delete", place.aims)
    page = client.follow(client.get(place.draft), "1 deleted paragraph")
    assert "First aim: clusters work together across borders." in page.text
    assert "Boris had a reason" in page.text
    form = client.follow(
        page, next(name for name, _address in page.links() if name.startswith("Bring it back"))
    )
    client.submit(form, {"reason": "It is needed."}, button="Bring it back")
    assert list(texts(client, place)) == order
    assert "Nothing has been deleted" in client.get(f"{place.draft}/deleted").text


def test_who_only_reads_sees_what_was_deleted_and_no_way_to_change_it(client: Client, place: Place) -> None:
    boris_does(client, place, "delete", place.aims)
    client.sign_in(place.minister)
    page = client.get(f"{place.draft}/deleted")
    assert "First aim" in page.text
    assert "Bring it back" not in page.text
    assert client.get(f"{at(place, place.aims)}/restore", status=403)
    assert client.get(take_back(place, "1.1"), status=403)


def test_what_is_deleted_and_taken_back_is_not_for_the_public(client: Client, place: Place) -> None:
    boris_does(client, place, "edit", place.aims, "A canary of the draft.")
    boris_does(client, place, "delete", place.aims)
    client.sign_out()
    for path in (f"{place.draft}/deleted", take_back(place, "1.1"), f"{at(place, place.aims)}/restore"):
        page = client.get(path, status=401)
        assert "canary" not in page.text
