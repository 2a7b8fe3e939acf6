"""Migration 0028: what somebody has begun to enter is changed and deleted, and lets its files go."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0027", "0028"
BEGUN = """
INSERT INTO act_draft (id, key, document_id, mandate_id, content, begun_at, updated_at)
    VALUES (1, 'k', 1, 1, '{"kind": {}}', '2026-11-04 10:00:00.000000', '2026-11-04 10:00:00.000000');
INSERT INTO file (id, storage_key, sha256, size, media_type, name, scan, uploaded_at)
    VALUES (1, 'k', 'ab', 3, 'application/pdf', 'a.pdf', 'waiting', '2026-11-04 10:00:00.000000');
INSERT INTO act_draft_file (id, draft_id, file_id) VALUES (1, 1, 1)
"""


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before."""
    with standing_at(store, "0027", STANDING) as engine:
        yield engine


def test_what_was_begun_can_be_changed_and_goes_with_its_files_links(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, BEGUN)
    run(before, "UPDATE act_draft SET content = '{}'")
    run(before, "DELETE FROM act_draft")
    with before.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM act_draft_file").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM file").scalar() == 1


def test_going_back_leaves_the_files_and_nothing_else(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, BEGUN)
    schema.downgrade(before, BEFORE)
    assert {"act_draft", "act_draft_file"} & set(inspect(before).get_table_names()) == set()
    schema.upgrade(before, AFTER)
    with before.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM file").scalar() == 1
