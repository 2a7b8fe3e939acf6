"""The benchmarks still run, every part of them, and look at what they measure.

What is asked of each answer stands with the measures themselves: a status, a text, a row in the database.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.running.absent import absent

ROOT = Path(__file__).parents[2]
SECONDS = 240  # on a busy machine; well under a minute on one that is not
ROWS = {
    ("home, br", "all of it"),
    ("record, br", "all of it"),
    ("comments, br", "100 comments"),
    ("reading page with an unknown query", "beside it without"),
    ("reading page, made anew", "100 comments"),
    ("comments, made anew", "100 comments"),
    ("home, made anew", "all of it"),
    ("adoption tracker, made anew", "100 acts"),
    ("comparison, computed", "100 paragraphs"),
    ("reading page, br", "100 comments"),
    ("reading page, br", "100 paragraphs"),
    ("reading page, gzip", "100 comments"),
    ("reading page, identity", "100 comments"),
    ("comparison, kept, br", "100 paragraphs"),
    ("paragraph thread, br", "100 comments in all"),
    ("adoption tracker, br", "100 acts"),
    ("write with its record entry", "50 writes"),
    ("page for a member", "beside the page for nobody"),
    ("permission check", "20,000 checks"),
    ("comment submission", "100 comments before"),
    ("sheet asked for", "100 paragraphs, 500 changes; beside an empty draft"),
    ("paragraph saved in the sheet", "100 paragraphs, 500 changes; beside an empty draft"),
    ("sheet until it can be typed in", "100 paragraphs, 500 changes; beside an empty draft"),
    ("key in the sheet, 95 of 100 within", "100 paragraphs, 500 changes; beside an empty draft"),
    ("publication, beside rows", "all comments"),
    ("publication, beside rows with indexes", "all comments"),
}
GROWTH = {("alignment", 100), ("redline", 1000)}
PEOPLE = {"closing": 1, "campaign": 1, "held": 2, "memory": 1}  # lines of all readers, by part
ALL = ("all", "while held")


def test_every_part_runs_and_has_its_row_in_the_table(tmp_path: Path) -> None:
    results = measured(tmp_path, "--database", "sqlite")
    # How many comments a text has in the end depends on how many were sent.
    sizes = [
        (r["what"], "all comments" if "publication" in r["what"] else r["size"]) for r in results["rows"]
    ]
    assert len(sizes) == len(ROWS)
    assert set(sizes) == ROWS
    assert {(row["what"], row["size"]) for row in results["growth"]} == GROWTH
    look_at(results["closing"], list(PEOPLE), "sqlite")
    for row in results["rows"]:
        assert row["database"] == "sqlite"
        assert 0 < row["low"] <= row["ratio"] <= row["high"], row
    lines = (tmp_path / "results.md").read_text().splitlines()
    assert all(any(line.startswith(f"| {what} | {size}") for line in lines) for what, size in sizes[:-2])


def test_a_part_runs_on_postgresql(tmp_path: Path) -> None:
    """What differs is how the databases are made and opened, which every part does alike."""
    results = measured(tmp_path, "--database", "postgresql", "--held")
    assert results["rows"] == []
    look_at(results["closing"], ["held"], "postgresql")


def measured(out: Path, *options: str) -> dict[str, Any]:
    """What the smallest run with these options leaves in the folder."""
    command = [sys.executable, "-m", "benchmarks", "--smoke", *options, "--out", str(out)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    if "without PostgreSQL" in run.stdout:
        absent(run.stdout.strip())
    assert run.returncode == 0, run.stdout + run.stderr
    results: dict[str, Any] = json.loads((out / "results.json").read_text())
    return results


def look_at(parts: list[dict[str, Any]], wanted: list[str], kind: str) -> None:
    """Parts in which many come: nothing that was acknowledged is missing, and readers were answered."""
    assert [part["part"] for part in parts] == wanted
    for part in parts:
        assert part["database"] == kind
        kept = part["kept"]
        # On a busy machine somebody may be refused; nothing that was acknowledged may be missing.
        assert 0 < kept["acknowledged"] <= kept["stored"]["responses"] <= kept["sent"]
        assert set(kept["stored"].values()) == {kept["stored"]["responses"]}
        lines_of_all = [row for row in part["answers"] if row["who"] == "readers" and row["what"] in ALL]
        assert len(lines_of_all) == PEOPLE[part["part"]]
        assert all(row["statuses"] == {"200": row["answers"]} for row in lines_of_all)
        assert all(moment["all"] > 0 for moment in part["memory"])
