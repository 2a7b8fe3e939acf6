"""Two persons for grave acts; rounds that are extended, closed early or reopened."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WAITING = sa.text("outcome IS NULL")


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("permission", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["mandate.id"], name=op.f("fk_approval_asked_by_id_mandate")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["mandate.id"], name=op.f("fk_approval_decided_by_id_mandate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index("ix_approval_waiting", "approval", ["id"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_approval_subject", "approval", ["subject"])
    op.create_index(op.f("ix_approval_asked_by_id"), "approval", ["asked_by_id"])
    op.create_index(op.f("ix_approval_decided_by_id"), "approval", ["decided_by_id"])
    op.create_table(
        "round_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("before", sa.DateTime(), nullable=False),
        sa.Column("after", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_round_change_consultation_id_consultation"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["mandate.id"], name=op.f("fk_round_change_asked_by_id_mandate")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["mandate.id"], name=op.f("fk_round_change_approved_by_id_mandate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_change")),
    )
    for column in ("consultation_id", "asked_by_id", "approved_by_id"):
        op.create_index(op.f(f"ix_round_change_{column}"), "round_change", [column])
    _guard("round_change")


def downgrade() -> None:
    op.drop_table("round_change")  # its triggers go with it
    op.drop_table("approval")


def _guard(table: str) -> None:
    """Published for ever, as the tables of migration 0002."""
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
