"""A load counts only answers that are right, with either tool."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.beside import bare, load, serving
from benchmarks.beside.answers import WrongAnswer
from benchmarks.beside.load import Target
from benchmarks.beside.pairs import keep_page
from benchmarks.beside.serving import Server

BODY = b"A page of some length. " * 40
# wrk does whole seconds; what is shorter is done by a loop in Python.
TOOLS = (
    pytest.param(0.1, id="loop"),
    pytest.param(
        1,
        id="wrk",
        marks=pytest.mark.skipif(not shutil.which("wrk"), reason="no wrk: the loop does all loads"),
    ),
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('bare') / 'bare.sqlite'}"


@pytest.fixture(scope="module")
def server(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The bare framework with one page."""
    folder = tmp_path_factory.mktemp("pages")
    keep_page(folder, "page", BODY, {"content-type": "text/plain"})
    with serving.bare(database, folder) as running:
        yield running


@pytest.mark.parametrize("seconds", TOOLS)
def test_right_answers_are_counted(server: Server, seconds: float) -> None:
    measured = load.run(server, Target("/page", weight=len(BODY)), seconds)
    assert 0 < measured.requests < measured.most
    assert measured.rate > 0
    assert measured.slow_ms > 0


@pytest.mark.parametrize("seconds", TOOLS)
def test_forms_are_sent_each_once_and_stored(
    server: Server, database: str, seconds: float, tmp_path: Path
) -> None:
    forms = tmp_path / "forms"
    forms.write_text("".join(f"number={number}\n" for number in range(20_000)))
    before = bare.stored(database)
    measured = load.run(server, Target("/write", bodies=forms, expect=303), seconds)
    assert measured.requests <= bare.stored(database) - before <= measured.most


@pytest.mark.parametrize("seconds", TOOLS)
@pytest.mark.parametrize(
    ("path", "weight", "form", "expect"),
    [
        pytest.param("/nothing", 0, "", 200, id="an error"),
        pytest.param("/page", 2 * len(BODY), "", 200, id="a page that is too short"),
        pytest.param("/write", 0, "number=1\n", 200, id="another status than expected"),
    ],
)
def test_wrong_answers_end_the_measure(
    server: Server, seconds: float, path: str, weight: int, form: str, expect: int, tmp_path: Path
) -> None:
    forms = tmp_path / "forms"
    forms.write_text(form * 20_000)
    target = Target(path, bodies=forms if form else None, expect=expect, weight=weight)
    with pytest.raises(WrongAnswer):
        load.run(server, target, seconds)
