"""Acts that somebody has begun to enter, with their files."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "act_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_act_draft_act_id_act")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_act_draft_document_id_document")
        ),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_act_draft_mandate_id_mandate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_draft")),
        sa.UniqueConstraint("key", name=op.f("uq_act_draft_key")),
    )
    for column in ("act_id", "document_id", "mandate_id", "updated_at"):
        op.create_index(op.f(f"ix_act_draft_{column}"), "act_draft", [column])
    op.create_table(
        "act_draft_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["act_draft.id"],
            name=op.f("fk_act_draft_file_draft_id_act_draft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_act_draft_file_file_id_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_draft_file")),
        sa.UniqueConstraint("draft_id", "file_id", name=op.f("uq_act_draft_file_draft_id_file_id")),
    )
    for column in ("draft_id", "file_id"):
        op.create_index(op.f(f"ix_act_draft_file_{column}"), "act_draft_file", [column])


def downgrade() -> None:
    op.drop_table("act_draft_file")
    op.drop_table("act_draft")
