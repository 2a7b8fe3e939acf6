"""Taking part without an account and without JavaScript, from a paragraph to a receipt."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from consultation.models import Comment, Consultation, Submission, Wording
from core.record import entries as record
from documents.queries import paragraphs
from sbcp.language import locales
from sbcp.web.cookies import UNSENT_RESPONSE, cookie_name
from tests.support import factories
from tests.support.markup import Page
from tests.support.pages import Client

TEXT = "## Aims\n\nClusters work together. They learn from one another.\n\n## Means\n\nNothing is spent.\n"
NAME = "Canary Respondent"


@pytest.fixture
def round_(client: Client) -> Consultation:
    return make_round(client)


def make_round(client: Client, **values: Any) -> Consultation:
    with client.saved() as db:
        document = factories.make_document(db, TEXT)
        made = factories.make_consultation(db, document.versions[-1], **values)
        assert made.document.slug  # loaded, to be read after
    return made


def address(round_: Consultation, page: str = "", locale: str = "en") -> str:
    return f"/{locale}/consultations/{round_.id}/respond{page}"


def pid_of(client: Client, round_: Consultation, words: str = "work together") -> int:
    with client.saved() as db:
        found = db.get_one(Consultation, round_.id)
        return next(row.pid for row in paragraphs(db, found.version) if words in row.markdown)


def form(client: Client, round_: Consultation, *, pid: int | None = None, locale: str = "en") -> Page:
    asked = f"?pid={pid}" if pid else ""
    return client.get(address(round_, f"/comment{asked}", locale))


def save(client: Client, page: Page, body: str = "Well said.", *, status: int = 200, **values: Any) -> Page:
    return client.submit(page, {"body": body, **values}, button="Save in my response", status=status)


def send(client: Client, round_: Consultation, **about: Any) -> Page:
    """From «My response» to the receipt."""
    page = client.follow(client.get(address(round_)), "Continue")
    page = client.submit(page, {"kind": "person", **about}, button="Continue")
    return client.submit(page, {}, button="Send my response")


def stored(client: Client, table: type[Any] = Comment) -> int:
    with client.saved() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_P01_a_stranger_goes_from_a_paragraph_to_a_receipt(client: Client, round_: Consultation) -> None:
    page = form(client, round_, pid=pid_of(client, round_))
    saved = save(
        client,
        page,
        "Say **how**.",
        quote=["They learn from one another."],
        proposed_text="Clusters work together. They learn from one another every year.",
        justification="Habits need dates.",
        kind="substantive",
        language="bs",
    )
    assert saved.heading == "My response"
    assert "has not been sent yet" in saved.text
    assert "every year" in "".join("".join(e.itertext()) for e in saved.all(".//ins"))
    about = client.follow(saved, "Continue")
    check = client.submit(
        about,
        {
            "kind": "organisation",
            "name": NAME,
            "organisation": "Canary House",
            "country": "BA",
            "language": "bs",
        },
        button="Continue",
    )
    public, personal = check.ids["public"], check.ids["personal"]
    assert public is not None
    assert personal is not None
    assert "Bosnia" in check.text
    receipt = client.submit(check, {}, button="Send my response")
    assert receipt.address.startswith("/en/receipts/")
    assert receipt.heading == "Your response was received"
    with client.saved() as db:
        sent = db.scalars(select(Submission)).one()
        assert sent.digest in receipt.text
        assert f"{round_.document.slug}-{sent.entry}" in receipt.text
        assert db.get_one(record.Entry, sent.entry).action == "submission.received"
        comment = db.scalars(select(Comment)).one()
        assert (comment.number, comment.kind, comment.language) == (1, "substantive", "bs")
        assert comment.quote == ["They learn from one another."]
    for words in ("2027-03-01 12:00:00 UTC", "Received in time", "Comment 1", "Not answered yet", "Say how."):
        assert words in receipt.text
    assert f"/en/record/{sent.entry}" in [a for _l, a in receipt.links()]


def test_S44_a_receipt_is_private_and_stays_where_it_is(client: Client, round_: Consultation) -> None:
    save(client, form(client, round_))
    receipt = send(client, round_)
    assert receipt.headers["cache-control"] == "no-store"
    assert receipt.headers["referrer-policy"] == "no-referrer"
    with client.another() as other:
        assert other.get(receipt.address).heading == receipt.heading
        other.get(receipt.address + "x", status=404)
        assert "receipts/" not in other.get(f"/en/consultations/{round_.id}/comments").html
    assert cookie_name(UNSENT_RESPONSE, client.settings) not in client.http.cookies


def test_F14_double_send_and_the_back_button_lead_to_the_same_receipt(
    client: Client, round_: Consultation
) -> None:
    save(client, form(client, round_))
    page = client.submit(client.get(address(round_, "/about-you")), {"kind": "person"}, button="Continue")
    first = client.submit(page, {}, button="Send my response")
    again = client.submit(page, {}, button="Send my response")  # the page from before, without its cookie
    assert again.address == first.address
    assert (stored(client), stored(client, Submission)) == (1, 1)


def test_F14_the_same_comment_form_twice_makes_one_comment(client: Client, round_: Consultation) -> None:
    page = form(client, round_)
    save(client, page)
    client.http.cookies.clear()  # the first answer was lost on the way, and its cookie with it
    save(client, page, "Well said, once more.")
    assert (stored(client), stored(client, Submission)) == (1, 1)
    receipt = send(client, round_)
    assert save(client, page).address == receipt.address
    assert (stored(client), stored(client, Submission)) == (1, 1)


def test_a_comment_is_edited_and_removed(client: Client, round_: Consultation) -> None:
    save(client, form(client, round_, pid=pid_of(client, round_)), "First words")
    saved = save(client, form(client, round_), "On the whole")
    assert len(saved.with_class("comment")) == 2
    edited = client.follow(saved, "Edit comment 1")
    assert "First words" in edited.text
    saved = save(client, edited, "Second words")
    assert "Second words" in saved.text
    assert "First words" not in saved.text
    saved = client.submit(saved, {}, form="remove-1")
    assert "Second words" not in saved.text
    assert "On the whole" in saved.text
    empty = client.submit(saved, {}, form="remove-1")
    assert "Your response is empty" in empty.text


def test_S15_a_comment_of_somebody_else_is_not_found(client: Client, round_: Consultation) -> None:
    save(client, form(client, round_), "Private so far")
    with client.saved() as db:
        theirs = db.scalars(select(Comment.id)).one()
    with client.another() as other:
        other.get(address(round_, f"/comment?comment={theirs}"), status=404)
        save(other, form(other, round_), "Mine")
        other.get(address(round_, f"/comment?comment={theirs}"), status=404)
        other.post(address(round_), {"comment": str(theirs)})
    assert stored(client) == 2


def test_the_preview_shows_the_changes_and_saves_nothing(client: Client, round_: Consultation) -> None:
    page = form(client, round_, pid=pid_of(client, round_))
    values = {"body": "So far", "proposed_text": "Clusters learn together. They learn from one another."}
    shown = client.submit(page, values, button="Show the changes")
    assert "inserted: learn" in shown.text
    assert "deleted: work" in shown.text
    assert "So far" in shown.text
    assert stored(client) == 0
    assert "learn" in save(client, shown, "So far").text


def test_a_wording_left_as_it_is_suggests_nothing(client: Client, round_: Consultation) -> None:
    page = form(client, round_, pid=pid_of(client, round_))
    assert "That of the text" not in page.text
    save(client, page)
    with client.saved() as db:
        assert db.scalars(select(Wording.proposed_text)).one() == ""


def test_F17_a_text_that_is_too_long_comes_back_whole(client: Client, round_: Consultation) -> None:
    long = "ж" * 10_001
    page = save(client, form(client, round_), long, status=422)
    assert "10001 characters" in page.errors()["body"]
    assert long in page.html
    assert stored(client) == 0
    save(client, page, "ж" * 10_000)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
def test_F22_malformed_markdown_of_ten_thousand_characters_is_shown_on_valid_pages(
    client: Client, round_: Consultation
) -> None:
    """The client finds fault with every page that is not valid; a failure would be no page at all."""
    for unit in ("|a|\n|-|-|\n", "> [a](<b *_~~`", "```\n<td rowspan=2><!--<b &#[^1]: ![x]("):
        typed = (unit * (10_000 // len(unit) + 1))[:10_000]
        shown = save(client, form(client, round_), typed)
        assert shown.heading == "My response"
    assert stored(client) == 3
    receipt = send(client, round_)
    assert receipt.heading == "Your response was received"
    client.get(f"/en/consultations/{round_.id}/comments")


def test_F17_more_than_a_request_may_have_is_refused_before_it_is_read(
    client: Client, round_: Consultation
) -> None:
    answer = client.http.post(
        address(round_, "/comment", "sr-Latn"), content=b"", headers={"content-length": "99000000"}
    )
    assert answer.status_code == 413


def test_an_empty_comment_is_asked_for_again(client: Client, round_: Consultation) -> None:
    page = save(
        client, form(client, round_, pid=pid_of(client, round_)), " ", justification="Kept", status=422
    )
    assert page.errors() == {"body": "Write your comment."}
    assert page.title.startswith("Error:")
    assert "Kept" in page.text


def test_F18_hidden_characters_are_taken_out_and_the_author_is_told(
    client: Client, round_: Consultation
) -> None:
    page = save(client, form(client, round_), "Well\u202e said\u200b.")
    assert "Invisible characters were taken out" in page.text
    assert "Well said." in page.text


@pytest.mark.parametrize("pid", ["10000", "0", "99999999999999999999", "x", "-1"])
def test_an_unknown_paragraph_gives_the_text_back(client: Client, round_: Consultation, pid: str) -> None:
    client.get(address(round_, f"/comment?pid={pid}"), status=404)
    answer = client.http.post(
        address(round_, "/comment"),
        data={"pid": pid, "body": "Long thought", "key": "k" * 32, "language": "en"},
    )
    assert answer.status_code == 404
    assert "Long thought" in answer.text


def test_S37_fields_that_no_form_of_ours_sends_are_refused_and_never_fail(
    client: Client, round_: Consultation
) -> None:
    odd = {
        "body": "Text",
        "quote": "Invented.",
        "kind": "x",
        "language": "xx",
        "comment": "9" * 30,
        "key": "1",
    }
    for name in odd:
        sent = {"body": "Text", "kind": "general", "language": "en", "key": "k" * 32, name: odd[name]}
        answer = client.http.post(address(round_, "/comment"), data=sent)
        assert answer.status_code in (303, 404, 422), name
    save(client, form(client, round_))
    for name, value in {"kind": "country", "country": "ZZ", "language": "de", "name": "n" * 300}.items():
        sent = {"kind": "person", "language": "en", name: value}
        client.post(address(round_, "/about-you"), sent, status=422)


def test_S17_what_only_we_decide_cannot_be_sent_along(client: Client, round_: Consultation) -> None:
    extra = {"received_at": "2020-01-01", "number": "7", "late": "0", "digest": "x", "version_id": "9"}
    client.post(
        address(round_, "/comment"),
        {"body": "Text", "kind": "general", "language": "en", "key": "k" * 32, **extra},
    )
    client.post(address(round_, "/about-you"), {"kind": "person", "language": "en", **extra})
    client.post(address(round_, "/send"), extra)
    with client.saved() as db:
        sent = db.scalars(select(Submission)).one()
        assert (sent.received_at, sent.comments[0].number) == (factories.NOW, 1)
        assert len(sent.digest) == 64


def test_an_organisation_needs_its_name(client: Client, round_: Consultation) -> None:
    save(client, form(client, round_))
    page = client.get(address(round_, "/about-you"))
    again = client.submit(page, {"kind": "organisation", "name": NAME}, button="Continue", status=422)
    assert again.errors() == {"organisation": "Enter the name of the organisation."}
    assert NAME in again.html


def test_steps_cannot_be_jumped(client: Client, round_: Consultation) -> None:
    for step in ("/about-you", "/send"):
        assert client.get(address(round_, step)).heading == "My response"
    save(client, form(client, round_))
    assert client.get(address(round_, "/send")).heading == "About you"
    client.post(address(round_, "/send"), {}, status=409)
    assert stored(client) == 1


def test_sending_without_anything_to_send_is_refused_kindly(client: Client, round_: Consultation) -> None:
    client.post(address(round_, "/send"), {}, status=409)
    client.post(address(round_, "/send"), {"token": "x" * 64}, status=409)


def test_F13_a_form_opened_in_time_and_sent_late_is_kept_and_labelled(
    client: Client, round_: Consultation, clock: time_machine.Traveller
) -> None:
    save(client, form(client, round_))
    clock.move_to(round_.closes_at)
    check = client.submit(client.get(address(round_, "/about-you")), {"kind": "person"}, button="Continue")
    assert "This consultation is closed" in check.text
    receipt = client.submit(check, {}, button="Send my response")
    assert "Received after closing" in receipt.text
    assert "What “late” means" in receipt.text


def test_P02_the_last_microsecond_is_in_time(
    client: Client, round_: Consultation, clock: time_machine.Traveller
) -> None:
    save(client, form(client, round_))
    clock.move_to(round_.closes_at - timedelta(microseconds=1))
    assert "Received in time" in send(client, round_).text


def test_before_the_opening_the_text_is_given_back(client: Client) -> None:
    round_ = make_round(client, state="announced")
    page = form(client, round_)
    assert "has not opened yet" in page.text
    refused = save(client, page, "Too early", status=409)
    assert "has not opened yet" in refused.text
    assert "Too early" in refused.text
    assert stored(client, Submission) == 0


def test_two_rounds_have_two_unsent_responses_at_once(client: Client, round_: Consultation) -> None:
    other = make_round(client)
    save(client, form(client, round_), "For the first")
    save(client, form(client, other), "For the second")
    assert "For the first" in client.get(address(round_)).text
    send(client, round_)
    assert "For the second" in client.get(address(other)).text


def test_S16_a_name_is_published_only_where_its_owner_ticks_the_box(
    client: Client, round_: Consultation
) -> None:
    save(client, form(client, round_))
    page = client.get(address(round_, "/about-you"))
    box = next(i for i in page.all(".//input") if i.get("name") == "publish_name")
    assert box.get("checked") is None
    receipt = send(client, round_, name=NAME)
    public = (
        f"/en/consultations/{round_.id}/comments",
        f"/en/consultations/{round_.id}/report",
        receipt.address,
    )
    for shown in public:
        assert NAME not in client.get(shown).html
    with client.saved() as db:
        entries = [p.body for p in db.scalars(select(record.Payload))]
    assert NAME not in str(entries)
    save(client, form(client, round_))
    send(client, round_, name="Known Person", publish_name="yes")
    assert "Known Person" in client.get(public[0]).text


def test_personal_fields_say_what_they_are_to_the_browser(client: Client, round_: Consultation) -> None:
    save(client, form(client, round_))
    page = client.get(address(round_, "/about-you"))
    kinds = {i.get("name"): i.get("autocomplete") for i in page.all(".//input")}
    assert (kinds["name"], kinds["organisation"]) == ("name", "organization")


def test_S07_looking_begins_no_response(client: Client, round_: Consultation) -> None:
    for page in ("", "/comment", "/about-you", "/send"):
        client.get(address(round_, page))
    assert stored(client, Submission) == 0
    assert cookie_name(UNSENT_RESPONSE, client.settings) not in client.http.cookies


def test_the_whole_way_in_serbian(client: Client, round_: Consultation) -> None:
    page = form(client, round_, pid=pid_of(client, round_), locale="sr-Cyrl")
    chosen = [
        o.get("value")
        for o in page.all(".//select[@name='language']/option")
        if o.get("selected") is not None
    ]
    assert chosen == ["sr-Cyrl"]
    with locales.speaking(locales.BY_CODE["sr-Cyrl"]):
        button = locales.gettext("Save in my response")
    saved = client.submit(page, {"body": "Добро речено."}, button=button)
    about = client.get(address(round_, "/about-you", "sr-Cyrl"))
    check = client.submit(about, {"kind": "person", "country": "RS"})
    receipt = client.submit(check, {}, form="send")
    for shown in (saved, receipt):
        assert "Добро речено." in shown.text
    latin = client.get(receipt.address.replace("sr-Cyrl", "sr-Latn"))
    assert "Добро речено." in latin.text  # a comment is never shown in another script
