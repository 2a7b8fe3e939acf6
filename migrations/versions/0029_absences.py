"""When those who speak for a country are absent, and who confirmed an act for it."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KEPT = ("id", "mandate_id", "from_on", "until_on", "made_by_id", "made_at")
SET_ONCE = ("ended_at", "ended_by_id")


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["ended_by_id"], ["mandate.id"], name=op.f("fk_absence_ended_by_id_mandate")),
        sa.ForeignKeyConstraint(["made_by_id"], ["mandate.id"], name=op.f("fk_absence_made_by_id_mandate")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_absence_mandate_id_mandate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    for column in ("ended_by_id", "made_by_id", "mandate_id"):
        op.create_index(op.f(f"ix_absence_{column}"), "absence", [column])
    _guard()
    # In place, on both databases: the triggers that keep acts as they are stay where they are.
    op.execute(
        "ALTER TABLE act ADD COLUMN confirmed_by_id INTEGER "
        "CONSTRAINT fk_act_confirmed_by_id_mandate REFERENCES mandate (id)"
    )
    op.create_index(op.f("ix_act_confirmed_by_id"), "act", ["confirmed_by_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_act_confirmed_by_id"), "act")
    op.drop_column("act", "confirmed_by_id")
    op.drop_table("absence")


def _guard() -> None:
    """What was said stays, and its end is written once."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    refuse = (
        "BEGIN SELECT RAISE(ABORT, 'absence is append-only'); END"
        if sqlite
        else "EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER absence_as_said BEFORE UPDATE OF {', '.join(KEPT)} ON absence FOR EACH ROW {refuse}"
    )
    op.execute(
        f"CREATE TRIGGER absence_ended_once BEFORE UPDATE OF {', '.join(SET_ONCE)} ON absence "
        f"FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) {refuse}"
    )
    if sqlite:
        op.execute(f"CREATE TRIGGER absence_no_delete BEFORE DELETE ON absence {refuse}")
    else:
        op.execute(
            f"CREATE TRIGGER absence_no_delete BEFORE DELETE OR TRUNCATE ON absence FOR EACH STATEMENT {refuse}"
        )
