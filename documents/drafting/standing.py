"""What of a document's saved changes stands in its draft or in a version of it, as the database has them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, false, or_, select
from sqlalchemy.orm import Session

from documents import queries
from documents.drafting.descent import (
    ALONE,
    IMPORT,
    NOT_ADDING,
    NOT_PLACING,
    Added,
    Descent,
    Edges,
    Made,
    Placed,
    Regrouped,
)
from documents.drafting.survival import Kept, Saved, Texts
from documents.models import Document, DraftParagraph, Lineage, Paragraph, Revision, Version
from documents.references import without_names
from documents.text.blocks import Block

States = list[dict[str, Any]]
FEW = 8  # paragraphs: who takes back the change of more, as of a file, gives each its own words again
AT_ONCE = 20  # revisions read at a time: a file's lists the whole text twice


def made(revision: Revision) -> Made:
    """A saved change as plain values."""
    saved = Saved(revision.operation, _texts(revision.before), _texts(revision.after))
    return Made(revision.id, revision.base, saved)


def naming(pids: Iterable[int]) -> ColumnElement[bool]:
    """Whether a saved change may have touched one of these paragraphs: a first sieve in the database, which
    lets through what only looks like it."""
    columns = [cast(column, Text) for column in (Revision.before, Revision.after)]
    return or_(false(), *(column.like(f'%"pid": {pid}%') for pid in pids for column in columns))


class TextDescent(Descent):
    """The draft of a document as it is now or, with ``version``, the text of that version. Each part is read
    once, when it is needed; to be thrown away when the draft changes."""

    def __init__(self, db: Session, document: Document, version: Version | None = None) -> None:
        self.db, self.document = db, document
        self.draft = {each.pid: each for each in queries.draft(db, document)} if version is None else {}
        if version is None:
            self.texts: Texts = {pid: _block(each) for pid, each in self.draft.items()}
            self.last = queries.last_number(db, document)
        else:
            self.texts = {each.pid: _block(each) for each in queries.paragraphs(db, version)}
            self.last = version.number - 1
        self._made: dict[int, Made] = {}

    def made_of(self, revision: Revision) -> Made:
        """A saved change as plain values, read once."""
        if revision.id not in self._made:
            self._made[revision.id] = made(revision)
        return self._made[revision.id]

    def kept_of(self, revision: Revision, pids: Collection[int] | None = None) -> Kept:
        """What of a saved change still stands; with ``pids`` of what it did to these paragraphs."""
        return self.kept(self.made_of(revision), pids)

    def read_regrouped(self) -> Sequence[Regrouped]:
        query = self._saved(Revision.id, Revision.base, Revision.before, Revision.after)
        rows = self.db.execute(query.where(Revision.operation.not_in((*ALONE, IMPORT))))
        steps = (Regrouped(id_, base, _pids(before), _pids(after)) for id_, base, before, after in rows)
        return [step for step in steps if len(step.before | step.after) <= FEW]

    def read_edges(self) -> Mapping[int, Edges]:
        lines = (
            select(Version.number, Lineage.old_pid, Lineage.new_pid)
            .join(Version, Version.id == Lineage.version_id)
            .where(Version.document_id == self.document.id, Lineage.old_pid != Lineage.new_pid)
        )
        edges: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        for number, old, new in self.db.execute(lines):
            if old is not None and new is not None and number <= self.last + 1:
                edges[number - 1][old].add(new)
        for pid, paragraph in self.draft.items():
            for origin in paragraph.origins:
                if origin != pid:
                    edges[self.last][origin].add(pid)
        return edges

    def read_added(self) -> Sequence[Added]:
        query = self._saved(Revision.id, Revision.before, Revision.after)
        rows = self.db.execute(query.where(Revision.operation.not_in(NOT_ADDING)))
        return [Added(id_, _pids(after) - _pids(before)) for id_, before, after in rows]

    def read_placed(self) -> Sequence[Placed]:
        query = self._saved(Revision.id, Revision.base, Revision.operation, Revision.before)
        rows = self.db.execute(query.where(Revision.operation.not_in(NOT_PLACING)))
        return [
            Placed(id_, base, frozenset() if operation == IMPORT else _pids(before))
            for id_, base, operation, before in rows
        ]

    def order(self, number: int) -> Sequence[int]:
        query = (
            select(Paragraph.pid)
            .join(Version, Version.id == Paragraph.version_id)
            .where(Version.document_id == self.document.id, Version.number == number)
        )
        return list(self.db.scalars(query.order_by(Paragraph.position)))

    def _saved(self, *columns: Any) -> Select[Any]:
        """Of the changes that were saved after the first version and led to this text, the first first."""
        query = select(*columns).where(
            Revision.document_id == self.document.id, Revision.base > 0, Revision.base <= self.last
        )
        return query.order_by(Revision.id).execution_options(yield_per=AT_ONCE)


def _texts(states: States) -> Texts:
    return {
        state["pid"]: Block(state["kind"], state["level"], without_names(state["markdown"]))
        for state in states
    }


def _block(paragraph: DraftParagraph | Paragraph) -> Block:
    """A paragraph as what stands of it is judged: a reference that follows takes nothing from it."""
    return paragraph.block._replace(markdown=without_names(paragraph.markdown))


def _pids(states: States) -> frozenset[int]:
    return frozenset(state["pid"] for state in states)
