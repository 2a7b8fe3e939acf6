"""The numbers of notifications: of each document in one series, by the order of the record.

They are counted and not kept: the record is only added to, so that none ever changes, and the acts that were
recorded before there were notifications have theirs.
"""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.record.entries import Entry
from sbcp.notifications.events import NOTIFIED


def numbers(db: Session, seqs: Collection[int]) -> dict[int, int]:
    """The number of each notification among these entries of the record, by the number of the entry. One
    statement, however many."""
    subjects = select(Entry.subject).where(Entry.seq.in_(seqs), Entry.action.in_(NOTIFIED))
    place = func.row_number().over(partition_by=Entry.subject, order_by=Entry.seq)
    counted = (
        select(Entry.seq, place.label("number"))
        .where(Entry.action.in_(NOTIFIED), Entry.subject.in_(subjects))
        .subquery()
    )
    query = select(counted.c.seq, counted.c.number).where(counted.c.seq.in_(seqs))
    return {each.seq: each.number for each in db.execute(query)}
