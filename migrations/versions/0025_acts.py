"""Acts of treaty practice: all kinds, days known in part, lists of the past, and the rule of entry into force."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEPT = ("act", "instrument")
NEW = ("act_list", "entry_rule")
TEXT = {"server_default": "", "nullable": False}


def upgrade() -> None:
    op.create_table(
        "act_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        *_two_persons("act_list"),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_act_list_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_list")),
    )
    op.create_table(
        "entry_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.Column("must", sa.JSON(), nullable=False),
        sa.Column("delay", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("open_to", sa.JSON(), nullable=False),
        sa.Column("accession_open", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        *_two_persons("entry_rule"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_entry_rule_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_rule")),
    )
    for table, column in (("act_list", "version_id"), ("entry_rule", "document_id")):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
        for person in ("asked_by_id", "approved_by_id"):
            op.create_index(op.f(f"ix_{table}_{person}"), table, [person])
    _unguard(KEPT)
    with op.batch_alter_table("instrument") as instrument:
        instrument.add_column(sa.Column("languages", sa.JSON(), server_default="[]", nullable=False))
        instrument.add_column(sa.Column("link", sa.String(length=500), **TEXT))
    with op.batch_alter_table("instrument") as instrument:
        instrument.alter_column("languages", server_default=None)
        instrument.alter_column("link", server_default=None)
    with op.batch_alter_table("act") as act:
        act.alter_column("kind", type_=sa.String(length=32), existing_nullable=False)
        act.alter_column("instrument_id", existing_type=sa.Integer(), nullable=True)
        act.alter_column("recorded_by_id", existing_type=sa.Integer(), nullable=True)
        for name, kind, default in _words():
            act.add_column(sa.Column(name, kind, server_default=default, nullable=False))
        for name in ("deposited_on", "published_on", "known_on"):
            act.add_column(sa.Column(name, sa.Date(), nullable=True))
        act.add_column(sa.Column("list_id", sa.Integer(), nullable=True))
        act.create_foreign_key(op.f("fk_act_list_id_act_list"), "act_list", ["list_id"], ["id"])
        act.create_index(op.f("ix_act_list_id"), ["list_id"])
    with op.batch_alter_table("act") as act:
        for name, _kind, _default in _words():
            act.alter_column(name, server_default=None)
    _guard((*KEPT, *NEW))


def downgrade() -> None:
    """Acts go down with what the tables before have room for. That an act names nobody who recorded it and no
    paper, and a kind by a longer word, stays possible: no act is lost or made to name who did not act."""
    _unguard((*KEPT, *NEW))
    with op.batch_alter_table("act") as act:
        act.drop_index(op.f("ix_act_list_id"))
        act.drop_constraint(op.f("fk_act_list_id_act_list"), type_="foreignkey")
        for name in ("list_id", "deposited_on", "published_on", "known_on"):
            act.drop_column(name)
        for name, _kind, _default in _words():
            act.drop_column(name)
    with op.batch_alter_table("instrument") as instrument:
        instrument.drop_column("languages")
        instrument.drop_column("link")
    _guard(KEPT)
    op.drop_table("entry_rule")
    op.drop_table("act_list")


def _words() -> list[tuple[str, sa.types.TypeEngine[object], str]]:
    """The new columns of an act that are never missing, with what acts of before have in them."""
    return [
        ("done_precision", sa.String(length=5), "day"),
        ("effective_precision", sa.String(length=5), "day"),
        ("depositary", sa.String(length=300), ""),
        ("early_reason", sa.Text(), ""),
        ("on_behalf", sa.Boolean(), "0" if op.get_bind().dialect.name == "sqlite" else "false"),
        ("restates", sa.JSON(), "[]"),
        ("ref", sa.String(length=64), ""),
        ("name", sa.String(length=200), ""),
        ("note", sa.Text(), ""),
    ]


def _two_persons(table: str) -> list[sa.Column[object] | sa.ForeignKeyConstraint]:
    return [
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], ["mandate.id"], name=op.f(f"fk_{table}_{name}_mandate"))
            for name in ("asked_by_id", "approved_by_id")
        ),
    ]


def _unguard(tables: tuple[str, ...]) -> None:
    for table in tables:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{act}")
        else:
            op.execute(f"DROP TRIGGER {table}_kept ON {table}")


def _guard(tables: tuple[str, ...]) -> None:
    """What is on the record is never changed: rows are added and that is all."""
    for table in tables:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
