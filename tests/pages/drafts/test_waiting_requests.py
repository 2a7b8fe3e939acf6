"""A request to publish is shown on the draft while it waits, and no change ends it unseen."""

from types import SimpleNamespace as Place

import pytest

from documents import queries
from tests.pages.drafts.drafting import at, boris_does
from tests.support.factories import make_mandate
from tests.support.markup import Page
from tests.support.pages import Client

ENDS = "Saving this ends a request to publish"
ASKED = "Vera Example asked on"


def ask(client: Client, place: Place) -> str:
    """Vera asks to publish the draft as it is; the address of her request. Then the editor goes on."""
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it.")
    client.sign_in(place.people["Vera"])
    form = client.get(f"{place.draft}/publish")
    address = client.submit(form, {"label": "second draft", "reason": "It is ready."}).address
    client.sign_in(place.people["Ana"])
    return address


def warned(page: Page) -> bool:
    return ENDS in page.text and ASKED in page.text and "“second draft”" in page.text


def test_the_draft_shows_the_request_that_waits(client: Client, place: Place) -> None:
    address = ask(client, place)
    page = client.get(place.draft)
    assert "Publishing has been asked for" in page.text
    assert ASKED in page.text
    assert "to publish the draft as “second draft”." in page.text
    assert "A second person can approve it until" in page.text
    assert "Any change of the draft before that ends the request." in page.text
    assert not page.all(f".//a[@href='{address}']"), "who may not decide it has no way to its page"
    client.sign_in(place.people["Vera"])
    assert client.follow(client.get(place.draft), "Request no. 1").address == address


@pytest.mark.parametrize("operation", ["", "delete", "move", "split", "merge", "restore"])
def test_every_form_of_a_change_warns_before_it_is_saved(
    client: Client, place: Place, operation: str
) -> None:
    assert ENDS not in client.get(at(place, place.aims, operation)).text, "nothing waits yet"
    ask(client, place)
    query = "?revision=1" if operation == "restore" else ""
    assert warned(client.get(at(place, place.aims, operation) + query))


def test_so_do_inserting_and_taking_back(client: Client, place: Place) -> None:
    ask(client, place)
    assert warned(client.get(f"{place.draft}/insert"))
    assert warned(client.get(f"{place.draft}/revisions/1.1/take-back"))


def test_who_has_only_come_to_read_is_not_warned(client: Client, place: Place) -> None:
    ask(client, place)
    client.sign_in(place.minister)
    assert ENDS not in client.get(at(place, place.aims)).text
    page = client.get(place.draft)
    assert ASKED in page.text
    assert "Any change of the draft" not in page.text


def test_the_change_that_ended_it_is_told_to_who_made_it_and_to_who_decides(
    client: Client, place: Place
) -> None:
    address = ask(client, place)
    page = client.get(at(place, place.second))
    saved = client.submit(page, {"markdown": "The second aim, shorter.", "reason": "Shorter."}, form="edit")
    assert (
        "Saved as revision 1.2. This ended request no. 1 to publish the draft as “second draft”: "
        "ask for it again." in saved.text
    )
    assert "A request to publish has been overtaken" in saved.text
    assert "The draft has changed since (1.2 by Ana Example): it cannot be approved any more." in saved.text
    assert ENDS not in client.get(at(place, place.second)).text, "it is not ended twice"
    again = client.submit(
        client.get(at(place, place.second)), {"markdown": "Second aim.", "reason": "Shorter."}, form="edit"
    )
    assert "This ended request" not in again.text
    with client.saved() as db:
        deputy = make_mandate(db)
    client.sign_in(deputy.person)
    shown = client.get(f"{address}/decision?act=approve")
    assert shown.address == address, "there is nothing to approve"
    assert "This request has been overtaken" in shown.text
    assert "The draft has changed since this was asked for (1.2 by Ana Example)." in shown.text
    assert "Approve …" not in shown.text
    form = client.follow(shown, "Ask for it again")
    assert form.heading == "Publish version 2"
    assert form.ids["label"].get("value") == "second draft"
    assert "A request to publish has been overtaken" in form.text


def test_a_refused_change_ends_nothing(client: Client, place: Place) -> None:
    ask(client, place)
    page = client.get(at(place, place.second))
    told = client.submit(page, {"markdown": "Shorter.", "reason": ""}, form="edit", status=422)
    assert warned(told), "it is said again where the form is"
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        assert queries.last_revision_id(db, document) == 2
    assert "Publishing has been asked for" in client.get(place.draft).text


def test_a_conflict_warns_too(client: Client, place: Place) -> None:
    page = client.get(at(place, place.aims))
    ask(client, place)
    told = client.submit(page, {"markdown": "Mine.", "reason": "Mine."}, form="edit", status=409)
    assert warned(told)


def test_an_import_warns_before_the_file_becomes_the_draft(client: Client, place: Place) -> None:
    ask(client, place)
    client.sign_in(place.people["Vera"])
    page = client.get(f"{place.draft}/import")
    page = client.submit(page, {"file": ("next.md", b"# Another title\n\nOther words.\n")})
    with client.saved() as db:
        last = queries.last_revision_id(db, queries.document_by_slug(db, place.document.slug))
    page = client.submit(page, {"base": f"r{last}"}, button="Compare the file with it")
    assert page.heading == "What became what"
    assert warned(page)
    done = client.submit(page, {"reason": "A new text."}, button="Make this file the draft")
    assert "This ended request no. 1" in done.text
