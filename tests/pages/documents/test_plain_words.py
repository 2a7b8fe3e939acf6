"""What a version says in plain words: written with it or later, and where people read it."""

from dataclasses import dataclass
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from time_machine import Traveller

from core.record import entries
from documents import queries
from members.models import Mandate
from sbcp.notifications import digests
from tests.mail.letters import send_all
from tests.support.factories import NOW, make_document, make_mandate, make_revision, make_version
from tests.support.markup import Page
from tests.support.pages import Client
from tests.support.recorded import put_what_is_left_on_record
from tests.support.servers.smtp import PostOffice, link_in, text_of

PAGE = "/en/documents/policy"
SUMMARY = {"summary-en": "Offices get a\nweek longer.", "summary-sr-Cyrl": "Канцеларије имају недељу више."}
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@dataclass(frozen=True)
class Scene:
    """A document whose draft has changed since version 1, and two who may publish it."""

    client: Client
    secretary: Mandate
    deputy: Mandate

    def publish(self, **values: str) -> None:
        """Asked for with these values, and approved."""
        self.client.sign_in(self.secretary.person)
        form = self.client.get(f"{PAGE}/draft/publish")
        asked = self.client.submit(form, {"label": "second", "reason": "Ready.", **values})
        self.client.sign_in(self.deputy.person)
        page = self.client.get(f"{asked.address}/decision?act=approve")
        for text in values.values():
            assert " ".join(text.split()) in page.text, "the second person sees what is approved"
        self.client.submit(page)
        self.client.sign_out()


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        secretary, deputy = make_mandate(db), make_mandate(db)
        document = make_document(db, slug="policy", by=secretary)
        make_revision(db, document, by=secretary)
    return Scene(client, secretary, deputy)


def in_plain_words(page: Page, id: str = "plain-words") -> tuple[str, str]:
    """What a page says of it, and in which language."""
    section = next(each for each in page.around(page.ids[id]) if each.tag == "section")
    paragraph = section.find("p")
    assert paragraph is not None
    return " ".join(" ".join(paragraph.itertext()).split()), paragraph.get("lang", "")


def test_it_is_published_with_the_version_and_read_in_ones_own_language(scene: Scene) -> None:
    scene.publish(**SUMMARY)
    get = scene.client.get
    assert in_plain_words(get(f"{PAGE}/versions/2")) == ("Offices get a week longer.", "en")
    latin = get("/sr-Latn/documents/policy/versions/2")
    assert in_plain_words(latin) == ("Kancelarije imaju nedelju više.", "sr-Latn")
    assert "plain-words" not in get(f"{PAGE}/versions/1").ids
    compared = get(f"{PAGE}/compare/1...2")
    assert "Version 2 in plain words" in compared.text
    assert compared.all(".//p[@lang='en']")
    told = scene.client.http.get("/api/v1/documents/policy/versions/2").json()
    assert told["summaries"]["en"] == "Offices get a\nweek longer."
    assert set(told["summaries"]) == {"en", "sr-Cyrl"}


def test_feeds_and_mail_tell_it_with_the_version(scene: Scene, post: PostOffice, clock: Traveller) -> None:
    client = scene.client
    form = client.follow(client.get(PAGE), "Follow by e-mail")
    client.submit(form, {"email": "ana@example.org", "pace": "at once"}, form="follow")
    send_all(client, post)
    client.submit(client.get(link_in(post.letters[-1], "/en/follow/confirm/")), form="confirm")
    scene.publish(**SUMMARY)
    feed = ElementTree.fromstring(client.http.get("/feeds/documents/policy.atom?language=en").content)
    contents = [each.findtext("a:content", "", ATOM) for each in feed.findall("a:entry", ATOM)]
    assert any('<blockquote lang="en"><p>Offices get a<br>week longer.</p>' in each for each in contents)
    clock.move_to(NOW + timedelta(hours=1))
    digests.notify_followers(client.database, client.settings, NOW + timedelta(hours=1))
    send_all(client, post)
    told = text_of(post.letters[-1]).replace("\r\n", "\n")
    assert "In plain words:\n> Offices get a\n> week longer." in told


def test_the_counts_of_changes_are_a_beginning_that_overwrites_nothing(scene: Scene) -> None:
    client = scene.client
    client.sign_in(scene.secretary.person)
    form = client.get(f"{PAGE}/draft/publish")
    begun = client.submit(
        form,
        {"label": "second", "summary-sr-Cyrl": "Моје речи."},
        button="Begin the summaries with the counts of changes",
    )
    fields = {name: begun.ids[name].text or "" for name in ("summary-en", "summary-sr-Cyrl")}
    assert fields["summary-en"].strip().startswith("Changed since version 1, in paragraphs: ")
    assert fields["summary-sr-Cyrl"].strip() == "Моје речи."
    assert begun.ids["label"].get("value") == "second"
    assert not begun.errors()


def test_who_must_ask_again_finds_what_was_written(scene: Scene) -> None:
    client = scene.client
    client.sign_in(scene.secretary.person)
    client.submit(client.get(f"{PAGE}/draft/publish"), {"label": "second", "reason": "Ready.", **SUMMARY})
    with client.saved() as db:
        make_revision(db, queries.document_by_slug(db, "policy"), by=scene.secretary)
    again = client.get(f"{PAGE}/draft/publish")
    assert "Offices get a" in (again.ids["summary-en"].text or "")


def test_it_is_written_anew_after_a_look_and_the_digest_stays(scene: Scene) -> None:
    client = scene.client
    with client.saved() as db:
        version = queries.version_by_number(db, queries.document_by_slug(db, "policy"), 1)
        digest = version.digest
    client.sign_in(scene.secretary.person)
    for text in ("Who does what.", "It says who does what."):
        form = client.follow(client.get(f"{PAGE}/versions/1"), "Write what it says in plain words")
        check = client.submit(form, {"summary-en": text}, button="Check it")
        assert text in check.text
        assert "Nothing has been published yet." in check.text
        page = client.submit(check, button="Publish it")
        assert page.address == f"{PAGE}/versions/1"
        assert in_plain_words(page) == (text, "en")
    with client.saved() as db:
        assert queries.version_by_number(db, queries.document_by_slug(db, "policy"), 1).digest == digest
        assert [each.action for each in entries.entries(db)].count("version.summarised") == 2
        assert entries.verify(db) is None


def test_what_cannot_be_taken_is_told_and_nothing_typed_is_lost(scene: Scene) -> None:
    client = scene.client
    client.sign_in(scene.secretary.person)
    form = client.get(f"{PAGE}/versions/1/summary")
    nothing = client.submit(form, {}, button="Check it", status=422)
    assert nothing.errors() == {"summary-en": "Nothing has been changed."}
    long = "A long one. " * 200
    refused = client.submit(form, {"summary-en": long, "summary-sr-Cyrl": "Кратко."}, status=422)
    assert "summary-en" in refused.errors()
    assert long.strip() in (refused.ids["summary-en"].text or "")
    assert "Кратко." in (refused.ids["summary-sr-Cyrl"].text or "")
    publish = client.get(f"{PAGE}/draft/publish")
    refused = client.submit(publish, {"label": "x", "reason": "y", "summary-en": long}, status=422)
    assert list(refused.errors()) == ["summary-en"]


def test_a_comparison_over_several_versions_tells_of_each(scene: Scene) -> None:
    scene.publish(**SUMMARY)
    with scene.client.saved() as db:
        document = queries.document_by_slug(db, "policy")
        make_version(db, document, by=scene.secretary, now=NOW)
        put_what_is_left_on_record(db)
    compared = scene.client.get(f"{PAGE}/compare/1...3")
    assert "Version 2 in plain words" in compared.text
    assert "Version 3 in plain words" not in compared.text
