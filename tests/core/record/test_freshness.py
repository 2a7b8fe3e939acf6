"""The number of the last entry about a subject: never older than the question, or than it may be."""

import asyncio

import pytest

from core.db import Database, connect
from core.record import freshness
from core.record.freshness import About, Away, Commits, LastEntries, Numbers, settle
from documents.models import Document
from tests.support import factories


def another_version(database: Database, document: Document) -> None:
    with database.writing() as db:
        factories.make_version(db, db.get_one(Document, document.id))
        db.commit()


@pytest.fixture
def document(own_database: Database) -> Document:
    with own_database.writing() as db:
        made = factories.make_document(db, versions=1)
        db.commit()
        assert made.slug
    return made


def test_the_number_is_that_of_the_last_commit(own_database: Database, document: Document) -> None:
    """Whoever asks learns of all that was committed before, however many ask together."""
    asked: list[About] = [(document.subject,), None]

    async def ask() -> None:
        numbers, last_entries = Numbers(own_database), LastEntries()
        for _ in range(5):
            _head, before = last_entries(own_database.engine, asked)
            early = [asyncio.create_task(numbers.last(about)) for about in asked]
            await asyncio.sleep(0)  # they have asked and their reading is under way
            another_version(own_database, document)
            late = [asyncio.create_task(numbers.last(about)) for about in asked]
            for about, number in zip(asked, await asyncio.gather(*early), strict=True):
                assert number >= before[about]
            _head, after = last_entries(own_database.engine, asked)
            assert await asyncio.gather(*late) == [after[about] for about in asked]
            assert after[(document.subject,)] > before[(document.subject,)]
        assert await numbers.last(("document:unheard-of",)) == 0
        assert await numbers.last((document.subject, "document:unheard-of")) == after[(document.subject,)]
        assert numbers.at_once(()) == 0
        numbers.close()

    asyncio.run(ask())


def test_what_is_known_is_told_without_waiting_until_somebody_commits(
    own_database: Database, document: Document
) -> None:
    async def ask() -> None:
        numbers = Numbers(own_database)
        before = await numbers.last((document.subject,))
        assert numbers.at_once((document.subject,)) == before
        another_version(own_database, document)
        assert numbers.at_once((document.subject,)) != before
        assert await numbers.last((document.subject,)) > before
        numbers.close()

    asyncio.run(ask())


def test_a_number_is_never_older_than_it_may_be(
    own_database: Database, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another process has committed is seen at once by who asks for it, and by all after the age that
    is allowed."""

    async def ask() -> None:
        numbers = Numbers(own_database)
        before = await numbers.last(None)
        monkeypatch.setattr(freshness, "COMMITS", Commits())  # this process hears of no commit from now on
        await numbers.last(None)
        another_version(own_database, document)
        newer = await numbers.last(None, exact=True)
        assert newer > before
        another_version(own_database, document)
        await asyncio.to_thread(settle, own_database)
        assert await numbers.last(None) > newer
        numbers.close()

    asyncio.run(ask())


def test_those_who_ask_within_that_age_share_a_question(
    own_database: Database, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask() -> None:
        numbers = Numbers(own_database)
        monkeypatch.setattr(freshness, "COMMITS", Commits())
        monkeypatch.setattr(freshness, "MOMENT", 60.0)
        monkeypatch.setattr(freshness, "MAX_AGE", 60.0)
        before = await numbers.last(None)
        another_version(own_database, document)
        assert numbers.at_once(None) == before
        assert await numbers.last(None) == before
        newer = await numbers.last(None, exact=True)
        assert newer > before
        assert numbers.at_once(None) == newer
        numbers.close()

    asyncio.run(ask())


def test_a_reading_that_fails_is_told_to_all_who_asked_and_soon_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nowhere = connect("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    tries = 0
    real = LastEntries.__call__

    def counted(*args: object) -> object:
        nonlocal tries
        tries += 1
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(LastEntries, "__call__", counted)

    async def ask() -> None:
        numbers = Numbers(nowhere)
        asked = [numbers.last(("document:a",)), numbers.last(None)]
        results = await asyncio.gather(*asked, return_exceptions=True)
        assert all(isinstance(result, Away) for result in results)
        with pytest.raises(Away):
            await numbers.last(None)
        assert tries == 1, "nobody asks in vain each time"
        monkeypatch.setattr(freshness, "AGAIN", 0)
        with pytest.raises(Away):
            await numbers.last(None)
        assert tries == 2
        numbers.close()

    asyncio.run(ask())


def test_a_lost_connection_is_replaced(own_database: Database, document: Document) -> None:
    last_entries = LastEntries()
    head, before = last_entries(own_database.engine, [None])
    assert last_entries._connection is not None
    last_entries._connection.close()
    assert last_entries(own_database.engine, [None]) == (head, before)
    assert before == {None: head}
    last_entries.close()
