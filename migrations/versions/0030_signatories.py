"""Who signed an act and under what; their names in rows that can be emptied."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# What may become of a name: it is emptied, once, with its salt.
EMPTIED = (
    "NEW.signatory_id = OLD.signatory_id AND NEW.name = '' AND NEW.salt = '' "
    "AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL"
)


def upgrade() -> None:
    op.create_table(
        "act_signatory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=300), nullable=False),
        sa.Column("powers", sa.String(length=32), nullable=False),
        sa.Column("powers_text", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_act_signatory_act_id_act")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_signatory")),
    )
    op.create_index(op.f("ix_act_signatory_act_id"), "act_signatory", ["act_id"])
    op.create_table(
        "signatory_name",
        sa.Column("signatory_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["signatory_id"],
            ["act_signatory.id"],
            name=op.f("fk_signatory_name_signatory_id_act_signatory"),
        ),
        sa.PrimaryKeyConstraint("signatory_id", name=op.f("pk_signatory_name")),
    )
    _guard()


def downgrade() -> None:
    """Who signed is lost; a file of full powers stays with its act."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.drop_table("signatory_name")
    op.drop_table("act_signatory")
    if not sqlite:
        op.execute("DROP FUNCTION keep_signatory_name()")


def _guard() -> None:
    """Who signed as what, and under what, is never changed; a name can be emptied, and nothing else."""
    if op.get_bind().dialect.name == "sqlite":
        for table in ("act_signatory", "signatory_name"):
            refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
            when = "" if table == "act_signatory" else f"WHEN NOT ({EMPTIED}) "
            op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {when}{refuse}")
        return
    op.execute(
        "CREATE TRIGGER act_signatory_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON act_signatory "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE FUNCTION keep_signatory_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {EMPTIED} THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION 'signatory_name is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER signatory_name_emptied BEFORE UPDATE ON signatory_name "
        "FOR EACH ROW EXECUTE FUNCTION keep_signatory_name()"
    )
    op.execute(
        "CREATE TRIGGER signatory_name_stays BEFORE DELETE OR TRUNCATE ON signatory_name "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
