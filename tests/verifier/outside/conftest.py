"""An instance with a record under three signed heads, and the verifier to be run on it."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import time_machine
from sqlalchemy.orm import Session, sessionmaker

from consultation.responses import submissions
from consultation.responses.content import SenderInput
from core.db import Database
from tests.adoption.making import make_act
from tests.consultation.sending import send_comment, unsent_comment
from tests.support import factories
from tests.support.pages import serve
from tests.support.servers.databases import Store, unguard
from tests.verifier import reaching
from tests.verifier.outside.attacked import HOUR, NOW, Place, Verify, comment_key, sign


@pytest.fixture(scope="session")
def program() -> ModuleType:
    """The verifier as a module."""
    return reaching.program()


@pytest.fixture(scope="module")
def instance(store: Store, program: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Ten entries or so under three heads: the first head is of the first day, the second of a version,
    the third of an act."""
    url = store.fresh()
    with (
        time_machine.travel(NOW, tick=False) as clock,
        serve(url, tmp_path_factory.mktemp("data"), limit_factor=100, hosts=("127.0.0.1",)) as client,
    ):
        with client.saved() as db:
            secretariat = factories.make_mandate(db)
            document = factories.make_document(db, slug="policy", by=secretariat)
            sign(client, db, NOW)
            round_ = factories.make_consultation(db, document.versions[0], by=secretariat)
            send_comment(db, round_, pid=2, body="Ново: „како“?")
            comment = unsent_comment(db, round_, pid=3)
            submission = comment.submission
            submissions.save_about(db, submission, SenderInput(kind="person", language="sq", country="AL"))
            token = submissions.token_for(comment_key(db, comment.id))
            submission.token_hash = submissions.token_hash(token)
            db.flush()
            submissions.send(db, submission, received_at=NOW + HOUR)
            factories.make_version(db, document, by=secretariat, now=NOW + 2 * HOUR)
            sign(client, db, NOW + 2 * HOUR)
            make_act(db, document, "endorsed", now=NOW + 3 * HOUR)
            sign(client, db, NOW + 3 * HOUR)
        clock.move_to(NOW + 4 * HOUR)
        yield Place(client, token, program)
    store.give_back(url)


@pytest.fixture
def place(instance: Place) -> Iterator[Place]:
    """The instance in the hands of somebody who may do everything in its database, until the test ends."""
    app, whole = instance.client.app, instance.client.database
    with whole.engine.connect() as connection:
        outer = connection.begin()
        unguard(connection)
        bound: Any = sessionmaker(connection, join_transaction_mode="create_savepoint")
        app.state.database = Database(engine=whole.engine, reading=bound, writing=bound)
        with Session(connection, join_transaction_mode="create_savepoint") as db:
            instance.db = db
            yield instance
        app.state.database = whole
        outer.rollback()


@pytest.fixture
def verify(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Download and check: the exit status and what was said."""

    def run(*options: str) -> tuple[int, str]:
        place.db.flush()
        folder = tmp_path / "record"
        if not folder.exists():
            place.download(folder)
        code = place.program.main([str(folder), *options])
        return code, capsys.readouterr().out

    return run
