"""Files that people send, and those of acts of adoption."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("scan", sa.String(length=8), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_file_storage_key")),
    )
    op.create_index(op.f("ix_file_scan"), "file", ["scan"])
    op.create_table(
        "act_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_act_file_act_id_act")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_act_file_file_id_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_file")),
        sa.UniqueConstraint("act_id", "file_id", name=op.f("uq_act_file_act_id_file_id")),
    )
    op.create_index(op.f("ix_act_file_act_id"), "act_file", ["act_id"])
    op.create_index(op.f("ix_act_file_file_id"), "act_file", ["file_id"])
    _guard()


def downgrade() -> None:
    """The files themselves stay where they lie: `sbcp backup` or a copy of their folder brings them back."""
    op.drop_table("act_file")
    op.drop_table("file")


def _guard() -> None:
    """What an act rests on is never changed: rows are added and that is all. A file is itself: what it is
    called, what a scanner says of it and that it was erased may change, and nothing else."""
    fixed = ("sha256", "size", "media_type", "uploaded_at")
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER act_file_no_{act.lower()} BEFORE {act} ON act_file "
                "BEGIN SELECT RAISE(ABORT, 'act_file is append-only'); END"
            )
        op.execute(
            f"CREATE TRIGGER file_fixed BEFORE UPDATE OF {', '.join(fixed)} ON file "
            "BEGIN SELECT RAISE(ABORT, 'a file stays what it is'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER act_file_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON act_file "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER file_fixed BEFORE UPDATE OF {', '.join(fixed)} ON file "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
