"""What is typed into the sheet is saved by itself, gathered in an open set of changes, and closed with a
reason."""

import json
from types import SimpleNamespace as Place

import pytest

from consultation.models import Comment, Trace
from documents import queries
from documents.drafting import sets
from documents.models import ChangeSet, Revision
from tests.pages.drafts.drafting import boris_does, texts
from tests.pages.sheet.sheets import edit, node, save, text, window
from tests.support.pages import Client


def revisions(client: Client) -> list[Revision]:
    with client.saved() as db:
        return list(db.query(Revision).filter(Revision.base == 1).order_by(Revision.id))


def test_the_sheet_is_the_draft_with_its_labels(client: Client, place: Place) -> None:
    told = text(client, place)
    assert [each["pid"] for each in told["blocks"]] == place.pids
    heading, aim = told["blocks"][:2]
    assert heading["node"] == node("heading", "Aims", level=2)
    assert (aim["label"], aim["node"]["content"][0]["text"][:10]) == ("1 ¶1", "First aim:")
    assert told["set"] is None


def test_what_is_typed_is_saved_again_and_again_as_one_change(client: Client, place: Place) -> None:
    first = edit(client, place, place.aims, "First aim: they work")
    second = edit(client, place, place.aims, "First aim: they work together.")
    assert texts(client, place)[place.aims] == "First aim: they work together."
    [revision] = revisions(client)
    assert revision.operation == "edit"
    assert revision.before[0]["markdown"].startswith("First aim: clusters work")
    assert revision.name == ""
    assert second["set"]["changes"] == 1
    assert first["revision"] < second["revision"] == second["blocks"]["a"]["changed_in"]


def test_typing_it_back_leaves_no_change(client: Client, place: Place) -> None:
    was = texts(client, place)[place.aims]
    edit(client, place, place.aims, "Something else.")
    told = edit(client, place, place.aims, was)
    assert revisions(client) == []
    assert told["set"] is None


def test_the_set_is_closed_with_its_reason_and_the_comment_it_answers(client: Client, place: Place) -> None:
    told = edit(
        client, place, place.aims, "First aim: clusters work together across the borders of all states."
    )
    page = client.get(told["set"]["close"])
    assert "Name the borders." in page.text
    missing = client.submit(page, {}, button="Close them", status=422)
    assert "Say why you made these changes." in missing.text
    done = client.submit(missing, {"reason": "A comment asked.", "comments": "1"}, button="Close them")
    assert "Closed as revision 1.1." in done.text
    with client.saved() as db:
        change_set = db.query(ChangeSet).filter(ChangeSet.base == 1).one()
        assert (change_set.name, change_set.reason) == ("1.1", "A comment asked.")
        assert db.query(Trace).one().comment_id == db.query(Comment).one().id
    client.get(told["set"]["close"], status=404)
    edit(client, place, place.aims, "Yet other words.")
    assert [each.change_set_id for each in revisions(client)] == [change_set.id, change_set.id + 1]


def test_a_comment_of_another_paragraph_needs_a_reason(client: Client, place: Place) -> None:
    told = edit(client, place, place.last, "It reports twice a year.")
    page = client.get(told["set"]["close"])
    asked = client.submit(page, {"reason": "Why", "others": "1"}, button="Close them", status=422)
    assert "Say why it answers it." in asked.text
    assert "Why" in asked.text
    client.submit(asked, {"link_reason": "Reports name borders."}, button="Close them")
    with client.saved() as db:
        assert db.query(Trace).one().reason == "Reports name borders."


def test_more_typed_since_the_page_of_closing_was_opened_is_looked_at_first(
    client: Client, place: Place
) -> None:
    told = edit(client, place, place.aims, "Once.")
    page = client.get(told["set"]["close"])
    edit(client, place, place.aims, "Twice.")
    again = client.submit(page, {"reason": "Why"}, button="Close them", status=422)
    assert "More was changed since you looked at it." in again.text
    client.submit(again, {}, button="Close them")


def test_F09_two_who_type_into_one_paragraph_get_both_texts_and_one_put_together(
    client: Client, place: Place
) -> None:
    was = next(each for each in text(client, place)["blocks"] if each["pid"] == place.aims)
    boris_does(client, place, "edit", place.aims, "Second wish: clusters work together across borders.")
    typed = {
        "key": "a",
        "sources": [place.aims],
        "node": node("paragraph", "First aim: clusters work together across all borders."),
    }
    told = save(client, place, window(None, [[place.aims, was["changed_in"]]], typed))
    assert told["blocks"] == {}
    [clash] = told["conflicts"]
    assert (clash["pid"], clash["by"]) == (place.aims, "Boris Example")
    assert clash["theirs"]["content"][0]["text"].startswith("Second wish")
    assert clash["together"]["content"][0]["text"] == (
        "Second wish: clusters work together across all borders."
    )
    assert clash["certain"]
    assert texts(client, place)[place.aims].startswith("Second wish")
    typed["node"] = clash["together"]
    save(client, place, window(None, [[place.aims, clash["changed_in"]]], typed))
    assert texts(client, place)[place.aims] == "Second wish: clusters work together across all borders."


def test_F10_others_are_saved_beside_the_one_that_met_another(client: Client, place: Place) -> None:
    was = {each["pid"]: each["changed_in"] for each in text(client, place)["blocks"]}
    boris_does(client, place, "edit", place.aims, "Boris was here.")
    mine = [
        window(None, [[pid, was[pid]]], {"key": str(pid), "sources": [pid], "node": node("paragraph", words)})
        for pid, words in ((place.aims, "Mine."), (place.second, "Also mine."))
    ]
    told = save(client, place, *mine)
    assert list(told["blocks"]) == [str(place.second)]
    assert texts(client, place)[place.second] == "Also mine."


def test_F11_a_paragraph_deleted_meanwhile_is_told_and_its_words_come_back(
    client: Client, place: Place
) -> None:
    was = {each["pid"]: each["changed_in"] for each in text(client, place)["blocks"]}
    boris_does(client, place, "delete", place.aims)
    typed = {"key": "a", "sources": [place.aims], "node": node("paragraph", "Mine.")}
    [clash] = save(client, place, window(1, [[place.aims, was[place.aims]]], typed))["conflicts"]
    assert clash["theirs"] is None
    save(client, place, window(1, [], typed))
    assert texts(client, place)[place.aims] == "Mine."


def test_a_heading_is_made_and_a_list_without_a_sign_of_markdown(client: Client, place: Place) -> None:
    new = [
        {"key": "h", "sources": [], "node": node("heading", "1. Scope *", level=3)},
        {"key": "i", "sources": [], "node": node("item", "one", level=1, mark="(a)")},
        {"key": "j", "sources": [], "node": node("item", "two", level=1, mark="(b)")},
        {"key": "e", "sources": [], "node": node("paragraph", "")},
    ]
    told = save(client, place, window(place.last, [], *new))
    stored = texts(client, place)
    assert [stored[told["blocks"][key]["pid"]] for key in "hij"] == [
        "### 1. Scope \\*",
        "- (a) one",
        "- (b) two",
    ]
    assert "e" not in told["blocks"], "an empty block is no paragraph"
    assert told["labels"][-1][0] == told["blocks"]["j"]["pid"]
    [revision] = revisions(client)
    assert (revision.operation, len(revision.after)) == ("insert", 3)


def test_what_is_no_sheet_is_refused_and_says_so(client: Client, place: Place) -> None:
    for sent in ("", "[]", "{}", '{"windows": 1}', '{"windows": [{}]}', '{"windows": [[]]}', "[" * 99999):
        told = client.post(f"{place.draft}/sheet/text", {"sheet": sent}, status=422).json()
        assert "could not be read" in told["message"]
    odd = window(None, [], {"key": "a", "sources": [], "node": {"type": "script", "attrs": {}}})
    told = save(client, place, odd)
    assert "could not be read" in told["refused"][0]["message"]
    assert not told["blocks"]


def test_two_footnotes_of_one_name_are_refused_with_the_rest_of_their_window(
    client: Client, place: Place
) -> None:
    note = {"type": "footnote", "attrs": {"label": "1"}, "content": [node("line", "A note.")]}
    new = [{"key": key, "sources": [], "node": note} for key in "ab"]
    told = save(client, place, window(place.last, [], *new))
    assert "two footnotes" in told["refused"][0]["message"]
    assert revisions(client) == []


def test_F30_who_is_signed_out_is_told_where_to_sign_in(client: Client, place: Place) -> None:
    client.sign_out()
    sent = {"sheet": json.dumps({"windows": []})}
    told = client.post(f"{place.draft}/sheet/text", sent, status=401).json()
    assert told["sign_in"] == "/en/signin"
    assert "Members of the process sign in" in told["message"]


def test_an_open_set_is_seen_by_members_and_holds_publication_up(client: Client, place: Place) -> None:
    edit(client, place, place.aims, "Still open.")
    client.sign_in(place.people["Boris"])
    page = client.get(place.draft)
    assert "Ana Example has 1 change open" in page.text
    assert "still open" in client.get(f"{place.draft}/revisions").text
    client.sign_in(place.people["Vera"])
    form = client.get(f"{place.draft}/publish")
    told = client.submit(form, {"label": "second draft", "reason": "It is ready."}, status=409)
    assert "Changes of Ana Example are still open." in told.text


def test_who_publishes_closes_for_somebody_who_is_away_and_nobody_else_does(
    client: Client, place: Place
) -> None:
    told = edit(client, place, place.aims, "Still open.")
    client.sign_in(place.people["Boris"])
    client.get(told["set"]["close"], status=403)
    client.sign_in(place.people["Vera"])
    page = client.get(told["set"]["close"])
    assert "Close the changes of Ana Example" in page.text
    client.submit(page, {"reason": "Ana is away."}, button="Close them")
    with client.saved() as db:
        change_set = db.query(ChangeSet).filter(ChangeSet.base == 1).one()
        assert change_set.made_by
        assert change_set.made_by.person.name == "Ana Example"
        assert change_set.closed_by
        assert change_set.closed_by.person.name == "Vera Example"


def test_those_who_are_there_see_each_other_and_what_was_saved(client: Client, place: Place) -> None:
    client.post(f"{place.draft}/sheet/here", {"pid": str(place.aims)}, status=200)
    since = text(client, place)["revision"]
    edit(client, place, place.aims, "Ana was here.")
    client.sign_in(place.people["Boris"])
    response = client.http.get(f"{place.draft}/sheet/events")
    assert response.headers["content-type"].startswith("text/event-stream")
    told = json.loads(response.text.split("data: ")[1])
    assert told["people"] == [{"name": "Ana Example", "pid": place.aims, "place": "section 1, paragraph 1"}]
    news = client.http.get(f"{place.draft}/sheet/news?since={since}").json()
    assert news["revision"] == told["revision"]
    assert [each["pid"] for each in news["blocks"]] == [place.aims]
    assert news["order"] == place.pids


@pytest.mark.parametrize("address", ["sheet", "sheet/text", "sheet/news", "sheet/events"])
def test_only_those_who_edit_have_the_sheet(client: Client, place: Place, address: str) -> None:
    client.sign_in(place.minister)
    assert client.http.get(f"{place.draft}/{address}").status_code == 403


def test_the_open_set_of_one_is_not_the_set_of_another(client: Client, place: Place) -> None:
    edit(client, place, place.aims, "Ana.")
    client.sign_in(place.people["Boris"])
    edit(client, place, place.aims, "Boris after Ana.")
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        assert [len(each.revisions) for each in sets.open_sets(db, document)] == [1, 1]


def test_what_changed_since_the_version_is_told_with_who_changed_it(client: Client, place: Place) -> None:
    boris_does(client, place, "edit", place.second, "Second aim: what one cluster learns, everybody can use.")
    boris_does(client, place, "delete", place.last)
    edit(client, place, place.aims, "First aim: clusters work together across all borders.")
    told = client.http.get(f"{place.draft}/sheet/since").json()
    assert told["version"] == 1
    mine, his = told["blocks"]
    assert (mine["pid"], mine["by"], mine["marks"]) == (place.aims, "Ana Example", [[41, 44, ""]])
    assert (his["pid"], his["by"]) == (place.second, "Boris Example (1.1)")
    [gone] = told["ended"]
    assert (gone["words"], gone["by"]) == ("It reports once a year.", "Boris Example (1.2)")


def test_what_a_save_renames_comes_with_its_answer_and_to_others_as_news(
    client: Client, place: Place
) -> None:
    """The paragraphs that refer to it are told with the answer of the save, as those of others are; closing
    names no comment on them."""
    boris_does(client, place, "edit", place.second, f"As [section 2](#p-{place.pids[3]}) says.")
    since = text(client, place)["revision"]
    heading = {"key": "h", "sources": [], "node": node("heading", "Scope", level=2)}
    told = save(client, place, window(place.aims, [], heading))
    [followed] = told["followed"]
    words = [each["text"] for each in followed["node"]["content"]]
    assert (followed["pid"], words) == (place.second, ["As ", "section 3", " says."])
    assert followed["changed_in"] == told["revision"]
    assert [place.pids[3], "3", "", "section 3"] in told["labels"]
    news = client.http.get(f"{place.draft}/sheet/news?since={since}").json()
    assert followed in news["blocks"]
    page = client.get(told["set"]["close"])
    assert "References followed" in page.text
    told = edit(client, place, place.aims, "Other words, on which no label rests.")
    assert told["followed"] == []
    assert "labels" not in told
