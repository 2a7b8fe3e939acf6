"""Stances of countries on documents, and who approved a step that takes two persons."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEPT = ("stance", "stance_withdrawal")


def upgrade() -> None:
    op.create_table(
        "stance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_stance_document_id_document")
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_stance_mandate_id_mandate")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_stance_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stance")),
    )
    for column in ("document_id", "mandate_id", "participant_id"):
        op.create_index(op.f(f"ix_stance_{column}"), "stance", [column])
    op.create_table(
        "stance_withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stance_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stance_id"], ["stance.id"], name=op.f("fk_stance_withdrawal_stance_id_stance")
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_stance_withdrawal_mandate_id_mandate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stance_withdrawal")),
        sa.UniqueConstraint("stance_id", name=op.f("uq_stance_withdrawal_stance_id")),
    )
    op.create_index(op.f("ix_stance_withdrawal_mandate_id"), "stance_withdrawal", ["mandate_id"])
    # In place, on both databases: the triggers that keep steps as they are stay where they are.
    op.execute(
        "ALTER TABLE step ADD COLUMN approved_by_id INTEGER "
        "CONSTRAINT fk_step_approved_by_id_mandate REFERENCES mandate (id)"
    )
    op.create_index(op.f("ix_step_approved_by_id"), "step", ["approved_by_id"])
    _guard()


def downgrade() -> None:
    op.drop_index(op.f("ix_step_approved_by_id"), "step")
    op.drop_column("step", "approved_by_id")
    for table in reversed(KEPT):
        op.drop_table(table)


def _guard() -> None:
    """What a country has said is never changed: rows are added and that is all."""
    for table in KEPT:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
