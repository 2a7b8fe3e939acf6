"""From which text an imported file was begun, what it takes back, and what it was saved as."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

COLUMNS = {
    "base_version": sa.Integer(),
    "base_revision": sa.Integer(),
    "base_known": sa.String(length=8),
    "anchors": sa.JSON(none_as_null=True),
    "takes_back": sa.JSON(none_as_null=True),
    "settled": sa.JSON(none_as_null=True),
    "became": sa.Integer(),
}


def upgrade() -> None:
    """A file that waits keeps its links: nothing is said of its base, so it is the draft as it was then."""
    for name, kind in COLUMNS.items():
        op.add_column("pending_import", sa.Column(name, kind, nullable=True))
    op.create_index(op.f("ix_pending_import_became"), "pending_import", ["became"])


def downgrade() -> None:
    op.drop_index(op.f("ix_pending_import_became"), table_name="pending_import")
    with op.batch_alter_table("pending_import") as table:
        for name in reversed(COLUMNS):
            table.drop_column(name)
