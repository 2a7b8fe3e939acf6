"""What is measured on one database."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import authority, pages, publications, serving, submissions, world
from benchmarks.pairs import Bench, Row
from benchmarks.sizes import AUTHORITY, PUBLICATION, Size
from benchmarks.world import World


def measure(name: str, url: str, bare_url: str, folder: Path, size: Size) -> list[Row]:
    """Every case."""
    with _made(url, size) as made, ExitStack() as running:
        ours = running.enter_context(serving.product(url, folder))
        shown = pages.lay_down(ours, folder / "pages", list(pages.measured(size)))
        bare = running.enter_context(serving.bare(bare_url, folder / "pages"))
        bench = Bench(name, ours, bare, size.pairs, size.seconds)
        return [
            *pages.made(bench, size),
            *pages.under_load(bench, shown),
            *authority.measure(bench, made.database, 1 + size.repeats),
            *submissions.measure(bench, made, bare_url, folder),
            *publications.measure(name, made, bare_url),
        ]


def measure_authority(name: str, url: str, folder: Path) -> list[Row]:
    """The record's entry, the session and the permission alone."""
    with _made(url, AUTHORITY) as made, serving.product(url, folder) as ours:
        bench = Bench(name, ours, ours, AUTHORITY.pairs, AUTHORITY.seconds)
        return list(authority.measure(bench, made.database, AUTHORITY.repeats))


def measure_publications(name: str, url: str, bare_url: str) -> list[Row]:
    """The publication alone."""
    with _made(url, PUBLICATION) as made:
        return list(publications.measure(name, made, bare_url))


@contextmanager
def _made(url: str, size: Size) -> Iterator[World]:
    made = world.make(url, size)
    try:
        yield made
    finally:
        made.database.engine.dispose()
