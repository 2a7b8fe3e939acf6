"""Changes of the draft are gathered in sets; what the draft no longer has is kept aside.

Each revision becomes a set of its own, which takes its number and reason. Of paragraphs that ended before,
the place is known as far as a revision or the last version that had them tells it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

OF_ITS_OWN = """
INSERT INTO change_set (id, document_id, base, number, reason, opened_at, closed_at, made_by_id, in_part)
    SELECT id, document_id, base, number, reason, made_at, made_at, made_by_id, false FROM revision
"""
NUMBERED = """
UPDATE revision SET
    number = (SELECT count(*) FROM revision earlier WHERE earlier.document_id = revision.document_id
        AND earlier.base = revision.base AND earlier.id <= revision.id),
    reason = (SELECT reason FROM change_set WHERE change_set.id = revision.change_set_id)
"""
NEXT_ID = "SELECT setval(pg_get_serial_sequence('change_set', 'id'), (SELECT max(id) FROM change_set))"
CLOSED = "(SELECT closed_at FROM change_set WHERE change_set.id = OLD.change_set_id) IS NOT NULL"


def upgrade() -> None:
    _create()
    op.execute(OF_ITS_OWN)
    with op.batch_alter_table("revision", schema=None) as table:
        table.add_column(sa.Column("change_set_id", sa.Integer(), nullable=True))
    op.execute("UPDATE revision SET change_set_id = id")
    with op.batch_alter_table("revision", schema=None) as table:
        table.alter_column("change_set_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(
            op.f("fk_revision_change_set_id_change_set"), "change_set", ["change_set_id"], ["id"]
        )
        table.create_index(op.f("ix_revision_change_set_id"), ["change_set_id"])
        table.create_index("ix_revision_document", ["document_id", "base"])
        table.drop_constraint(op.f("uq_revision_document_id_base_number"), type_="unique")
        table.drop_column("number")
        table.drop_column("reason")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(NEXT_ID)
    _keep_what_ended()
    _guard()


def downgrade() -> None:
    """A revision has its number and reason again; where a set had several, they are counted on."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("change_set", "revision"):
        for act in ("update", "delete") if sqlite else ("kept",):
            op.execute(f"DROP TRIGGER {table}_closed_{act}" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        op.execute("DROP FUNCTION keep_closed_revision()")
    with op.batch_alter_table("revision", schema=None) as table:
        table.add_column(sa.Column("number", sa.Integer(), nullable=True))
        table.add_column(sa.Column("reason", sa.Text(), nullable=True))
    op.execute(NUMBERED)
    with op.batch_alter_table("revision", schema=None) as table:
        table.alter_column("number", existing_type=sa.Integer(), nullable=False)
        table.alter_column("reason", existing_type=sa.Text(), nullable=False)
        table.create_unique_constraint(
            op.f("uq_revision_document_id_base_number"), ["document_id", "base", "number"]
        )
        table.drop_index("ix_revision_document")
        table.drop_index(op.f("ix_revision_change_set_id"))
        table.drop_constraint(op.f("fk_revision_change_set_id_change_set"), type_="foreignkey")
        table.drop_column("change_set_id")
    op.drop_table("change_set")
    op.drop_table("ended_paragraph")


def _create() -> None:
    op.create_table(
        "change_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("takes_back_id", sa.Integer(), nullable=True),
        sa.Column("in_part", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_change_set_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["mandate.id"], name=op.f("fk_change_set_made_by_id_mandate")
        ),
        sa.ForeignKeyConstraint(
            ["takes_back_id"], ["change_set.id"], name=op.f("fk_change_set_takes_back_id_change_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_set")),
        sa.UniqueConstraint(
            "document_id", "base", "number", name=op.f("uq_change_set_document_id_base_number")
        ),
    )
    op.create_index(op.f("ix_change_set_made_by_id"), "change_set", ["made_by_id"])
    op.create_index(op.f("ix_change_set_takes_back_id"), "change_set", ["takes_back_id"])
    op.create_table(
        "ended_paragraph",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("after_pid", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("markdown", sa.Text(), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("ended_in", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_ended_paragraph_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ended_paragraph")),
        sa.UniqueConstraint("document_id", "pid", name=op.f("uq_ended_paragraph_document_id_pid")),
    )


def _keep_what_ended() -> None:
    connection = op.get_bind()
    ended = sa.table(
        "ended_paragraph",
        *(sa.column(name) for name in ("document_id", "pid", "after_pid", "kind", "level", "markdown")),
        sa.column("origins", sa.JSON),
        sa.column("certain", sa.Boolean),
        sa.column("ended_in"),
    )
    for document in connection.execute(sa.text("SELECT id FROM document")).scalars().all():
        rows = list(_ended_in(connection, document))
        if rows:
            connection.execute(sa.insert(ended), rows)


def _ended_in(connection: sa.Connection, document: int) -> Iterator[dict[str, Any]]:
    """What a document's draft once had and has no more, as it was when it ended."""
    orders = _orders(connection, document)
    ended: dict[int, dict[str, Any]] = {}
    columns = sa.text(
        'SELECT id, "base", "before", "after" FROM revision WHERE document_id = :document ORDER BY id'
    )
    for id_, base, before, after in connection.execute(columns, {"document": document}):
        old, new = _states(before), _states(after)
        kept = {state["pid"] for state in new}
        order = orders.get(base, []) if len(old) < 3 else [state["pid"] for state in old]
        for pid in kept:
            ended.pop(pid, None)
        for state in old:
            if state["pid"] not in kept:
                ended[state["pid"]] = _row(document, id_, state, order)
    alive = sa.text("SELECT pid FROM draft_paragraph WHERE document_id = :document")
    for pid in connection.execute(alive, {"document": document}).scalars():
        ended.pop(pid, None)
    last = orders.get(max(orders, default=0), [])
    for row in ended.values():
        yield row | {"origins": [row["pid"]] if row["pid"] in last else []}


def _row(document: int, revision_id: int, state: Mapping[str, Any], order: Sequence[int]) -> dict[str, Any]:
    at = order.index(state["pid"]) if state["pid"] in order else 0
    return {
        "document_id": document,
        "pid": state["pid"],
        "after_pid": order[at - 1] if at else None,
        "kind": state["kind"],
        "level": state["level"],
        "markdown": state["markdown"],
        "certain": True,
        "ended_in": revision_id,
    }


def _orders(connection: sa.Connection, document: int) -> dict[int, list[int]]:
    """The pids of each version in order, by its number."""
    orders: dict[int, list[int]] = {}
    rows = sa.text(
        "SELECT version.number, paragraph.pid FROM paragraph JOIN version ON version.id = paragraph.version_id "
        "WHERE version.document_id = :document ORDER BY version.number, paragraph.position"
    )
    for number, pid in connection.execute(rows, {"document": document}):
        orders.setdefault(number, []).append(pid)
    return orders


def _states(kept: Any) -> list[dict[str, Any]]:
    return json.loads(kept) if isinstance(kept, str) else kept


def _guard() -> None:
    """A closed set and its revisions are never changed."""
    guarded = (("change_set", "OLD.closed_at IS NOT NULL"), ("revision", CLOSED))
    if op.get_bind().dialect.name == "sqlite":
        for table, closed in guarded:
            for act in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_closed_{act} BEFORE {act} ON {table} WHEN {closed} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is closed'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION keep_closed_revision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {CLOSED} THEN RAISE EXCEPTION 'revision is closed'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER revision_closed_kept BEFORE UPDATE OR DELETE ON revision "
        "FOR EACH ROW EXECUTE FUNCTION keep_closed_revision()"
    )
    op.execute(
        "CREATE TRIGGER change_set_closed_kept BEFORE UPDATE OR DELETE ON change_set "
        "FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION refuse_change()"
    )
