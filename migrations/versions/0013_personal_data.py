"""When personal data was erased, and when a draft was last saved."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ADDED = (
    ("submission", "saved_at"),
    ("submission", "erased_at"),
    ("comment", "withheld_at"),
    ("person", "erased_at"),
)


def upgrade() -> None:
    for name, column in ADDED:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column(column, sa.DateTime(), nullable=True))


def downgrade() -> None:
    for name, column in reversed(ADDED):
        with op.batch_alter_table(name) as table:
            table.drop_column(column)
