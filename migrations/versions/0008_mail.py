"""Mail: the outbox, who follows what, and the language of mail to respondents."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    _make_outbox()
    _make_following()
    op.create_table(
        "news_read",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_read")),
    )
    op.execute("INSERT INTO news_read (id, seq) SELECT 1, seq FROM record_head")
    with op.batch_alter_table("respondent") as table:
        table.add_column(sa.Column("locale", sa.String(20), nullable=False, server_default=""))


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("about", sa.String(120), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("had_secret", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("unreachable", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.String(300), nullable=False),
        sa.Column("verdict", sa.String(120), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(
        "ix_outbox_waiting", "outbox", ["next_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_outbox_recipient", "outbox", ["recipient", "ended_at"])
    op.create_index(op.f("ix_outbox_about"), "outbox", ["about"])
    op.create_index(op.f("ix_outbox_ended_at"), "outbox", ["ended_at"])


def _make_following() -> None:
    op.create_table(
        "follower",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_follower_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follower")),
        sa.UniqueConstraint("email", name=op.f("uq_follower_email")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_follower_person_id"), "follower", ["person_id"])
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("pid", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("pace", sa.String(12), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("told_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["follower.id"], name=op.f("fk_subscription_follower_id_follower")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_subscription_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_subscription_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_subscription_follower_id"), "subscription", ["follower_id"])
    op.create_index(op.f("ix_subscription_document_id"), "subscription", ["document_id"])
    op.create_index("ix_subscription_pace", "subscription", ["pace", "told_until"])


def downgrade() -> None:
    with op.batch_alter_table("respondent") as table:
        table.drop_column("locale")
    for table_name in ("news_read", "subscription", "follower", "outbox"):
        op.drop_table(table_name)
