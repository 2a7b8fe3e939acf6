"""What members write to each other about a draft: notes on its paragraphs."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _notes()


def downgrade() -> None:
    """What members wrote to each other is gone: nothing older has a place for it."""
    op.drop_table("note")


def _notes() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("anchor", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["answers_id"], ["note.id"], name=op.f("fk_note_answers_id_note")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["mandate.id"], name=op.f("fk_note_closed_by_id_mandate")),
        sa.ForeignKeyConstraint(["made_by_id"], ["mandate.id"], name=op.f("fk_note_made_by_id_mandate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    for column in ("answers_id", "closed_by_id", "made_by_id"):
        op.create_index(op.f(f"ix_note_{column}"), "note", [column])
    op.create_index("ix_note_subject", "note", ["subject", "anchor"])
