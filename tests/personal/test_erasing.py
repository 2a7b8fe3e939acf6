"""People go, from everywhere, and the record holds (S45, F26, P5)."""

import re

import pytest
from sqlalchemy import select

from adoption.begun import keeping as begun
from adoption.recording import signatories
from adoption.recording.signatories import Signed
from consultation.models import Respondent, Submission
from core.queue import outbox
from core.record import entries
from core.tokens import token_hash
from documents.models import Document
from members.absences.models import Absence
from members.assignments.models import Assignment
from members.erasing import FORMER
from members.models import Interest, Invitation, Mandate, Person
from members.notes import threads
from members.notes.models import Note
from members.notes.threads import Words
from members.signin import kept_forms, links, sessions
from sbcp import cli
from sbcp.notifications.models import Follower, Subscription
from sbcp.personal.inventory import HOLDINGS
from sbcp.personal.owning import Subject, rows
from sbcp.personal.retention import scrub
from tests.adoption.making import make_act
from tests.support import everything
from tests.support.everything import KEY, Everything
from tests.support.factories import NOW
from tests.support.filling import given_back
from tests.support.pages import Client

NAME = "Canarina"  # in every word of hers, so that it can be looked for everywhere
Full = tuple[Client, Everything]


def respond(client: Client, *, publish: bool = True) -> str:
    """A response with her name in every field, sent as she would; the address of its receipt."""
    client.sign_out()
    page = client.get("/en/consultations/2/respond/comment?pid=2")
    page = client.submit(
        page,
        {
            "body": f"{NAME} thinks this is too short.",
            "proposed_text": f"{NAME} would say it like this.",
            "justification": f"Because {NAME} knows.",
            "language": "en",
        },
        button="Save in my response",
    )
    page = client.follow(page, "Continue")
    values: dict[str, str | None] = {
        "kind": "organisation",
        "name": f"{NAME} Example",
        "organisation": f"Union of {NAME}",
        "language": "en",
        "publish_name": "yes" if publish else None,
    }
    page = client.submit(page, values, button="Continue")
    receipt = client.submit(page, button="Send my response").address
    with client.saved() as db:
        sent = submission_of(db, receipt)
        respondent = db.get_one(Respondent, sent.id)
        respondent.email = f"{NAME.lower()}@{NAME}.example"
        outbox.enqueue(
            db,
            outbox.Message(
                key=f"receipt:{NAME}",
                recipient=respondent.email,
                about=f"submission:{sent.id}",
                template="approval-asked",
                locale="en",
                content={"name": NAME},
                left_at=NOW,
                next_at=NOW,
            ),
        )
    client.sign_out()
    return receipt


def submission_of(db: everything.Session, receipt: str) -> Submission:
    token = receipt.rpartition("/")[2]
    return db.scalars(select(Submission).where(Submission.token_hash == token_hash(token))).one()


def read_everything(client: Client, world: Everything) -> str:
    """Every output that anybody can get, in one text: pages, JSON, feeds, downloads."""
    return "\n".join(
        answer.text + repr(answer.headers)
        for route, path in everything.requests(world, most=1)
        if (answer := client.http.get(path)).status_code < 500
    )


def check_chain(client: Client) -> None:
    with client.saved() as db:
        assert entries.verify(db) is None


def test_F26_S45_nothing_of_a_respondent_is_left_and_the_record_holds(full: Full) -> None:
    client, world = full
    receipt = respond(client)
    assert NAME in read_everything(client, world), "it was public, and pages are kept"
    before = client.http.get("/api/v1/record").json()["entries"]
    with client.saved() as db:
        entry = submission_of(db, receipt).entry
    page = client.get(f"{receipt}/personal-data")
    assert f"Union of {NAME}" in page.text
    page = client.follow(page, "Erase the words of my comments too")
    assert "This cannot be undone." in page.text
    page = client.submit(page, button="Erase for good")
    assert "Your personal data has been erased." in page.text
    assert "There is nothing left to erase." in page.text
    assert everything.found_in(client, NAME) == []
    assert NAME not in read_everything(client, world)
    check_chain(client)
    after = client.http.get("/api/v1/record").json()["entries"]
    assert [e["digest"] for e in after[: len(before)]] == [e["digest"] for e in before], "as it was published"
    assert after[entry - 1]["payload"] is None, "its digests would let others test a guess"
    new = [e for e in after[len(before) :] if e["action"] == "personal.erased"]
    assert [e["payload"]["body"]["entry"] for e in new] == [entry]
    page = client.get(receipt)
    assert f"On the record: entry {entry}" in page.text, "the receipt still names its place"
    assert "Withheld at the author’s request." in page.text


def test_F26_a_withheld_comment_keeps_its_number_its_place_and_its_answer(full: Full) -> None:
    client, world = full
    client.sign_out()
    token = world.tokens["receipts"]  # comment 1: answered, and carried to the second version
    client.submit(client.get(f"/en/receipts/{token}/erase?text=yes"), button="Erase for good")
    found = {c["number"]: c for c in client.http.get("/api/v1/consultations/1/comments").json()}
    comment = found[1]
    assert comment["withheld"] is True
    assert (comment["body"], comment["author"]) == ("", "")
    assert comment["disposition"]["reason"] == "It is said plainly now."
    assert comment["placements"]
    assert found[2]["withheld"] is False
    for path in (
        "/en/documents/policy/comments/1",
        "/en/consultations/1/comments",
        "/en/consultations/1/report",
    ):
        page = client.get(path)
        assert "Withheld at the author’s request." in page.text, path
        assert "Published Name" not in page.text, path
    world.sign_in(client, "secretariat")
    assert "Withheld at the author’s request." in client.get("/en/documents/policy/triage").text


def test_F26_a_name_can_go_while_the_words_stay(full: Full) -> None:
    client, _world = full
    receipt = respond(client)
    page = client.get(f"{receipt}/personal-data")
    page = client.follow(page, "Erase my name, organisation and e-mail address")
    client.submit(page, button="Erase for good")
    assert set(everything.found_in(client, NAME)) <= {"comment_wording", "everything.sqlite"}
    comments = client.http.get("/api/v1/consultations/2/comments").json()
    [hers] = [c for c in comments if NAME in c["body"]]
    assert hers["author"] == ""
    with client.saved() as db:
        sent = submission_of(db, receipt)
        entry = entries.entry_by_seq(db, sent.entry or 0)
        assert entry is not None
        assert entry.payload is not None, "it holds no name, and proves the words"
    check_chain(client)


def test_F26_erasing_twice_changes_nothing_more(full: Full) -> None:
    client, _world = full
    receipt = respond(client)
    path = f"{receipt}/erase"
    client.post(path, {"text": "yes"})
    once = everything.rows(client)
    client.post(path, {"text": "yes"})
    client.post(path, {})
    assert everything.rows(client) == once


def test_S15_a_receipt_erases_its_own_response_alone(full: Full) -> None:
    client, world = full
    receipt = respond(client)
    others = [row for row in everything.rows(client)["respondent"] if NAME not in repr(row)]
    client.post(f"{receipt}/erase", {})
    assert everything.rows(client)["respondent"] == others
    client.get("/en/receipts/no-such-token/personal-data", status=404)
    client.post("/en/receipts/no-such-token/erase", {}, status=404)
    unsent = world.tokens["unsent"]
    client.get(f"/en/receipts/{unsent}/personal-data", status=404)


def member_with_everything(client: Client, world: Everything) -> Person:
    """A former member with a row in every table that holds something of members."""
    with client.saved() as db:
        person = db.get_one(Person, world.people["former"])
        person.name, person.email = f"{NAME} Former", f"{NAME.lower()}@{NAME}.example"
        mandate = db.scalars(select(Mandate).where(Mandate.person_id == person.id)).one()
        links.make(db, person=person, now=NOW)
        sessions.begin(db, person=person, method="link", now=NOW, agent=f"Browser of {NAME}")
        kept_forms.store(db, person=person, path=f"/en/{NAME}", fields=[("body", NAME)], key=KEY, now=NOW)
        document = db.scalars(select(Document).order_by(Document.id)).first()
        assert document is not None
        begun.begin(db, document, {"dates": {"depositary": NAME}}, by=mandate, now=NOW)
        db.add(Absence(mandate=mandate, from_on=NOW.date(), made_by=mandate, made_at=NOW))
        place = (document.subject, "p-2")
        db.add(Assignment(subject=place[0], mandate=mandate, due_on=NOW.date(), made_by=mandate, made_at=NOW))
        words = Words(f"{NAME} would say «shall».", "en", "")
        threads.write(db, *place, words, by=mandate, now=NOW)
        db.add(Interest(mandate=mandate, text=f"{NAME} owns a share.", language="en", made_at=NOW))
        db.add_all(everything.factors(person, NAME))
        follower = Follower(
            email=person.email, locale="en", person=person, made_at=NOW, confirmed_at=NOW, told=[]
        )
        follower.subscriptions.append(Subscription(kind="everything", made_at=NOW, confirmed_at=NOW))
        message = outbox.Message(
            key=f"for:{NAME}",
            recipient=person.email,
            about=f"person:{person.id}",
            template="approval-asked",
            locale="en",
            content={"to": NAME},
            left_at=NOW,
            next_at=NOW,
        )
        invitation = Invitation(
            person=person,
            organisation=mandate.organisation,
            role="observer",
            starts_on=NOW.date(),
            basis=f"Letter of {NAME}",
            made_at=NOW,
            made_by_id=mandate.id,
        )
        db.add_all([follower, message, invitation])
    return person


def test_F26_S45_nothing_is_left_of_the_name_of_who_signed_an_act(full: Full) -> None:
    client, world = full
    with client.saved() as db:
        document = db.scalars(select(Document).where(Document.slug == "adopted")).one()
        by = db.scalars(select(Mandate).where(Mandate.person_id == world.people["government"])).one()
        signed = [Signed(f"{NAME} Example", "Minister", "practice")]
        act = make_act(db, document, "ratification", by=by, signatories=signed)
        number = act.signatories[0].id
        world.places.append({"slug": "adopted", "act": str(act.id)})
    client.sign_out()
    assert NAME in read_everything(client, world), "it was public, and pages are kept"
    with client.saved() as db:
        signatories.erase_name(db, number, reason="They asked for it.", now=NOW)
    assert NAME not in read_everything(client, world)
    scrub(client.database.engine)
    assert everything.found_in(client, NAME) == []
    check_chain(client)
    assert "Name erased" in client.get(f"/en/documents/adopted/acts/{act.id}").text


def test_F26_S45_nothing_of_a_member_is_left_but_numbers(full: Full) -> None:
    client, world = full
    person = member_with_everything(client, world)
    subject = Subject(person=person.id, address=person.email)
    with client.saved() as db:
        for holding in HOLDINGS:
            if holding.whose not in ("respondent", "named"):
                assert rows(db, holding, subject), f"no row of {holding.table}: add one here"
        mandates = [m.id for m in db.get_one(Person, person.id).mandates]
    client.sign_out()
    assert NAME in read_everything(client, world), "on the list of mandates"
    client.sign_in(person)
    page = client.get("/en/account/personal-data")
    page = client.follow(page, "Erase my account")
    page = client.submit(page, button="Erase my account for good")
    assert "Your account has been erased." in page.text
    assert everything.found_in(client, NAME) == []
    client.sign_out()
    assert NAME not in read_everything(client, world)
    assert FORMER in client.get("/en/mandates").text
    check_chain(client)
    with client.saved() as db:
        gone = db.get_one(Person, person.id)
        assert [m.id for m in gone.mandates] == mandates, "mandates stay under their numbers"
        assert gone.disabled_at is not None
        for holding in HOLDINGS:
            left = rows(db, holding, subject)
            assert not left or holding.erase in ("blank", "stay"), holding.table
        assert db.scalars(select(Interest).where(Interest.mandate_id.in_(mandates))).one().text == ""
        assert db.scalars(select(Note).where(Note.made_by_id.in_(mandates))).one().text == ""


def test_F26_S02_an_erased_member_is_signed_out_everywhere(full: Full) -> None:
    client, world = full
    world.sign_in(client, "former")
    with client.saved() as db:
        person = db.get_one(Person, world.people["former"])
    with client.another() as other:
        other.sign_in(person)
        other.get("/en/account/personal-data")
        client.submit(client.get("/en/account/erase"), button="Erase my account for good")
        other.get("/en/account/personal-data", status=401)
    client.get("/en/account/personal-data", status=401)


def test_F26_an_account_with_a_mandate_is_not_erased(full: Full) -> None:
    client, world = full
    world.sign_in(client, "observer")
    page = client.get("/en/account/erase")
    assert "once every mandate of yours has ended" in page.text
    assert not any(
        words == "Erase my account for good" for words in re.findall(">([^<]+)</button>", page.html)
    )
    before = everything.rows(client)["person"]
    client.post("/en/account/erase", {}, status=409)
    assert everything.rows(client)["person"] == before


def ask_for(client: Client, values: dict[str, str | None]) -> everything.Any:
    page = client.get("/en/erasures")
    day = {"on-day": "1", "on-month": "3", "on-year": "2027", "asked": "letter"}
    return client.submit(page, {**day, **values}, button="Ask for approval")


def test_S20_staff_erases_for_somebody_who_wrote_a_letter_with_a_second_person(full: Full) -> None:
    client, world = full
    receipt = respond(client)
    with client.saved() as db:
        number = str(submission_of(db, receipt).comments[0].number)
    world.sign_in(client, "secretariat")
    page = ask_for(client, {"whose": "comment", "document": "policy", "comment": number, "text": "yes"})
    assert f"comment {number}" in page.text
    assert NAME in repr(everything.rows(client)["respondent"]), "nothing is erased yet"
    waiting = page.address
    assert "Approve and erase" not in page.html, "the same person does not decide"
    world.sign_in(client, "secretariat 2")
    page = client.get(waiting)
    while NAME in repr(everything.rows(client)["respondent"]):
        page = approve(client, page)
    assert everything.found_in(client, NAME) == []
    check_chain(client)


def approve(client: Client, page: everything.Any) -> everything.Any:
    """On, as the second person, whether by a link to a check page or by the button on it."""
    if "Approve and erase" in re.findall(r">\s*([^<>]+?)\s*</button>", page.html):
        return client.submit(page, button="Approve and erase")
    return client.follow(page, next(words for words, _ in page.links() if words.startswith("Approve")))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"whose": "comment", "document": "policy", "comment": "x"}, "comment"),
        ({"whose": "member", "email": "nobody@example.org"}, "email"),
        ({"whose": "member", "email": "canary-private-observer@example.org"}, "email"),
        ({"whose": "comment", "document": "policy", "comment": "1", "on-month": "13"}, "on"),
    ],
)
def test_asking_says_what_is_wrong_and_keeps_what_was_typed(
    full: Full, values: dict[str, str | None], field: str
) -> None:
    client, world = full
    world.sign_in(client, "secretariat")
    page = client.get("/en/erasures")
    day = {"on-day": "1", "on-month": "3", "on-year": "2027", "asked": "letter"}
    page = client.submit(page, {**day, **values}, button="Ask for approval", status=422)
    assert field in page.errors()
    assert "2027" in page.html


def test_all_faults_of_asking_are_told_together_and_what_was_typed_is_given_back(full: Full) -> None:
    client, world = full
    world.sign_in(client, "secretariat")
    typed: dict[str, str | None] = {"whose": "comment", "comment": "seven", "on-day": "31", "on-month": "2"}
    page = client.submit(client.get("/en/erasures"), typed, button="Ask for approval", status=422)
    assert page.errors() == {
        "comment": "Enter the number of a comment of this person.",
        "on": "Enter a real date, for example 16 7 2027.",
    }
    assert typed.items() <= given_back(page).items()
    nothing = client.post("/en/erasures", status=422).text
    for fault in ("number of a comment", "Choose a document", "Say how the person asked", "a real date"):
        assert fault in nothing


def test_F23_S45_an_erasure_is_done_again_after_a_restore(
    full: Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As docs/personal-data.md tells the operator, from the numbers that the published record has."""
    client, world = full
    receipt = respond(client)
    with client.saved() as db:
        entry = submission_of(db, receipt).entry
        mandate = db.get_one(Person, world.people["former"]).mandates[0].id
    settings = client.settings
    monkeypatch.setenv("SBCP_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SBCP_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("SBCP_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("SBCP_BASE_URL", "https://policy.example.org")
    monkeypatch.setenv("SBCP_CONTACT", "secretariat@example.org")
    assert cli.main(["erase", "--entry", str(entry), "--with-text"]) == 0
    assert cli.main(["erase", "--mandate", str(mandate)]) == 0
    assert cli.main(["erase", "--mandate", "1"]) == 1, "it has not ended"
    assert everything.found_in(client, NAME) == []
    assert "Former Observer" not in client.get("/en/mandates").text
