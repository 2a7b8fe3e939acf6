"""The requests to publish that wait while the draft goes on: shown on it, and ended by its next change."""

from dataclasses import dataclass

from documents import queries
from documents.drafting import history
from documents.models import Revision
from members.approvals import Approval
from sbcp import permissions
from sbcp.approvals import publication
from sbcp.language.locales import gettext as _
from sbcp.web.visit import Visit


@dataclass(frozen=True)
class Waiting:
    """A request to publish that waits. ``ended_by``: the change of the draft after which it cannot be
    approved, None while it can. ``is_open``: the reader may see its page."""

    approval: Approval
    ended_by: Revision | None
    is_open: bool

    @property
    def label(self) -> str:
        """What the version is to be called."""
        return str(self.approval.body["label"])


def waiting(visit: Visit) -> list[Waiting]:
    """Every one of the document, the first first. That they wait is on the record: whoever reads the draft
    may know it, though not all may open their pages."""
    document = visit.subject()
    return [
        Waiting(
            approval,
            history.first_after(visit.db, document, approval.body["seen"]),
            permissions.sees(approval, visit.mandates),
        )
        for approval in publication.waiting(visit.db, document, visit.now)
    ]


def ended_by_a_change(visit: Visit) -> list[Waiting]:
    """Those that can be approved now, and not any more once the draft is changed."""
    last = queries.last_revision_id(visit.db, visit.subject())
    return [each for each in waiting(visit) if each.approval.body["seen"] == last]


def told_ended(ended: list[Waiting]) -> list[str]:
    """What to say after a change has been saved of the requests that it ended."""
    words = _("This ended request no. %(number)s to publish the draft as “%(label)s”: ask for it again.")
    return [words % {"number": each.approval.id, "label": each.label} for each in ended]
