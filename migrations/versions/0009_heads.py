"""Signed heads, and the closings of rounds that are on the record."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEPT = ("signed_head", "consultation_closing")

# Entries that people look up by what they are about: few among very many.
NOTED = sa.text("action IN ('version.published', 'act.recorded', 'act.verified')")


def upgrade() -> None:
    op.create_table(
        "signed_head",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.Column("cause", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_signed_head")),
        sa.UniqueConstraint("signature", name=op.f("uq_signed_head_signature")),
    )
    op.create_index(op.f("ix_signed_head_seq"), "signed_head", ["seq"])
    op.create_table(
        "consultation_closing",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_consultation_closing_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("consultation_id", "closes_at", name=op.f("pk_consultation_closing")),
    )
    op.create_index(
        "ix_record_entry_noted",
        "record_entry",
        ["subject", "at"],
        sqlite_where=NOTED,
        postgresql_where=NOTED,
    )
    _remember_closings()
    _guard()


def downgrade() -> None:
    for table in KEPT:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{act}")
        else:
            op.execute(f"DROP TRIGGER {table}_kept ON {table}")
    op.drop_index("ix_record_entry_noted", "record_entry")
    op.drop_table("consultation_closing")
    op.drop_table("signed_head")


def _remember_closings() -> None:
    """Those that are on the record already, after a step down and up: none is written twice."""
    entry = sa.table("record_entry", sa.column("seq", sa.Integer), sa.column("action", sa.String))
    payload = sa.table("record_payload", sa.column("seq", sa.Integer), sa.column("body", sa.JSON))
    closing = sa.table(
        "consultation_closing",
        sa.column("consultation_id", sa.Integer),
        sa.column("closes_at", sa.DateTime),
        sa.column("entry", sa.Integer),
    )
    rows = op.get_bind().execute(
        sa.select(entry.c.seq, payload.c.body)
        .join_from(entry, payload, payload.c.seq == entry.c.seq)
        .where(entry.c.action == "consultation.closed")
    )
    for seq, body in rows.all():
        closes_at = datetime.strptime(body["closes_at"], "%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: DTZ007 (kept without)
        values = {"consultation_id": body["consultation"], "closes_at": closes_at, "entry": seq}
        op.execute(sa.insert(closing).values(values))


def _guard() -> None:
    for table in KEPT:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
