"""A paragraph through all versions on one page, with what changed between any two of them."""

import pytest
from sqlalchemy.orm import Session

from documents.drafting.draft import Draft
from documents.models import Document
from documents.queries import draft, draft_paragraph
from members.models import Person
from tests.consultation.sending import send_comment
from tests.support import factories
from tests.support.markup import words
from tests.support.pages import Client

TEXT = "## Aims\n\nClusters work together.\n\nMembers meet. They vote.\n\nThe office answers.\n"
AIM, MEETING, OFFICE = 2, 3, 4


class Scene:
    """Four versions and a draft: an edit with a comment behind it, a split, a merge, an end."""

    def __init__(self, db: Session) -> None:
        drafter = factories.make_mandate(db, "working_group")
        self.document: Document = factories.make_document(db, TEXT, title="Model policy")
        self.person: Person = drafter.person
        self.db = db
        send_comment(db, factories.make_consultation(db, self.document.versions[0]), AIM)
        self.working("Says with whom.").edit(AIM, "Clusters work with schools.", based_on=self.at(AIM))
        self.publish()
        self.working("Two things.").split(MEETING, ["Members meet.", "They vote."], based_on=self.at(MEETING))
        self.vote = draft(db, self.document)[3].pid
        self.working("Shorter.").merge(
            AIM, OFFICE, "Clusters work with schools and answer.", based_on=self.at(AIM),
            other_based_on=self.at(OFFICE),
        )  # fmt: skip
        self.publish()
        self.working("Said elsewhere.").delete(self.vote, based_on=self.at(self.vote))
        self.publish()
        self.working("A word more.").edit(AIM, "Clusters work with all schools.", based_on=self.at(AIM))

    def working(self, reason: str) -> Draft:
        return Draft(self.db, self.document, by=None, reason=reason, now=factories.NOW)

    def at(self, pid: int) -> int:
        row = draft_paragraph(self.db, self.document, pid)
        assert row is not None
        return row.changed_in

    def publish(self) -> None:
        factories.make_version(self.db, self.document, edit=False)

    def address(self, pid: int) -> str:
        return f"/en/documents/{self.document.slug}/paragraphs/{pid}/history"


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        made = Scene(db)
        assert made.person
        assert made.document.slug
    return made


def stage(client: Client, address: str, number: int) -> str:
    return words(client.get(address).ids[f"version-{number}"])


def test_every_version_of_a_paragraph_is_on_one_page_with_its_changes(client: Client, scene: Scene) -> None:
    page = client.get(scene.address(AIM))
    assert page.heading == "section 1, paragraph 1 through the versions"
    assert [i for i in page.ids if i.startswith("version-")] == [f"version-{n}" for n in (1, 2, 3, 4)]
    first, second = (words(page.ids[f"version-{n}"]) for n in (1, 2))
    assert "First appears here" in first
    assert "1 comment was made on it" in first
    assert "deleted: together" in second
    assert "inserted: with schools" in second
    assert "Why (revision 1.1): Says with whom." in second
    assert "The same words as before." in words(page.ids["version-4"])


def test_a_merge_names_what_came_together_and_follows_both_back(client: Client, scene: Scene) -> None:
    page = client.get(scene.address(AIM))
    third = words(page.ids["version-3"])
    assert "Merged" in third
    assert "It came from several: section 1, paragraph 1, section 1, paragraph 3" in third
    assert "The office answers." in words(page.ids["version-1"]), "what it came from is its past too"


def test_a_split_names_the_other_parts_and_a_part_knows_its_past(client: Client, scene: Scene) -> None:
    assert "Other paragraphs came from it too: section 1, paragraph 3" in stage(
        client, scene.address(MEETING), 3
    )
    page = client.get(scene.address(scene.vote))
    assert "Members meet. They vote." in words(page.ids["version-1"])
    assert "Split" in words(page.ids["version-3"])
    fourth = words(page.ids["version-4"])
    assert "Deleted" in fourth
    assert "Said elsewhere." in fourth


def test_any_two_versions_of_it_can_be_compared(client: Client, scene: Scene) -> None:
    page = client.get(scene.address(AIM))
    assert "Version 1 compared with version 4" in page.text, "the first and the last to begin with"
    page = client.submit(page, {"old": "2", "new": "1"}, button="Compare")
    assert "Version 1 compared with version 2" in page.text, "put in order"
    assert "old=2&new=1" in page.address
    page = client.get(f"{scene.address(AIM)}?old=3&new=4")
    assert "The words are the same in both." in page.text
    page = client.get(f"{scene.address(AIM)}?old=nonsense&new=99")
    assert "Version 1 compared with version 4" in page.text
    among = client.follow(page, "See it among all changes between the two")
    assert "/compare/1...4" in among.address
    assert f"p-{AIM}" in among.ids


def test_the_draft_is_a_stage_for_those_who_may_read_it_and_for_nobody_else(
    client: Client, scene: Scene
) -> None:
    assert "all schools" not in client.get(scene.address(AIM)).text
    client.sign_in(scene.person)
    page = client.get(scene.address(AIM))
    assert "inserted: all" in words(page.ids["version-draft"])
    assert "Not published yet" in words(page.ids["version-draft"])
    assert page.headers["cache-control"] == "no-store"
    page = client.get(f"{scene.address(AIM)}?old=2&new=draft")
    assert "Version 2 compared with the working draft" in page.text


def test_a_paragraph_that_never_was_is_told(client: Client, scene: Scene) -> None:
    client.get(scene.address(999), status=404)


def test_a_paragraph_of_the_draft_alone_is_nobody_elses_business(client: Client, scene: Scene) -> None:
    with client.saved() as db:
        document = db.merge(scene.document)
        working = Draft(db, document, by=None, reason="One more.", now=factories.NOW)
        [new] = working.insert(AIM, "A secret for now.").pids
    client.get(scene.address(new), status=404)
    client.sign_in(scene.person)
    assert "A secret for now." in client.get(scene.address(new)).text


def test_a_paragraph_with_one_version_needs_no_comparison(client: Client) -> None:
    with client.saved() as db:
        slug = factories.make_document(db, TEXT).slug
    page = client.get(f"/en/documents/{slug}/paragraphs/2/history")
    assert "First appears here" in page.text
    assert "Compare" not in page.text.replace("Compare versions", "")
