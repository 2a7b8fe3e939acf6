"""The whole way of mail on each database: followed, told, answered, stopped, looked after; and when."""

from datetime import UTC, datetime, timedelta

from time_machine import Traveller

from core.queue.outbox import Message
from documents import queries
from process.services import publish_version
from sbcp.notifications import comment_authors, deadlines, digests
from tests.mail.letters import send_all
from tests.support.factories import NOW, make_consultation, make_document, make_mandate, make_revision
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice, link_in


def test_mail_goes_its_whole_way(client: Client, post: PostOffice, clock: Traveller) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        round_ = make_consultation(db, document.versions[0])
        secretary = make_mandate(db).person
    page = client.get("/en/follow?document=policy&pid=1")
    client.submit(page, {"email": "reader@example.org", "pace": "daily"}, form="follow")
    assert send_all(client, post) == 1
    link = link_in(post.letters[0], "/follow/confirm/").removeprefix("http://localhost")
    client.submit(client.get(link), form="confirm")

    page = client.get(f"/en/consultations/{round_.id}/respond/comment?pid=2")
    client.submit(page, {"body": "Who pays?"}, button="Save in my response")
    page = client.get(f"/en/consultations/{round_.id}/respond/about-you")
    page = client.submit(page, {"kind": "person", "email": "author@example.org"})
    client.submit(page, form="send")
    assert send_all(client, post) == 1
    assert post.recipients[-1] == "author@example.org"

    with client.saved() as db:
        document = queries.document_by_slug(db, "policy")
        make_revision(db, document, 2, "First aim: the clusters pay.")
        publish_version(db, document, label="second", by=None, now=NOW)
    later = NOW + timedelta(days=12)
    clock.move_to(later)
    comment_authors.notify_authors(client.database, client.settings, later)
    digests.notify_followers(client.database, client.settings, later)
    deadlines.remind(client.database, client.settings, later)
    assert send_all(client, post) == 3
    subjects = [letter["Subject"] for letter in post.letters[2:]]
    assert subjects == [
        "Version 2 of “Model policy” was published: what your comment is about has changed",
        (
            "Version 2 of “Model policy” was published: 1 paragraph that you follow changed,"
            " and 1 more piece of news"
        ),
        "The consultation on version 1 of “Model policy” closes on 15 March 2027, 13:00 (Brussels)",
    ]
    stop = str(post.letters[-1]["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost")
    client.submit(client.get(stop), form="stop")
    assert client.http.get("/feeds/documents/policy/paragraphs/1.atom").status_code == 200
    assert client.http.get("/feeds/consultations.ics").status_code == 200

    client.sign_in(secretary)
    page = client.get("/en/mail?state=sent")
    assert len(page.all(".//tbody/tr")) == 5
    with client.saved() as db:
        assert {kept.secret for kept in db.query(Message)} == {None}


def test_digests_go_out_in_the_morning_of_brussels() -> None:
    assert digests.boundaries(datetime(2027, 3, 1, 5, 59, tzinfo=UTC)) == {
        "at once": datetime(2027, 3, 1, 5, 49, tzinfo=UTC),
        "daily": datetime(2027, 2, 28, 6, tzinfo=UTC),
        "weekly": datetime(2027, 2, 22, 6, tzinfo=UTC),
    }
    summer = digests.boundaries(datetime(2027, 7, 7, 5, tzinfo=UTC))
    assert summer["daily"] == datetime(2027, 7, 7, 5, tzinfo=UTC), "7:00 there, whatever the season"
    assert summer["weekly"] == datetime(2027, 7, 5, 5, tzinfo=UTC)
