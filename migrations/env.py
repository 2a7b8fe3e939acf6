"""Run the migrations over the connection that ``sbcp.operation.schema`` hands in."""

from typing import Literal

from alembic import context

from core.db import Base, Instant


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our instants as plain DateTime, so that no migration depends on the models."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
