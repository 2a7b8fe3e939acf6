"""What an imported file, as it is written, would undo of what others saved since it was begun."""

from dataclasses import dataclass

from documents.drafting import history
from documents.imports.threeway import Merged
from documents.models import Revision
from sbcp.pages.drafts.revisions import MarkedRevision, marked_revisions
from sbcp.web.visit import Visit

SHOWN = 30  # saved changes whose words are shown on the page; of the others what is said of them


@dataclass(frozen=True)
class Undone:
    """Saved changes that would be undone, the first first: with their marks, then without."""

    marked: list[MarkedRevision]
    further: list[Revision]

    @property
    def revisions(self) -> list[Revision]:
        return [*(each.revision for each in self.marked), *self.further]

    @property
    def people(self) -> int:
        """How many people made them."""
        return len({each.made_by.person_id if each.made_by else None for each in self.revisions})


def undone(visit: Visit, together: Merged) -> Undone:
    """The saved changes that the file would undo, to be looked at."""
    document = visit.subject()
    known = history.revisions_by_id(visit.db, document, together.undone)
    revisions = [known[id_] for id_ in together.undone if id_ in known]
    marked = marked_revisions(visit.db, document, revisions[:SHOWN])
    return Undone(marked, revisions[SHOWN:])
