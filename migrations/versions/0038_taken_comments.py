"""The comments whose wording was taken into changes that are still open."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "taken_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_set_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_set_id"],
            ["change_set.id"],
            name=op.f("fk_taken_comment_change_set_id_change_set"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_taken_comment_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_comment")),
        sa.UniqueConstraint(
            "change_set_id", "comment_id", name=op.f("uq_taken_comment_change_set_id_comment_id")
        ),
    )
    op.create_index(op.f("ix_taken_comment_comment_id"), "taken_comment", ["comment_id"])


def downgrade() -> None:
    """The changes stay; whoever closes them ticks the comments again."""
    op.drop_table("taken_comment")
