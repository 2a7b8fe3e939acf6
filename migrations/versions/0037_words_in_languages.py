"""What versions say in plain words, and what documents are called, in each language, in rows that stay as they
are."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

KEPT = ("version_summary", "document_name")
WORDS = ("titles", "summaries")  # columns of a document


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
    op.create_table(
        "document_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("named_at", sa.DateTime(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_name_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["mandate.id"], name=op.f("fk_document_name_named_by_id_mandate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_name")),
        sa.UniqueConstraint(
            "document_id", "language", "number", name=op.f("uq_document_name_document_id_language_number")
        ),
    )
    op.create_index(op.f("ix_document_name_named_by_id"), "document_name", ["named_by_id"])
    for name in WORDS:
        op.add_column("document", sa.Column(name, sa.JSON(), nullable=False, server_default="{}"))
    for table in KEPT:
        _guard(table)


def downgrade() -> None:
    """The versions stay as they are: their summaries are no part of them. Documents have their own titles."""
    for name in reversed(WORDS):
        op.drop_column("document", name)
    for table in KEPT:
        op.drop_table(table)


def _guard(table: str) -> None:
    """What was written stays as it is."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
