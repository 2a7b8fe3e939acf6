"""What a person says about an import is kept beside what the comparison found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal", sa.Column("found", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("proposal", sa.Column("ended", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("proposal", sa.Column("reason", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("proposal", "reason")
    op.drop_column("proposal", "ended")
    op.drop_column("proposal", "found")
