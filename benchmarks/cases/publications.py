"""Publishing a text with the places of all comments in it."""

import gc
from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import func, select

from benchmarks.beside import bare
from benchmarks.beside.answers import require
from benchmarks.beside.pairs import Row, times
from benchmarks.world import data
from benchmarks.world.made import World
from consultation.models import Comment, Consultation, Placement
from documents import queries
from documents.models import Version
from members.models import Mandate
from process.services import publish_version

ROWS_OF_A_PARAGRAPH = 2  # a publication writes its text and its lineage


def measure(name: str, world: World, bare_url: str) -> Iterator[Row]:
    """Beside it as many bare rows as that writes, in a plain table and in one with the indexes of
    ``placement``."""
    beside = {
        "rows": (bare.writer(bare_url), bare.PLAIN),
        "rows with indexes": (bare.indexed_writer(bare_url), bare.INDEXED),
    }
    gc.collect()
    gc.freeze()  # as a process that serves does it
    for many in world.size.comments:
        comments = _comments(world, many)
        rows = world.size.text * ROWS_OF_A_PARAGRAPH + comments
        for what, (insert, table) in beside.items():
            yield times(
                name,
                f"publication, beside {what}",
                f"{comments:,} comments",
                [partial(_publish, world, many)] * world.size.repeats,
                partial(insert, rows),
                before=partial(_edit, world, many),
                check=_check(world, comments, rows, partial(bare.stored, bare_url, table)),
            )


def _comments(world: World, many: int) -> int:
    with world.database.reading() as db:
        document = db.get_one(Consultation, world.rounds[many]).document_id
        numbered = (Comment.document_id == document, Comment.number.is_not(None))
        return db.scalar(select(func.count(Comment.id)).where(*numbered)) or 0


def _publish(world: World, many: int) -> int:
    """The id of the new version."""
    with world.database.writing() as db:
        document = db.get_one(Consultation, world.rounds[many]).document
        version = publish_version(db, document, label="next", by=db.get_one(Mandate, 1), now=data.START)
        db.commit()
        return version.id


def _edit(world: World, many: int) -> None:
    with world.database.writing() as db:
        data.edit(db, db.get_one(Consultation, world.rounds[many]).document, db.get_one(Mandate, 1))
        db.commit()


def _check(world: World, comments: int, rows: int, count: Callable[[], int]) -> Callable[[int, None], None]:
    """A check that a new version has its text and a place for each comment, and the bare table its rows."""
    stood = count()

    def check(version_id: int, _bare: None) -> None:
        nonlocal stood
        with world.database.reading() as db:
            paragraphs = len(queries.paragraphs(db, db.get_one(Version, version_id)))
            of_version = Placement.version_id == version_id
            places = db.scalar(select(func.count(Placement.id)).where(of_version))
        require(paragraphs == world.size.text, f"a version of {paragraphs} paragraphs was published")
        require(places == comments, f"{places} of {comments} comments have a place in the new version")
        stands = count()
        require(stands == stood + rows, f"{stands - stood} bare rows were written, not {rows}")
        stood = stands

    return check
