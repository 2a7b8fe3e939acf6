"""What a comment says moves to rows of its own, its first wording; the database keeps what was sent.

Random salts for what the record covers from here on: of words, of a name that is shown, of a response.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

AT_ONCE = 500  # rows that get their salt in one statement
WORDS = "body, proposed_text, justification, html, justification_html"
SAID = f"kind, language, {WORDS}, renderer"  # what moves as it is

# Entries that people look up by what they are about: few among very many.
NOTED_BEFORE = sa.text("action IN ('version.published', 'act.recorded', 'act.verified')")
NOTED = sa.text("action IN ('version.published', 'act.recorded', 'act.verified', 'personal.erased')")


def upgrade() -> None:
    op.create_table(
        "comment_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("proposed_text", sa.Text(), nullable=False),
        sa.Column("justification", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("html", sa.Text(), server_default="", nullable=False),
        sa.Column("justification_html", sa.Text(), server_default="", nullable=False),
        sa.Column("renderer", sa.Integer(), server_default="0", nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("salt", sa.String(length=32), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_wording_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_wording")),
        sa.UniqueConstraint("comment_id", "number", name=op.f("uq_comment_wording_comment_id_number")),
    )
    op.execute(
        f"INSERT INTO comment_wording (comment_id, number, written_at, {SAID}) "
        f"SELECT comment.id, 1, COALESCE(received_at, saved_at, created_at), {_of_comment()} "
        "FROM comment JOIN submission ON submission.id = comment.submission_id ORDER BY comment.id"
    )
    for table in ("submission", "respondent"):
        op.add_column(table, sa.Column("salt", sa.String(length=32), nullable=False, server_default=""))
    _salt("comment_wording", "id", "comment_id IN (SELECT id FROM comment WHERE withheld_at IS NULL)")
    _salt("submission", "id", "received_at IS NULL OR digest != ''")
    _salt("respondent", "submission_id", "1 = 1")
    for column in SAID.split(", "):
        op.drop_column("comment", column)
    _note(NOTED)
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    """The last wording is what the comment says; those of before have no place in the tables of before."""
    if op.get_bind().dialect.name == "sqlite":
        for table in ("comment", "comment_wording"):
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_sent_{act}")
    else:
        for table in ("comment", "comment_wording"):
            op.execute(f"DROP TRIGGER {table}_sent ON {table}")
            op.execute(f"DROP TRIGGER {table}_sent_truncate ON {table}")
            op.execute(f"DROP FUNCTION keep_{table}()")
    _note(NOTED_BEFORE)
    for name, kind, default in (
        ("kind", sa.String(length=12), "general"),
        ("language", sa.String(length=20), ""),
        ("body", sa.Text(), ""),
        ("proposed_text", sa.Text(), ""),
        ("justification", sa.Text(), ""),
    ):
        op.add_column("comment", sa.Column(name, kind, nullable=False, server_default=default))
    for name in ("html", "justification_html"):
        op.add_column("comment", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("comment", sa.Column("renderer", sa.Integer(), server_default="0", nullable=False))
    last = (
        "FROM comment_wording WHERE comment_id = comment.id AND comment_wording.number = "
        "(SELECT max(other.number) FROM comment_wording AS other WHERE other.comment_id = comment.id)"
    )
    columns = ", ".join(f"{name} = (SELECT comment_wording.{name} {last})" for name in SAID.split(", "))
    op.execute(f"UPDATE comment SET {columns}")
    with op.batch_alter_table("comment") as comment:
        for name in ("kind", "language", "body", "proposed_text", "justification"):
            comment.alter_column(name, server_default=None)
    for table in ("submission", "respondent"):
        op.drop_column(table, "salt")
    op.drop_table("comment_wording")


def _of_comment() -> str:
    return ", ".join(f"comment.{name}" for name in SAID.split(", "))


def _salt(table: str, key: str, which: str) -> None:
    """A random salt for each of these rows."""
    connection = op.get_bind()
    keys = list(connection.scalars(sa.text(f"SELECT {key} FROM {table} WHERE {which}")))
    update = sa.text(f"UPDATE {table} SET salt = :salt WHERE {key} = :which")
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        connection.execute(update, [{"which": which, "salt": secrets.token_hex(16)} for which in some])


def _note(entries: sa.TextClause) -> None:
    """The index over entries that are looked up by what they are about."""
    op.drop_index("ix_record_entry_noted", "record_entry")
    op.create_index(
        "ix_record_entry_noted",
        "record_entry",
        ["subject", "at"],
        sqlite_where=entries,
        postgresql_where=entries,
    )


def _guard_sqlite() -> None:
    for table, (sent, allowed) in _conditions("IS").items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is kept as it was sent'); END"
        op.execute(f"CREATE TRIGGER {table}_sent_delete BEFORE DELETE ON {table} WHEN {sent} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_sent_update BEFORE UPDATE ON {table} "
            f"WHEN {sent} AND NOT ({allowed}) {refuse}"
        )


def _guard_postgresql() -> None:
    for table, (sent, allowed) in _conditions("IS NOT DISTINCT FROM").items():
        op.execute(
            f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {sent} THEN IF TG_OP = 'UPDATE' THEN IF {allowed} THEN RETURN NEW; END IF; END IF; "
            "RAISE EXCEPTION '% is kept as it was sent', TG_TABLE_NAME; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_sent BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_sent_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _conditions(same: str) -> dict[str, tuple[str, str]]:
    """What was sent stays: of a comment all but that it becomes withheld, of its wordings all but that they
    are emptied. What waits to be sent may change and go. By table: that a row was sent, and what may become of it then. same: how the database compares two
    values of which one may be missing."""

    def kept(*columns: str) -> str:
        return " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in columns)

    quote = f"CAST(NEW.quote AS TEXT) {same} CAST(OLD.quote AS TEXT)"  # JSON cannot be compared
    comment = kept("id", "document_id", "submission_id", '"key"', "number", "version_id", "pid")
    withheld = f"(OLD.withheld_at IS NULL OR {kept('withheld_at')})"
    wording = kept("id", "comment_id", "number", "kind", "language", "written_at")
    emptied = " AND ".join(f"NEW.{name} = ''" for name in (*WORDS.split(", "), "salt"))
    return {
        "comment": ("OLD.number IS NOT NULL", f"{comment} AND {quote} AND {withheld}"),
        "comment_wording": (
            "(SELECT number FROM comment WHERE id = OLD.comment_id) IS NOT NULL",
            f"{wording} AND {emptied} AND NEW.renderer = 0",
        ),
    }
