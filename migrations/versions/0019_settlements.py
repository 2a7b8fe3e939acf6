"""Places are kept as they were carried; what a person says of one is a row of its own.

Until now a decision wrote over the place. What can be known of the earlier state is put back:

- Every decision has an entry ``comment.placed`` on the record, with what followed from it in later
  versions. Each becomes a settlement, numbered in the order of the record. The one that stands has the
  values that stood in the table; of an earlier one the fate of the quoted sentences was not kept, it is
  that of a comment without a place, or empty.
- A place that a person was asked about was «uncertain» or «removed» when it was carried, and so were
  those that followed from it. It is taken to have been «removed» where no line of the lineage leads on
  from the paragraph at which the comment stands in the version before, else «uncertain».
- Of a place that was changed and that no entry tells of any more, nothing earlier is known: it stays as
  it is, with one settlement that says the same and who made it, as far as that stood there.

``batch``: places of responses that the record received after a version had been published are those
of the response; all others were made at publication.

Down again, the last settlement of a place is written over it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEPT = ("placement", "settlement")
SETTLED = sa.text("settled_by_id IS NOT NULL")
WAITING = ("uncertain", "removed")
Row = dict[str, Any]

NUMBERS = ("id", "comment_id", "version_id", "pid", "settled_by_id", "changes", "batch")
PLACEMENT = sa.table(
    "placement",
    *(sa.column(name, sa.Integer) for name in NUMBERS),
    *(sa.column(name, sa.String) for name in ("kind", "quote_kind", "reason")),
    sa.column("settled_at", sa.DateTime),
)
SETTLEMENT = sa.table(
    "settlement",
    *(sa.column(name, sa.Integer) for name in ("id", "placement_id", "number", "pid", "by_id", "follows_id")),
    *(sa.column(name, sa.String) for name in ("kind", "quote_kind", "reason")),
    sa.column("at", sa.DateTime),
)
COMMENT = sa.table(
    "comment",
    *(sa.column(name, sa.Integer) for name in ("id", "document_id", "submission_id", "number", "pid")),
    sa.column("version_id", sa.Integer),
    sa.column("quote", sa.JSON),
)
VERSION = sa.table("version", *(sa.column(name, sa.Integer) for name in ("id", "document_id", "number")))
DOCUMENT = sa.table("document", sa.column("id", sa.Integer), sa.column("slug", sa.String))
SUBMISSION = sa.table("submission", sa.column("id", sa.Integer), sa.column("entry", sa.Integer))
LINEAGE = sa.table("lineage", *(sa.column(name, sa.Integer) for name in ("version_id", "old_pid", "new_pid")))
ENTRY = sa.table(
    "record_entry",
    sa.column("seq", sa.Integer),
    sa.column("at", sa.DateTime),
    *(sa.column(name, sa.String) for name in ("actor", "action", "subject")),
)
PAYLOAD = sa.table("record_payload", sa.column("seq", sa.Integer), sa.column("body", sa.JSON))


def upgrade() -> None:
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("quote_kind", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_settlement_placement_id_placement")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["mandate.id"], name=op.f("fk_settlement_by_id_mandate")),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["settlement.id"], name=op.f("fk_settlement_follows_id_settlement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("placement_id", "number", name=op.f("uq_settlement_placement_id_number")),
    )
    op.create_index(op.f("ix_settlement_by_id"), "settlement", ["by_id"])
    op.create_index(op.f("ix_settlement_follows_id"), "settlement", ["follows_id"])
    op.add_column("placement", sa.Column("batch", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    _settle(connection)
    _tell_batches(connection)
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index("ix_placement_settled_by_id")
        for name in ("settled_by_id", "settled_at", "reason", "changes"):
            batch_op.drop_column(name)
    _guard()


def downgrade() -> None:
    _unguard()
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settled_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("changes", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_column("batch")
        batch_op.create_foreign_key(
            op.f("fk_placement_settled_by_id_mandate"), "mandate", ["settled_by_id"], ["id"]
        )
        batch_op.create_index(
            "ix_placement_settled_by_id",
            ["settled_by_id"],
            unique=False,
            sqlite_where=SETTLED,
            postgresql_where=SETTLED,
        )
    connection = op.get_bind()
    for each in connection.execute(sa.select(SETTLEMENT).order_by(SETTLEMENT.c.number)).mappings().all():
        _change(
            connection,
            each["placement_id"],
            pid=each["pid"],
            kind=each["kind"],
            quote_kind=each["quote_kind"],
            reason=each["reason"],
            settled_at=each["at"] if each["by_id"] else None,
            settled_by_id=each["by_id"],
            changes=each["number"],
        )
    op.drop_table("settlement")


def _change(connection: sa.Connection, which: int, **values: object) -> None:
    connection.execute(sa.update(PLACEMENT).where(PLACEMENT.c.id == which).values(values))


def _settle(connection: sa.Connection) -> None:
    """Make the settlements of every place that was changed, and put the place back as it was carried."""
    columns = [
        *(PLACEMENT.c[name] for name in ("id", "comment_id", "version_id", "pid", "kind", "quote_kind")),
        *(PLACEMENT.c[name] for name in ("reason", "settled_at", "settled_by_id", "changes")),
        *(COMMENT.c.number.label("comment"), COMMENT.c.quote, DOCUMENT.c.slug),
        *(VERSION.c.document_id, VERSION.c.number.label("version"), COMMENT.c.pid.label("home_pid")),
    ]
    changed = (
        sa.select(*columns)
        .join_from(PLACEMENT, COMMENT, COMMENT.c.id == PLACEMENT.c.comment_id)
        .join(VERSION, VERSION.c.id == PLACEMENT.c.version_id)
        .join(DOCUMENT, DOCUMENT.c.id == VERSION.c.document_id)
        .where(sa.or_(PLACEMENT.c.changes > 0, PLACEMENT.c.settled_by_id.is_not(None)))
        .order_by(VERSION.c.number, PLACEMENT.c.id)
    )
    places = [dict(each) for each in connection.execute(changed).mappings()]
    told: dict[tuple[str, int, int], list[Row]] = defaultdict(list)
    ids: dict[tuple[str, int, int], int] = {
        (each["slug"], each["comment"], each["version"]): each["id"] for each in places
    }
    rows = []
    for name, row in _decisions(connection):
        if name in ids:
            row |= {"placement_id": ids[name], "number": len(told[name]) + 1}
            told[name].append(row)
            rows.append(row)
    for place in places:
        of_place = told[place["slug"], place["comment"], place["version"]]
        stands = {name: place[name] for name in ("pid", "kind", "quote_kind")}
        for row in of_place[:-1]:
            if row["quote_kind"] is None:
                row["quote_kind"] = row["kind"] if row["kind"] in WAITING and place["quote"] else ""
        if of_place:
            of_place[-1].update(stands)
            _change(connection, place["id"], **_as_carried(connection, place))
        else:
            by = {"at": place["settled_at"], "by_id": place["settled_by_id"], "reason": place["reason"]}
            number = max(place["changes"], 1)
            rows.append(stands | by | {"placement_id": place["id"], "number": number, "follows": None})
    for number, row in enumerate(rows, 1):
        row["id"] = number
        followed = row.pop("follows")
        row["follows_id"] = followed["id"] if followed else None
        connection.execute(sa.insert(SETTLEMENT).values(row))
    if rows and connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT setval('settlement_id_seq', :last)"), {"last": len(rows)})


def _decisions(connection: sa.Connection) -> Iterator[tuple[tuple[str, int, int], Row]]:
    """What the record tells of settled places, in its order: document, comment, version, and the
    settlement; ``follows`` is the settlement that one of a later version follows from."""
    entries = (
        sa.select(ENTRY.c.at, ENTRY.c.actor, ENTRY.c.subject, PAYLOAD.c.body)
        .join_from(ENTRY, PAYLOAD, PAYLOAD.c.seq == ENTRY.c.seq)
        .where(ENTRY.c.action == "comment.placed")
        .order_by(ENTRY.c.seq)
    )
    for at, actor, subject, body in connection.execute(entries).all():
        slug, comment = subject.partition(":")[2], body["comment"]
        sort, _colon, mandate = actor.partition(":")
        settled = _settlement(body, at)
        settled["by_id"] = int(mandate) if sort == "mandate" else None
        yield (slug, comment, body["version"]), settled
        for later in body.get("later", ()):
            yield (slug, comment, later["version"]), _settlement(later, at) | {"follows": settled}


def _settlement(told: Mapping[str, Any], at: datetime) -> Row:
    return {
        "pid": told["pid"],
        "kind": told["kind"],
        "quote_kind": told.get("quote_kind"),  # older entries do not tell it
        "reason": told.get("reason", ""),
        "at": at,
        "by_id": None,
        "follows": None,
    }


def _as_carried(connection: sa.Connection, place: Row) -> Row:
    """The place as it is taken to have been before anybody decided about it."""
    before = (
        sa.select(PLACEMENT.c.pid, PLACEMENT.c.kind)
        .join_from(PLACEMENT, VERSION, VERSION.c.id == PLACEMENT.c.version_id)
        .where(PLACEMENT.c.comment_id == place["comment_id"], VERSION.c.number == place["version"] - 1)
    )
    stood = connection.execute(before).first() or (place["home_pid"], "")
    onward = sa.select(sa.func.count()).where(
        LINEAGE.c.version_id == place["version_id"],
        LINEAGE.c.old_pid == stood[0],
        LINEAGE.c.new_pid.is_not(None),
    )
    kind = "uncertain" if connection.scalar(onward) else "removed"
    if stood[0] is None:
        kind = stood[1] if stood[1] in WAITING else "uncertain"
    return {"pid": None, "kind": kind, "quote_kind": kind if place["quote"] else ""}


def _tell_batches(connection: sa.Connection) -> None:
    """The places of responses that came after the publication of the version bear the response."""
    published = (
        sa.select(ENTRY.c.seq, ENTRY.c.subject, PAYLOAD.c.body)
        .join_from(ENTRY, PAYLOAD, PAYLOAD.c.seq == ENTRY.c.seq)
        .where(ENTRY.c.action == "version.published")
    )
    since = {
        (subject.partition(":")[2], body["number"]): seq
        for seq, subject, body in connection.execute(published).all()
    }
    versions = sa.select(VERSION.c.id, DOCUMENT.c.slug, VERSION.c.number, VERSION.c.document_id).join_from(
        VERSION, DOCUMENT, DOCUMENT.c.id == VERSION.c.document_id
    )
    for version, slug, number, document in connection.execute(versions).all():
        late = (
            sa.select(COMMENT.c.id)
            .join_from(COMMENT, SUBMISSION, SUBMISSION.c.id == COMMENT.c.submission_id)
            .where(
                COMMENT.c.document_id == document, SUBMISSION.c.entry > since.get((slug, number), 2**31 - 1)
            )
        )
        same = COMMENT.alias("same")
        first = (
            sa.select(sa.func.min(same.c.number))
            .join_from(same, COMMENT, COMMENT.c.submission_id == same.c.submission_id)
            .where(COMMENT.c.id == PLACEMENT.c.comment_id)
            .scalar_subquery()
        )
        connection.execute(
            sa.update(PLACEMENT)
            .where(PLACEMENT.c.version_id == version, PLACEMENT.c.comment_id.in_(late))
            .values(batch=first)
        )


def _guard() -> None:
    for table in KEPT:
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


def _unguard() -> None:
    for table in KEPT:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{act}")
        else:
            op.execute(f"DROP TRIGGER {table}_kept ON {table}")
