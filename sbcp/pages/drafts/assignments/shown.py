"""Assignments as pages show them: each at the paragraph where its words stand now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from documents import queries
from documents.models import DraftParagraph
from members.assignments import giving
from members.assignments.models import Assignment
from members.mandates import predecessors
from sbcp.pages.drafts import anchors
from sbcp.web.visit import Visit


@dataclass(frozen=True)
class ShownAssignment:
    """An open assignment. ``pid``: the paragraph where it is now; None for the whole draft, and where the
    draft no longer has it. ``is_overdue``: its day has passed. ``is_theirs``: the reader may say that it is
    done. ``is_orphaned``: the mandate that it was given to is over, and nobody has taken over from it."""

    assignment: Assignment
    pid: int | None
    is_overdue: bool
    is_theirs: bool
    is_orphaned: bool

    @property
    def is_lost(self) -> bool:
        """Whether it is on a paragraph that the draft no longer has."""
        return bool(self.assignment.anchor) and self.pid is None


def still_open(
    visit: Visit, there: Collection[int], paragraphs: Sequence[DraftParagraph] | None = None
) -> list[ShownAssignment]:
    """What is assigned of a draft and not done, that which is due first first. there: the pids that the draft
    has; paragraphs: all those of the draft, where they are known."""
    document = visit.subject()
    listed = giving.still_open(visit.db, document.subject)
    pids = {anchors.pid_of(each.anchor) for each in listed if each.anchor}
    if paragraphs is None:
        paragraphs = queries.draft(visit.db, document) if pids - set(there) else []
    now = {pid: pid for pid in pids if pid in there}
    if len(now) < len(pids):
        now = anchors.where_now(visit.db, document, paragraphs, pids)
    own = (
        {each.id for each in [*visit.mandates, *predecessors(visit.db, visit.mandates)]} if listed else set()
    )
    person = visit.person.id if visit.person else None
    return [
        ShownAssignment(
            each,
            now.get(anchors.pid_of(each.anchor)),
            each.is_overdue(visit.now.date()),
            visit.may("draft:discuss")
            and (each.mandate_id in own or person in (each.mandate.person_id, each.made_by.person_id)),
            each.mandate.successor_id is None and not each.mandate.in_force(visit.now.date()),
        )
        for each in listed
    ]
