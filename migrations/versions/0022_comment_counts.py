"""The sent comments of a round are counted by the database itself, as they come and are answered.

A count is one row a place, kind, language and answer that stands, so that a page of a round and its
figures cost the same with a hundred comments and with a hundred thousand. And the places of a version
are counted, by paragraph and by kind, along an index that has both.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEYS = "consultation_id, pid, kind, language, answer"
INTO = f"INSERT INTO comment_count ({KEYS}, count)"
ADD = f"ON CONFLICT ({KEYS}) DO UPDATE SET count = comment_count.count + excluded.count"
ANSWER = "COALESCE((SELECT answer FROM disposition WHERE comment_id = c.id {} ORDER BY id DESC LIMIT 1), '')"
SENT = (
    "FROM comment AS c, submission AS s, comment_wording AS w "
    "WHERE s.id = c.submission_id AND w.comment_id = c.id AND c.number IS NOT NULL"
)
LAST = "w.number = (SELECT max(number) FROM comment_wording WHERE comment_id = c.id {})"


def upgrade() -> None:
    _index_places("version_id", "pid", "kind")
    op.create_table(
        "comment_count",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_comment_count_consultation_id_consultation"),
        ),
        sa.PrimaryKeyConstraint(*KEYS.split(", "), name=op.f("pk_comment_count")),
    )
    op.execute(f"{INTO} SELECT {_columns()}, count(*) {SENT} AND {LAST.format('')} GROUP BY 1, 2, 3, 4, 5")
    for name, table, event, condition, statement in _triggers():
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} {condition} BEGIN {statement}; END")
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {statement}; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} "
            f"FOR EACH ROW {condition} EXECUTE FUNCTION {name}()"
        )


def downgrade() -> None:
    for name, table, *_others in _triggers():
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("comment_count")
    _index_places("version_id", "pid")


def _index_places(*columns: str) -> None:
    op.drop_index("ix_placement_place", "placement")
    op.create_index("ix_placement_place", "placement", list(columns))


def _columns(answer: str = ANSWER.format("")) -> str:
    return f"s.consultation_id, COALESCE(c.pid, 0) AS pid, w.kind, w.language, {answer}"


def _counted(which: str, many: int = 1, answer: str = ANSWER.format("")) -> str:
    return f"SELECT {_columns(answer)} AS answer, {many} AS count {SENT} AND {which}"


def _triggers() -> list[tuple[str, str, str, str, str]]:
    """When a count changes: a comment is sent; it says something else; it is answered, or otherwise than
    before. Name, table, event, condition, statement. Of two counts that change, that of the answer which
    comes first in the alphabet comes first, so that no two transactions wait for one another."""
    sent = f"{INTO} {_counted('c.id = NEW.id AND ' + LAST.format(''))} {ADD}"
    earlier = "c.id = NEW.comment_id AND " + LAST.format("AND number < NEW.number")
    worded = f"{INTO} {_counted(earlier, -1)} {ADD}; {INTO} {_counted('w.id = NEW.id')} {ADD}"
    of_answer = "c.id = NEW.comment_id AND " + LAST.format("")
    before, now = (
        _counted(of_answer, -1, ANSWER.format("AND id < NEW.id")),
        _counted(of_answer, 1, "NEW.answer"),
    )
    # Answered anew with the same answer, nothing changes.
    both = f"SELECT {KEYS}, SUM(count) FROM ({before} UNION ALL {now}) AS both_of GROUP BY {KEYS}"
    answered = f"{INTO} {both} HAVING SUM(count) <> 0 ORDER BY answer {ADD}"
    return [
        (
            "count_sent",
            "comment",
            "UPDATE OF number",
            "WHEN (OLD.number IS NULL AND NEW.number IS NOT NULL)",
            sent,
        ),
        ("count_worded", "comment_wording", "INSERT", "", worded),
        ("count_answered", "disposition", "INSERT", "", answered),
    ]
