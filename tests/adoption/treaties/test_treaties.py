"""Worked cases: real conventions with their acts and their status on some days, by the operator's commands.

``rome.csv``: the acts on the Rome Statute of the International Criminal Court, facts of the United Nations
Treaty Collection (state of March 2015) with the withdrawals from the depositary notifications that the notes
name; ``rome-status.csv``: where every participant stood, worked out by hand. The other conventions are judged
where their folder lies beside the project.
"""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sbcp import cli

HERE = Path(__file__).parent
BESIDE = Path(__file__).parents[4] / "shared" / "benchmarks" / "treaties" / "dev"
WHEN = {
    "day after": "{n} days",
    "first of month after day": "{n} days, then the first of the next month",
}
COUNTS = "ratification,acceptance,approval,accession,succession,formal confirmation,definitive signature"
Told = dict[str, Any]
Status = Callable[..., Told]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated: Path) -> Path:
    monkeypatch.setenv("SBCP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SBCP_DEMO", "1")
    (tmp_path / "data").mkdir()
    shutil.move(migrated, tmp_path / "data" / "sbcp.sqlite")
    (tmp_path / "text.md").write_text("# Statute\n\nA first paragraph.\n", "utf-8")
    return tmp_path


@pytest.fixture
def begun(place: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[Path, str, int], Status]:
    """Takes in a convention: a list of acts, when it has effect, and how many are needed; answers with its
    status on a day."""

    def begin(acts: Path, when: str, needs: int) -> Status:
        with acts.open(encoding="utf-8", newline="") as lines:
            codes = sorted({line["participant"] for line in csv.DictReader(lines)})
        countries = [f'[[participant]]\ncode = "{code}"\nposition = {n}\n' for n, code in enumerate(codes)]
        (place / "data" / "participants.toml").write_text("".join(countries), "utf-8")
        run("import", str(place / "text.md"), "--document", "text", "--title", "Text")
        run("publish", "text", "--label", "as opened for signature")
        run("acts", "rule", "text", "--needs", str(needs), "--after", when, "--counts", COUNTS)
        run("acts", "import", str(acts), "--document", "text", "--version", "1", "--reason", "History")

        def status(as_of: str, *more: str) -> Told:
            capsys.readouterr()
            run("acts", "status", "--document", "text", "--as-of", as_of, "--json", *more)
            told: Told = json.loads(capsys.readouterr().out)
            return told

        return status

    def run(*arguments: str) -> None:
        assert cli.main(arguments) == 0, capsys.readouterr()

    return begin


def test_every_cell_of_the_rome_statute_comes_out_right(begun: Callable[..., Status]) -> None:
    status = begun(HERE / "rome.csv", "60 days, then the first of the next month", 60)
    with (HERE / "rome-status.csv").open(encoding="utf-8", newline="") as lines:
        wanted = list(csv.DictReader(lines))
    for day in sorted({line["as_of"] for line in wanted}):
        told = status(day)
        assert told["entry_into_force"] == "2002-07-01"
        rows = [line for line in wanted if line["as_of"] == day]
        assert told["totals"] == Counter(line["status"] for line in rows)
        for line in rows:
            here = told["participants"][line["participant"]]
            fields = [name for name in line if name not in ("as_of", "participant")]
            if line["consent_kind"] == "succession":
                fields.remove("in_force_from")  # the source does not say it
            assert {name: here[name] or "" for name in fields} == {name: line[name] for name in fields}, line


if BESIDE.is_dir():  # beside a checkout of whoever works on this; a test that is not there is not left out

    @pytest.mark.parametrize("convention", ["fctc", "crpd", "rome", "ozone"])
    def test_every_cell_of_the_conventions_beside_the_project_comes_out_right(
        begun: Callable[..., Status], convention: str
    ) -> None:
        wanted = json.loads((BESIDE / convention / "expected.json").read_text("utf-8"))
        by = wanted["rule"]
        status = begun(BESIDE / convention / "acts.csv", WHEN[by["how"]].format(n=by["n"]), by["threshold"])
        for day, table in wanted["tables"].items():
            told = status(day)
            assert told["entry_into_force"] == wanted["entry_into_force"]
            assert told["totals"] == table["totals"]
            for code, line in table["participants"].items():
                here = told["participants"][code]
                fields = set(line) - ({"in_force_from"} if line["consent_kind"] == "succession" else set())
                empty = {"statements": 0}
                right = {name: line[name] or empty.get(name) for name in fields}
                assert {name: here[name] or empty.get(name) for name in fields} == right, (day, code)


EDGES: list[tuple[str, list[str], str, str | None, dict[str, str]]] = [
    ("a day before any act says nothing", ["RS signature 2020-05-01"], "2020-04-30", None, {"RS": "none"}),
    ("the day of signing counts", ["RS signature 2020-05-01"], "2020-05-01", None, {"RS": "signatory"}),
    (
        "the third instrument starts the clock, and the thirtieth day is in force",
        ["RS ratification 2020-01-10", "BG accession 2020-02-01", "GR ratification 2020-03-01"],
        "2020-03-31",
        None,
        {"RS": "party", "BG": "party", "GR": "party"},
    ),
    (
        "the day before it is not",
        ["RS ratification 2020-01-10", "BG accession 2020-02-01", "GR ratification 2020-03-01"],
        "2020-03-30",
        None,
        {"RS": "consented", "BG": "consented", "GR": "consented"},
    ),
    (
        "two instruments of one participant count once",
        ["RS ratification 2020-01-10", "RS accession 2020-01-20", "BG accession 2020-02-01"],
        "2021-01-01",
        None,
        {"RS": "consented", "BG": "consented"},
    ),
    (
        "a withdrawal has effect later",
        [
            "RS ratification 2020-01-10",
            "BG accession 2020-02-01",
            "GR ratification 2020-03-01",
            "BG withdrawal 2021-05-01 2022-05-01",
        ],
        "2022-04-30",
        None,
        {"BG": "party"},
    ),
    (
        "and ends membership on its day, while the text stays in force",
        [
            "RS ratification 2020-01-10",
            "BG accession 2020-02-01",
            "GR ratification 2020-03-01",
            "BG withdrawal 2021-05-01 2022-05-01",
        ],
        "2022-05-01",
        None,
        {"BG": "withdrawn", "RS": "party"},
    ),
    (
        "an act that was told late is not known before",
        ["RS ratification 2020-01-10 - 2020-06-01"],
        "2020-03-01",
        "2020-03-01",
        {"RS": "none"},
    ),
]


def rows(acts: list[str]) -> Iterator[str]:
    yield "participant,act,date,effective,recorded"
    for each in acts:
        parts = [part.strip("-") if part == "-" else part for part in each.split(" ")]
        yield ",".join([*parts, "", ""][:5])


@pytest.mark.parametrize("case", EDGES, ids=[case[0] for case in EDGES])
def test_edge_cases(
    begun: Callable[..., Status],
    tmp_path: Path,
    case: tuple[str, list[str], str, str | None, dict[str, str]],
) -> None:
    _name, acts, as_of, known_at, wanted = case
    (tmp_path / "acts.csv").write_text("\n".join(rows(acts)) + "\n", "utf-8")
    status = begun(tmp_path / "acts.csv", "30 days", 3)
    told = status(as_of, *(["--known-at", known_at] if known_at else []))
    assert {code: told["participants"][code]["status"] for code in wanted} == wanted
