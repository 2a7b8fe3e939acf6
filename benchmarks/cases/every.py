"""What is measured on one database."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.beside import serving
from benchmarks.beside.pairs import Bench, Row
from benchmarks.cases import authority, browser, drafting, pages, publications, submissions
from benchmarks.sizes import AUTHORITY, DRAFTING, GLANCE, PUBLICATION, Size
from benchmarks.world import made as world
from benchmarks.world.made import World

TYPED = 5  # times at most that the sheet is opened in a browser


def measure(name: str, url: str, bare_url: str, folder: Path, size: Size) -> list[Row]:
    """Every case."""
    with _made(url, size) as made:
        rows = list(_served(name, url, bare_url, folder, made))
        # With the servers ended, nothing that was sent is still on its way.
        return [*rows, *publications.measure(name, made, bare_url)]


def _served(name: str, url: str, bare_url: str, folder: Path, made: World) -> Iterator[Row]:
    """What is asked of the product as it runs."""
    size = made.size
    with ExitStack() as running:
        ours = running.enter_context(serving.product(url, folder))
        ours.rest()
        shown = pages.lay_down(ours, folder / "pages", list(pages.measured(size, made.rounds)))
        bare = running.enter_context(serving.bare(bare_url, folder / "pages"))
        bench = Bench(name, ours, bare, size.pairs, size.seconds)
        yield from pages.made(bench, size, made.rounds)
        yield from pages.under_load(bench, shown)
        yield from pages.asked_with_what_nobody_reads(bench, size)
        yield from authority.measure(bench, made.database, 1 + size.repeats)
        yield from submissions.measure(bench, made, bare_url, folder)
        yield from _written(Bench(name, ours, ours, size.pairs, size.seconds), made)


def measure_authority(name: str, url: str, folder: Path) -> list[Row]:
    """The record's entry, the session and the permission alone."""
    with _made(url, AUTHORITY) as made, serving.product(url, folder) as ours:
        bench = Bench(name, ours, ours, AUTHORITY.pairs, AUTHORITY.seconds)
        return list(authority.measure(bench, made.database, AUTHORITY.repeats))


def measure_glance(name: str, url: str, bare_url: str, folder: Path) -> list[Row]:
    """Where the policy stands, alone: home and the adoption tracker."""
    with _made(url, GLANCE) as made, ExitStack() as running:
        ours = running.enter_context(serving.product(url, folder))
        ours.rest()
        glances = [page for page in pages.measured(GLANCE, made.rounds) if pages.is_glance(page)]
        shown = pages.lay_down(ours, folder / "pages", glances)
        bare = running.enter_context(serving.bare(bare_url, folder / "pages"))
        bench = Bench(name, ours, bare, GLANCE.pairs, GLANCE.seconds)
        return [*pages.anew(bench, shown, GLANCE.repeats), *pages.under_load(bench, shown)]


def measure_drafting(name: str, url: str, folder: Path) -> list[Row]:
    """Writing in the sheet, alone."""
    with _made(url, DRAFTING) as made, serving.product(url, folder) as ours:
        bench = Bench(name, ours, ours, DRAFTING.pairs, DRAFTING.seconds)
        return list(_written(bench, made))


def _written(bench: Bench, made: World) -> Iterator[Row]:
    paragraphs, changes = made.size.text, 5 * made.size.text
    cookie = drafting.fill(made.database, {"long": paragraphs, "short": 3}, changes)
    size = f"{paragraphs:,} paragraphs, {changes:,} changes; beside an empty draft"
    yield from drafting.measure(bench, "long", "short", cookie, size, made.size.repeats)
    yield from browser.measure(bench, "long", "short", cookie, size, min(made.size.repeats, TYPED))


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
