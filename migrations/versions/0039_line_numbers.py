"""The numbers of the lines of versions, which stay as they are; those already published are numbered now.

The rule below is that of the day. Today's is ``documents.text.lines.rule``, and need not be the same.
"""

import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

WIDTH = 72
PIECE = re.compile(r'<(?P<end>/?)(?P<tag>\w+)(?:[^>"]|"[^"]*")*>|&#?\w+;|[^<&]+|[<&]')
_BLOCKS = "p li ul ol blockquote pre table tr h1 h2 h3 h4 h5 h6 hr br"
BLOCKS = frozenset(_BLOCKS.split())
WORD = re.compile(r"[^ \t\n\r\f]+")
LINE = re.compile(r"[^\n]+")
ACCENT = re.compile("[\u0300-\u036f]")

PARAGRAPH = sa.table(
    "paragraph",
    *(sa.column(name, sa.Integer) for name in ("id", "version_id", "position")),
    sa.column("html", sa.Text),
)
VERSION = sa.table("version", sa.column("id", sa.Integer))
LINE_MAP = sa.table(
    "line_map",
    sa.column("paragraph_id", sa.Integer),
    sa.column("first_line", sa.Integer),
    sa.column("breaks", sa.JSON),
)


def upgrade() -> None:
    op.create_table(
        "line_map",
        sa.Column("paragraph_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_line", sa.Integer(), nullable=False),
        sa.Column("breaks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paragraph_id"], ["paragraph.id"], name=op.f("fk_line_map_paragraph_id_paragraph")
        ),
        sa.PrimaryKeyConstraint("paragraph_id", name=op.f("pk_line_map")),
    )
    connection = op.get_bind()
    for version in connection.scalars(sa.select(VERSION.c.id).order_by(VERSION.c.id)).all():
        if rows := list(_numbered(connection, version)):
            connection.execute(sa.insert(LINE_MAP), rows)
    _guard("line_map")


def downgrade() -> None:
    """The versions stay as they are; a step up again numbers their lines by the rule above."""
    op.drop_table("line_map")


def _numbered(connection: sa.Connection, version: int) -> Iterator[dict[str, object]]:
    """The lines of each paragraph of a version, counted on from one to the next."""
    query = sa.select(PARAGRAPH.c.id, PARAGRAPH.c.html).where(PARAGRAPH.c.version_id == version)
    first = 1
    for paragraph, html in connection.execute(query.order_by(PARAGRAPH.c.position)).all():
        further = breaks(html)
        yield {"paragraph_id": paragraph, "first_line": first, "breaks": further}
        first += 1 + len(further)


def _guard(table: str) -> None:
    """What was numbered stays as it is. By the trigger’s name ``core.db_roles`` knows that the application
    may add to the table and no more."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def breaks(html: str) -> list[int]:
    """Before which letter of its text each line of a paragraph after the first begins."""
    text, stretches = _read(html)
    accents = bool(ACCENT.search(text))
    return [place for stretch in stretches for place in _cut(text, *stretch, accents)][1:]


def _read(html: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The letters between the tags, and those that nothing parts: from, to, in a row or as typed."""
    letters: list[str] = []
    stretches: list[tuple[int, int, str]] = []
    at = begin = 0
    within = ""
    for piece in PIECE.finditer(html):
        tag = piece["tag"]
        if tag is None:
            source = piece[0]
            letters.append("\ufffd" if len(source) > 1 and source[0] == "&" else source)
            at += len(letters[-1])
        elif tag in BLOCKS and (within != "tr" or tag == "tr"):
            if at > begin:
                stretches.append((begin, at, within))
                begin = at
            if tag in ("tr", "pre"):
                within = "" if piece["end"] else tag
    if at > begin:
        stretches.append((begin, at, within))
    return "".join(letters), stretches


def _cut(text: str, begin: int, end: int, within: str, accents: bool) -> list[int]:
    if within == "pre":
        typed = LINE.finditer(text, begin, end)
        return [place for line in typed for place in _filled(text, *line.span(), accents, True)]
    if within == "tr":
        first = WORD.search(text, begin, end)
        return [first.start()] if first else []
    return _filled(text, begin, end, accents, False)


def _filled(text: str, begin: int, end: int, accents: bool, as_typed: bool) -> list[int]:
    begins: list[int] = []
    filled, last = 0, begin
    for word in WORD.finditer(text, begin, end):
        start, stop = word.span()
        length = stop - start - (len(ACCENT.findall(word[0])) if accents else 0)
        gap = start - last if as_typed else 1
        if not begins or filled + gap + length > WIDTH:
            filled = (gap if as_typed and not begins else 0) + length
            begins.append(start)
        else:
            filled += gap + length
        last = stop
    return begins
