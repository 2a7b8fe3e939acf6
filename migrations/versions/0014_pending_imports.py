"""An imported file that waits is called a pending import: table ``proposal`` becomes ``pending_import``.

PostgreSQL renames the table with all that bears its name, so that grants and the next number stay.
SQLite cannot rename a constraint: the rows are carried to a new table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FOREIGN_KEYS = (("document_id", "document"), ("made_by_id", "mandate"))
COLUMNS = (
    "id, document_id, file_name, blocks, links, omissions, draft_revision, made_at, made_by_id, confirmed_at, "
    "found, ended, reason"
)


def upgrade() -> None:
    _rename("proposal", "pending_import")


def downgrade() -> None:
    _rename("pending_import", "proposal")


def _rename(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        _rename_all(old, new)
    else:
        _carry(old, new)


def _rename_all(old: str, new: str) -> None:
    op.rename_table(old, new)
    op.execute(f"ALTER SEQUENCE {old}_id_seq RENAME TO {new}_id_seq")
    op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT pk_{old} TO pk_{new}")
    for column, referred in FOREIGN_KEYS:
        names = [f"fk_{name}_{column}_{referred}" for name in (old, new)]
        op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT {names[0]} TO {names[1]}")
        op.execute(f"ALTER INDEX ix_{old}_{column} RENAME TO ix_{new}_{column}")


def _carry(old: str, new: str) -> None:
    op.create_table(
        new,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("omissions", sa.JSON(), nullable=False),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("found", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("ended", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{referred}.id"], name=f"fk_{new}_{column}_{referred}")
            for column, referred in FOREIGN_KEYS
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{new}"),
    )
    op.execute(f"INSERT INTO {new} ({COLUMNS}) SELECT {COLUMNS} FROM {old}")
    op.drop_table(old)  # and its indexes
    for column, _referred in FOREIGN_KEYS:
        op.create_index(f"ix_{new}_{column}", new, [column])
