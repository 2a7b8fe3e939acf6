"""The first steps of docs/operating.md, done as they stand there, lead to an instance that fills itself."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from members.models import Mandate, Person
from members.signin import recovery
from sbcp import cli
from tests.pages.members.test_invitations import FORM, Scene
from tests.support.factories import NOW
from tests.support.markup import Page
from tests.support.pages import Client, serve
from tests.support.servers.databases import Store
from tests.support.signing_in import set_up_app
from tests.test_operating import TEXT

# What differs between the databases is tried elsewhere.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

HERE = "https://localhost"
[WRITTEN] = re.findall(r"(?m)^    sbcp (member .+)$", TEXT)


def steps(email: str = "") -> list[str]:
    """The command as it is written, for another address if one is given."""
    arguments = shlex.split(WRITTEN)
    return [arguments[0], email or arguments[1], *arguments[2:]]


@pytest.fixture
def instance(
    store: Store, clock: time_machine.Traveller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    """A new instance, and the environment of whoever operates it."""
    url = store.fresh()
    monkeypatch.setitem(recovery.COST, "n", 2)
    with serve(url, tmp_path, HERE) as served:
        for name, value in {
            "SBCP_DATABASE_URL": url,
            "SBCP_DATA_DIR": str(tmp_path),
            "SBCP_SECRET_KEY": served.settings.secret_key,
            "SBCP_BASE_URL": HERE,
            "SBCP_CONTACT": "secretariat@example.org",
        }.items():
            monkeypatch.setenv(name, value)
        yield served
    store.give_back(url)


def enter(client: Client, printed: str) -> Page:
    """Sign in with the link that a command printed, and set up the second factor that is asked for."""
    [link] = re.findall(rf"(?m)^{HERE}(/en/signin/\S+)$", printed)
    page = client.submit(client.get(link), button="Sign in")
    assert page.heading == "Set up a second factor"
    return set_up_app(client, client.follow(page, "Set up an app"), NOW)[1]


def test_the_first_account_invites_a_second_person_in_the_pages(
    instance: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(steps()) == 0, capsys.readouterr().err
    printed = capsys.readouterr().out
    assert "is the only administrator here" in printed
    enter(instance, printed)
    with instance.saved() as db:
        [first] = db.scalars(select(Mandate))
        assert first.role == "admin"
        scene = Scene(instance, first, first)
    page = instance.follow(instance.follow(instance.get("/en/"), "Members"), "Invite somebody")
    organisation = str(first.organisation_id)
    page = instance.submit(page, {**FORM, "role": "secretariat", "organisation": organisation})
    assert "Sent, not answered yet" in instance.submit(page, button="Send the invitation").text
    [link] = scene.links()
    with instance.another() as invited:
        invited.get(link.removeprefix(HERE))
        accepted = invited.submit(invited.get("/en/invitation"), button="Accept the mandate")
        assert "You have accepted the mandate." in accepted.text
    with instance.saved() as db:
        assert {mandate.role for mandate in db.scalars(select(Mandate))} == {"admin", "secretariat"}


def test_a_second_administrator_comes_by_the_same_command_and_then_all_is_well(
    instance: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    for email in ("", "second@example.org"):
        assert cli.main(["members", "check"]) == 1, "fewer than two can get in"
        capsys.readouterr()
        assert cli.main(steps(email)) == 0
        printed = capsys.readouterr().out
        assert ("only administrator" in printed) is (email == "")
        instance.sign_out()
        enter(instance, printed)
    assert cli.main(["members", "check"]) == 0


@pytest.mark.parametrize(
    "role", [["--role", "secretariat", "--basis", "Decision 1"], []], ids=["role", "none"]
)
def test_nobody_else_is_taken_in_while_there_is_no_administrator(
    instance: Client, capsys: pytest.CaptureFixture[str], role: list[str]
) -> None:
    call = ["member", "ana@example.org", "--name", "Ana", *role]
    assert cli.main(call) == 1
    refused = capsys.readouterr()
    assert "--role admin" in refused.err
    assert "signin" not in refused.out
    with instance.saved() as db:
        assert list(db.scalars(select(Person))) == [], "nothing is left behind"
    assert cli.main(steps()) == 0
    assert cli.main(call) == 0


def test_whoever_has_a_mandate_gets_a_link_also_when_the_last_administrator_has_gone(
    instance: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(steps()) == 0
    assert cli.main(["member", "ana@example.org", "--role", "secretariat", "--basis", "Decision 1"]) == 0
    with instance.saved() as db:
        [administrator] = db.scalars(select(Mandate).where(Mandate.role == "admin"))
        administrator.ends_on = administrator.starts_on.replace(year=2026)
        administrator.starts_on = administrator.ends_on
    capsys.readouterr()
    assert cli.main(["member", "ana@example.org"]) == 0
    assert "/en/signin/" in capsys.readouterr().out
