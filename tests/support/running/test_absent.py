"""No run looks whole that was not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CONFTEST = "from tests.support.running.absent import pytest_sessionfinish, pytest_terminal_summary\n"
TESTS = """
import pytest
from tests.support.running.absent import absent

@pytest.fixture
def lacking():
    absent("no such\\n server")

@pytest.mark.parametrize("number", range(3))
def test_that_needs_it(lacking, number):
    pass

def test_that_does_not():
    pass

def test_left_out_otherwise():
    pytest.skip("it is Sunday")
"""


def run(folder: Path, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_some.py").write_text(TESTS)
    others = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST") and name != "CI"
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis", *options, "test_some.py"],
        cwd=folder,
        env={**others, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_is_not_run_is_told_in_one_line_with_its_reason(tmp_path: Path, workers: str) -> None:
    ended = run(tmp_path, "-n", workers)
    assert ended.returncode == 0, ended.stdout
    [line] = [line for line in ended.stdout.splitlines() if line.startswith("NOT RUN")]
    assert line == "NOT RUN: 4 tests, 3 for: no such server; 1 for: it is Sunday"


def test_where_everything_must_run_what_is_not_run_is_a_failure(tmp_path: Path) -> None:
    ended = run(tmp_path, CI="true")
    assert ended.returncode == 1
    assert "no such\n server" in ended.stdout
    assert run(tmp_path, "-k", "otherwise or does", CI="true").returncode == 1
    assert run(tmp_path, "-k", "does", CI="true").returncode == 0
