"""Paragraphs of the draft, or the whole of it, are assigned to members until a day."""

from datetime import timedelta
from types import SimpleNamespace as Place

from sqlalchemy import select
from time_machine import Traveller

from core.queue.outbox import Message
from members import mandates
from members.assignments import giving
from members.interests import Declaration, declare
from members.models import Mandate
from tests.pages.drafts.drafting import at, boris_does
from tests.support.factories import NOW, make_mandate
from tests.support.filling import Values
from tests.support.markup import Page
from tests.support.pages import Client


def due(days: int) -> Values:
    day = NOW.date() + timedelta(days=days)
    return {"due_on-day": str(day.day), "due_on-month": str(day.month), "due_on-year": str(day.year)}


def assign(client: Client, place: Place, to: Mandate, days: int = 1, pid: int | None = None) -> Page:
    """Assign a paragraph, or the whole draft; the page after it."""
    query = f"?pid={pid}" if pid else ""
    page = client.get(f"{place.draft}/assignments{query}")
    return client.submit(page, {"mandate": str(to.id), **due(days)}, form="assign-form")


def letters(client: Client) -> list[Message]:
    with client.saved() as db:
        return list(db.scalars(select(Message).where(Message.template == "assigned")))


def test_a_paragraph_is_assigned_on_every_page_where_it_stands(client: Client, place: Place) -> None:
    page = client.get(at(place, place.aims))
    assert "It is assigned to nobody." in page.text
    page = client.follow(page, "Assign it to somebody")
    assert "Assign the whole draft instead" in page.text
    page = client.submit(page, {"mandate": str(place.boris.id), **due(1)}, form="assign-form")
    assert "Assigned to Boris Example." in page.text
    for address in (at(place, place.aims), f"{place.draft}/assignments"):
        shown = client.get(address).text
        assert "Boris Example, Working group" in shown
        assert "due on" in shown
        assert "assigned by Ana Example" in shown
    draft = client.get(place.draft)
    assert "1 assignment" in draft.text
    margin = "".join(draft.ids[f"p-{place.aims}"].itertext())
    assert "Boris Example, due on" in margin


def test_whom_it_is_assigned_to_finds_it_among_what_is_open_and_is_told_by_mail(
    client: Client, place: Place
) -> None:
    assign(client, place, place.boris, pid=place.aims)
    assign(client, place, place.boris)
    told = letters(client)
    assert [letter.recipient for letter in told] == [place.people["Boris"].email] * 2
    assert [letter.content["pid"] for letter in told if letter.content] == [place.aims, None]
    client.sign_in(place.people["Boris"])
    page = client.get("/en/my-mandates")
    assert "Assigned to you, or to those you took over from." in page.text
    assert page.text.count("An assignment that is not done") == 2
    assert page.all(f".//a[@href='{at(place, place.aims)}']")
    assert "overdue" not in page.text
    client.sign_in(place.people["Ana"])
    assert "An assignment that is not done" not in client.get("/en/my-mandates").text


def test_nobody_writes_to_oneself(client: Client, place: Place) -> None:
    client.sign_in(place.people["Boris"])
    assign(client, place, place.boris, pid=place.aims)
    assert letters(client) == []


def test_that_it_is_overdue_is_said_in_words(client: Client, place: Place, clock: Traveller) -> None:
    assign(client, place, place.boris, days=0, pid=place.aims)
    assert "overdue" not in client.get(at(place, place.aims)).text, "it is due until the end of the day"
    clock.shift(timedelta(days=1))
    client.sign_in(place.people["Boris"])
    for address in (at(place, place.aims), place.draft, f"{place.draft}/assignments", "/en/my-mandates"):
        assert "overdue" in client.get(address).text, address


def test_who_has_it_or_gave_it_says_that_it_is_done(client: Client, place: Place) -> None:
    done = "It is done: assignment no. 1"
    assign(client, place, place.boris, pid=place.aims)
    client.sign_in(place.minister)
    assert done not in client.get(at(place, place.aims)).text
    client.post(f"{place.draft}/assignments/1", status=403)
    client.sign_in(place.people["Boris"])
    page = client.submit(client.get(at(place, place.aims)), button=done)
    assert "It is done." in page.text
    assert "Nothing is assigned" in page.text
    client.post(f"{place.draft}/assignments/1")
    client.sign_in(place.people["Ana"])
    assign(client, place, place.boris, pid=place.aims)
    client.submit(client.get(f"{place.draft}/assignments"), button="It is done: assignment no. 2")
    assert "Nothing is assigned" in client.get(f"{place.draft}/assignments").text


def test_who_took_over_a_mandate_finds_it_and_says_that_it_is_done(client: Client, place: Place) -> None:
    assign(client, place, place.boris, pid=place.aims)
    with client.saved() as db:
        admin, heir = make_mandate(db, "admin"), make_mandate(db, "working_group")
        boris = db.get_one(Mandate, place.boris.id)
        mandates.hand_over(db, boris, heir, by=admin, now=NOW)
    client.sign_in(heir.person)
    assert "An assignment that is not done" in client.get("/en/my-mandates").text
    client.submit(client.get(at(place, place.aims)), button="It is done: assignment no. 1")


def test_it_is_said_where_a_mandate_is_over_and_nobody_took_over(client: Client, place: Place) -> None:
    assign(client, place, place.boris, pid=place.aims)
    with client.saved() as db:
        admin, boris = make_mandate(db, "admin"), db.get_one(Mandate, place.boris.id)
        mandates.end(db, boris, reason="A new post.", by=admin, now=NOW)
    for address in (at(place, place.aims), f"{place.draft}/assignments"):
        assert "this mandate is over: assign it to somebody else" in client.get(address).text


def test_long_lists_come_in_pages(client: Client, place: Place) -> None:
    with client.saved() as db:
        by, to = db.merge(place.boris), make_mandate(db)
        for number in range(51):
            where = (place.document.subject, f"p-{number}")
            giving.give(db, where, to, due_on=NOW.date(), by=by, now=NOW)
    page = client.get(f"{place.draft}/assignments")
    assert page.text.count("assigned by Boris Example") == 50
    assert client.get(f"{place.draft}/assignments?page=2").text.count("assigned by Boris Example") == 1


def test_what_is_missing_or_wrong_is_told_and_what_was_typed_stays(client: Client, place: Place) -> None:
    page = client.get(f"{place.draft}/assignments?pid={place.aims}")
    empty = client.submit(page, {}, form="assign-form", status=422)
    assert "Choose a member from the list." in empty.text
    assert "Say until when it is to be done." in empty.text
    past = client.submit(page, {"mandate": str(place.boris.id), **due(-1)}, form="assign-form", status=422)
    assert "Enter today or a later day." in past.text
    assert past.ids["due_on"].get("value") == str((NOW - timedelta(days=1)).day)
    assign(client, place, place.boris, pid=place.aims)
    twice = client.submit(page, {"mandate": str(place.boris.id), **due(2)}, form="assign-form", status=422)
    assert "This is assigned to this member already." in twice.text
    fields = {"mandate": "999", "pid": str(place.aims), **due(1)}
    client.post(f"{place.draft}/assignments", fields, status=422)
    client.post(f"{place.draft}/assignments", {**fields, "pid": "999"}, status=404)


def test_nothing_is_assigned_to_who_takes_no_part_or_reads_no_drafts(client: Client, place: Place) -> None:
    with client.saved() as db:
        admin = make_mandate(db, "admin")
        boris = db.get_one(Mandate, place.boris.id)
        recusal = Declaration(text="Mine.", language="en", subject=place.document.subject, recused=True)
        declare(db, recusal, by=boris, now=NOW)
    page = client.get(f"{place.draft}/assignments")
    assert str(admin.id) not in [option.get("value") for option in page.ids["mandate"].iter("option")]
    page = client.submit(page, {"mandate": str(place.boris.id), **due(1)}, form="assign-form", status=422)
    assert "This member takes no part in this document." in page.text


def test_an_assignment_goes_with_the_words_and_is_never_lost(client: Client, place: Place) -> None:
    assign(client, place, place.boris, pid=place.second)
    boris_does(client, place, "merge", place.aims, place.second, "Both as one.")
    assert "Boris Example, Working group" in client.get(at(place, place.aims)).text
    boris_does(client, place, "delete", place.aims)
    assert "the paragraph is no longer there" in client.get(f"{place.draft}/assignments").text


def test_who_only_reads_sees_what_is_assigned_and_assigns_nothing(client: Client, place: Place) -> None:
    assign(client, place, place.boris)
    client.sign_in(place.minister)
    page = client.get(f"{place.draft}/assignments")
    assert "Boris Example, Working group" in page.text
    assert "The whole draft" in page.text
    assert "assign-form" not in page.ids
    client.sign_out()
    client.get(f"{place.draft}/assignments", status=401)
