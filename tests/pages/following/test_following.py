"""Following by e-mail, from the link on a page to the click that ends it, with a real mail server."""

from datetime import datetime, timedelta

import pytest
from time_machine import Traveller

from core.queue.outbox import Message
from documents.models import Document
from sbcp.language import locales
from sbcp.notifications import digests
from sbcp.notifications.models import Follower, Subscription
from sbcp.personal import retention
from tests.mail.letters import send_all
from tests.support.factories import NOW, make_consultation, make_document, make_mandate, make_participant
from tests.support.filling import given_back
from tests.support.markup import Page
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice, link_in, text_of

# What differs between the databases is tried in test_outbox.py and test_both_databases.py.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

ANA = "ana@example.org"


@pytest.fixture
def document(client: Client) -> Document:
    with client.saved() as db:
        return make_document(db, slug="policy", title="Model policy")


def path(address: str) -> str:
    return address.removeprefix("http://localhost")


def ask(client: Client, where: str = "/en/follow?document=policy", email: str = ANA, **values: str) -> Page:
    page = client.get(where)
    return client.submit(page, {"email": email, **values}, form="follow")


def confirmed(client: Client, post: PostOffice, where: str = "/en/follow?document=policy", **v: str) -> Page:
    """Asked for, and confirmed from the mailbox: the page of all that is followed."""
    ask(client, where, **v)
    send_all(client, post)
    page = client.get(path(link_in(post.letters[-1], "/follow/confirm/")))
    return client.submit(page, form="confirm")


def followed(client: Client) -> list[Subscription]:
    with client.saved() as db:
        return db.query(Subscription).filter(Subscription.confirmed_at.is_not(None)).all()


def outbox(client: Client) -> list[Message]:
    with client.saved() as db:
        return db.query(Message).order_by(Message.id).all()


# Beginning


def test_a_reader_follows_a_document_from_its_page_and_confirms_in_the_mailbox(
    client: Client, post: PostOffice, document: Document
) -> None:
    page = client.follow(client.get("/en/documents/policy"), "Follow by e-mail")
    assert "Model policy" in page.text
    page = client.submit(page, {"email": " Ana@Example.org ", "pace": "weekly"}, form="follow")
    assert page.heading == "Look into your mailbox"
    assert followed(client) == []
    assert send_all(client, post) == 1
    [letter] = post.to(ANA)
    assert letter["Subject"] == "Confirm that you want to follow: Model policy"
    link = path(link_in(letter, "/follow/confirm/"))
    page = client.get(link)
    assert followed(client) == [], "a scanner of mail that opens the link does nothing (S07)"
    page = client.submit(page, form="confirm")
    assert page.heading == "What you follow by e-mail"
    assert "Model policy" in page.text
    [found] = followed(client)
    assert (found.kind, found.pace, found.confirmed_at) == ("document", "weekly", NOW)


def test_a_reader_follows_a_part_a_country_or_everything(
    client: Client, post: PostOffice, document: Document
) -> None:
    with client.saved() as db:
        make_participant(db, "RS")
    for where in ("?", "?document=policy&pid=2", "?document=policy&pid=1", "?country=RS"):
        confirmed(client, post, f"/en/follow{where}")
    kinds = [("everything", None), ("paragraph", 2), ("section", 1), ("country", None)]
    assert [(found.kind, found.pid) for found in followed(client)] == kinds


def test_a_heading_can_be_followed_alone(client: Client, post: PostOffice, document: Document) -> None:
    confirmed(client, post, "/en/follow?document=policy&pid=1", part="paragraph")
    assert followed(client)[0].kind == "paragraph"


def test_pages_of_paragraphs_countries_and_rounds_lead_to_following(
    client: Client, document: Document
) -> None:
    with client.saved() as db:
        make_participant(db, "RS")
        number = make_consultation(db, db.get_one(Document, document.id).versions[0]).id
    for where, label in [
        ("/en/documents/policy/versions/1/paragraphs/1", "Follow this section by e-mail"),
        ("/en/documents/policy/versions/1/paragraphs/2", "Follow this paragraph by e-mail"),
        ("/en/adoption/RS", "Follow by e-mail"),
        (f"/en/consultations/{number}", "Follow by e-mail"),
        ("/en/", "Follow everything by e-mail"),
    ]:
        assert client.follow(client.get(where), label).heading == "Follow by e-mail"


def test_mail_comes_in_the_language_that_was_chosen(
    client: Client, post: PostOffice, document: Document
) -> None:
    for locale in locales.BY_CODE:
        ask(client, email=f"{locale}@example.org", language=locale)
    send_all(client, post)
    for letter, locale in zip(post.letters, locales.BY_CODE, strict=True):
        assert letter["Content-Language"] == locale
        assert f"/{locale}/follow/confirm/" in text_of(letter)


def test_a_member_follows_at_once_with_the_address_they_sign_in_with(
    client: Client, document: Document
) -> None:
    with client.saved() as db:
        person = make_mandate(db).person
    client.sign_in(person)
    page = client.submit(client.get("/en/follow?document=policy"), {"pace": "at once"}, form="follow")
    assert page.heading == "What you follow by e-mail"
    assert outbox(client) == []
    assert [found.pace for found in followed(client)] == ["at once"]


def test_S39_what_is_no_address_is_given_back_with_the_reason(client: Client, document: Document) -> None:
    for email, fault in (
        ("", "Enter an e-mail address, like name@example.org."),
        ("ana", "This e-mail address has no @. Enter it in full, like name@example.org."),
        ("a b@example.org", "An e-mail address has no spaces. Take them out."),
        ("a@example.org,b@example.org", "Enter one e-mail address only."),
    ):
        page = client.get("/en/follow?document=policy")
        page = client.submit(page, {"email": email, "pace": "weekly"}, form="follow", status=422)
        assert page.errors() == {"email": fault}
    assert outbox(client) == []


def test_all_faults_are_told_together_and_what_was_typed_is_given_back(
    client: Client, document: Document
) -> None:
    typed = {"email": "ana", "pace": "hourly", "language": "xx"}
    wrong = client.post("/en/follow", {"document": "policy", **typed}, status=422).text
    assert "This e-mail address has no @." in wrong
    assert "Choose how often mail may come." in wrong
    assert "Choose a language from the list." in wrong
    page = client.get("/en/follow?document=policy")
    typed = {"email": "ana", "pace": "weekly", "language": "sr-Latn"}
    page = client.submit(page, typed, form="follow", status=422)
    assert typed.items() <= given_back(page).items()


def test_S37_nothing_that_is_not_there_can_be_followed(client: Client, document: Document) -> None:
    for where in ("document=none", "document=policy&pid=99", "document=policy&pid=x", "country=ZZ"):
        client.get(f"/en/follow?{where}", status=404)
    values = {"document": "policy", "email": ANA, "pace": "daily", "language": "en"}
    client.post("/en/follow", values | {"pace": "hourly"}, status=422)
    client.post("/en/follow", values | {"language": "xx"}, status=422)
    assert outbox(client) == []


# What nobody learns


def test_S12_whether_an_address_follows_something_shows_nowhere_but_in_its_mailbox(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    confirmed(client, post)
    client.sign_out()
    clock.shift(timedelta(hours=2))
    values = {"document": "policy", "email": ANA, "pace": "daily", "language": "en"}
    known = client.post("/en/follow", values)
    unknown = client.post("/en/follow", values | {"email": "new@example.org"})
    for name in ("status_code", "content"):
        assert getattr(known, name) == getattr(unknown, name)
    assert {**known.headers} == {**unknown.headers}
    send_all(client, post)
    assert post.to(ANA)[-1]["Subject"] == "You follow this already: Model policy"
    known = client.post("/en/following/link", {"email": ANA})
    unknown = client.post("/en/following/link", {"email": "nobody@example.org"})
    assert (known.content, {**known.headers}) == (unknown.content, {**unknown.headers})


def test_asked_for_twice_within_the_hour_it_is_one_message_and_its_link_works(
    client: Client, post: PostOffice, document: Document
) -> None:
    ask(client)
    confirmed(client, post)
    assert len(post.letters) == 1
    assert len(followed(client)) == 1


def test_S11_a_link_works_for_seven_days_and_tells_its_finder_nothing_afterwards(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    ask(client)
    send_all(client, post)
    link = path(link_in(post.letters[0], "/follow/confirm/"))
    clock.shift(timedelta(days=7))
    client.post(link, status=409)
    clock.move_to(NOW + timedelta(days=6))
    client.post(link)
    client.sign_out()
    client.post(link)
    page = client.get("/en/following")
    assert page.ids.get("link") is not None, "the second press opened nothing"


def test_S45_an_address_that_nobody_confirms_is_forgotten_after_seven_days(
    client: Client, document: Document
) -> None:
    ask(client)
    retention.carry_out(client.database, client.settings, NOW + timedelta(days=8))
    with client.saved() as db:
        assert db.query(Follower).all() == []


def test_F27_the_page_says_when_the_mail_server_is_away(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    post.shut()
    ask(client)
    send_all(client, post)
    assert "Our mail server cannot be reached at present" in client.get("/en/follow/sent").text
    clock.shift(timedelta(hours=24))
    post.open()
    send_all(client, post)
    page = client.get(path(link_in(post.letters[0], "/follow/confirm/")))
    client.submit(page, form="confirm")
    assert len(followed(client)) == 1
    assert "Our mail server" not in client.get("/en/follow/sent").text


def test_who_stops_and_asks_again_at_once_gets_a_new_link(
    client: Client, post: PostOffice, document: Document
) -> None:
    page = confirmed(client, post)
    client.submit(page, form=f"f-{followed(client)[0].id}", button="Stop following: Model policy")
    confirmed(client, post)
    assert len(followed(client)) == 1
    assert len(post.to(ANA)) == 2


# Looking after it


def test_the_mailed_link_opens_the_list_and_stays_out_of_the_address(
    client: Client, post: PostOffice, document: Document
) -> None:
    confirmed(client, post)
    client.sign_out()
    page = client.submit(client.get("/en/following"), {"email": ANA}, form="link")
    assert page.heading == "Look into your mailbox"
    send_all(client, post)
    link = path(link_in(post.letters[-1], "/following/open/"))
    page = client.get(link)
    assert page.address == "/en/following"
    page = client.submit(page, {"pace": "weekly"}, form=f"f-{followed(client)[0].id}")
    assert followed(client)[0].pace == "weekly"
    page = client.submit(page, {"language": "sr-Latn"}, form="language-form")
    with client.saved() as db:
        assert db.query(Follower).one().locale == "sr-Latn"
    page = client.submit(page, form=f"f-{followed(client)[0].id}", button="Stop following: Model policy")
    assert "You no longer follow this: Model policy" in page.text
    with client.saved() as db:
        assert db.query(Follower).all() == [], "an address that follows nothing is forgotten"
    assert client.get(link).address == "/en/following"


def test_S15_nobody_opens_or_changes_the_list_of_another(
    client: Client, post: PostOffice, document: Document
) -> None:
    confirmed(client, post)
    [mine] = followed(client)
    with client.another() as other:
        page = other.get("/en/following")
        assert "Model policy" not in page.text
        other.post("/en/following", {"subscription": str(mine.id), "do": "stop"})
        for token in ("x", "WzEsMV0.x", "%5B1%5D"):
            assert other.get(f"/en/following/open/{token}").heading == "What you follow by e-mail"
            other.get(f"/en/unsubscribe/{token}", status=404)
            other.post(f"/en/unsubscribe/{token}", status=404)
    assert len(followed(client)) == 1


def test_the_list_closes_after_an_hour(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    confirmed(client, post)
    clock.shift(timedelta(hours=1, minutes=1))
    assert client.get("/en/following").ids.get("link") is not None


def unsubscribe_link(client: Client, post: PostOffice, clock: Traveller, at: datetime) -> str:
    """That of the next news about the document."""
    with client.saved() as db:
        make_consultation(db, db.query(Document).one().versions[0], now=NOW)
    clock.move_to(at)
    digests.notify_followers(client.database, client.settings, at)
    send_all(client, post)
    header = str(post.to(ANA)[-1]["List-Unsubscribe"])
    return path(header.strip("<>"))


def test_one_click_in_the_mail_program_stops_it_without_session_or_origin(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    confirmed(client, post, pace="at once")
    link = unsubscribe_link(client, post, clock, NOW + timedelta(hours=1))
    with client.another() as program:
        program.http.headers.pop("sec-fetch-site")
        answer = program.http.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200, "RFC 8058: no redirect"
        assert followed(client) == []
        assert program.http.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        assert program.http.post("/en/following", data={"do": "stop"}).status_code == 403, "S06 elsewhere"


def test_S07_F28_opening_the_link_stops_nothing_and_the_button_does(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    confirmed(client, post, pace="at once")
    link = unsubscribe_link(client, post, clock, NOW + timedelta(hours=1))
    page = client.get(link)
    assert len(followed(client)) == 1
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    page = client.submit(page, form="stop")
    assert page.heading == "These messages have stopped"
    assert followed(client) == []
    assert client.get(link).heading == "You get no such messages any more"


# Those who look after mail


def test_staff_see_what_became_of_mail_and_send_again_but_read_none(
    client: Client, post: PostOffice, document: Document
) -> None:
    post.refusing[ANA] = "550 5.1.1 no such mailbox"
    ask(client)
    send_all(client, post)
    client.get("/en/mail", status=401)
    with client.saved() as db:
        secretary = make_mandate(db).person
    client.sign_in(secretary)
    page = client.follow(client.get("/en/"), "Mail")
    assert "No mail server is set up" in page.text
    assert "550 5.1.1 no such mailbox" in page.text
    assert "a…@example.org" in page.text
    assert ANA not in page.text
    assert len(client.get("/en/mail?state=failed").all(".//tbody/tr")) == 1
    assert len(client.get("/en/mail?state=failed&to=ANA@example.org").all(".//tbody/tr")) == 1
    assert client.get("/en/mail?state=sent").all(".//tbody/tr") == []
    page = client.get(f"/en/mail/{outbox(client)[0].id}")
    assert "follow/confirm" not in page.text
    post.refusing.clear()
    page = client.submit(page, form="again-form")
    assert "in the outbox again" in page.text
    assert send_all(client, post) == 1
    assert "cannot be sent again" in client.get(f"/en/mail/{outbox(client)[0].id}").text


def test_S14_others_see_nothing_of_mail(client: Client, document: Document) -> None:
    ask(client)
    with client.saved() as db:
        observer = make_mandate(db, "working_group").person
    client.sign_in(observer)
    client.get("/en/mail", status=403)
    client.post(f"/en/mail/{outbox(client)[0].id}", status=403)
    assert "follow/confirm" not in client.get("/en/example-mail").text
