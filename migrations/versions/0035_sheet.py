"""Who closed a set of changes, and where in the sheet people are.

A saved change that is taken up into the next one is deleted while its set is open. Its number is not given
again: by it others know whether what they began from still stands.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TRIGGERS = [f"{table}_closed_{act}" for table in ("change_set", "revision") for act in ("update", "delete")]
FK = "fk_change_set_closed_by_id_mandate"
CLOSED = {
    "change_set": "OLD.closed_at IS NOT NULL",
    "revision": "(SELECT closed_at FROM change_set WHERE change_set.id = OLD.change_set_id) IS NOT NULL",
}


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        _drop_triggers()
    with op.batch_alter_table("change_set", schema=None) as table:
        table.add_column(sa.Column("closed_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f(FK), "mandate", ["closed_by_id"], ["id"])
    if is_sqlite:
        with op.batch_alter_table("revision", recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass
        _create_triggers()
    op.create_index(op.f("ix_change_set_closed_by_id"), "change_set", ["closed_by_id"])
    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_presence_document_id_document")
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_presence_mandate_id_mandate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint("document_id", "mandate_id", name=op.f("uq_presence_document_id_mandate_id")),
    )
    op.create_index(op.f("ix_presence_mandate_id"), "presence", ["mandate_id"])


def downgrade() -> None:
    """Open sets become closed ones, without a reason: what was saved stays in the draft."""
    op.drop_table("presence")
    op.execute(
        "UPDATE change_set SET closed_at = opened_at, number = (SELECT coalesce(max(other.number), 0) "
        "FROM change_set other WHERE other.document_id = change_set.document_id "
        "AND other.base = change_set.base) + (SELECT count(*) FROM change_set before "
        "WHERE before.document_id = change_set.document_id AND before.base = change_set.base "
        "AND before.closed_at IS NULL AND before.id <= change_set.id) WHERE closed_at IS NULL"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("change_set", "closed_by_id")
        return
    _drop_triggers()
    with op.batch_alter_table("change_set", schema=None) as table:
        table.drop_index(op.f("ix_change_set_closed_by_id"))
        table.drop_constraint(op.f(FK), type_="foreignkey")
        table.drop_column("closed_by_id")
    with op.batch_alter_table("revision", recreate="always", table_kwargs={"sqlite_autoincrement": False}):
        pass
    _create_triggers()


def _drop_triggers() -> None:
    """They would not survive the new tables."""
    for trigger in TRIGGERS:
        op.execute(f"DROP TRIGGER {trigger}")


def _create_triggers() -> None:
    for trigger in TRIGGERS:
        name, act = trigger.split("_closed_")
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {act} ON {name} WHEN {CLOSED[name]} "
            f"BEGIN SELECT RAISE(ABORT, '{name} is closed'); END"
        )
