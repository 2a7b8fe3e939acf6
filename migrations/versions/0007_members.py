"""Members: the history of names, invitations, ended mandates, declared interests."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# A name that was in force stays in the history for ever.
KEPT = "naming"

MANDATE_COLUMNS = ("basis_on", "basis_link", "ended_at", "end_reason", "successor_id")


def upgrade() -> None:
    with op.batch_alter_table("participant") as table:
        table.add_column(sa.Column("positions", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("mandate") as table:
        table.add_column(sa.Column("basis_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("basis_link", sa.String(500), nullable=False, server_default=""))
        table.add_column(sa.Column("ended_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("end_reason", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("successor_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_mandate_successor_id_mandate"), "mandate", ["successor_id"], ["id"])
        table.create_index(op.f("ix_mandate_successor_id"), ["successor_id"])
    _create_naming()
    _create_invitation()
    _create_interest()
    _guard()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {KEPT}_no_{act}")
    else:
        op.execute(f"DROP TRIGGER {KEPT}_kept ON {KEPT}")
    for table in ("interest", "invitation", "naming"):
        op.drop_table(table)
    with op.batch_alter_table("mandate") as table:
        table.drop_index(op.f("ix_mandate_successor_id"))
        table.drop_constraint(op.f("fk_mandate_successor_id_mandate"), type_="foreignkey")
        for column in reversed(MANDATE_COLUMNS):
            table.drop_column(column)
    with op.batch_alter_table("participant") as table:
        table.drop_column("positions")


def _reference(table: str, column: str, to: str, *, needed: bool = False) -> tuple[sa.Column, sa.Constraint]:
    """A column that refers to another table's id, with its constraint."""
    name = op.f(f"fk_{table}_{column}_{to}")
    return (
        sa.Column(column, sa.Integer(), nullable=not needed),
        sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name),
    )


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _create_naming() -> None:
    op.create_table(
        "naming",
        sa.Column("id", sa.Integer(), nullable=False),
        *_reference("naming", "participant_id", "participant", needed=True),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("footnotes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        *_reference("naming", "asked_by_id", "mandate"),
        *_reference("naming", "approved_by_id", "mandate"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_naming")),
    )
    _index("naming", "participant_id", "asked_by_id", "approved_by_id")


def _create_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        *_reference("invitation", "person_id", "person", needed=True),
        *_reference("invitation", "organisation_id", "organisation", needed=True),
        *_reference("invitation", "participant_id", "participant"),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(300), nullable=False),
        sa.Column("basis_on", sa.Date(), nullable=True),
        sa.Column("basis_link", sa.String(500), nullable=False),
        *_reference("invitation", "substitute_for_id", "mandate"),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        *_reference("invitation", "made_by_id", "mandate", needed=True),
        sa.Column("waits_for_second", sa.Boolean(), nullable=False),
        *_reference("invitation", "agreed_by_id", "mandate"),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        *_reference("invitation", "mandate_id", "mandate"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    _index("invitation", "person_id", "organisation_id", "participant_id")
    _index("invitation", "substitute_for_id", "made_by_id", "agreed_by_id", "mandate_id")


def _create_interest() -> None:
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        *_reference("interest", "mandate_id", "mandate", needed=True),
        sa.Column("recused", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        *_reference("interest", "participant_id", "participant"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
    )
    _index("interest", "mandate_id", "subject", "participant_id")


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {KEPT}_no_{act} BEFORE {act} ON {KEPT} "
                f"BEGIN SELECT RAISE(ABORT, '{KEPT} is append-only'); END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER {KEPT}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {KEPT} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
