"""Every act is done as a whole or not at all, wherever it breaks off (S19).

Each act that a form can ask for is made to fail at its first statement that writes, at the second, and so
on, and at the commit, until it comes through; what breaks off at a reading between two of them leaves what
the second leaves. After each failure every row of every table is as it was, and the record verifies.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.record import entries
from tests.support import requests
from tests.support.everything import Everything
from tests.support.pages import Client
from tests.support.requests import Prepared
from tests.support.watching.statements import hearing

MOST = 200  # places to fail at; no act has so many
READS = ("SELECT", "PRAGMA")


class Fault(Exception):
    """What happens at the chosen place."""


class Breaker:
    """Raises at the chosen place: ``places`` counts those where failing could leave something half done."""

    def __init__(self, at: int) -> None:
        self.at, self.places, self.broke = at, 0, False

    def statement(self, sql: str) -> None:
        if not sql.lstrip().upper().startswith(READS):
            self._count()

    def commit(self) -> None:
        self._count()

    def _count(self) -> None:
        self.places += 1
        if self.places == self.at:
            self.broke = True
            raise Fault


@contextmanager
def breaking(client: Client, at: int) -> Iterator[Breaker]:
    breaker = Breaker(at)
    with hearing(client.database.engine, breaker.statement, breaker.commit):
        yield breaker


def half_done(client: Client, world: Everything, act: Prepared) -> list[str]:
    """What is left of an act that fails at each place in turn; the last time it comes through."""
    requests.become(client, world, act.who, act.route)
    before = requests.held(client)
    wrong = []
    for at in range(1, MOST):
        with breaking(client, at) as breaker:
            answer = requests.send(client, act)
        if not breaker.broke:
            assert answer.status_code < 500, f"{act.route} answers {answer.status_code}"
            return wrong
        after = requests.held(client)
        changed = [table for table in before if before[table] != after[table]]
        if changed and answer.status_code >= 500:
            wrong.append(f"{act.route}, place {at}: {', '.join(changed)}")
        if changed:
            return wrong  # it was stored; what failed came after it
    raise AssertionError(f"{act.route} has no end")


@pytest.mark.long
def test_S19_every_act_is_done_as_a_whole_or_not_at_all(
    full: tuple[Client, Everything], everything_made: tuple[Path, Everything], prepared: list[Prepared]
) -> None:
    client, world = full
    wrong = []
    for act in prepared:
        requests.reset(client, everything_made[0])
        wrong += half_done(client, world, act)
        with client.saved() as db:
            fault = entries.verify(db)
        if fault:
            wrong.append(f"{act.route}: entry {fault.seq} of the record {fault.reason}")
    assert wrong == []
    assert len(prepared) > 40


def test_a_place_that_fails_is_noticed(
    full: tuple[Client, Everything], everything_made: tuple[Path, Everything], prepared: list[Prepared]
) -> None:
    """The breaker breaks, and what was stored before it would be seen."""
    client, world = full
    requests.reset(client, everything_made[0])
    [act] = [act for act in prepared if act.route == "respond_comment"]
    requests.become(client, world, act.who, act.route)
    with breaking(client, 1) as breaker:
        assert requests.send(client, act).status_code == 500
    assert breaker.broke
    before = requests.held(client)
    assert requests.send(client, act).status_code == 303
    after = requests.held(client)
    assert before["comment"] != after["comment"]


pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
