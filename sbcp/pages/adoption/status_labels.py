"""How pages name countries and where they stand."""

from typing import Any

from adoption.kinds import Status
from sbcp.language.participants import display_name, footnote


def words() -> dict[str, Any]:
    """What the templates of this room say standings and countries with."""
    return {"statuses": tuple(Status), "display_name": display_name, "footnote": footnote}
