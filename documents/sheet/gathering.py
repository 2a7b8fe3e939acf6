"""How what was done in the sheet becomes revisions of the person's open change set.

While the set is open, what its person saves again is not told twice: a paragraph that is edited for the tenth
time has one revision, with its text before the first; one that was added and taken out again has none. Only
the last change of a paragraph is taken up so, and only by the person who made it.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import or_, select

from documents import queries
from documents.drafting import sets, states
from documents.drafting.order import Order
from documents.drafting.rows import GAP, Rows
from documents.models import ChangeSet, DraftParagraph, PendingImport, Revision
from documents.references import FOLLOW, SIGN
from documents.sheet.windows import Changes, Piece
from documents.text.blocks import Block

Texts = Mapping[int, Block]


class Gathering(Rows):
    """The draft while changes are gathered: its paragraphs and their order, kept as they become.

    ``followed``: what each paragraph stood after when the draft was opened.
    """

    _open: ChangeSet | None = None

    def look(self) -> None:
        """Read the draft as it stands."""
        self.text = {each.pid: each for each in queries.draft(self.db, self.document)}
        self.followed = dict(zip(self.text, [None, *self.text], strict=False))
        self.order = Order(self.text)
        self._open, self._ended = None, []
        self.again: dict[int, int] = {}  # brought back, each with the last saved change before

    def change_set(self) -> ChangeSet:
        """The open set of this person, begun with the first change."""
        if self._open is None and self.by is not None:
            self._open = sets.open_set_of(self.db, self.document, self.by)
        if self._open is None:
            self._open = sets.opened(self.db, self.document, self.base, by=self.by, now=self.now)
        return self._open

    def gather(self, piece: Piece, done: Changes) -> dict[int, int]:
        """Save what became of some paragraphs; the pids of those that are new, by the number they had."""
        texts = done.texts
        if not piece.new:
            self._delete(piece.old)
            return {}
        if not piece.old:
            return self._add(piece.new, texts)
        if len(piece.old) > 1 and len(piece.new) > 1:
            joined = texts[piece.new[0]]._replace(markdown=" ".join(texts[pid].markdown for pid in piece.new))
            origins = self._origins(piece, done)
            self._regroup(Piece(piece.old, piece.new[:1]), {piece.new[0]: joined}, origins)
            return self._regroup(Piece(piece.new[:1], piece.new), texts, origins)
        if piece.old == piece.new:
            self._edit(piece.old[0], texts[piece.old[0]])
            return {}
        return self._regroup(piece, texts, self._origins(piece, done) | self._origins_apart(piece))

    # What each piece becomes

    def _edit(self, pid: int, block: Block) -> None:
        paragraph = self.text[pid]
        if block == paragraph.block:
            return
        before = self._before(paragraph)
        paragraph.kind, paragraph.level, paragraph.markdown = block
        paragraph.agreed_at = paragraph.agreed_by = None
        if before is None:
            self.save("insert", [], [paragraph])
        elif states.words(before) == block and before.get("origins") == states.kept(paragraph).get("origins"):
            self.is_as_before(paragraph)
        else:
            self.save("edit", [before], [paragraph])

    def _delete(self, pids: Sequence[int]) -> None:
        before = [state for pid in pids if (state := self._end(pid)) is not None]
        if before:
            self.save("delete", before, [])
        self.db.flush()

    def _add(self, pids: Sequence[int], texts: Texts) -> dict[int, int]:
        """Paragraphs that come from no other: new ones, or such as had ended."""
        if pids[0] > 0:
            self._bring_back(pids[0], texts[pids[0]])
            return {}
        again = self.returning([texts[pid] for pid in pids])
        added = [self.new(texts[pid], [], True, again) for pid in pids]
        self._enter(added)
        self.save("insert", [], added)
        return {pid: paragraph.pid for pid, paragraph in zip(pids, added, strict=True)}

    def _bring_back(self, pid: int, block: Block) -> None:
        ended = queries.ended_paragraph(self.db, self.document, pid)
        assert ended is not None, "the windows name it as one that has ended"
        if SIGN in block.markdown:
            self.again[pid] = queries.last_revision_id(self.db, self.document)
        deletion = self._own(ended.ended_in, "delete")
        paragraph = self.revive(ended, block, 0)
        self._enter([paragraph])
        state = self._without(deletion, pid) if deletion else None
        if state is None:
            self.save("restore", [], [paragraph])
            return
        self.followed[pid] = state.get("after")  # as it stood before it was taken out
        before = {name: value for name, value in state.items() if name != "after"}
        if states.words(before) == block:
            self.is_as_before(paragraph)
        else:
            self.save("edit", [before], [paragraph])

    def _regroup(self, piece: Piece, texts: Texts, origins: Mapping[int, list[int]]) -> dict[int, int]:
        """Split and merge. ``origins``: where each part comes from."""
        olds = [self.text[pid] for pid in piece.old]
        certain = all(each.certain for each in olds)
        before = []
        for old in olds:
            state = self._before(old) if old.pid in piece.new else self._end(old.pid)
            if state is not None:
                before.append(state)
        self.db.flush()
        given: dict[int, int] = {}
        after = []
        for pid in piece.new:
            paragraph = self.text.get(pid) or self._part(pid, texts[pid])
            given[pid] = paragraph.pid
            paragraph.kind, paragraph.level, paragraph.markdown = texts[pid]
            paragraph.origins, paragraph.certain = list(origins[pid]), certain
            after.append(paragraph)
        self._enter(after)
        self._save_regrouped(before, after)
        return {pid: own for pid, own in given.items() if own != pid}

    def _origins(self, piece: Piece, done: Changes) -> dict[int, list[int]]:
        """Where the parts come from: each from what the paragraphs came from whose words it has."""
        known = {pid: self.text[pid].origins for pid in piece.old}
        return {
            pid: list(dict.fromkeys(origin for each in done.sources[pid] for origin in known.get(each, ())))
            for pid in piece.new
        }

    def _save_regrouped(self, before: list[states.Kept], after: list[DraftParagraph]) -> None:
        if not before:
            self.save("insert", [], after)
        elif len(before) > 1:
            self.save("merge", before, after)
        elif len(after) > 1:
            self.save("split", before, after)
        elif states.words(before[0]) == after[0].block:
            self.is_as_before(after[0])
        else:
            self.save("edit", before, after)

    def _part(self, pid: int, block: Block) -> DraftParagraph:
        ended = queries.ended_paragraph(self.db, self.document, pid) if pid > 0 else None
        return self.revive(ended, block, 0) if ended else self.new(block, [], True, {})

    def _origins_apart(self, piece: Piece) -> dict[int, list[int]]:
        """Where the parts came from before they were joined, if what is split was joined since the last
        version: then it comes apart as it was."""
        if len(piece.old) > 1 or len(piece.new) == 1:
            return {}
        for pid in piece.new:
            ended = queries.ended_paragraph(self.db, self.document, pid) if pid > 0 else None
            merge = self.db.get(Revision, ended.ended_in) if ended else None
            if (
                merge
                and merge.operation == "merge"
                and merge.base == self.base
                and piece.old[0] in merge.pids
            ):
                version = queries.pids_of_last_version(self.db, self.document)
                return {each["pid"]: list(states.origins(each, version)) for each in merge.before}
        return {}

    # Places

    def place(self, runs: Iterable[tuple[int | None, Sequence[int]]], moved: set[int]) -> None:
        """Put what is new or moved where it stands in the sheet, and save what was moved."""
        unsettled = set(moved)
        for after, pids in runs:
            last = self.order.nearest(after, self.once_after)
            for pid in pids:
                if pid in moved or pid not in self.order:
                    self.order.put(pid, last)
                    unsettled.add(pid)
                last = pid
        self._give_positions(unsettled)
        self._save_moved([pid for pid in self.order if pid in moved])

    def _save_moved(self, pids: Sequence[int]) -> None:
        before, after = [], []
        for pid in pids:
            paragraph, was = self.text[pid], self.followed.get(pid)
            known = self._own(paragraph.changed_in, "move")
            if known is not None and len(known.after) == 1:
                was = known.before[0]["after"]
                self._drop(known)
            if was == self.order.before(pid):
                self.is_as_before(paragraph)
                continue
            before.append(states.kept(paragraph, {pid: was}))
            after.append(paragraph)
        if after:
            places = {paragraph.pid: self.order.before(paragraph.pid) for paragraph in after}
            self.save("move", before, after, places=places)

    def _give_positions(self, unsettled: set[int]) -> None:
        """Positions for these between those of their neighbours; for all where there is no room."""
        run: list[int] = []
        low = 0
        for pid in [*self.order, None]:
            if pid in unsettled and pid is not None:
                run.append(pid)
                continue
            high = self.text[pid].position if pid is not None else low + GAP * (len(run) + 1)
            step = (high - low) // (len(run) + 1)
            if run and step <= 0:
                for position, each in enumerate(self.order, start=1):
                    self.text[each].position = position * GAP
                return
            for at, each in enumerate(run, start=1):
                self.text[each].position = low + step * at
            low, run = high, []

    # Earlier changes of the same set

    def _own(self, revision_id: int, operation: str) -> Revision | None:
        """An earlier change of the person's open set, if it was of this kind and nothing else refers to
        it."""
        revision = self.db.get(Revision, revision_id) if revision_id else None
        if revision is None or revision.operation != operation or revision.document_id != self.document.id:
            return None
        change_set = revision.change_set
        is_own = change_set.closed_at is None and self.by is not None and change_set.made_by_id == self.by.id
        return revision if is_own and not self._is_referred_to(revision) else None

    def _is_referred_to(self, revision: Revision) -> bool:
        """Does an import that waits rest on it?"""
        waiting = select(PendingImport.id).where(
            PendingImport.document_id == self.document.id,
            or_(
                PendingImport.draft_revision == revision.id,
                PendingImport.base_revision == revision.id,
            ),
        )
        return self.db.scalar(waiting.limit(1)) is not None

    def _before(self, paragraph: DraftParagraph) -> states.Kept | None:
        """How a paragraph was before the person's open changes of it; None if these brought it. What they
        said of it is taken back: it is told anew."""
        following = self._own(paragraph.changed_in, FOLLOW)
        followed = self._without(following, paragraph.pid) if following else None
        if followed is not None:
            self.is_as_before(paragraph)
        edit = self._own(paragraph.changed_in, "edit")
        if edit is not None and edit.pids == {paragraph.pid}:
            state = dict(edit.before[0])
            self._drop(edit)
            return state
        addition = self._own(paragraph.changed_in, "insert")
        if addition is not None:
            self._without(addition, paragraph.pid)
            return None
        return followed or states.kept(paragraph)

    def _end(self, pid: int) -> states.Kept | None:
        """Take a paragraph out; how it was before the person's open changes, None if these brought it."""
        paragraph, place = self.text.pop(pid), self.followed.get(pid)
        before = self._before(paragraph)
        self.order.take_out(pid)
        if before is None:
            self.db.delete(paragraph)
            return None
        self.end_after(paragraph, place)
        return before | {"after": place}

    def _without(self, revision: Revision, pid: int) -> states.Kept | None:
        """Take what a revision says of one paragraph off it; the state it kept of it."""
        own = [state for state in [*revision.before, *revision.after] if state["pid"] == pid]
        revision.before = [state for state in revision.before if state["pid"] != pid]
        revision.after = [state for state in revision.after if state["pid"] != pid]
        if not revision.before and not revision.after:
            self._drop(revision)
        self.db.flush()
        return own[0] if own else None

    def _drop(self, revision: Revision) -> None:
        self.db.delete(revision)
        self.db.flush()

    def state_before(self, paragraph: DraftParagraph) -> states.Kept:
        earlier = self._own(paragraph.changed_in, FOLLOW)
        state = self._without(earlier, paragraph.pid) if earlier else None
        return state or states.kept(paragraph)

    def _enter(self, paragraphs: Iterable[DraftParagraph]) -> None:
        for paragraph in paragraphs:
            paragraph.position = paragraph.position or 0
            self.text[paragraph.pid] = paragraph
