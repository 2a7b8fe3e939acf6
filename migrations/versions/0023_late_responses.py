"""Late responses are found by their round and their moment, along one index.

Comments are counted as they come (0022); which of them came late depends on the closing of their round, which
two persons may move. So late ones are looked for when they are asked for, and only they are read.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_submission_round", "submission", ["consultation_id", "received_at"])
    op.drop_index("ix_submission_consultation_id", "submission")


def downgrade() -> None:
    op.create_index("ix_submission_consultation_id", "submission", ["consultation_id"])
    op.drop_index("ix_submission_round", "submission")
