"""Documents say how their paragraphs are called; labels and HTML of what is published are made anew once.

Labels are the numbers that laws write themselves (``Чл. 2(1)``, ``Članak 40.a``), and HTML shows all that the
text has. No digest covers either: what is on the record stays as it is. Only rows that differ are written.
From here on they never change. Going back, they stay: the application before shows them as well.
"""

import sqlalchemy as sa
from alembic import op

from documents.text.blocks import Block
from documents.text.html import render_blocks
from documents.text.numbering import labels

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = ("id", "version_id", "position", "pid", "label", "kind", "level", "markdown", "html")
PARAGRAPH = sa.table("paragraph", *map(sa.column, COLUMNS))


def upgrade() -> None:
    style = sa.Column("labels_style", sa.String(length=10), nullable=False, server_default="legal")
    op.add_column("document", style)
    _guard(False)
    _make_anew()
    _guard(True)


def downgrade() -> None:
    op.drop_column("document", "labels_style")


def _guard(on: bool) -> None:
    """Whether the database refuses to change a published paragraph; all of this is one transaction."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE paragraph {'ENABLE' if on else 'DISABLE'} TRIGGER paragraph_kept")
    elif on:
        op.execute(
            "CREATE TRIGGER paragraph_no_update BEFORE update ON paragraph "
            "BEGIN SELECT RAISE(ABORT, 'paragraph is append-only'); END"
        )
    else:
        op.execute("DROP TRIGGER paragraph_no_update")


def _make_anew() -> None:
    """Version by version, so that no more than one is held at a time."""
    connection = op.get_bind()
    update = sa.update(PARAGRAPH).where(PARAGRAPH.c.id == sa.bindparam("row_id"))
    update = update.values(label=sa.bindparam("new_label"), html=sa.bindparam("new_html"))
    for version in connection.scalars(sa.text("SELECT id FROM version ORDER BY id")).all():
        query = sa.select(PARAGRAPH).where(PARAGRAPH.c.version_id == version).order_by(PARAGRAPH.c.position)
        rows = connection.execute(query).all()
        blocks = [Block(row.kind, row.level, row.markdown) for row in rows]
        html = render_blocks(blocks, [row.pid for row in rows])
        changed = [
            {"row_id": row.id, "new_label": label, "new_html": body}
            for row, label, body in zip(rows, labels(blocks), html, strict=True)
            if (row.label, row.html) != (label, body)
        ]
        if changed:
            connection.execute(update, changed)
