"""What members do among themselves about a draft: notes on its paragraphs, who is to see to what, and which
paragraphs are agreed."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _notes()
    _assignments()
    with op.batch_alter_table("draft_paragraph") as table:
        table.add_column(sa.Column("agreed_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("agreed_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_draft_paragraph_agreed_by_id_mandate"), "mandate", ["agreed_by_id"], ["id"]
        )
        table.create_index(op.f("ix_draft_paragraph_agreed_by_id"), ["agreed_by_id"])


def downgrade() -> None:
    """What members did among themselves is gone: nothing older has a place for it."""
    with op.batch_alter_table("draft_paragraph") as table:
        table.drop_index(op.f("ix_draft_paragraph_agreed_by_id"))
        table.drop_constraint(op.f("fk_draft_paragraph_agreed_by_id_mandate"), type_="foreignkey")
        table.drop_column("agreed_by_id")
        table.drop_column("agreed_at")
    op.drop_table("assignment")
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


def _assignments() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("anchor", sa.String(length=20), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["mandate.id"], name=op.f("fk_assignment_done_by_id_mandate")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["mandate.id"], name=op.f("fk_assignment_made_by_id_mandate")
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_assignment_mandate_id_mandate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    for column in ("done_by_id", "made_by_id", "mandate_id"):
        op.create_index(op.f(f"ix_assignment_{column}"), "assignment", [column])
    op.create_index("ix_assignment_subject", "assignment", ["subject", "anchor"])
