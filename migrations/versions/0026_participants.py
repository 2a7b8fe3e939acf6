"""Countries: longer codes, the days from and until which they take part, and which succeeds which."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# Where the code of a country stands.
CODES = (("participant", "code"), ("submission", "country"), ("subscription", "country"))
SHORT, LONG = sa.String(length=2), sa.String(length=8)


def upgrade() -> None:
    with op.batch_alter_table("participant") as table:
        table.add_column(sa.Column("from_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("until_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("succeeds_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_participant_succeeds_id_participant"), "participant", ["succeeds_id"], ["id"]
        )
        table.create_index(op.f("ix_participant_succeeds_id"), ["succeeds_id"])
    _resize(SHORT, LONG)


def downgrade() -> None:
    _refuse_to_lose()
    _resize(LONG, SHORT)
    with op.batch_alter_table("participant") as table:
        table.drop_index(op.f("ix_participant_succeeds_id"))
        table.drop_constraint(op.f("fk_participant_succeeds_id_participant"), type_="foreignkey")
        for column in ("succeeds_id", "until_on", "from_on"):
            table.drop_column(column)


def _resize(before: sa.String, after: sa.String) -> None:
    """SQLite makes a table anew for it; triggers of other tables that name it are left as they are."""
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        op.execute("PRAGMA legacy_alter_table=ON")
        last = connection.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'subscription'"))
    for name, column in CODES:
        kept = {"sqlite_autoincrement": name == "subscription"}  # mail is told apart by its numbers
        with op.batch_alter_table(name, table_kwargs=kept) as table:
            table.alter_column(column, existing_type=before, type_=after, existing_nullable=False)
    if sqlite:
        op.execute("PRAGMA legacy_alter_table=OFF")
        if last is not None:
            op.execute("DELETE FROM sqlite_sequence WHERE name = 'subscription'")
            op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('subscription', {last})")


def _refuse_to_lose() -> None:
    """The schema before has no room for longer codes, days and successions, which are on the record."""
    connection = op.get_bind()
    for name, column in CODES:
        longer = connection.scalar(
            sa.text(f"SELECT {column} FROM {name} WHERE length({column}) > 2 ORDER BY {column} LIMIT 1")
        )
        if longer is not None:
            raise RuntimeError(
                f"the code of a country has two letters at most in the schema before: {name}.{column} holds "
                f"{longer}"
            )
    bound = connection.scalar(
        sa.text(
            "SELECT code FROM participant WHERE from_on IS NOT NULL OR until_on IS NOT NULL "
            "OR succeeds_id IS NOT NULL ORDER BY code LIMIT 1"
        )
    )
    if bound is not None:
        raise RuntimeError(
            "the schema before has no room for the days and the succession of countries, as of "
            f"{bound}, which are on the record"
        )
