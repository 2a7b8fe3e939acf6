"""The demonstration holds, by the verifier and by ``sbcp record verify``, also after people have gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from consultation.models import Submission
from consultation.responses.erasing import erase_author
from core.record import signed_heads
from members import mandates
from members.erasing import erase_person
from members.models import Person
from sbcp import demo
from sbcp.record import signing
from tests.support import factories
from tests.support.pages import Client, serve
from tests.support.servers.databases import Store
from tests.verifier import reaching

NOW = factories.NOW


@pytest.fixture(scope="module")
def instance(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A demonstration as it is made."""
    url = store.fresh()
    with (
        time_machine.travel(NOW, tick=False),
        serve(url, tmp_path_factory.mktemp("demonstration"), demo=True) as client,
    ):
        with client.saved() as db:
            assert demo.build(db, NOW, client.settings)
        yield client
    store.drop(url)


def check(client: Client, capsys: pytest.CaptureFixture[str]) -> str:
    """Both say that all holds; what the verifier says."""
    with client.saved() as db:
        holds, report = signing.checked(db, NOW, key=signing.known_key(client.settings))
    assert holds, report
    with reaching.reached(client) as address:
        code = reaching.program().main([address])
    said = capsys.readouterr().out
    assert code == 0, said
    return said


def test_the_demonstration_holds_before_and_after_a_response_and_a_member_are_erased(
    instance: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "All holds: " in check(instance, capsys)
    with instance.saved() as db:
        head = signed_heads.newest(db)
        assert head is not None
        assert head.at == NOW
        sent = db.scalars(
            select(Submission).where(Submission.received_at.is_not(None)).order_by(Submission.id)
        )
        assert erase_author(db, next(sent), with_text=True, by=None, now=NOW)
        other, *_others, member = db.scalars(select(Person).order_by(Person.id)).all()
        for mandate in member.mandates:
            mandates.end(db, mandate, reason="It was an example.", by=other.mandates[0], now=NOW)
        erase_person(db, member, by=None, now=NOW)
    assert "the content of 1 entries" in check(instance, capsys)


def test_the_folder_of_before_is_followed_by_what_is_there_after(
    instance: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What an erasure changes, entries name: who saved everything before finds no fault."""
    program = reaching.program()
    with reaching.reached(instance) as address:
        assert program.main([address, "--save", str(tmp_path / "kept")]) == 0
        with instance.saved() as db:
            sent = db.scalars(
                select(Submission).where(Submission.erased_at.is_(None)).order_by(Submission.id)
            )
            assert erase_author(db, sent.all()[2], with_text=True, by=None, now=NOW)
        assert program.main([address, "--earlier", str(tmp_path / "kept")]) == 0, capsys.readouterr().out
