"""Pages for a reader without an account: kept ones under load, and those that have to be made."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import httpx2

from benchmarks.beside.answers import PATIENCE, Answer, fetch, require
from benchmarks.beside.load import Target
from benchmarks.beside.pairs import Bench, Row, keep_page
from benchmarks.beside.serving import Server
from benchmarks.sizes import Size
from benchmarks.world.data import COUNTRIES, EDITED
from consultation.queries import PAGE

MOST_CHANGES = 100  # a page of more has the others on further pages
READER = {"Accept-Encoding": "br"}
WITH_UNSENT_RESPONSE = {**READER, "Cookie": "__Host-response=none"}  # a reader to whom no kept page is given


@dataclass(frozen=True)
class Page:
    """A page to ask for under load. ``shows``: what its text holds, and how often at least."""

    what: str
    size: str
    name: str
    target: Target
    shows: tuple[tuple[str, int], ...]


def measured(size: Size, rounds: Mapping[int, int]) -> Iterator[Page]:
    """Every page that is measured under load. ``rounds``: the id of each by its number of comments."""
    yield Page("home, br", "all of it", "home", Target("/en/", READER), (("<h1", 1), ('class="lane"', 3)))
    yield Page(
        "record, br", "all of it", "record", Target("/en/record", READER), (("<h1", 1), ("/en/record/", 50))
    )
    for many in size.comments:
        target = Target(f"/en/consultations/{rounds[many]}/comments", READER)
        shows = (("Policy c", 1), ('id="c-', PAGE))
        yield Page("comments, br", f"{many:,} comments", f"l{many}", target, shows)
    for many in size.comments:
        yield _reading(f"c{many}", f"{many:,} comments", 1, size.text)
    most = size.written[-1]
    for coding in ("gzip", "identity"):
        page = _reading(f"c{most}", f"{most:,} comments", 1, size.text, coding)
        yield replace(page, name=f"c-{coding}")
    for many in size.paragraphs:
        yield _reading(f"p{many}", f"{many:,} paragraphs", size.versions, many)
        yield _comparison(many, 1)
    for many in size.written:
        target = Target(f"/en/documents/c{many}/versions/1/paragraphs/2", READER)
        shows = ((f"Policy c{many}", 1), ('id="p-2"', 1), ('id="c-', max(1, many // size.text)))
        yield Page("paragraph thread, br", f"{many:,} comments in all", f"t{many}", target, shows)
    for many in size.acts:
        target = Target(f"/en/adoption?document=a{many}", READER)
        shows = ((f"Policy a{many}", 1), ("<tr", 1 + len(COUNTRIES)), ("/acts/", min(many, len(COUNTRIES))))
        yield Page("adoption tracker, br", f"{many:,} acts", f"a{many}", target, shows)


def lay_down(ours: Server, folder: Path, pages: list[Page]) -> list[Page]:
    """Fetch each page once for the bare server to send too; the pages with the bytes of their bodies."""
    folder.mkdir()
    weighed = []
    for page in pages:
        answer = _look(ours, page)
        wanted = ("content-type", "content-encoding")
        headers = {name: value for name, value in answer.headers.items() if name in wanted}
        keep_page(folder, page.name, answer.body, headers)
        weighed.append(replace(page, target=replace(page.target, weight=len(answer.body))))
    return weighed


def under_load(bench: Bench, pages: list[Page]) -> Iterator[Row]:
    """Each page beside the same bytes from memory. It is looked at afterwards too."""
    for page in pages:
        bare = Target(f"/{page.name}", weight=page.target.weight)
        yield bench.loads(page.what, page.size, page.target, bare)
        _look(bench.ours, page)


def asked_with_what_nobody_reads(bench: Bench, size: Size) -> Iterator[Row]:
    """The reading page with another value each time of a name that no view reads, beside the same page
    without a query."""
    many = size.written[-1]
    page = _reading(f"c{many}", f"{many:,} comments", 1, size.text)
    beside = Bench(bench.database, bench.ours, bench.ours, bench.pairs, bench.seconds)
    target = replace(page.target, path=f"{page.target.path}?utm_source=")
    yield beside.loads("reading page with an unknown query", "beside it without", target, page.target)


def made(bench: Bench, size: Size, rounds: Mapping[int, int]) -> Iterator[Row]:
    """Pages that have to be made: after a change, or never asked for before."""
    pages = {page.name: page for page in measured(size, rounds)}
    texts = [f"{letter}{many}" for letter in "cl" for many in size.comments]
    acts = [f"a{many}" for many in size.acts]
    yield from anew(bench, [pages[name] for name in (*texts, "home", *acts)], size.repeats)
    with httpx2.Client(timeout=PATIENCE) as http:
        get = partial(_get, http)
        get(bench.ours, "/en/documents/p10/compare/1...2", READER)()  # the code is warm
        for many in size.paragraphs:
            # A pair is kept for all languages, and the first two versions were fetched: each is another.
            new = [_comparison(many, first) for first in range(2, size.versions)]
            once = [get(bench.ours, page.target.path, READER) for page in new]
            bare = get(bench.bare, f"/d{many}", READER)
            check = _answers(new[0], kept=True)
            yield bench.times("comparison, computed", f"{many:,} paragraphs", once, bare, check=check)


def anew(bench: Bench, pages: list[Page], repeats: int) -> Iterator[Row]:
    """Each page as it is made after a change."""
    with httpx2.Client(timeout=PATIENCE) as http:
        for page in pages:
            again = [_get(http, bench.ours, page.target.path, WITH_UNSENT_RESPONSE)] * (1 + repeats)
            bare = _get(http, bench.bare, f"/{page.name}", READER)
            what = page.what.removesuffix(", br")
            yield bench.times(f"{what}, made anew", page.size, again, bare, check=_answers(page, kept=False))


def is_glance(page: Page) -> bool:
    """Does it say where the policy stands?"""
    return page.what.startswith(("home", "adoption tracker"))


def _get(
    http: httpx2.Client, server: Server, path: str, headers: dict[str, str]
) -> Callable[[], httpx2.Response]:
    return lambda: http.get(server.url(path), headers=headers)


def _reading(slug: str, size: str, version: int, paragraphs: int, coding: str = "br") -> Page:
    target = Target(f"/en/documents/{slug}/versions/{version}", {"Accept-Encoding": coding})
    return Page(f"reading page, {coding}", size, slug, target, _text(slug, paragraphs))


def _text(slug: str, paragraphs: int) -> tuple[tuple[str, int], ...]:
    return ((f"Policy {slug}", 1), ('id="p-', paragraphs))


def _comparison(paragraphs: int, first: int) -> Page:
    """The comparison of a version with the next one."""
    slug, size = f"p{paragraphs}", f"{paragraphs:,} paragraphs"
    target = Target(f"/en/documents/{slug}/compare/{first}...{first + 1}", READER)
    changed = min(MOST_CHANGES, int(paragraphs * EDITED * 0.7))  # headings are not edited
    shows = ((f"Policy {slug}", 1), ("<ins", changed), ("<del", changed))
    return Page("comparison, kept, br", size, f"d{paragraphs}", target, shows)


def _look(server: Server, page: Page) -> Answer:
    """Ask for a page once, and see that it is the kept one, compressed as asked for, with what it shows."""
    answer = fetch(server.url(page.target.path), page.target.headers)
    asked = page.target.headers["Accept-Encoding"]
    require(answer.coding == asked, f"{page.target.path} came as {answer.coding}, not as {asked}")
    require("etag" in answer.headers, f"{page.target.path} is not kept")
    _shown(page, answer.text)
    return answer


def _answers(page: Page, *, kept: bool) -> Callable[[httpx2.Response, httpx2.Response], None]:
    """A check of one answer of ours and the bare one beside it."""

    def check(ours: httpx2.Response, bare: httpx2.Response) -> None:
        for answer in (ours, bare):
            require(answer.status_code == 200, f"{answer.url} answered {answer.status_code}")
            _shown(page, answer.text)
        require(("etag" in ours.headers) == kept, f"{ours.url} is {'not ' * kept}a kept page")

    return check


def _shown(page: Page, text: str) -> None:
    for words, least in page.shows:
        times = text.count(words)
        require(times >= least, f"{page.target.path} shows «{words}» {times} times, not {least}")
