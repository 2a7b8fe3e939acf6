"""What is measured, and on how much."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx2
from sqlalchemy import func, select

from benchmarks import authority, data, serving
from benchmarks.bare import indexed_writer, writer
from benchmarks.load import Target
from benchmarks.pairs import Bench, Row, keep_page, times
from consultation.models import Comment, Consultation, Submission
from core.db import Database, connect
from members.models import Mandate
from process.services import publish_version
from sbcp.operation import schema

READER = {"Accept-Encoding": "br"}
WITH_DRAFT = {**READER, "Cookie": "__Host-response=none"}  # a reader to whom no kept page is given
SENDER = {"Sec-Fetch-Site": "same-origin"}
ROWS_OF_A_PARAGRAPH = 2  # a publication writes its text and its lineage
TEXT = 1000  # paragraphs of the texts that comments are on


@dataclass(frozen=True)
class Size:
    """How much is measured. ``comments`` and ``paragraphs`` are the steps of growth."""

    comments: tuple[int, ...]
    paragraphs: tuple[int, ...]
    acts: tuple[int, ...]
    drafts: int
    pairs: int
    repeats: int
    seconds: float = 1

    @property
    def versions(self) -> int:
        """How many a compared text has: two for the comparison under load, and one more for each
        comparison that nobody has asked for before."""
        return 2 + self.repeats

    @property
    def written(self) -> tuple[int, ...]:
        """Comments already there when more are sent."""
        return tuple(many for many in self.comments if many <= 10_000)


QUICK = Size((100, 10_000), (1000,), (100,), drafts=2500, pairs=2, repeats=1)
FULL = Size(
    (100, 1000, 10_000, 100_000), (100, 1000, 10_000), (100, 1000, 10_000), drafts=5000, pairs=3, repeats=3
)
AUTHORITY = Size((100,), (), (), drafts=0, pairs=3, repeats=5)
PUBLICATION = Size((100, 1000, 10_000, 100_000), (), (), drafts=0, pairs=0, repeats=3)


@dataclass
class World:
    """A database full of what is measured."""

    database: Database
    url: str
    size: Size
    rounds: dict[int, int] = field(default_factory=dict)  # number of comments → id of the round
    tokens: dict[int, list[str]] = field(default_factory=dict)


def make(url: str, size: Size) -> World:
    """Fill an empty database."""
    world = World(connect(url), url, size)
    schema.upgrade(world.database.engine)
    with world.database.writing() as db:
        by = data.make_members(db)
        for many in size.comments:
            round_ = data.make_round(db, data.make_document(db, f"c{many}", TEXT, by))
            data.add_comments(db, round_, many)
            world.rounds[many] = round_.id
            if many in size.written and size.drafts:
                world.tokens[many] = data.add_drafts(db, round_, size.drafts)
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


def measure(name: str, url: str, bare_url: str, folder: Path, size: Size) -> list[Row]:
    """Every case on one database."""
    world = make(url, size)
    try:
        with ExitStack() as running:
            ours = running.enter_context(serving.product(url, folder))
            pages = folder / "pages"
            pages.mkdir()
            shown = list(_pages(size))
            bodies = [_lay_down(ours, pages, page) for page in shown]
            bare = running.enter_context(serving.bare(bare_url, pages))
            bench = Bench(name, ours, bare, size.pairs, size.seconds)
            rows = list(_first_times(bench, world))
            for page, weight in zip(shown, bodies, strict=True):
                rows.append(bench.loads(page.what, page.size, page.target, Target(f"/{page.name}"), weight))
            rows += authority.measure(bench, world.database, 1 + size.repeats)
            rows += _submissions(bench, world, folder)
            rows += _publications(name, world, bare_url)
        return rows
    finally:
        world.database.engine.dispose()


@dataclass(frozen=True)
class Page:
    """A page to ask for under load."""

    what: str
    size: str
    name: str
    target: Target


def _pages(size: Size) -> Iterator[Page]:
    for many in size.comments:
        path = f"/en/documents/c{many}/versions/1"
        yield Page("reading page, br", f"{many:,} comments", f"c{many}", Target(path, READER))
    path = "/en/documents/c10000/versions/1"
    for coding in ("gzip", "identity"):
        target = Target(path, {"Accept-Encoding": coding})
        yield Page(f"reading page, {coding}", "10,000 comments", f"c-{coding}", target)
    for many in size.paragraphs:
        path = f"/en/documents/p{many}/versions/{size.versions}"
        yield Page("reading page, br", f"{many:,} paragraphs", f"p{many}", Target(path, READER))
        path = f"/en/documents/p{many}/compare/1...2"
        yield Page("comparison, kept, br", f"{many:,} paragraphs", f"d{many}", Target(path, READER))
    for many in size.written:
        path = f"/en/documents/c{many}/versions/1/paragraphs/2"
        yield Page("paragraph thread, br", f"{many:,} comments in all", f"t{many}", Target(path, READER))
    for many in size.acts:
        target = Target(f"/en/adoption?document=a{many}", READER)
        yield Page("adoption tracker, br", f"{many:,} acts", f"a{many}", target)


def _lay_down(ours: serving.Server, folder: Path, page: Page) -> int:
    """Fetch a page once for the bare server to send too; the bytes of its body."""
    with httpx2.stream("GET", ours.url(page.target.path), headers=page.target.headers, timeout=120) as answer:
        body = b"".join(answer.iter_raw())
    if answer.status_code != 200:
        raise RuntimeError(f"{page.target.path} answered {answer.status_code}")
    wanted = ("content-type", "content-encoding")
    keep_page(folder, page.name, body, {k: v for k, v in answer.headers.items() if k in wanted})
    return len(body)


def _first_times(bench: Bench, world: World) -> Iterator[Row]:
    """Pages that have to be made: after a change, or never asked for before."""
    with httpx2.Client(timeout=120) as http:

        def get(server: serving.Server, path: str, headers: dict[str, str]) -> Callable[[], object]:
            return lambda: http.get(server.url(path), headers=headers).raise_for_status()

        for many in world.size.comments:
            path = f"/en/documents/c{many}/versions/1"
            again = [get(bench.ours, path, WITH_DRAFT)] * (1 + world.size.repeats)
            bare = get(bench.bare, f"/c{many}", READER)
            yield bench.times("reading page, made anew", f"{many:,} comments", again, bare)
        get(bench.ours, "/en/documents/p10/compare/1...2", READER)()  # the code is warm
        for many in world.size.paragraphs:
            # A pair is kept for all languages, and the first two versions were fetched: each is another.
            paths = [f"/en/documents/p{many}/compare/{n}...{n + 1}" for n in range(2, world.size.versions)]
            once = [get(bench.ours, path, READER) for path in paths]
            bare = get(bench.bare, f"/d{many}", READER)
            yield bench.times("comparison, computed", f"{many:,} paragraphs", once, bare)


def _submissions(bench: Bench, world: World, folder: Path) -> Iterator[Row]:
    """The POST that sends a response with one comment. Afterwards some have arrived, and not all: had
    the forms run out, the last ones would have been sent twice, which writes nothing."""
    for many, tokens in world.tokens.items():
        bodies = folder / f"send-{many}"
        bodies.write_text("".join(f"token={token}\n" for token in tokens))
        path = f"/en/consultations/{world.rounds[many]}/respond/send"
        before = _sent(world, many)
        row = bench.loads(
            "comment submission",
            f"{many:,} comments before",
            Target(path, SENDER, bodies),
            Target("/write", {}, bodies),
        )
        arrived = _sent(world, many) - before
        if arrived >= len(tokens):
            raise RuntimeError(f"all {arrived} responses were sent before the time was up: make more")
        if not arrived:
            raise RuntimeError("no response that was sent is in the database")
        yield row


def _sent(world: World, many: int) -> int:
    with world.database.reading() as db:
        received = select(func.count(Submission.id)).where(
            Submission.consultation_id == world.rounds[many], Submission.received_at.is_not(None)
        )
        return db.scalar(received) or 0


def measure_authority(name: str, url: str, folder: Path) -> list[Row]:
    """The record's entry, the session and the permission alone."""
    world = make(url, AUTHORITY)
    try:
        with serving.product(url, folder) as ours:
            bench = Bench(name, ours, ours, AUTHORITY.pairs, AUTHORITY.seconds)
            return list(authority.measure(bench, world.database, AUTHORITY.repeats))
    finally:
        world.database.engine.dispose()


def measure_publications(name: str, url: str, bare_url: str, size: Size) -> list[Row]:
    """The publication alone."""
    world = make(url, size)
    try:
        return list(_publications(name, world, bare_url))
    finally:
        world.database.engine.dispose()


def _publications(name: str, world: World, bare_url: str) -> Iterator[Row]:
    """Publishing a text of 1,000 paragraphs, with the places of all comments in it; beside it as
    many bare rows as that writes, in a plain table and in one with the indexes of ``placement``."""
    beside = {"rows": writer(bare_url), "rows with indexes": indexed_writer(bare_url)}
    for many in world.size.comments:
        comments = _comments(world, many)
        rows = TEXT * ROWS_OF_A_PARAGRAPH + comments
        for what, insert in beside.items():
            yield times(
                name,
                f"publication, beside {what}",
                f"{comments:,} comments",
                [_publication(world, many)] * world.size.repeats,
                partial(insert, rows),
                before=partial(_edit, world, many),
            )


def _comments(world: World, many: int) -> int:
    with world.database.reading() as db:
        document = db.get_one(Consultation, world.rounds[many]).document_id
        numbered = (Comment.document_id == document, Comment.number.is_not(None))
        return db.scalar(select(func.count(Comment.id)).where(*numbered)) or 0


def _publication(world: World, many: int) -> Callable[[], object]:
    def publish() -> None:
        with world.database.writing() as db:
            document = db.get_one(Consultation, world.rounds[many]).document
            publish_version(db, document, label="next", by=db.get_one(Mandate, 1), now=data.START)
            db.commit()

    return publish


def _edit(world: World, many: int) -> None:
    with world.database.writing() as db:
        data.edit(db, db.get_one(Consultation, world.rounds[many]).document, db.get_one(Mandate, 1))
        db.commit()
