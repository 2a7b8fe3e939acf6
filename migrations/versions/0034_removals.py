"""Documents that were begun by mistake are out of the lists, for good."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["mandate.id"], name=op.f("fk_removal_approved_by_id_mandate")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["mandate.id"], name=op.f("fk_removal_asked_by_id_mandate")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_removal_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
        sa.UniqueConstraint("document_id", name=op.f("uq_removal_document_id")),
    )
    for column in ("approved_by_id", "asked_by_id"):
        op.create_index(op.f(f"ix_removal_{column}"), "removal", [column])
    _guard()


def downgrade() -> None:
    """The documents are withdrawn still, and in the lists again."""
    op.drop_table("removal")


def _guard() -> None:
    """What was decided stays as it is."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER removal_no_{act} BEFORE {act} ON removal "
                "BEGIN SELECT RAISE(ABORT, 'removal is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER removal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON removal "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
