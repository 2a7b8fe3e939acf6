"""The number of the last entry about a subject: never older than the question."""

import asyncio

from core.db import Database
from core.record.freshness import LastEntries, Numbers
from documents.models import Document
from documents.queries import last_version
from tests.support import factories


def test_the_number_is_that_of_the_last_commit(own_database: Database) -> None:
    """Whoever asks learns of all that was committed before, however many ask together."""

    async def ask() -> None:
        numbers, last_entries = Numbers(), LastEntries()
        for _ in range(5):
            with own_database.writing() as db:
                document = factories.make_document(db, versions=1)
                db.commit()
                subject = document.subject
                expected = last_entries(own_database.engine, [subject, None])
            early = [asyncio.create_task(numbers.last(own_database, subject)) for _ in range(3)]
            await asyncio.sleep(0)  # they have asked and their reading is under way
            with own_database.writing() as db:
                factories.make_version(db, db.get_one(Document, document.id))
                db.commit()
                newest = last_version(db, db.get_one(Document, document.id))
                assert newest is not None
            late = [asyncio.create_task(numbers.last(own_database, name)) for name in (subject, None)]
            assert all(number >= (expected[subject] or 0) for number in await asyncio.gather(*early))
            after = last_entries(own_database.engine, [subject, None])
            assert await asyncio.gather(*late) == [after[subject], after[None]]
            assert after[subject] > expected[subject]
        assert await numbers.last(own_database, "document:unheard-of") == 0

    asyncio.run(ask())


def test_a_reading_that_fails_is_told_and_the_next_one_works(own_database: Database) -> None:
    async def ask() -> None:
        numbers = Numbers()
        broken = Database(engine=None, reading=own_database.reading, writing=own_database.writing)  # type: ignore[arg-type]
        results = await asyncio.gather(
            numbers.last(broken, "document:a"), numbers.last(broken, None), return_exceptions=True
        )
        assert all(isinstance(result, AttributeError) for result in results)
        assert await numbers.last(own_database, "document:a") == 0

    asyncio.run(ask())


def test_a_lost_connection_is_replaced(own_database: Database) -> None:
    last_entries = LastEntries()
    with own_database.writing() as db:
        factories.make_document(db)
        db.commit()
    before = last_entries(own_database.engine, [None])
    assert last_entries._connection is not None
    last_entries._connection.close()
    assert last_entries(own_database.engine, [None]) == before != {None: 0}
