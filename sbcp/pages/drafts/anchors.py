"""How what is written about a paragraph of the draft names it, and where that paragraph is now."""

from documents.drafting.among_members.following import where_now
from sbcp.web.forms import integer

__all__ = ["anchor_of", "pid_of", "where_now"]


def anchor_of(pid: int) -> str:
    """As its address has it."""
    return f"p-{pid}"


def pid_of(anchor: str) -> int:
    """The paragraph that is named; 0 for none."""
    return integer(anchor.removeprefix("p-")) or 0
