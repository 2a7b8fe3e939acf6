"""A database full of what is measured."""

from dataclasses import dataclass, field

from benchmarks.sizes import Size
from benchmarks.world import data
from core import clock
from core.db import Database, connect
from process.services import publish_version
from sbcp.operation import schema


@dataclass
class World:
    """The database, with the id of each round and the tokens of its unsent responses by the number of
    comments that it was made with."""

    database: Database
    size: Size
    rounds: dict[int, int] = field(default_factory=dict)
    tokens: dict[int, list[str]] = field(default_factory=dict)


def make(url: str, size: Size) -> World:
    """Fill an empty database."""
    world = World(connect(url), size)
    schema.upgrade(world.database.engine)
    with world.database.writing() as db:
        by = data.make_members(db)
        for many in size.comments:
            round_ = data.make_round(db, data.make_document(db, f"c{many}", size.text, by))
            data.add_comments(db, round_, many)
            world.rounds[many] = round_.id
            if many in size.written and size.unsent:
                world.tokens[many] = data.add_unsent_responses(db, round_, size.unsent, clock.now())
        for many in (10, *size.paragraphs):
            document = data.make_document(db, f"p{many}", many, by).document
            for number in range(2, size.versions + 1):
                data.edit(db, document, by)
                publish_version(db, document, label=f"version {number}", by=by, now=data.START)
        for many in size.acts:
            data.add_acts(db, data.make_document(db, f"a{many}", 100, by), many, by)
        db.commit()
    data.settle(world.database)
    return world
