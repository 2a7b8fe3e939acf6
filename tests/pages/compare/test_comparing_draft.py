"""Comparing the working draft with any version: for those who may read it, and for nobody else."""

import pytest

from tests.pages.compare import comparing
from tests.pages.compare.comparing import EDITED, MOVED, Scene
from tests.support import factories
from tests.support.markup import words
from tests.support.pages import Client


@pytest.fixture
def scene(client: Client) -> Scene:
    """One version, and a draft with a change of each kind; the reader is a drafter."""
    made = comparing.make(client, publish=False)
    client.sign_in(made.drafter.person)
    return made


def address(scene: Scene, version: int = 1) -> str:
    return f"{scene.address}/compare/{version}...draft"


def test_the_draft_is_compared_with_the_last_version_by_its_exact_lineage(
    client: Client, scene: Scene
) -> None:
    page = client.get(address(scene))
    assert page.heading == "Version 1 compared with the working draft"
    assert "7 changes: 1 paragraph changed, 1 added, 1 removed, 1 moved, 1 split" in page.text
    told = words(page.ids["change-1"])
    assert "Why (revision 1.1): Says with whom, as comment 1 asks." in told
    assert "They now work with universities." in told
    assert "this is work in progress" in page.text.casefold()


@pytest.mark.parametrize("mode", ["inline", "side", "list"])
def test_the_draft_is_shown_in_every_mode(client: Client, scene: Scene, mode: str) -> None:
    page = client.get(f"{address(scene)}?mode={mode}")
    assert {f"change-{number}" for number in range(1, 8)} <= page.ids.keys()
    assert "Working draft" in page.text


def test_the_draft_is_compared_with_an_old_version_too(client: Client, scene: Scene) -> None:
    with client.saved() as db:
        document = db.merge(scene.document)
        factories.make_version(db, document, edit=False)
        text = "Clusters work together with universities and schools."
        factories.make_revision(db, document, EDITED, text, reason="Schools too.")
        factories.make_revision(db, document, MOVED, "Each member pays a small fee.")
    since_first, since_last = client.get(address(scene)), client.get(address(scene, 2))
    told = words(since_first.ids["change-1"])
    assert "inserted: with universities and schools" in told
    assert "Says with whom, as comment 1 asks." in told, "the reasons of both steps"
    assert "Schools too." in told
    assert "Moved and edited" in words(since_first.ids["change-7"])
    assert "2 changes: 2 paragraphs changed" in since_last.text


def test_nobody_else_sees_it(client: Client, scene: Scene) -> None:
    client.get(address(scene))
    client.sign_out()
    page = client.get(address(scene), status=401)
    assert "universities" not in page.text
    assert "...draft" not in client.get(f"{scene.address}/compare/1...1").html, "nor is it offered"
    with client.saved() as db:
        person = factories.make_person(db)
    client.sign_in(person)
    client.get(address(scene), status=403)


def test_it_is_kept_by_nobody_on_the_way(client: Client, scene: Scene) -> None:
    assert client.get(address(scene)).headers["cache-control"] == "no-store"
    assert f"{address(scene)}?" not in client.app.state.pages._pages


def test_it_shows_each_saved_change_at_once(client: Client, scene: Scene) -> None:
    assert "and schools" not in client.get(address(scene)).text
    with client.saved() as db:
        text = "Clusters work together with universities and schools."
        factories.make_revision(db, db.merge(scene.document), EDITED, text)
    assert "and schools" in client.get(address(scene)).text


def test_publishing_gives_the_public_the_same_comparison(client: Client, scene: Scene) -> None:
    before = client.get(address(scene))
    with client.saved() as db:
        factories.make_version(db, db.merge(scene.document), edit=False)
    client.sign_out()
    after = client.get(scene.comparison)
    for number in range(1, 8):
        assert words(after.ids[f"change-{number}"]) == words(before.ids[f"change-{number}"])


def test_the_pages_of_the_draft_lead_to_it(client: Client, scene: Scene) -> None:
    draft = client.get(f"{scene.address}/draft")
    assert draft.link("Compare with version 1") == address(scene)
    client.sign_in(scene.secretary.person)
    publish = client.get(f"{scene.address}/draft/publish")
    assert publish.link("Every change since version 1, word by word") == address(scene)
    page = client.submit(client.get(address(scene)), {"old": "1", "new": "draft"}, button="Compare")
    assert page.address == address(scene)


def test_a_version_that_is_not_there_and_a_paragraph_that_is(client: Client, scene: Scene) -> None:
    client.get(address(scene, 9), status=404)
    assert client.http.get(f"{address(scene)}?at={MOVED}").headers["location"].endswith(f"...draft#p-{MOVED}")
