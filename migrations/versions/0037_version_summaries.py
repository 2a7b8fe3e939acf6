"""What versions say in plain words, in each language, in rows that stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "version_summary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_version_summary_version_id_version")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["mandate.id"], name=op.f("fk_version_summary_written_by_id_mandate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_summary")),
        sa.UniqueConstraint(
            "version_id", "language", "number", name=op.f("uq_version_summary_version_id_language_number")
        ),
    )
    op.create_index(op.f("ix_version_summary_written_by_id"), "version_summary", ["written_by_id"])
    _guard()


def downgrade() -> None:
    """The versions stay as they are: their summaries are no part of them."""
    op.drop_table("version_summary")


def _guard() -> None:
    """What was written stays as it is."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER version_summary_no_{act} BEFORE {act} ON version_summary "
                "BEGIN SELECT RAISE(ABORT, 'version_summary is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER version_summary_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON version_summary "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
