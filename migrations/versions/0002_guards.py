"""The record begins, and the database itself refuses to change what is published."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Published for ever. The payload of a record entry is not here: it can be erased.
KEPT = (
    "record_entry",
    "version",
    "paragraph",
    "lineage",
    "disposition",
    "instrument",
    "act",
    "reservation",
    "verification",
    "step",
    "trace",
)


def upgrade() -> None:
    # After a step down and up the record goes on where it was.
    last = sa.text("SELECT seq, digest FROM record_entry ORDER BY seq DESC LIMIT 1")
    seq, digest = op.get_bind().execute(last).first() or (0, "0" * 64)
    head = sa.table("record_head", sa.column("id"), sa.column("seq"), sa.column("digest"))
    op.execute(sa.insert(head).values(id=1, seq=seq, digest=digest))
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    for table in KEPT:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{act}")
        else:
            op.execute(f"DROP TRIGGER {table}_kept ON {table}")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change()")
    op.execute("DELETE FROM record_head")


def _guard_sqlite() -> None:
    for table in KEPT:
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
