"""Sessions that know how they began, mandates of substitutes, and chores."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chore",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chore")),
    )
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("locale", sa.String(20), nullable=False, server_default="en"))
        table.add_column(sa.Column("disabled_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("mandate") as table:
        table.add_column(sa.Column("substitute_for_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_mandate_substitute_for_id_mandate"), "mandate", ["substitute_for_id"], ["id"]
        )
        table.create_index(op.f("ix_mandate_substitute_for_id"), ["substitute_for_id"])
    with op.batch_alter_table("sign_in") as table:
        table.add_column(sa.Column("method", sa.String(12), nullable=False, server_default="link"))
        table.add_column(sa.Column("agent", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("seen_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("second_factor_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE sign_in SET seen_at = created_at")
    with op.batch_alter_table("sign_in") as table:
        table.alter_column("seen_at", existing_type=sa.DateTime(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("sign_in") as table:
        for column in ("second_factor_at", "seen_at", "agent", "method"):
            table.drop_column(column)
    with op.batch_alter_table("mandate") as table:
        table.drop_index(op.f("ix_mandate_substitute_for_id"))
        table.drop_constraint(op.f("fk_mandate_substitute_for_id_mandate"), type_="foreignkey")
        table.drop_column("substitute_for_id")
    with op.batch_alter_table("person") as table:
        table.drop_column("disabled_at")
        table.drop_column("locale")
    op.drop_table("chore")
