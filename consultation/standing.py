"""Whether what is shown of comments is what the record names last: one question to the database a page.

What is shown otherwise was altered past the product, and the page says so beside it.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from consultation.models import Comment
from consultation.public import ANSWER, WORDING
from core.record.public import Kind, compared


def compare(db: Session, comments: Iterable[Comment]) -> None:
    """Mark the sent comments (``Comment.altered``) whose words or whose answer are not what the record
    names, or that say that they were withheld and were not; and say which entry names the answer."""
    shown = {comment: _shown(comment) for comment in comments}
    known = compared(db, chain.from_iterable(shown.values()))
    for comment, rows in shown.items():
        names = [kind.named(instance) for kind, instance in rows]
        withheld = comment.withheld_at is not None
        comment.altered = not all(known[name].alike for name in names) or withheld != comment.wording.erased
        comment.answer_entry = known[names[-1]].seq if comment.disposition is not None else 0


def _shown(comment: Comment) -> list[tuple[Kind[Any], Any]]:
    rows: list[tuple[Kind[Any], Any]] = [(WORDING, comment.wording)]
    if comment.disposition is not None:
        rows.append((ANSWER, comment.disposition))
    return rows
