"""An imported file put together with the draft as it stands: what comes of the two, and what is undone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from documents import lineage, queries
from documents.alignment import CERTAIN
from documents.drafting import history
from documents.formats.links import headings_of, lead_to
from documents.imports import bases
from documents.imports.groups import FileLink, Inputs, Settled
from documents.imports.threeway import Merged, merge
from documents.models import PendingImport, Revision
from documents.text.blocks import Block

SURE = 100  # percent: set by a person
DOUBT = CERTAIN * 100  # percent below which a link is a guess
GONE = 0  # percent: what it comes from is no longer in the draft, and never was in the base


def merged(db: Session, pending: PendingImport, *, sure: bool = False) -> Merged:
    """What the draft becomes if the import is confirmed as it is.

    sure: a person has looked at every link, so that none counts as a guess.
    """
    document, base = pending.document, bases.base_of(pending)
    changes, moves = _changes_since(db, pending, base)
    text, draft = bases.text_of(db, document, base), bases.draft_of(db, document)
    there = {place.pid for place in (*text, *draft)}
    return merge(
        Inputs(
            base=text,
            theirs=draft,
            mine=blocks_of(pending),
            links=[
                FileLink(pid, index, sure or percent >= DOUBT)
                for pid, index, percent in pending.links
                if pid in there
            ],
            changes=changes,
            moves=moves,
            taken_back=frozenset(pending.takes_back or ()),
            settled=_settled(pending),
        )
    )


def blocks_of(pending: PendingImport) -> list[Block]:
    """The paragraphs of the file, with links to its headings leading to the paragraphs that they become."""
    blocks = [Block(*block) for block in pending.blocks]
    kept = {index: pid for pid, index, percent in reversed(pending.links) if percent != GONE}
    places = {name: kept[index] for name, index in headings_of(blocks).items() if index in kept}
    return [block._replace(markdown=lead_to(block.markdown, places)) for block in blocks]


def lines_of(together: Merged, draft: Mapping[int, str]) -> list[lineage.Line]:
    """What becomes what on the way from the draft (pid → Markdown, in order) to the text put together,
    whose paragraphs are named by their place in it."""
    return lineage.lines(
        draft,
        {at: piece.block.markdown for at, piece in enumerate(together.pieces)},
        {at: piece.sources for at, piece in enumerate(together.pieces)},
        frozenset(at for at, piece in enumerate(together.pieces) if not piece.certain),
    )


def taken_back(db: Session, revision_ids: Sequence[int]) -> dict[int, list[int]]:
    """For each of these saved changes that was a confirmed import the ids of those that it took back."""
    imports = queries.imports_by_revision(db, revision_ids)
    return {each.became: each.takes_back for each in imports if each.became and each.takes_back}


def _changes_since(
    db: Session, pending: PendingImport, base: bases.Base
) -> tuple[dict[int, frozenset[int]], frozenset[int]]:
    """The saved changes of the draft since the base, with the pids that each touched; and the mere moves."""
    document = pending.document
    if base.revision is not None:
        if base.revision == queries.last_revision_id(db, document):
            return {}, frozenset()
        low = db.get_one(Revision, base.revision).base
    else:
        low = base.version or 0
    touches = history.touches(db, document, low, queries.last_number(db, document) + 1)
    since = [touch for touch in touches if touch.id > (base.revision or 0)]
    moves = frozenset(touch.id for touch in since if touch.operation == "move")
    return {touch.id: touch.pids for touch in since}, moves


def _settled(pending: PendingImport) -> dict[int, Settled]:
    return {
        int(pid): Settled(kept["take"], [Block(*block) for block in kept["blocks"]], kept["on"])
        for pid, kept in (pending.settled or {}).items()
    }
