"""Who settled the place of a comment is told with the time and the reason; work that outlives a request."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SETTLED = sa.text("settled_by_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("changes", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_index("ix_placement_version_id")
        batch_op.drop_index("ix_placement_settled_by_id")
        batch_op.create_index("ix_placement_place", ["version_id", "pid"], unique=False)
        batch_op.create_index(
            "ix_placement_settled_by_id",
            ["settled_by_id"],
            unique=False,
            sqlite_where=SETTLED,
            postgresql_where=SETTLED,
        )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=True),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_key", ["key"], unique=False)
        batch_op.create_index(
            "ix_job_waiting",
            ["id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("job")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index("ix_placement_settled_by_id")
        batch_op.drop_index("ix_placement_place")
        batch_op.create_index("ix_placement_version_id", ["version_id"], unique=False)
        batch_op.create_index("ix_placement_settled_by_id", ["settled_by_id"], unique=False)
        batch_op.drop_column("changes")
        batch_op.drop_column("reason")
        batch_op.drop_column("settled_at")
