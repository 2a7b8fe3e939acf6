"""Working on the draft: edit, insert, delete, move, split and merge, one paragraph at a time.

Each operation keeps the lineage exact by itself: a paragraph carries the pids of the last version
that it comes from, a split hands them on to every part, a merge joins them. Each is saved as a
revision and refuses to overwrite what somebody else saved in the meantime (optimistic locking).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, Invalid
from core.text import checked_reason
from documents import lineage, queries
from documents.drafting.history import last_touching, text_at
from documents.drafting.input import paragraphs_typed, the_one
from documents.drafting.split import is_cut_inside_marks
from documents.formats.links import with_places
from documents.formats.reading import Omission
from documents.models import Document, DraftParagraph, Revision
from documents.text.blocks import Block
from members.models import Mandate

GAP = 1024  # between positions, so that most insertions touch one row


class EditConflict(Conflict):
    """Somebody saved this paragraph first.

    yours: what you sent. base: the text you began from. theirs: the text as it stands, None if the
    paragraph is gone. revision: the change that came between. pid: the paragraph.
    """

    def __init__(
        self, pid: int, yours: str, base: str, theirs: str | None, revision: Revision | None
    ) -> None:
        super().__init__(N_("Somebody else saved this paragraph while you were working on it."))
        self.pid, self.yours, self.base, self.theirs = pid, yours, base, theirs
        self.revision = revision


class Draft:
    """The draft of a document inside one transaction, with the person who works on it.

    Opening it locks the document, so that revisions are numbered one after another. ``left_out``
    gathers what the typed text had and the draft cannot hold, so that its author can be told.
    """

    def __init__(
        self, db: Session, document: Document, *, by: Mandate | None, reason: str, now: datetime
    ) -> None:
        lock(db, document)
        self.db, self.document, self.by, self.now = db, document, by, now
        self.left_out: list[Omission] = []
        last = queries.last_version(db, document)
        self.base = last.number if last else 0
        missing = N_("Say why you make this change.") if self.base else ""
        self.reason = checked_reason(reason, missing=missing)

    def edit(self, pid: int, markdown: str, *, based_on: int) -> Revision:
        """Give a paragraph a new text. ``based_on`` is its ``changed_in`` when the edit began."""
        paragraph = self._paragraph(pid, based_on, markdown)
        block = the_one(self._typed(markdown, paragraph.block, pid))
        if block == paragraph.block:
            raise Invalid(N_("The text is the same as before."), field="markdown")
        before = [_state(paragraph)]
        paragraph.kind, paragraph.level, paragraph.markdown = block
        return self._save("edit", before, [paragraph])

    def insert(self, after: int | None, markdown: str, *, depth: int = 0) -> Revision:
        """Add new paragraphs after one, or at the beginning. ``depth`` is that of list items."""
        before = None if after is None else queries.draft_paragraph(self.db, self.document, after)
        blocks = self._typed(markdown, Block("item", depth, before.markdown if before else ""))
        added = self._add(after, blocks, origins=[])
        return self._save("insert", [], added)

    def delete(self, pid: int, *, based_on: int) -> Revision:
        paragraph = self._paragraph(pid, based_on, "")
        before = [_state(paragraph)]
        self.db.delete(paragraph)
        return self._save("delete", before, [])

    def move(self, pid: int, after: int | None, *, based_on: int) -> Revision | None:
        """Put a paragraph after another, or at the beginning. None if it stands there already:
        then nothing has changed."""
        paragraph = self._paragraph(pid, based_on, "")
        if after == pid:
            raise Invalid(N_("Choose another place than where it is."), field="after")
        order = [None, *(other.pid for other in queries.draft(self.db, self.document))]
        if order[order.index(pid) - 1] == after:
            return None
        before = [_state(paragraph)]
        [paragraph.position] = self._room(after, 1)
        return self._save("move", before, [paragraph])

    def split(self, pid: int, parts: Sequence[str], *, based_on: int) -> Revision:
        """Make several paragraphs of one. The first keeps the pid; all keep the origins.

        Each of ``parts`` may itself be cut by empty lines.
        """
        yours = "\n\n".join(parts)
        paragraph = self._paragraph(pid, based_on, yours)
        blocks = self._typed(yours, paragraph.block, pid)
        if len(blocks) < 2:
            raise Invalid(N_("Leave an empty line where the paragraph is to be split."), field="markdown")
        if is_cut_inside_marks([block.markdown for block in blocks]):
            raise Invalid(
                N_(
                    "An empty line stands inside bold, italics or a link. Close them before it and "
                    "open them again after it, or choose the end of a sentence from the list."
                ),
                field="markdown",
            )
        before = [_state(paragraph)]
        paragraph.kind, paragraph.level, paragraph.markdown = blocks[0]
        added = self._add(pid, blocks[1:], origins=paragraph.origins, certain=paragraph.certain)
        return self._save("split", before, [paragraph, *added])

    def merge(self, pid: int, other: int, markdown: str, *, based_on: int, other_based_on: int) -> Revision:
        """Make one paragraph of two. It keeps the first pid and the origins of both."""
        if pid == other:
            raise Invalid(N_("Choose another paragraph to merge with."), field="other")
        paragraph = self._paragraph(pid, based_on, markdown)
        gone = self._paragraph(other, other_based_on, markdown)
        block = the_one(self._typed(markdown, paragraph.block, pid, other))
        before = [_state(paragraph), _state(gone)]
        paragraph.kind, paragraph.level, paragraph.markdown = block
        paragraph.origins = list(dict.fromkeys([*paragraph.origins, *gone.origins]))
        paragraph.certain = paragraph.certain and gone.certain
        self.db.delete(gone)
        return self._save("merge", before, [paragraph])

    def replace_all(self, rows: Sequence[tuple[int | None, Block, list[int], bool]]) -> Revision:
        """Put an imported text in place of the draft.

        rows: for each block the pid it keeps (None for a new one), itself, its origins in the last
        version, and whether they are certain.
        """
        existing = {paragraph.pid: paragraph for paragraph in queries.draft(self.db, self.document)}
        before = [_state(paragraph) for paragraph in existing.values()]
        origins_before = {pid: paragraph.origins for pid, paragraph in existing.items()}
        kept = {pid for pid, *_rest in rows}
        for paragraph in existing.values():
            if paragraph.pid not in kept:
                self.db.delete(paragraph)
        self.db.flush()
        result = []
        for position, (pid, block, origins, certain) in enumerate(rows):
            paragraph = self._new() if pid is None else existing[pid]
            paragraph.position, paragraph.origins, paragraph.certain = (position + 1) * GAP, origins, certain
            paragraph.kind, paragraph.level, paragraph.markdown = block
            self.db.add(paragraph)
            result.append(paragraph)
        _lead_links(result)
        changed = _changed(before, result)
        changed |= {
            paragraph.pid for paragraph in result if origins_before.get(paragraph.pid) != paragraph.origins
        }
        return self._save("import", before, result, changed)

    def _typed(self, markdown: str, place: Block, *pids: int) -> list[Block]:
        """What was typed for a place, in the stead of these paragraphs."""
        blocks, left_out = paragraphs_typed(self.db, self.document, markdown, place, pids)
        self.left_out += left_out
        return blocks

    def _new(self) -> DraftParagraph:
        paragraph = DraftParagraph(document=self.document, pid=self.document.next_pid)
        self.document.next_pid += 1
        return paragraph

    def _add(
        self, after: int | None, blocks: Sequence[Block], *, origins: list[int], certain: bool = True
    ) -> list[DraftParagraph]:
        added = []
        for position, block in zip(self._room(after, len(blocks)), blocks, strict=True):
            paragraph = self._new()
            paragraph.position, paragraph.origins, paragraph.certain = position, list(origins), certain
            paragraph.kind, paragraph.level, paragraph.markdown = block
            self.db.add(paragraph)
            added.append(paragraph)
        _lead_links(added)
        return added

    def _paragraph(self, pid: int, based_on: int, yours: str) -> DraftParagraph:
        """The paragraph, if it is as it was when the person began; else the conflict."""
        paragraph = queries.draft_paragraph(self.db, self.document, pid)
        if paragraph is not None and paragraph.changed_in == based_on:
            return paragraph
        base = text_at(self.db, self.document, pid, based_on)
        if paragraph is None and base is None:
            raise Invalid(N_("This paragraph is not in the draft."), field="pid")
        between = last_touching(self.db, self.document, pid)
        raise EditConflict(pid, yours, base or "", paragraph.markdown if paragraph else None, between)

    def _room(self, after: int | None, count: int) -> list[int]:
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

    def _save(
        self,
        operation: str,
        before: list[dict[str, Any]],
        after: Sequence[DraftParagraph],
        changed: set[int] | None = None,
    ) -> Revision:
        """Write the revision. ``changed``: the pids of ``after`` that are not as they were; all if None."""
        self.db.flush()
        number = self.db.scalar(
            select(func.max(Revision.number)).where(
                Revision.document_id == self.document.id, Revision.base == self.base
            )
        )
        revision = Revision(
            document=self.document,
            base=self.base,
            number=(number or 0) + 1,
            operation=operation,
            before=before,
            after=[_state(paragraph) for paragraph in after],
            reason=self.reason,
            made_at=self.now,
            made_by=self.by,
        )
        self.db.add(revision)
        self.db.flush()
        for paragraph in after:
            if changed is None or paragraph.pid in changed:
                paragraph.changed_in = revision.id
        self.db.flush()
        return revision


def _lead_links(paragraphs: Sequence[DraftParagraph]) -> None:
    """Links to headings among these paragraphs lead to them by their pids."""
    blocks = with_places([each.block for each in paragraphs], [each.pid for each in paragraphs])
    for paragraph, block in zip(paragraphs, blocks, strict=True):
        paragraph.markdown = block.markdown


def lock(db: Session, document: Document) -> None:
    """Let nobody else work on the draft until the transaction ends.

    Paragraphs read before are forgotten: what others saved while we waited must be seen.
    """
    db.flush()
    db.refresh(document, with_for_update=True)
    for known in list(db.identity_map.values()):
        if isinstance(known, DraftParagraph):
            db.expire(known)


def _changed(before: Sequence[dict[str, Any]], after: Sequence[DraftParagraph]) -> set[int]:
    """The pids that are new or have other words, another form or another place."""
    old = {paragraph["pid"]: _form(paragraph) for paragraph in before}
    new = {paragraph.pid: _form(_state(paragraph)) for paragraph in after}
    lines = lineage.lines(old, new, {pid: [pid] for pid in new})
    return {line.new for line in lines if line.new is not None and line.kind != lineage.LineageKind.UNCHANGED}


def _form(state: dict[str, Any]) -> str:
    return f"{state['kind']} {state['level']} {state['markdown']}"


def _state(row: DraftParagraph) -> dict[str, Any]:
    return {"pid": row.pid, "kind": row.kind, "level": row.level, "markdown": row.markdown}
