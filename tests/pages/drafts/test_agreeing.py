"""A paragraph is marked as agreed as it reads, and the first change of its words takes the mark away."""

from types import SimpleNamespace as Place

import pytest

from documents import queries
from documents.drafting.among_members import agreeing
from documents.drafting.draft import Draft
from documents.formats.markdown import read_markdown
from process.services import publish_version
from tests.pages.drafts.drafting import at, boris_does
from tests.support.factories import NOW
from tests.support.pages import Client

MARK, UNMARK = "Mark it as agreed", "It is not agreed any more"


def agree(client: Client, place: Place, *pids: int) -> None:
    for pid in pids:
        client.submit(client.get(at(place, pid)), button=MARK)


def agreed(client: Client, place: Place) -> set[int]:
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        return {each.pid for each in queries.draft(db, document) if each.agreed_at}


def test_a_member_marks_a_paragraph_and_takes_the_mark_away(client: Client, place: Place) -> None:
    page = client.submit(client.get(at(place, place.aims)), button=MARK)
    assert "Marked as agreed. The first change of its words takes the mark away." in page.text
    assert "marked by Ana Example" in page.text
    draft = client.get(place.draft)
    assert "1 of 7 paragraphs is marked as agreed." in draft.text
    assert "✓agreed" in "".join(draft.ids[f"p-{place.aims}"].itertext()).replace(" ", "")
    page = client.submit(client.get(at(place, place.aims)), button=UNMARK)
    assert "It is not marked as agreed any more." in page.text
    assert "agreed" not in "".join(client.get(place.draft).ids[f"p-{place.aims}"].itertext())


def test_who_only_reads_sees_the_mark_and_sets_none(client: Client, place: Place) -> None:
    agree(client, place, place.aims)
    client.sign_in(place.minister)
    page = client.get(at(place, place.aims))
    assert "marked by Ana Example" in page.text
    assert UNMARK not in page.text
    client.post(f"{at(place, place.aims)}/agreed", {"act": "not"}, status=403)


def test_nobody_agrees_to_words_that_they_have_not_read(client: Client, place: Place) -> None:
    page = client.get(at(place, place.aims))
    boris_does(client, place, "edit", place.aims, "Other words.")
    page = client.submit(page, button=MARK, status=409)
    assert "Somebody has changed this paragraph since you read it. Read it again first." in page.text
    assert agreed(client, place) == set()
    client.post(f"{at(place, 999)}/agreed", {"act": "agree"}, status=404)


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("edit", lambda place: (place.aims, "Other words.")),
        ("split", lambda place: (place.aims, ["One part.", "Another part."])),
        ("merge", lambda place: (place.aims, place.second, "Both as one.")),
    ],
)
def test_other_words_take_the_mark_away_and_leave_those_of_others(
    client: Client, place: Place, operation: str, arguments: object
) -> None:
    agree(client, place, place.aims, place.last)
    boris_does(client, place, operation, *arguments(place))  # type: ignore[operator]
    assert agreed(client, place) == {place.last}


def test_a_merge_takes_it_away_even_where_the_words_of_the_first_stay(client: Client, place: Place) -> None:
    agree(client, place, place.aims)
    with client.saved() as db:
        words = queries.draft_paragraph(db, queries.document_by_slug(db, place.document.slug), place.aims)
        assert words is not None
    boris_does(client, place, "merge", place.aims, place.second, words.markdown)
    assert agreed(client, place) == set()


def test_another_place_leaves_the_mark(client: Client, place: Place) -> None:
    agree(client, place, place.aims)
    boris_does(client, place, "move", place.aims, place.last)
    assert agreed(client, place) == {place.aims}


def test_words_that_come_back_are_not_agreed_again(client: Client, place: Place) -> None:
    agree(client, place, place.aims)
    boris_does(client, place, "edit", place.aims, "Other words.")
    page = client.get(f"{place.draft}/revisions/1.1/take-back")
    client.submit(page, {"reason": "It was better."}, button="Take it back")
    assert "First aim" in client.get(at(place, place.aims)).text
    assert agreed(client, place) == set()


def test_an_import_leaves_the_marks_of_what_it_does_not_change(client: Client, place: Place) -> None:
    agree(client, place, place.aims, place.second)
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        rows = [(each.pid, each.block, each.origins, True) for each in queries.draft(db, document)]
        [other] = read_markdown("Other words.\n").blocks
        rows = [(pid, other if pid == place.aims else block, o, c) for pid, block, o, c in rows]
        Draft(db, document, by=db.merge(place.boris), reason="A file", now=NOW).replace_all(rows)
    assert agreed(client, place) == {place.second}


def test_a_publication_leaves_the_mark_and_says_nothing_of_it(client: Client, place: Place) -> None:
    agree(client, place, place.aims)
    boris_does(client, place, "edit", place.second, "Other words.")
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        publish_version(db, document, label="second", by=db.merge(place.secretary), now=NOW)
    assert agreed(client, place) == {place.aims}
    client.sign_out()
    for address in ("", f"/paragraphs/{place.aims}"):
        page = client.get(f"/en/documents/{place.document.slug}/versions/2{address}")
        assert "agreed" not in page.text
    api = client.http.get(f"/api/v1/documents/{place.document.slug}/versions/2").text
    assert "agreed" not in api


def test_marking_twice_keeps_the_first_mark(client: Client, place: Place) -> None:
    agree(client, place, place.aims)
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        paragraph = queries.draft_paragraph(db, document, place.aims)
        assert paragraph is not None
        seen = paragraph.changed_in
        agreeing.agree(db, document, place.aims, based_on=seen, by=db.merge(place.boris), now=NOW)
    assert "marked by Ana Example" in client.get(at(place, place.aims)).text
