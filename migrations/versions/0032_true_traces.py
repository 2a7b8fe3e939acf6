"""What a comment led to is told as it stands: whole, in part, or undone by which change; and which version
shows it.

Until now a comment was linked to a saved change for ever, and a page said that the version after it shows the
change. For every link it is worked out from the saved changes, the lineage and the texts:

- what of the change stands in the draft, by the rules of ``documents.drafting.survival``;
- the first version in which it stands;
- of a change of which nothing stands, the last saved change that touched what stems from its paragraphs: the
  draft as it was after each change was not kept, so that is the nearest that can be known.

The reason of a link is empty: it was not asked for. The guard lets what became of a link be written anew, the
version once, and nothing else.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from documents.drafting.descent import (
    ALONE,
    IMPORT,
    NOT_ADDING,
    NOT_PLACING,
    Added,
    Descent,
    Edges,
    Made,
    Placed,
    Regrouped,
)
from documents.drafting.survival import Kept, Saved, Texts
from documents.text.blocks import Block

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TRACE = sa.table(
    "trace",
    *(
        sa.column(name, sa.Integer)
        for name in ("id", "comment_id", "revision_id", "undone_by_id", "version_id")
    ),
    sa.column("kept_cache", sa.String),
)
REVISION = sa.table(
    "revision",
    *(sa.column(name, sa.Integer) for name in ("id", "document_id", "base")),
    sa.column("operation", sa.String),
    *(sa.column(name, sa.JSON) for name in ("before", "after")),
)
VERSION = sa.table("version", *(sa.column(name, sa.Integer) for name in ("id", "document_id", "number")))
LINEAGE = sa.table("lineage", *(sa.column(name, sa.Integer) for name in ("version_id", "old_pid", "new_pid")))
NUMBERS = ("position", "pid", "level")
PARAGRAPH = sa.table(
    "paragraph",
    *(sa.column(name, sa.Integer) for name in ("version_id", *NUMBERS)),
    *(sa.column(name, sa.String) for name in ("kind", "markdown")),
)
DRAFT = sa.table(
    "draft_paragraph",
    *(sa.column(name, sa.Integer) for name in ("document_id", *NUMBERS)),
    *(sa.column(name, sa.String) for name in ("kind", "markdown")),
    sa.column("origins", sa.JSON),
)
COMMENT = sa.table("comment", sa.column("id", sa.Integer), sa.column("pid", sa.Integer))
PLACEMENT = sa.table("placement", sa.column("comment_id", sa.Integer), sa.column("pid", sa.Integer))
SMALL = ("edit", "insert", "delete", "move", "split", "merge")
# What may become of a link: what stands of it is written anew, and once the version that shows it.
AS_BEFORE = " AND ".join(f"NEW.{name} = OLD.{name}" for name in ("id", "comment_id", "revision_id", "reason"))
ONCE = "(OLD.version_id IS NULL OR NEW.version_id = OLD.version_id)"
REFUSED = f"NOT COALESCE({AS_BEFORE} AND {ONCE}, FALSE)"


def upgrade() -> None:
    _unguard()
    with op.batch_alter_table("trace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("kept_cache", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("undone_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_trace_undone_by_id_revision"), "revision", ["undone_by_id"], ["id"]
        )
        batch_op.create_foreign_key(op.f("fk_trace_version_id_version"), "version", ["version_id"], ["id"])
        batch_op.create_index(op.f("ix_trace_undone_by_id"), ["undone_by_id"])
        batch_op.create_index(op.f("ix_trace_version_id"), ["version_id"])
    _work_out(op.get_bind())
    with op.batch_alter_table("trace", schema=None) as batch_op:
        batch_op.alter_column("kept_cache", existing_type=sa.String(length=8), nullable=False)
    _guard()


def downgrade() -> None:
    """Why a link was made, and what became of it, is lost."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("trace_kept", "trace_no_delete"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        for name in ("trace_kept", "trace_stays"):
            op.execute(f"DROP TRIGGER {name} ON trace")
        op.execute("DROP FUNCTION keep_trace()")
    with op.batch_alter_table("trace", schema=None) as batch_op:
        for name in ("undone_by_id", "version_id"):
            batch_op.drop_index(op.f(f"ix_trace_{name}"))
        for name in ("fk_trace_undone_by_id_revision", "fk_trace_version_id_version"):
            batch_op.drop_constraint(op.f(name), type_="foreignkey")
        for name in ("version_id", "undone_by_id", "kept_cache", "reason"):
            batch_op.drop_column(name)
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER trace_no_{act} BEFORE {act} ON trace "
                "BEGIN SELECT RAISE(ABORT, 'trace is append-only'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER trace_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON trace "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _unguard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER trace_no_{act}")
    else:
        op.execute("DROP TRIGGER trace_kept ON trace")


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'trace is append-only'); END"
        op.execute(f"CREATE TRIGGER trace_no_delete BEFORE DELETE ON trace {refuse}")
        op.execute(f"CREATE TRIGGER trace_kept BEFORE UPDATE ON trace WHEN {REFUSED} {refuse}")
        return
    op.execute(
        "CREATE FUNCTION keep_trace() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {REFUSED} THEN RAISE EXCEPTION 'trace is append-only'; END IF; RETURN NEW; END $$"
    )
    op.execute("CREATE TRIGGER trace_kept BEFORE UPDATE ON trace FOR EACH ROW EXECUTE FUNCTION keep_trace()")
    op.execute(
        "CREATE TRIGGER trace_stays BEFORE DELETE OR TRUNCATE ON trace "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _work_out(connection: sa.Connection) -> None:
    """Write what became of every link, document by document."""
    query = sa.select(TRACE.c.id, TRACE.c.comment_id, TRACE.c.revision_id, REVISION.c.document_id)
    traces: dict[int, list[Any]] = defaultdict(list)
    for each in connection.execute(query.join_from(TRACE, REVISION, REVISION.c.id == TRACE.c.revision_id)):
        traces[each.document_id].append(each)
    for document, of_document in traces.items():
        texts = _texts_of(connection, document)
        saved = {made.id: made for made in texts[-1].saved}
        for each in of_document:
            made = saved[each.revision_id]
            own = None if made.saved.operation in SMALL else _own(connection, each.comment_id)
            kept = texts[-1].kept(made, own)
            shows = [
                text.version
                for text in texts[:-1]
                if text.last >= made.base and text.kept(made, own) != Kept.NOT
            ]
            values = {
                "kept_cache": str(kept),
                "undone_by_id": texts[-1].undone_by(made) if kept == Kept.NOT else None,
                "version_id": shows[0] if shows else None,
            }
            connection.execute(sa.update(TRACE).where(TRACE.c.id == each.id).values(values))


def _own(connection: sa.Connection, comment: int) -> set[int]:
    """The paragraphs on which a comment was made and to which it was carried."""
    made = sa.select(COMMENT.c.pid).where(COMMENT.c.id == comment)
    carried = sa.select(PLACEMENT.c.pid).where(PLACEMENT.c.comment_id == comment)
    return {pid for pid in connection.scalars(made.union(carried)) if pid is not None}


class _Text(Descent):
    """A version of a document, or with version 0 its draft, and the saved changes that led there."""

    def __init__(
        self, version: int, last: int, texts: Texts, saved: Sequence[Made], edges: Mapping[int, Edges]
    ) -> None:
        self.version, self.last, self.texts = version, last, texts
        self.saved = [made for made in saved if made.base <= last]
        self.lines = edges
        self.orders: dict[int, Sequence[int]] = {}

    def undone_by(self, made: Made) -> int | None:
        """The last saved change after another one that touched what its paragraphs were, or what they became."""
        family = self.family(made.saved.touched)
        later = [
            each.id
            for each in self.saved
            if each.id > made.id and not family.isdisjoint(each.saved.touched)  # which is worked out once
        ]
        return max(later, default=None)

    def read_regrouped(self) -> Sequence[Regrouped]:
        return [
            Regrouped(made.id, made.base, frozenset(made.saved.before), frozenset(made.saved.after))
            for made in self._others((*ALONE, IMPORT))
        ]

    def read_edges(self) -> Mapping[int, Edges]:
        return {number: edges for number, edges in self.lines.items() if number <= self.last}

    def read_added(self) -> Sequence[Added]:
        return [
            Added(made.id, frozenset(made.saved.after.keys() - made.saved.before.keys()))
            for made in self._others(NOT_ADDING)
        ]

    def read_placed(self) -> Sequence[Placed]:
        return [
            Placed(
                made.id,
                made.base,
                frozenset() if made.saved.operation == IMPORT else frozenset(made.saved.before),
            )
            for made in self._others(NOT_PLACING)
        ]

    def order(self, number: int) -> Sequence[int]:
        return self.orders[number]

    def _others(self, operations: Sequence[str]) -> list[Made]:
        return [made for made in self.saved if made.base and made.saved.operation not in operations]


def _texts_of(connection: sa.Connection, document: int) -> list[_Text]:
    """The versions of a document in their order, and at the end its draft."""
    saved = [
        Made(each.id, each.base, Saved(each.operation, _blocks(each.before), _blocks(each.after)))
        for each in connection.execute(
            sa.select(REVISION).where(REVISION.c.document_id == document).order_by(REVISION.c.id)
        )
    ]
    versions = connection.execute(
        sa.select(VERSION).where(VERSION.c.document_id == document).order_by(VERSION.c.number)
    ).all()
    edges: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for version in versions:
        lines = sa.select(LINEAGE.c.old_pid, LINEAGE.c.new_pid).where(LINEAGE.c.version_id == version.id)
        for old, new in connection.execute(lines.where(LINEAGE.c.old_pid != LINEAGE.c.new_pid)):
            edges[version.number - 1][old].add(new)
    draft = sa.select(DRAFT).where(DRAFT.c.document_id == document).order_by(DRAFT.c.position)
    rows = connection.execute(draft).all()
    last = versions[-1].number if versions else 0
    for row in rows:
        for origin in row.origins:
            if origin != row.pid:
                edges[last][origin].add(row.pid)
    texts = []
    for version in versions:
        paragraphs = sa.select(PARAGRAPH).where(PARAGRAPH.c.version_id == version.id)
        read = _read(connection.execute(paragraphs.order_by(PARAGRAPH.c.position)))
        texts.append(_Text(version.id, version.number - 1, read, saved, edges))
    texts.append(_Text(0, last, _read(rows), saved, edges))
    orders = {text.last + 1: list(text.texts) for text in texts[:-1]}
    for text in texts:
        text.orders = orders
    return texts


def _blocks(states: list[dict[str, Any]]) -> Texts:
    return {each["pid"]: Block(each["kind"], each["level"], each["markdown"]) for each in states}


def _read(rows: Any) -> Texts:
    return {row.pid: Block(row.kind, row.level, row.markdown) for row in rows}
