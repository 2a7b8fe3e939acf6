"""Working on the draft: edit, insert, delete, move, split and merge, one paragraph at a time.

Each operation keeps the lineage exact by itself: a paragraph carries the pids of the last version
that it comes from, a split hands them on to every part, a merge joins them. Each is saved as a
revision and refuses to overwrite what somebody else saved in the meantime (optimistic locking).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import N_, Conflict, Invalid
from documents import lineage, queries, references
from documents.drafting import history, sets, states, undoing
from documents.drafting.input import paragraphs_typed, the_one
from documents.drafting.rows import GAP, Rows, lead_links
from documents.drafting.split import is_cut_inside_marks
from documents.formats.reading import Omission
from documents.models import ChangeSet, Document, DraftParagraph, Revision
from documents.text.blocks import Block
from members.models import Mandate


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


class Draft(Rows):
    """The draft of a document inside one transaction, for a change with a reason of its own: a change set
    that is closed at once.

    ``left_out`` gathers what the typed text had and the draft cannot hold, so that its author can be told.
    ``takes_back``: the change set that is undone by what will be saved, wholly or ``in_part``.
    """

    def __init__(
        self, db: Session, document: Document, *, by: Mandate | None, reason: str, now: datetime
    ) -> None:
        super().__init__(db, document, by=by, now=now)
        self.reason = sets.checked_reason(reason, self.base)
        self.takes_back: ChangeSet | None = None
        self.in_part = False
        self.left_out: list[Omission] = []
        self._set: ChangeSet | None = None

    def change_set(self) -> ChangeSet:
        if self._set is not None:
            return self._set
        self._set = change_set = sets.opened(self.db, self.document, self.base, by=self.by, now=self.now)
        change_set.takes_back, change_set.in_part = self.takes_back, self.in_part
        sets.close(self.db, change_set, reason=self.reason, by=self.by, now=self.now)
        return change_set

    def save(
        self,
        operation: str,
        before: list[states.Kept],
        after: Sequence[DraftParagraph],
        changed: set[int] | None = None,
        places: Mapping[int, int | None] = states.NOWHERE,
    ) -> Revision:
        """Write the revision, and what follows from it in the same set: references to paragraphs that are
        called otherwise now."""
        revision = super().save(operation, before, after, changed, places)
        if operation != references.FOLLOW and _may_rename(revision):
            self._follow(revision)
        return revision

    def _follow(self, revision: Revision) -> None:
        if not queries.has_references(self.db, self.document):
            return
        paragraphs = queries.draft(self.db, self.document)
        text = states.before(revision, [states.kept(paragraph) for paragraph in paragraphs])
        brings_back = revision.operation in ("restore", "take back")
        again = dict.fromkeys(revision.pids, revision.id - 1) if brings_back else {}
        self.follow({state["pid"]: _block(state) for state in text}, paragraphs, again)

    def edit(self, pid: int, markdown: str, *, based_on: int) -> Revision:
        """Give a paragraph a new text. ``based_on`` is its ``changed_in`` when the edit began."""
        paragraph = self._paragraph(pid, based_on, markdown)
        block = the_one(self._typed(markdown, paragraph.block, pid))
        if block == paragraph.block:
            raise Invalid(N_("The text is the same as before."), field="markdown")
        before = [states.kept(paragraph)]
        paragraph.kind, paragraph.level, paragraph.markdown = block
        return self.save("edit", before, [paragraph])

    def insert(self, after: int | None, markdown: str, *, depth: int = 0) -> Revision:
        """Add new paragraphs after one, or at the beginning. ``depth`` is that of list items."""
        before = None if after is None else queries.draft_paragraph(self.db, self.document, after)
        blocks = self._typed(markdown, Block("item", depth, before.markdown if before else ""))
        added = self.add(after, blocks, origins=[])
        return self.save("insert", [], added)

    def delete(self, pid: int, *, based_on: int) -> Revision:
        paragraph = self._paragraph(pid, based_on, "")
        before = [self.end(paragraph)]
        return self.save("delete", before, [])

    def move(self, pid: int, after: int | None, *, based_on: int) -> Revision | None:
        """Put a paragraph after another, or at the beginning. None if it stands there already:
        then nothing has changed."""
        paragraph = self._paragraph(pid, based_on, "")
        if after == pid:
            raise Invalid(N_("Choose another place than where it is."), field="after")
        stands_after = self.stands_after(paragraph)
        if stands_after == after:
            return None
        before = [states.kept(paragraph, {pid: stands_after})]
        [paragraph.position] = self.room(after, 1)
        return self.save("move", before, [paragraph], places={pid: after})

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
        before = [states.kept(paragraph)]
        paragraph.kind, paragraph.level, paragraph.markdown = blocks[0]
        added = self.add(pid, blocks[1:], origins=paragraph.origins, certain=paragraph.certain)
        return self.save("split", before, [paragraph, *added])

    def merge(self, pid: int, other: int, markdown: str, *, based_on: int, other_based_on: int) -> Revision:
        """Make one paragraph of two. It keeps the first pid and the origins of both."""
        if pid == other:
            raise Invalid(N_("Choose another paragraph to merge with."), field="other")
        paragraph = self._paragraph(pid, based_on, markdown)
        gone = self._paragraph(other, other_based_on, markdown)
        block = the_one(self._typed(markdown, paragraph.block, pid, other))
        before = [states.kept(paragraph), self.end(gone)]
        paragraph.kind, paragraph.level, paragraph.markdown = block
        paragraph.origins = list(dict.fromkeys([*paragraph.origins, *gone.origins]))
        paragraph.certain = paragraph.certain and gone.certain
        return self.save("merge", before, [paragraph])

    def restore(self, pid: int, words: Block, *, based_on: int) -> Revision:
        """Give a paragraph earlier words again, or bring it back with them where it had ended. ``based_on``:
        as of an edit; of an ended paragraph the id of the revision that ended it."""
        ended = queries.ended_paragraph(self.db, self.document, pid)
        if ended is not None and ended.ended_in == based_on:
            [position] = self.room(self.place_of(ended.after_pid), 1)
            paragraph = self.revive(ended, words, position)
            undoing.refuse_two_notes(queries.draft(self.db, self.document), "reason")
            return self.save("restore", [], [paragraph])
        paragraph = self._paragraph(pid, based_on, words.markdown)
        if words == paragraph.block:
            raise Invalid(N_("The text is the same as before."), field="markdown")
        before = [states.kept(paragraph)]
        paragraph.kind, paragraph.level, paragraph.markdown = words
        return self.save("restore", before, [paragraph])

    def take_back(self, change_set: ChangeSet, chosen: Collection[int], *, seen: int) -> Revision:
        """Undo a change set, as ``documents.drafting.undoing`` says."""
        undone = undoing.parts_to_undo(self, change_set, chosen, seen=seen)
        self.takes_back, self.in_part = change_set, undone.in_part
        return undoing.undo(self, change_set, undone.parts)

    def replace_all(self, rows: Sequence[tuple[int | None, Block, list[int], bool]]) -> Revision:
        """Put an imported text in place of the draft.

        rows: for each block the pid it keeps (None for a new one), itself, its origins in the last
        version, and whether they are certain.
        """
        existing = {paragraph.pid: paragraph for paragraph in queries.draft(self.db, self.document)}
        before = [states.kept(paragraph) for paragraph in existing.values()]
        origins_before = {pid: paragraph.origins for pid, paragraph in existing.items()}
        again = self.returning([block for pid, block, *_rest in rows if pid is None])
        kept = {pid for pid, *_rest in rows}
        for after, paragraph in zip([None, *existing], existing.values(), strict=False):
            if paragraph.pid not in kept:
                self.end_after(paragraph, after)
        self.db.flush()
        result = []
        for position, (pid, block, origins, certain) in enumerate(rows):
            paragraph = self.new(block, origins, certain, again) if pid is None else existing[pid]
            paragraph.position = (position + 1) * GAP
            if pid is not None:
                paragraph.origins, paragraph.certain = origins, certain
                paragraph.kind, paragraph.level, paragraph.markdown = block
            result.append(paragraph)
        lead_links(result)
        changed = _changed(before, result)
        changed |= {
            paragraph.pid for paragraph in result if origins_before.get(paragraph.pid) != paragraph.origins
        }
        return self.save("import", before, result, changed)

    def _typed(self, markdown: str, place: Block, *pids: int) -> list[Block]:
        """What was typed for a place, in the stead of these paragraphs."""
        blocks, left_out = paragraphs_typed(self.db, self.document, markdown, place, pids)
        self.left_out += left_out
        return blocks

    def _paragraph(self, pid: int, based_on: int, yours: str) -> DraftParagraph:
        """The paragraph, if it is as it was when the person began; else the conflict."""
        paragraph = queries.draft_paragraph(self.db, self.document, pid)
        if paragraph is not None and paragraph.changed_in == based_on:
            return paragraph
        base = history.text_at(self.db, self.document, pid, based_on)
        if paragraph is None and base is None:
            raise Invalid(N_("This paragraph is not in the draft."), field="pid")
        between = history.last_touching(self.db, self.document, pid)
        raise EditConflict(pid, yours, base or "", paragraph.markdown if paragraph else None, between)


def _may_rename(revision: Revision) -> bool:
    """Could paragraphs be called otherwise after a change?"""
    if revision.operation != "edit":
        return True
    texts = ({state["pid"]: _block(state) for state in each} for each in (revision.before, revision.after))
    return references.may_rename(*texts)


def _block(state: states.Kept) -> Block:
    return Block(*states.words(state))  # type: ignore[arg-type]


def _changed(before: Sequence[states.Kept], after: Sequence[DraftParagraph]) -> set[int]:
    """The pids that are new or have other words, another form or another place."""
    old = {state["pid"]: _form(states.words(state)) for state in before}
    new = {paragraph.pid: _form(paragraph.block) for paragraph in after}
    lines = lineage.lines(old, new, {pid: [pid] for pid in new})
    return {line.new for line in lines if line.new is not None and line.kind != lineage.LineageKind.UNCHANGED}


def _form(words: tuple[str, int, str]) -> str:
    return " ".join(map(str, words))
