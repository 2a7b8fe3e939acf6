"""The HTML of a comment is made once, when it is sent, and kept with the version of what made it.

What was sent before gets the HTML that it would have been shown as on the day of this step.
"""

import sqlalchemy as sa
from alembic import op

from documents.text.typed import TYPED_VERSION, render

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

AT_ONCE = 500  # comments whose words are in memory


def upgrade() -> None:
    for name in ("html", "justification_html"):
        op.add_column("comment", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("comment", sa.Column("renderer", sa.Integer(), server_default="0", nullable=False))
    connection, last = op.get_bind(), 0
    while rows := connection.execute(_sent(), {"last": last, "most": AT_ONCE}).all():
        made = [
            {
                "which": row.id,
                "html": render(row.body),
                "why": render(row.justification),
                "renderer": TYPED_VERSION,
            }
            for row in rows
        ]
        connection.execute(
            sa.text(
                "UPDATE comment SET html = :html, justification_html = :why, renderer = :renderer "
                "WHERE id = :which"
            ),
            made,
        )
        last = rows[-1].id


def downgrade() -> None:
    for name in ("renderer", "justification_html", "html"):
        op.drop_column("comment", name)


def _sent() -> sa.TextClause:
    return sa.text(
        "SELECT id, body, justification FROM comment WHERE number IS NOT NULL AND withheld_at IS NULL "
        "AND id > :last ORDER BY id LIMIT :most"
    )
