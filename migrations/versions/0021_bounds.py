"""How many bytes unsent responses hold, each and all together; and which mail goes to an address that nobody
has confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# What the rules count besides the words, on the day of this step.
PER_RESPONSE, PER_COMMENT = 1000, 500
WORDS = ("body", "proposed_text", "justification")


def upgrade() -> None:
    op.add_column("submission", sa.Column("unsent_bytes", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "tally",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_tally"),
    )
    connection = op.get_bind()
    octets = "length(CAST({} AS BLOB))" if connection.dialect.name == "sqlite" else "octet_length({})"
    words = " + ".join(octets.format(f"w.{name}") for name in WORDS)
    connection.execute(
        sa.text(
            f"UPDATE submission SET unsent_bytes = {PER_RESPONSE} + (SELECT coalesce(sum({PER_COMMENT} + {words}), 0) "
            "FROM comment c JOIN comment_wording w ON w.comment_id = c.id "
            "WHERE c.submission_id = submission.id) WHERE received_at IS NULL"
        )
    )
    connection.execute(
        sa.text(
            "INSERT INTO tally (name, amount) SELECT 'unsent responses', coalesce(sum(unsent_bytes), 0) FROM submission"
        )
    )

    op.add_column("outbox", sa.Column("unconfirmed", sa.Boolean(), server_default=sa.false(), nullable=False))
    connection.execute(sa.text("UPDATE outbox SET unconfirmed = true WHERE template = 'receipt'"))


def downgrade() -> None:
    op.drop_column("outbox", "unconfirmed")
    op.drop_table("tally")
    op.drop_column("submission", "unsent_bytes")
