"""A paragraph of the draft as a revision keeps it, and the whole draft as it stood after one.

Kept as JSON: ``pid``, ``kind``, ``level``, ``markdown``; ``origins`` where they are others than its own pid,
``certain`` where it is not; ``after``, the pid that it followed (null at the beginning), where the change
took it out or put it elsewhere. Revisions saved before 2027 have the first four alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, NotFound
from documents import queries
from documents.models import Document, DraftParagraph, Paragraph, Revision, Version
from documents.text.blocks import Block

Kept = dict[str, Any]
NOWHERE: Mapping[int, int | None] = MappingProxyType({})


class State(NamedTuple):
    """A paragraph of the draft. ``origins``: the pids of the version before that it comes from."""

    pid: int
    kind: str
    level: int
    markdown: str
    origins: tuple[int, ...]
    certain: bool = True

    @property
    def block(self) -> Block:
        return Block(self.kind, self.level, self.markdown)  # type: ignore[arg-type]


def kept(paragraph: DraftParagraph, places: Mapping[int, int | None] = NOWHERE) -> Kept:
    """A paragraph as a revision keeps it. ``places``: what each paragraph follows of whose place the change
    speaks, by its pid."""
    state: Kept = {
        "pid": paragraph.pid,
        "kind": paragraph.kind,
        "level": paragraph.level,
        "markdown": paragraph.markdown,
    }
    if list(paragraph.origins) != [paragraph.pid]:
        state["origins"] = list(paragraph.origins)
    if not paragraph.certain:
        state["certain"] = False
    if paragraph.pid in places:
        state["after"] = places[paragraph.pid]
    return state


def words(state: Kept) -> tuple[str, int, str]:
    """What is read of a paragraph: the rest is where it stands and where it comes from."""
    return state["kind"], state["level"], state["markdown"]


def origins(state: Kept, version: Iterable[int]) -> tuple[int, ...]:
    """Where a paragraph came from. ``version``: the pids of the version that the revision comes after."""
    if "origins" in state:
        return tuple(state["origins"])
    return (state["pid"],) if state["pid"] in version else ()


def draft_at(db: Session, document: Document, revision_id: int) -> list[State]:
    """The draft as it stood right after a revision, in order.

    Goes back from the text that came of it, the next version or the draft of today, undoing one revision
    after the other. Of those saved before 2027 some do not tell where a paragraph stood: it is put where
    the version before had it. Raises NotFound if the document has no such revision.
    """
    revision = db.get(Revision, revision_id)
    if revision is None or revision.document_id != document.id:
        raise NotFound(N_("There is no such saved change."))
    version = _pids(db, document, revision.base)
    text = _published(db, document, revision.base + 1) or [kept(each) for each in queries.draft(db, document)]
    later = select(Revision).where(
        Revision.document_id == document.id, Revision.base == revision.base, Revision.id > revision_id
    )
    for each in db.scalars(later.order_by(Revision.id.desc())):
        text = before(each, text, version)
    known = set(version)
    return [
        State(each["pid"], *words(each), origins(each, known), each.get("certain", True)) for each in text
    ]


def _pids(db: Session, document: Document, number: int) -> list[int]:
    """The paragraphs of a version, in order; none if there is no version of this number."""
    query = select(Paragraph.pid).join(Version)
    wanted = query.where(Version.document_id == document.id, Version.number == number)
    return list(db.scalars(wanted.order_by(Paragraph.position)))


def _published(db: Session, document: Document, number: int) -> list[Kept]:
    """The text of a version as the draft had it, with what its lineage says that it came from."""
    if number > queries.last_number(db, document):
        return []
    version = queries.version_by_number(db, document, number)
    sources: dict[int, list[int]] = {}
    doubtful: set[int] = set()
    for line in queries.lines_to(db, version):
        if line.new is not None and line.old is not None:
            sources.setdefault(line.new, []).append(line.old)
            if not line.certain:
                doubtful.add(line.new)
    text = []
    for each in queries.paragraphs(db, version):
        state: Kept = {"pid": each.pid, "kind": each.kind, "level": each.level, "markdown": each.markdown}
        state["origins"] = sources.get(each.pid, [])
        if each.pid in doubtful:
            state["certain"] = False
        text.append(state)
    return text


def before(revision: Revision, text: list[Kept], order: Sequence[int] = ()) -> list[Kept]:
    """The text before a revision. ``order``: of the version before, for what tells no place."""
    if revision.operation == "import":
        return list(revision.before)
    gone = {state["pid"] for state in revision.after} - {state["pid"] for state in revision.before}
    text = [state for state in text if state["pid"] not in gone]
    for state in revision.before:
        pids = [each["pid"] for each in text]
        at = pids.index(state["pid"]) if state["pid"] in pids else None
        if at is not None and "after" not in state:
            text[at] = state
            continue
        if at is not None:
            del text[at], pids[at]
        text.insert(_place(state, pids, order), state)
    return text


def _place(state: Kept, pids: Sequence[int], order: Sequence[int]) -> int:
    """Where in a text a paragraph goes back to."""
    if "after" in state:
        after = state["after"]
        return pids.index(after) + 1 if after in pids else 0
    if state["pid"] not in order:
        return len(pids)
    before = reversed(order[: order.index(state["pid"])])
    return next((pids.index(pid) + 1 for pid in before if pid in pids), 0)
