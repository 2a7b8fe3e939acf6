"""An import beside the work of others: theirs is kept, what would be taken back is listed, and what both
changed a person decides."""

from types import SimpleNamespace as Place

import pytest

from documents import queries
from documents.drafting.draft import Draft
from documents.imports import merging
from tests.support.factories import NOW, make_document, make_mandate, make_person, make_revision
from tests.support.markup import Page, words
from tests.support.pages import Client

AIM = "Clusters work together across all borders of the region and with their neighbours."
LEARN = "What one cluster learns in its first years, every other cluster can use from the first day."
POINT = "Each participating government names one contact point for clusters and publishes its address."
ANSWER = "The contact point answers every question of a cluster within thirty days of receiving it."
TEXT = "\n\n".join(["## Aims", AIM, LEARN, "## Measures", POINT, ANSWER]) + "\n"
TAKE = "Make this file the draft"
NEW_LEARN = "Whatever one cluster learns, all others can use from the first day."
NEW_POINT = f"{POINT[:-1]} and its hours."
SHORT = "What one cluster learns in its first years, everybody can use at once."
SHORT_AIM = "Clusters work together across all borders of the region."
LATE = ANSWER.replace("thirty", "sixty")


@pytest.fixture
def place(client: Client) -> Place:
    """A version; since then one member changed two paragraphs, and another put one in."""
    with client.saved() as db:
        vera = make_person(db, "Vera Example")
        ana, boris = (
            make_mandate(db, "working_group", person=make_person(db, name))
            for name in ("Ana Example", "Boris Example")
        )
        document = make_document(db, TEXT, by=make_mandate(db, "secretariat", person=vera))
        make_revision(db, document, 3, NEW_LEARN, by=ana, reason="It is said shorter")
        make_revision(db, document, 5, NEW_POINT, by=ana, reason="Hours are asked for")
        Draft(db, document, by=boris, reason="The budget", now=NOW).insert(6, "Money comes from the fund.")
        version = queries.versions(db, document)[0]
    client.sign_in(vera)
    return Place(
        slug=document.slug,
        boris=boris,
        digest=version.digest,
        label=version.label,
        path=f"/en/documents/{document.slug}/draft/import",
    )


def imported(client: Client, place: Place, text: str, digest: str | None = None) -> Page:
    """The preview of a file that says from which version it was begun."""
    head = f"---\ndigest: {digest or place.digest}\n---\n\n"
    return client.submit(client.get(place.path), {"file": ("next.md", (head + text).encode())})


def draft(client: Client, place: Place) -> list[str]:
    with client.saved() as db:
        document = queries.document_by_slug(db, place.slug)
        return [row.markdown for row in queries.draft(db, document)]


def box(page: Page, name: str) -> str:
    """The value of the tick for a saved change."""
    label = next(each for each in page.main.iter("label") if words(each) == f"Take back revision {name}")
    return page.ids[label.get("for", "")].get("value", "")


def clash_page(client: Client, page: Page) -> Page:
    [link] = [a for a in page.main.iter("a") if "/conflicts/" in a.get("href", "") and words(a) != "Decide"][
        :1
    ]
    return client.get(link.get("href", ""))


OTHERS = ["## Aims", AIM, NEW_LEARN, "## Measures", NEW_POINT, ANSWER, "Money comes from the fund."]


def test_nothing_of_others_is_lost_when_a_file_begun_before_is_imported(client: Client, place: Place) -> None:
    page = imported(client, place, TEXT.replace(ANSWER, LATE))
    assert "This file was begun from version 1 (recognised by its digest)." in page.text
    assert "1.1, 1.2, 1.3 of 2 members." in page.text
    assert "It is said shorter" in page.text
    done = client.submit(page, {"reason": "The group met"}, button=TAKE)
    assert "The file is the draft now, saved as revision 1.4." in done.text
    assert draft(client, place) == [*OTHERS[:5], LATE, OTHERS[6]]


def test_what_is_ticked_is_taken_back_and_the_import_says_so(client: Client, place: Place) -> None:
    page = imported(client, place, TEXT.replace(ANSWER, LATE))
    page = client.submit(
        page,
        {"takes_back": [box(page, "1.1"), box(page, "1.3")]},
        button="Keep these ticks, and see what comes of them",
    )
    assert [box(page, name) for name in ("1.1", "1.2", "1.3")]
    ticked = [each for each in page.main.iter("input") if each.get("name") == "takes_back"]
    assert [each.get("checked") is not None for each in ticked] == [True, False, True]
    client.submit(page, {"reason": "The group met"}, button=TAKE)
    assert draft(client, place) == ["## Aims", AIM, LEARN, "## Measures", NEW_POINT, LATE]
    with client.saved() as db:
        document = queries.document_by_slug(db, place.slug)
        revisions = {revision.name: revision.id for revision in queries.revisions(db, document)}
        taken = merging.taken_back(db, list(revisions.values()))
        assert taken == {revisions["1.4"]: [revisions["1.1"], revisions["1.3"]]}
    shown = client.get(f"/en/documents/{place.slug}/draft/revisions")
    assert "It takes back revisions 1.1, 1.3." in shown.text


def test_a_paragraph_that_both_changed_is_decided_on_its_own_page(client: Client, place: Place) -> None:
    mine = LEARN.replace("every other cluster", "each cluster in the region")
    page = imported(client, place, TEXT.replace(LEARN, mine))
    assert "1 waits for your decision." in page.text
    refused = client.submit(page, {"reason": "x"}, button=TAKE, status=422)
    assert "First decide about every paragraph" in refused.errors()["clashes"]
    assert draft(client, place) == OTHERS
    clash = clash_page(client, page)
    assert clash.heading == "The file and somebody else changed section 1, paragraph 2"
    assert "revision 1.1, Ana Example" in clash.text
    for heading in ("Yours", "Theirs: as it stands now", "What you both began from", "Put together for you"):
        assert heading in [words(each) for each in clash.main.iter("h2")]
    page = client.submit(clash, {"markdown": "Both agree on these words."}, button="Take this text")
    assert "All of them are decided." in page.text
    client.submit(page, {"reason": "x"}, button=TAKE)
    assert draft(client, place) == [*OTHERS[:2], "Both agree on these words.", *OTHERS[3:]]


@pytest.mark.parametrize(
    ("button", "expected"),
    [("Keep what stands in the draft", NEW_LEARN), ("Take the words of the file", SHORT)],
)
def test_one_of_the_two_is_taken_with_one_press_and_can_be_put_aside(
    client: Client, place: Place, button: str, expected: str
) -> None:
    page = imported(client, place, TEXT.replace(LEARN, SHORT))
    page = client.submit(clash_page(client, page), button=button)
    page = client.submit(clash_page(client, page), button="Put the decision aside")
    client.submit(page, {"reason": "x"}, button=TAKE, status=422)
    page = client.submit(clash_page(client, page), button=button)
    client.submit(page, {"reason": "x"}, button=TAKE)
    assert draft(client, place) == [*OTHERS[:2], expected, *OTHERS[3:]]


def test_two_changes_that_do_not_touch_are_put_together_without_asking(client: Client, place: Place) -> None:
    page = imported(client, place, TEXT.replace(POINT, POINT.replace("Each participating", "Every")))
    assert "waits for your decision" not in page.text
    client.submit(page, {"reason": "x"}, button=TAKE)
    assert draft(client, place)[4] == NEW_POINT.replace("Each participating", "Every")


def test_a_person_is_asked_where_the_file_does_not_say_and_the_nearest_text_is_a_guess(
    client: Client, place: Place
) -> None:
    text = TEXT.replace(ANSWER, LATE)
    page = client.submit(client.get(place.path), {"file": ("next.md", text.encode())})
    assert page.heading == "Which text was this file begun from?"
    assert "Nearest to the file: this is a guess" in page.text
    assert [words(each) for each in page.main.iter("label")] == [
        f"Version 1 ({place.label})",
        "The draft as it stands now",
        "The draft after revision 1.2",
        "The draft after revision 1.1",
    ]
    none = client.submit(page, {"base": None}, status=422)
    assert none.errors() == {"base": "Choose the text that the file was begun from."}
    client.post(page.address, {"base": "v9"}, status=422)
    page = client.submit(page)
    assert "This file was begun from version 1 (as a person said)." in page.text
    page = client.follow(page, "It was another text")
    with client.saved() as db:
        document = queries.document_by_slug(db, place.slug)
        second = next(each.id for each in queries.revisions(db, document) if each.name == "1.2")
    page = client.submit(page, {"base": f"r{second}"})
    assert "begun from the draft as it stood after revision 1.2 (as a person said)." in page.text
    assert "1.3 of 1 member." in page.text, "what the file was begun with, it changed itself"
    client.submit(page, {"reason": "x"}, button=TAKE, status=200)
    assert draft(client, place) == ["## Aims", AIM, LEARN, "## Measures", POINT, LATE, OTHERS[6]]


def test_decisions_last_when_the_draft_changes_and_words_that_nobody_saw_are_decided_again(
    client: Client, place: Place
) -> None:
    page = imported(client, place, TEXT.replace(LEARN, SHORT).replace(AIM, SHORT_AIM))
    page = client.submit(
        page,
        {"takes_back": [box(page, "1.2")], "reason": "Kept"},
        button="Keep these ticks, and see what comes of them",
    )
    page = client.submit(clash_page(client, page), {"markdown": "Mine and theirs."}, button="Take this text")
    with client.saved() as db:
        document = queries.document_by_slug(db, place.slug)
        make_revision(db, document, 6, f"{ANSWER} Always.", by=db.merge(place.boris))
    refused = client.submit(page, button=TAKE, status=409)
    assert "The draft has changed" in refused.heading
    page = client.submit(refused, button="Put them together again")
    assert "All of them are decided." in page.text
    with client.saved() as db:
        document = queries.document_by_slug(db, place.slug)
        make_revision(db, document, 3, "Learning, said otherwise.", by=db.merge(place.boris))
    page = client.submit(client.get(page.address), button="Put them together again")
    assert "1 waits for your decision." in page.text
    clash = clash_page(client, page)
    assert "What you had typed stands in the box below." in clash.text
    assert clash.ids["markdown"].text == "Mine and theirs."
    page = client.submit(clash, button="Take this text")
    client.submit(page, button=TAKE)
    assert draft(client, place) == [
        "## Aims",
        SHORT_AIM,
        "Mine and theirs.",
        "## Measures",
        POINT,
        f"{ANSWER} Always.",
        OTHERS[6],
    ]


def test_a_file_stays_usable_when_what_it_was_said_to_come_from_is_deleted(
    client: Client, place: Place
) -> None:
    mine = TEXT.replace(LEARN, SHORT) + "\nNobody knows yet who pays for all of these meetings.\n"
    page = imported(client, place, mine)
    with client.saved() as db:
        document = queries.document_by_slug(db, place.slug)
        [put_in] = [row for row in queries.draft(db, document) if row.markdown == OTHERS[6]]
        pid, changed_in = put_in.pid, put_in.changed_in
    alone = client.get(f"{page.address}?row=new-6")
    page = client.submit(alone, {"add-6": str(pid)}, button=f"Add: {alone.heading}")
    with client.saved() as db:
        document = queries.document_by_slug(db, place.slug)
        Draft(db, document, by=None, reason="No fund", now=NOW).delete(pid, based_on=changed_in)
    page = client.submit(client.get(page.address), button="Put them together again")
    assert "Please check" in page.text
    clash = clash_page(client, page)
    assert "The file and somebody else changed" in clash.heading
    page = client.submit(clash, button="Take the words of the file")
    client.submit(page, {"reason": "x"}, button=TAKE)
    assert draft(client, place)[-1] == "Nobody knows yet who pays for all of these meetings."


def test_a_decision_about_words_that_are_others_by_now_is_not_kept(client: Client, place: Place) -> None:
    page = imported(client, place, TEXT.replace(LEARN, SHORT))
    clash = clash_page(client, page)
    with client.saved() as db:
        make_revision(db, queries.document_by_slug(db, place.slug), 3, "Said otherwise.")
    refused = client.submit(clash, {"markdown": "My words."}, button="Take this text", status=409)
    assert "These texts have changed since you opened this page." in refused.errors()["markdown"]
    assert refused.ids["markdown"].text == "My words."


def test_what_no_page_of_ours_sends_about_others_changes_is_refused(client: Client, place: Place) -> None:
    page = imported(client, place, TEXT.replace(LEARN, SHORT))
    client.post(page.address, {"do": "ticks", "ticks": "yes", "takes_back": "99999"}, status=422)
    clash = clash_page(client, page)
    on = next(each.get("value", "") for each in clash.main.iter("input") if each.get("name") == "on")
    client.post(clash.address, {"do": "nonsense", "on": on}, status=422)
    client.post(clash.address, {"do": "text", "on": on, "markdown": " "}, status=422)
    client.get(clash.address.rsplit("/", 1)[0] + "/999", status=404)
    nothing = client.get(clash.address.rsplit("/", 1)[0] + "/6")
    assert nothing.heading == "What became what", "nothing is to be decided there"
