"""docs/operating.md tells of every setting and every command, and of none that is not there."""

import argparse
import re
from pathlib import Path
from typing import Any

import pytest

from members.models import Role
from sbcp import cli
from sbcp.settings import from_environment

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "operating.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("|")
]
# By the words of the call, without what stands for a value: «record verify».
COMMANDS = {" ".join(re.findall(r"[a-z]+", row[0])[1:]): row for row in ROWS if row[0].startswith("`sbcp ")}
SETTING = re.compile(r"SBCP_[A-Z_]*[A-Z]")


class Noting(dict[str, str]):
    """An environment that knows what it was asked for."""

    def __init__(self, **values: str) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


@pytest.fixture
def asked(tmp_path: Path) -> set[str]:
    """Every variable that an instance with everything set reads; the provider is called NAME."""
    environ = Noting(
        SBCP_DEMO="1",
        SBCP_DATA_DIR=str(tmp_path),
        SBCP_SMTP_HOST="localhost",
        SBCP_SMTP_SENDER="policy@example.org",
        SBCP_FILES="s3://bucket/policy",
        SBCP_FILES_KEY_ID="key",
        SBCP_FILES_SECRET="secret",
        SBCP_OIDC_PROVIDERS="NAME",
        SBCP_OIDC_NAME_ISSUER="https://id.example",
        SBCP_OIDC_NAME_CLIENT_ID="sbcp",
    )
    from_environment(environ)
    return {name for name in environ.asked if name.startswith("SBCP_")}


def test_every_setting_is_told_in_a_table(asked: set[str]) -> None:
    assert len(asked) > 20
    told = {name for row in ROWS for name in SETTING.findall(row[0])}
    settings = {name for name in asked if not name.endswith("_FILE")}
    assert told == settings


def test_every_secret_that_may_be_in_a_file_is_told(asked: set[str]) -> None:
    section = TEXT.partition("## Secrets")[2].partition("may be named")[0]
    assert {f"{name}_FILE" for name in SETTING.findall(section)} == {n for n in asked if n.endswith("_FILE")}


def test_no_other_setting_is_read_or_told(asked: set[str]) -> None:
    rooms = ("core", "members", "documents", "consultation", "adoption", "process", "sbcp")
    sources = [path.read_text("utf-8") for room in rooms for path in (ROOT / room).rglob("*.py")]
    written = {name for source in sources for name in SETTING.findall(source)} - {"SBCP_OIDC"}
    assert written <= asked
    assert set(SETTING.findall(TEXT)) <= asked


def calls() -> list[tuple[str, argparse.ArgumentParser]]:
    """Every command by the words that call it, with those that it chooses between."""
    return [
        (f"{name} {choice}".strip(), command)
        for name, command in of_parser(cli.parser())
        for choice in next(
            (act.choices for act in command._actions if act.choices and act.dest == "what"), [""]
        )
    ]


def of_parser(parser: argparse.ArgumentParser, before: str = "") -> list[tuple[str, argparse.ArgumentParser]]:
    """The commands of a parser, with those that are below another one."""
    below = [act for act in parser._actions if isinstance(act, argparse._SubParsersAction)]
    if not below:
        return [(before.strip(), parser)]
    return [call for name, each in below[0].choices.items() for call in of_parser(each, f"{before} {name}")]


def test_every_command_is_told_and_no_other() -> None:
    assert set(COMMANDS) == {words for words, _command in calls()}


@pytest.mark.parametrize(("words", "command"), calls(), ids=lambda value: str(value).partition("(")[0])
def test_every_option_of_a_command_is_told_and_no_other(words: str, command: argparse.ArgumentParser) -> None:
    row = COMMANDS[words]
    options = {text for action in command._actions for text in action.option_strings} - {"-h", "--help"}
    assert set(re.findall(r"--[a-z-]+", " ".join(row))) == options
    for action in command._actions:
        named = action.metavar or action.dest.upper()
        if not action.option_strings and not action.choices and action.dest != "role":
            assert named in row[0].split("`")[1].split()


def test_every_role_that_a_member_can_have_is_told() -> None:
    assert [role for role in Role if role not in COMMANDS["member"][2]] == []
