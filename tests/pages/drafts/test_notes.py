"""Members write notes to each other on paragraphs of the draft, and follow them until they are settled."""

from types import SimpleNamespace as Place

from tests.pages.drafts.drafting import at, boris_does
from tests.support.markup import Page
from tests.support.pages import Client

WORDS = "Should the borders be named?"
CHANGED = "the text has changed since"


def leave(client: Client, place: Place, pid: int, words: str = WORDS) -> Page:
    """Leave a note on a paragraph; the page after it."""
    return client.submit(client.get(at(place, pid)), {"text": words}, form="note")


def notes(place: Place) -> str:
    return f"{place.draft}/notes"


def test_a_note_stands_at_its_paragraph_on_the_draft_and_in_the_list(client: Client, place: Place) -> None:
    page = leave(client, place, place.aims)
    assert page.address.endswith(f"/paragraphs/{place.aims}")
    assert "Your note is there for the members." in page.text
    assert WORDS in page.text
    assert "Ana Example, Working group" in page.text
    assert page.ids["n-1"].find(".//*[@lang='en']") is not None, "in the language that it says"
    draft = client.get(place.draft)
    assert draft.ids[f"p-{place.aims}"].find(".//a[@class='para__link']") is not None
    assert "1 open note" in draft.text
    listed = client.follow(draft, "1 open note")
    assert listed.address == notes(place)
    assert WORDS in listed.text


def test_others_answer_in_the_order_of_time_and_settle_it(client: Client, place: Place) -> None:
    leave(client, place, place.aims)
    client.sign_in(place.people["Boris"])
    page = client.follow(client.get(at(place, place.aims)), "Answer: note no. 1")
    page = client.submit(page, {"text": "Yes, all of them."}, form="answer")
    client.sign_in(place.minister)
    page = client.submit(client.get(f"{notes(place)}/1"), {"text": "We agree."}, form="answer")
    assert page.text.index(WORDS) < page.text.index("Yes, all of them.") < page.text.index("We agree.")
    page = client.submit(page, button="It is settled: note no. 1")
    assert "Settled. It can be opened again." in page.text
    assert "answer" not in page.ids, "nothing is answered to what is settled"
    assert "No note is open" in client.get(notes(place)).text
    settled = client.get(f"{notes(place)}?settled=yes")
    assert WORDS in settled.text
    assert "1 settled" in client.get(at(place, place.aims)).text
    page = client.submit(settled, button="Open it again: note no. 1")
    assert "It is open again." in page.text
    assert WORDS in client.get(notes(place)).text


def test_an_answer_to_what_was_settled_meanwhile_keeps_its_words(client: Client, place: Place) -> None:
    leave(client, place, place.aims)
    page = client.get(f"{notes(place)}/1")
    client.post(f"{notes(place)}/1/state", {"act": "settle"})
    client.post(f"{notes(place)}/1/state", {"act": "settle"})
    again = client.submit(page, {"text": "One more thing."}, form="answer", status=422)
    assert "This has been settled meanwhile. Open it again to go on." in again.text
    assert again.ids["text"].text == "One more thing."


def test_a_note_without_words_is_asked_for_and_what_was_chosen_stays(client: Client, place: Place) -> None:
    page = client.get(at(place, place.aims))
    page = client.submit(page, {"text": " ", "language": "mk"}, form="note", status=422)
    assert "Write your note." in page.text
    chosen = [
        option.get("value")
        for option in page.ids["language"].iter("option")
        if option.get("selected") is not None
    ]
    assert chosen == ["mk"]
    long = client.submit(page, {"text": "a" * 5001}, form="note", status=422)
    assert "Shorten this to 5000 characters." in long.text
    assert (long.ids["text"].text or "").strip() == "a" * 5001


def test_that_the_text_has_changed_since_is_said_in_words(client: Client, place: Place) -> None:
    page = client.get(at(place, place.aims))
    client.submit(page, {"text": "Written on the first words."}, form="note")
    assert CHANGED not in client.get(at(place, place.aims)).text
    boris_does(client, place, "edit", place.aims, "Other words.")
    assert CHANGED in client.get(at(place, place.aims)).text
    assert CHANGED in client.get(notes(place)).text
    client.submit(page, {"text": "Written while Boris saved."}, form="note")
    assert client.get(at(place, place.aims)).text.count(CHANGED) == 2, (
        "its author had the first words in view"
    )
    page = client.submit(client.get(f"{notes(place)}/1"), {"text": "It reads well now."}, form="answer")
    assert page.text.count(CHANGED) == 1, "the answer is about the words of today"


def test_a_note_follows_its_paragraph_when_that_moves_or_is_split(client: Client, place: Place) -> None:
    leave(client, place, place.aims)
    boris_does(client, place, "move", place.aims, place.last)
    page = client.get(at(place, place.aims))
    assert WORDS in page.text
    assert CHANGED not in page.text, "the words are the same"
    boris_does(client, place, "split", place.aims, ["One part.", "Another part."])
    page = client.get(at(place, place.aims))
    assert WORDS in page.text
    assert CHANGED in page.text


def test_a_note_goes_with_the_words_into_what_they_were_merged_into(client: Client, place: Place) -> None:
    leave(client, place, place.second)
    boris_does(client, place, "merge", place.aims, place.second, "Both as one.")
    boris_does(client, place, "merge", place.last, place.aims, "All as one.")
    page = client.get(at(place, place.last))
    assert WORDS in page.text
    assert "Written on a paragraph whose words are part of this one now." in page.text
    assert CHANGED in page.text
    assert "1 open note" in client.get(place.draft).text
    listed = client.get(notes(place))
    assert listed.all(f".//a[@href='{at(place, place.last)}#n-1']")


def test_a_note_on_a_deleted_paragraph_is_never_lost(client: Client, place: Place) -> None:
    leave(client, place, place.aims)
    page = client.get(at(place, place.second))
    boris_does(client, place, "delete", place.second)
    written = client.submit(page, {"text": "Written meanwhile."}, form="note")
    assert "Notes on a deleted paragraph" in written.text
    boris_does(client, place, "delete", place.aims)
    listed = client.get(notes(place))
    assert WORDS in listed.text
    assert listed.text.count("the paragraph is no longer there") == 2
    assert CHANGED not in listed.text
    page = client.get(f"{notes(place)}/1")
    page = client.submit(page, {"text": "It was taken out on purpose."}, form="answer")
    assert "It was taken out on purpose." in page.text
    page = client.get(at(place, place.aims, "restore"))
    client.submit(page, {"reason": "It is needed"}, button="Bring it back")
    page = client.get(at(place, place.aims))
    assert WORDS in page.text, "with its paragraph it is back in its place"


def test_there_is_no_note_on_what_never_was_a_paragraph(client: Client, place: Place) -> None:
    client.get(f"{at(place, 999)}/notes", status=404)
    client.post(f"{at(place, 999)}/notes", {"text": "x", "language": "en"}, status=404)
    leave(client, place, place.aims)
    client.submit(client.get(f"{notes(place)}/1"), {"text": "Yes."}, form="answer")
    client.get(f"{notes(place)}/2", status=404)  # an answer is read in its thread


def test_long_lists_of_notes_come_in_pages_in_the_order_of_the_text(client: Client, place: Place) -> None:
    for number in range(21):
        client.post(f"{at(place, place.last)}/notes", {"text": f"Note {number}", "language": "en"})
    leave(client, place, place.aims, "The first of the text")
    page = client.get(notes(place))
    assert page.text.index("The first of the text") < page.text.index("Note 0")
    assert "Note 19" not in page.text
    assert "Note 20" in client.get(f"{notes(place)}?page=2").text


def test_who_reads_no_drafts_neither_reads_nor_writes(client: Client, place: Place) -> None:
    leave(client, place, place.aims)
    client.sign_out()
    for address in (notes(place), f"{notes(place)}/1", f"{at(place, place.aims)}/notes"):
        client.get(address, status=401)
    client.post(f"{at(place, place.aims)}/notes", {"text": "x", "language": "en"}, status=401)
    version = client.get(f"/en/documents/{place.document.slug}/versions/1/paragraphs/{place.aims}")
    assert WORDS not in version.text
