"""What entries of the record are found by. The terms of what is there are written by a chore afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_term",
        sa.Column(
            "term", sa.String(80).with_variant(sa.String(80, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("term", "seq", name="pk_record_term"),
    )
    op.create_index("ix_record_term_seq", "record_term", ["seq"])


def downgrade() -> None:
    op.drop_table("record_term")
