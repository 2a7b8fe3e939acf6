"""The record covers what people read: the last state that it names of each public row.

The digests of what stands are put on the record once all steps are done (``sbcp.operation.schema``), in
entries that say so. Names get a random salt, versions the renderer that made their HTML.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_state",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_record_state")),
    )
    op.add_column("version", sa.Column("renderer", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("person", sa.Column("salt", sa.String(length=32), nullable=False, server_default=""))
    connection = op.get_bind()
    standing = sa.text("SELECT id FROM person WHERE erased_at IS NULL")
    salts = [{"which": which, "salt": secrets.token_hex(16)} for which in connection.scalars(standing)]
    if salts:
        connection.execute(sa.text("UPDATE person SET salt = :salt WHERE id = :which"), salts)


def downgrade() -> None:
    op.drop_column("person", "salt")
    op.drop_column("version", "renderer")
    op.drop_table("record_state")
