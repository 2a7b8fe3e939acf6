"""The rows of a draft inside one transaction: how paragraphs are added, placed, ended, and a change is saved.

What ends is kept aside (``EndedParagraph``), and takes up its pid again when its very words come back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Invalid
from documents import queries, references
from documents.drafting import history, states
from documents.drafting.order import Order
from documents.formats.links import with_places
from documents.models import ChangeSet, Document, DraftParagraph, EndedParagraph, Revision
from documents.text.blocks import Block
from members.models import Mandate

GAP = 1024  # between positions, so that most insertions touch one row
FEW = 100  # blocks of which the database is asked whether they stood there before

Returning = dict[Block, list[EndedParagraph]]


class Rows:
    """The draft of a document, with the person who works on it: what its operations are made of.

    Opening it locks the document, so that changes are numbered one after another. Each change that is saved
    belongs to ``change_set``.
    """

    def __init__(self, db: Session, document: Document, *, by: Mandate | None, now: datetime) -> None:
        lock(db, document)
        self.db, self.document, self.by, self.now = db, document, by, now
        last = queries.last_version(db, document)
        self.base = last.number if last else 0
        self._ended: list[EndedParagraph] = []

    def change_set(self) -> ChangeSet:
        """The set of the change that is being saved."""
        raise NotImplementedError

    def new(self, block: Block, origins: Sequence[int], certain: bool, again: Returning) -> DraftParagraph:
        """A paragraph that the draft did not have, or has ``again`` word for word: that takes its pid up
        again, and comes from what it came from."""
        ended = again[block].pop() if again.get(block) else None
        if ended is None:
            pid, self.document.next_pid = self.document.next_pid, self.document.next_pid + 1
        else:
            pid, origins = ended.pid, [*origins, *(pid for pid in ended.origins if pid not in origins)]
            self.db.delete(ended)
        paragraph = DraftParagraph(document=self.document, pid=pid, origins=list(origins), certain=certain)
        paragraph.kind, paragraph.level, paragraph.markdown = block
        self.db.add(paragraph)
        return paragraph

    def revive(self, ended: EndedParagraph, words: Block, position: int) -> DraftParagraph:
        """A paragraph that had ended, under its pid."""
        paragraph = DraftParagraph(document=self.document, pid=ended.pid, position=position)
        paragraph.origins, paragraph.certain = list(ended.origins), ended.certain
        paragraph.kind, paragraph.level, paragraph.markdown = words
        self.db.delete(ended)
        self.db.add(paragraph)
        return paragraph

    def place_of(self, after: int | None) -> int | None:
        """The paragraph after which something goes back that followed this one."""
        order = Order(each.pid for each in queries.draft(self.db, self.document))
        return order.nearest(after, self.once_after)

    def once_after(self, pid: int) -> int | None:
        ended = queries.ended_paragraph(self.db, self.document, pid)
        return ended.after_pid if ended is not None else None

    def returning(self, blocks: Sequence[Block]) -> Returning:
        """The ended paragraphs with the very words of one of these, that which ended last at the end."""
        again: Returning = {}
        query = select(EndedParagraph).where(EndedParagraph.document_id == self.document.id)
        if len(blocks) <= FEW:
            query = query.where(EndedParagraph.markdown.in_([block.markdown for block in blocks]))
        for ended in self.db.scalars(query.order_by(EndedParagraph.ended_in, EndedParagraph.id)):
            again.setdefault(ended.block, []).append(ended)
        return again

    def end(self, paragraph: DraftParagraph) -> states.Kept:
        """Take a paragraph out; how it stood."""
        return self.end_after(paragraph, self.stands_after(paragraph))

    def end_after(self, paragraph: DraftParagraph, after: int | None) -> states.Kept:
        """The same of a paragraph of which it is known what it followed."""
        ended = EndedParagraph(document=self.document, pid=paragraph.pid, after_pid=after)
        ended.kind, ended.level, ended.markdown = paragraph.block
        ended.origins, ended.certain = list(paragraph.origins), paragraph.certain
        self._ended.append(ended)
        self.db.add(ended)
        self.db.delete(paragraph)
        return states.kept(paragraph, {paragraph.pid: after})

    def stands_after(self, paragraph: DraftParagraph) -> int | None:
        """The paragraph before one, None if that is the first."""
        return self.db.scalar(
            select(DraftParagraph.pid)
            .where(
                DraftParagraph.document_id == self.document.id,
                DraftParagraph.position < paragraph.position,
            )
            .order_by(DraftParagraph.position.desc())
            .limit(1)
        )

    def add(
        self, after: int | None, blocks: Sequence[Block], *, origins: list[int], certain: bool = True
    ) -> list[DraftParagraph]:
        added = []
        again = self.returning(blocks)
        for position, block in zip(self.room(after, len(blocks)), blocks, strict=True):
            paragraph = self.new(block, origins, certain, again)
            paragraph.position = position
            added.append(paragraph)
        lead_links(added)
        return added

    def room(self, after: int | None, count: int) -> list[int]:
        """Positions for ``count`` paragraphs after one; the others move only if there is no gap."""
        rows = queries.draft(self.db, self.document)
        index = 0
        if after is not None:
            pids = [paragraph.pid for paragraph in rows]
            if after not in pids:
                raise Invalid(N_("This paragraph is not in the draft."), field="after")
            index = pids.index(after) + 1
        low = rows[index - 1].position if index else 0
        high = rows[index].position if index < len(rows) else low + GAP * (count + 1)
        step = (high - low) // (count + 1)
        if step == 0:
            for paragraph in rows[index:]:
                paragraph.position += GAP * (count + 1)
            step = GAP
        return [low + step * (place + 1) for place in range(count)]

    def save(
        self,
        operation: str,
        before: list[states.Kept],
        after: Sequence[DraftParagraph],
        changed: set[int] | None = None,
        places: Mapping[int, int | None] = states.NOWHERE,
    ) -> Revision:
        """Write the revision. ``changed``: the pids of ``after`` that are not as they were; all if None.
        ``places``: as of ``states.kept``."""
        self.db.flush()
        revision = Revision(
            document=self.document,
            change_set=self.change_set(),
            base=self.base,
            operation=operation,
            before=before,
            after=[states.kept(paragraph, places) for paragraph in after],
            made_at=self.now,
            made_by=self.by,
        )
        self.db.add(revision)
        self.db.flush()
        read = {state["pid"]: states.words(state) for state in before}
        for paragraph in after:
            if changed is None or paragraph.pid in changed:
                paragraph.changed_in = revision.id
            is_reworded = operation == "merge" or read.get(paragraph.pid) != paragraph.block
            if is_reworded and operation != references.FOLLOW:
                paragraph.agreed_at = paragraph.agreed_by = None  # it was said of other words
        for ended in self._ended:
            ended.ended_in = revision.id
        self._ended = []
        self.db.flush()
        return revision

    def follow(
        self,
        before: references.Text,
        paragraphs: Sequence[DraftParagraph],
        again: Mapping[int, int] = MappingProxyType({}),
    ) -> list[DraftParagraph]:
        """Let the references of the draft say what their paragraphs are called now, as a change of its own of
        the same set; those that did. ``before``: the text before the change; ``paragraphs``: the draft.
        ``again``: of those whose earlier words came back, the last saved change before."""
        now = {paragraph.pid: paragraph.block for paragraph in paragraphs}
        style, language = self.document.labels_style, self.document.language
        texts = references.followed(before, now, style, language)
        for pid, last in again.items():
            if pid in now and references.SIGN in now[pid].markdown:
                then = references.followed(self._text_with(pid, now[pid], last), now, style, language)
                texts |= {pid: then[pid]} if pid in then else {}
        following = [paragraph for paragraph in paragraphs if paragraph.pid in texts]
        kept, reworded = [], []
        for paragraph in following:
            state = self.state_before(paragraph)
            paragraph.markdown = texts[paragraph.pid]
            if states.words(state) != paragraph.block:
                kept.append(state)
                reworded.append(paragraph)
            else:
                self.is_as_before(paragraph)
        if reworded:
            self.save(references.FOLLOW, kept, reworded)
        return following

    def _text_with(self, pid: int, block: Block, last: int) -> references.Text:
        """The whole text as it was when a paragraph got these words, up to a saved change: by the labels of
        then its references are known. Nothing if it never had them."""
        for revision in history.naming(self.db, self.document, [pid], below=last + 1):
            if any(state["pid"] == pid and states.words(state) == block for state in revision.after):
                text = states.draft_at(self.db, self.document, revision.id)
                return {state.pid: state.block for state in text}
        return {}

    def state_before(self, paragraph: DraftParagraph) -> states.Kept:
        """How a paragraph was before its references follow."""
        return states.kept(paragraph)

    def is_as_before(self, paragraph: DraftParagraph) -> None:
        """A paragraph is again as it was: the change before is the last one again."""
        self.db.flush()
        last = history.last_touching(self.db, self.document, paragraph.pid)
        paragraph.changed_in = last.id if last else 0


def lock(db: Session, document: Document) -> None:
    """Let nobody else work on the draft until the transaction ends.

    Paragraphs read before are forgotten: what others saved while we waited must be seen.
    """
    db.flush()
    db.refresh(document, with_for_update=True)
    forget(db)


def hold(db: Session, document: Document) -> None:
    """Let nobody change the draft until the transaction ends, for what is said of it as it stands; what only
    refers to the document goes on meanwhile. Taken before anything of the document, as by ``lock``."""
    db.flush()
    db.refresh(document, with_for_update={"key_share": True})
    forget(db)


def forget(db: Session) -> None:
    """Paragraphs of drafts that were read before are read anew."""
    for known in list(db.identity_map.values()):
        if isinstance(known, DraftParagraph):
            db.expire(known)


def lead_links(paragraphs: Sequence[DraftParagraph]) -> None:
    """Links to headings among these paragraphs lead to them by their pids."""
    blocks = with_places([each.block for each in paragraphs], [each.pid for each in paragraphs])
    for paragraph, block in zip(paragraphs, blocks, strict=True):
        paragraph.markdown = block.markdown
