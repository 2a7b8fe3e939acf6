"""A text with a change of each kind between its first two versions, for the tests of its comparison."""

from dataclasses import dataclass

from consultation.answers import answering
from consultation.models import Comment
from documents.drafting.draft import Draft
from documents.models import Document
from documents.queries import draft, draft_paragraph
from members.models import Mandate
from tests.consultation.sending import send_comment
from tests.support import factories
from tests.support.factories import NOW
from tests.support.pages import Client

WORDS = (
    "Clusters work together.",
    "Members meet twice a year.",
    "The office keeps a list of members.",
    "Each member pays a fee.",
    "The board is elected. It serves for two years.",
    "Reports are public.",
)
TEXT = (
    "## Aims\n\n" + "\n\n".join(WORDS) + "\n\n" + "\n\n".join(f"Rule {n} stays." for n in range(1, 12)) + "\n"
)
RULES = range(8, 19)  # the pids of what stays
EDITED, FORMATTED, DELETED, MOVED, SPLIT, SPACED = range(2, 8)  # the pids of the six paragraphs above
CHANGES = 7


@dataclass(frozen=True)
class Scene:
    """A document with two versions. ``comment`` led to the edit, ``other`` was refused."""

    document: Document
    comment: Comment
    drafter: Mandate
    secretary: Mandate

    @property
    def address(self) -> str:
        return f"/en/documents/{self.document.slug}"

    @property
    def comparison(self) -> str:
        return f"{self.address}/compare/1...2"


def make(client: Client, *, slug: str = "", publish: bool = True) -> Scene:
    """The first version, a round with a comment, a revision for it, and the second version."""
    with client.saved() as db:
        drafter, secretary = (factories.make_mandate(db, role) for role in ("working_group", "secretariat"))
        document = factories.make_document(db, TEXT, slug=slug)
        version = document.versions[0]
        round_ = factories.make_consultation(db, version)
        comment = send_comment(
            db, round_, EDITED, body="Say with whom they work.", language="en", name="Ana Example"
        )
        working = Draft(db, document, by=drafter, reason="Says with whom, as comment 1 asks.", now=NOW)

        def at(pid: int) -> int:
            row = draft_paragraph(db, document, pid)
            assert row is not None
            return row.changed_in

        edit = working.edit(EDITED, "Clusters work together with universities.", based_on=at(EDITED))
        answering.answer_comment(
            db,
            comment,
            answering.AnswerInput(
                answer="accepted", reason="They now work with universities.", language="en", revisions=[edit]
            ),
            by=drafter,
            now=NOW,
        )
        working.reason = "Easier to read."
        working.edit(FORMATTED, "Members *meet* twice a year.", based_on=at(FORMATTED))
        working.delete(DELETED, based_on=at(DELETED))
        working.split(SPLIT, ["The board is elected.", "It serves for two years."], based_on=at(SPLIT))
        working.edit(SPACED, "Reports are\u00a0public.", based_on=at(SPACED))
        last = draft(db, document)[-1].pid
        working.move(MOVED, last, based_on=at(MOVED))
        working.insert(EDITED, "A new paragraph comes in.")
        if publish:
            factories.make_version(db, document, edit=False)
        db.refresh(document)
        assert all((document.slug, document.versions, comment.number, secretary.person, drafter.person))
        return Scene(document, comment, drafter, secretary)
