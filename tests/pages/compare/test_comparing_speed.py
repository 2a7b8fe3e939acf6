"""A comparison is made once for each pair, whoever asks; only the redlines of the page shown are made."""

import asyncio
from typing import Any

import httpx2
import pytest

from documents.comparison import comparison, loading
from sbcp.pages.compare.comparison_cache import Pairs
from tests.pages.compare import comparing
from tests.pages.compare.comparing import EDITED, Scene
from tests.support import factories
from tests.support.pages import Client


class Counted:
    """How often a function was called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        self.calls = 0
        real = getattr(module, name)

        def counting(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, counting)


@pytest.fixture
def scene(client: Client) -> Scene:
    return comparing.make(client)


def test_a_pair_is_made_once_for_all_modes_pages_and_readers(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Counted(monkeypatch, loading, "of_versions")
    marked = Counted(monkeypatch, comparison, "redline_block")
    for query in ("", "?mode=inline", "?kind=edited", "?comments=only"):
        client.get(scene.comparison + query)
    client.sign_in(scene.drafter.person)
    client.get(scene.comparison)
    assert made.calls == 1
    assert marked.calls == 6, "each change once; the one that only moved has nothing to mark"


def test_it_outlives_what_changes_around_it(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version, a new comment or answer: two published texts stay what they are."""
    client.get(scene.comparison)
    made = Counted(monkeypatch, loading, "of_versions")
    with client.saved() as db:
        document = db.merge(scene.document)
        factories.make_revision(db, document, EDITED, "Clusters work with everybody.")
        factories.make_version(db, document, edit=False)
    assert "7 changes" in client.get(scene.comparison).text
    assert made.calls == 0


def test_only_the_redlines_of_the_page_shown_are_made(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client.saved() as db:
        text = "\n\n".join(f"Paragraph {n} says something." for n in range(130))
        document = factories.make_document(db, text)
        for pid in range(1, 131):
            factories.make_revision(db, document, pid, f"Paragraph {pid} now says something else.")
        factories.make_version(db, document, edit=False)
        address = f"/en/documents/{document.slug}/compare/1...2"
    marked = Counted(monkeypatch, comparison, "redline_block")
    client.get(address)
    assert marked.calls == 100
    client.get(f"{address}?page=2")
    assert marked.calls == 130


def test_what_is_kept_has_a_limit(client: Client, scene: Scene) -> None:
    with client.saved() as db:
        document = db.merge(scene.document)
        factories.make_version(db, document)
        factories.make_version(db, document)
    pairs = client.app.state.pairs = Pairs(max_rows=30)
    for versions in ("1...2", "1...3", "1...4", "2...3"):
        client.get(f"{scene.address}/compare/{versions}")
    assert len(pairs.kept) == 1
    assert pairs.kept.currsize <= 30


def test_a_pair_larger_than_all_the_room_is_made_once_all_the_same(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.app.state.pairs = Pairs(max_rows=2)
    made = Counted(monkeypatch, loading, "of_versions")
    for query in ("", "?mode=inline"):
        client.get(scene.comparison + query)
    assert made.calls == 1


def test_readers_who_ask_at_once_for_a_pair_have_it_made_once(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Counted(monkeypatch, loading, "of_versions")

    async def ask() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(client.app)
        async with httpx2.AsyncClient(transport=transport, base_url=client.settings.base_url) as http:
            modes = ("changes", "inline", "side", "list")
            return await asyncio.gather(*(http.get(f"{scene.comparison}?mode={mode}") for mode in modes))

    assert {answer.status_code for answer in asyncio.run(ask())} == {200}
    assert made.calls == 1
