"""Taking a change set back: its parts as they were, saved as a new one."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from core.errors import N_, Invalid
from documents import queries
from documents.drafting import history, states
from documents.drafting.order import Order
from documents.drafting.rows import GAP, Rows
from documents.drafting.taking_back import Part, plan
from documents.models import ChangeSet, DraftParagraph, Revision
from documents.text.blocks import Block
from documents.text.dialect import footnote_label


def parts_of(db: Session, change_set: ChangeSet, chosen: Collection[int] | None = None) -> list[Part]:
    """The parts of a change set as they can be taken back now. ``chosen``: as in ``taking_back.plan``."""
    document = change_set.document
    draft = {each.pid: each.block for each in queries.draft(db, document)}
    moved = history.moved_since(db, document, change_set)
    return plan(change_set.revisions, draft, moved, chosen)


class ToUndo(NamedTuple):
    """The parts that were chosen; ``in_part``: could more be taken back?"""

    parts: list[Part]
    in_part: bool


def parts_to_undo(rows: Rows, change_set: ChangeSet, chosen: Collection[int], *, seen: int) -> ToUndo:
    """Those parts of a change set that were chosen, by their index, if they can be undone.

    ``seen``: the id of the last revision of the draft as the person saw it. Raises Invalid if the draft has
    changed since, so that they look again, if no part is chosen, or one of them cannot be taken back.
    """
    if queries.last_revision_id(rows.db, rows.document) != seen:
        again = N_("The draft has changed since you looked at it. Look at it once more.")
        raise Invalid(again, field="parts")
    parts = parts_of(rows.db, change_set, chosen)
    if not chosen:
        raise Invalid(N_("Choose what is to be taken back."), field="parts")
    if any(index >= len(parts) or not parts[index].is_open for index in chosen):
        raise Invalid(N_("This cannot be taken back any more."), field="parts")
    in_part = any(part.is_open and index not in chosen for index, part in enumerate(parts))
    return ToUndo([part for index, part in enumerate(parts) if index in chosen], in_part)


def undo(rows: Rows, change_set: ChangeSet, parts: Sequence[Part]) -> Revision:
    """Undo these parts of a change set, as one revision."""
    return _Undoing(rows, change_set).undo(parts)


def refuse_two_notes(paragraphs: Iterable[DraftParagraph], field: str) -> None:
    """Raise Invalid if two footnotes bear one name: a sentence would cite the wrong one."""
    names = Counter(footnote_label(each.block) for each in paragraphs if each.kind == "footnote")
    for name, count in names.items():
        if count > 1:
            message = N_("There would be two footnotes “%(name)s”. Give the other another name first.")
            raise Invalid(message, field=field, name=name)


class _Undoing:
    """The draft while parts of a change go back: its paragraphs, their order, and how those were that have
    been touched."""

    def __init__(self, rows: Rows, change_set: ChangeSet) -> None:
        self.rows = rows
        self.text = {each.pid: each for each in queries.draft(rows.db, rows.document)}
        self.followed = dict(zip(self.text, [None, *self.text], strict=False))  # as it was, in order
        self.order = Order(self.text)
        self.version = queries.pids_of_last_version(rows.db, rows.document)
        self.is_of_now = change_set.base == rows.base  # else what it kept names pids of another version
        self.before: dict[int, states.Kept] = {}
        self.after: dict[int, DraftParagraph] = {}
        self.placed: set[int] = set()

    def undo(self, parts: Sequence[Part]) -> Revision:
        for part in parts:
            self._undo_part(part)
        for position, pid in enumerate(self.order, start=1):
            self.text[pid].position = position * GAP
        places = {pid: self.order.before(pid) for pid in self.placed if pid in self.after}
        before = [self.before[pid] for pid in self.followed if pid in self.before]
        refuse_two_notes(self.text.values(), "parts")
        return self.rows.save("take back", before, list(self.after.values()), places=places)

    def _undo_part(self, part: Part) -> None:
        staying = {result.pid for result in part.results}
        gathered = [origin for pid in part.now for origin in self.text[pid].origins]
        for pid in part.now:
            if pid in self.followed:
                self.before.setdefault(pid, states.kept(self.text[pid]))
            if pid not in staying:
                self._end(pid)
        for result in part.results:
            paragraph = self.text.get(result.pid)
            if paragraph is None:
                paragraph = self._revive(result.pid, result.words)
            if result.placed:
                self._place(result.pid, result.after)
            paragraph.kind, paragraph.level, paragraph.markdown = result.words
            self._origins(paragraph, part, gathered)
            self.text[result.pid] = self.after[result.pid] = paragraph

    def _end(self, pid: int) -> None:
        self._keep_place(pid)
        self.order.take_out(pid)
        self.after.pop(pid, None)
        self.rows.end_after(self.text.pop(pid), self.followed.get(pid))
        self.rows.db.flush()

    def _revive(self, pid: int, words: Block) -> DraftParagraph:
        ended = queries.ended_paragraph(self.rows.db, self.rows.document, pid)
        if ended is None:
            raise Invalid(N_("This cannot be taken back any more."), field="parts")
        paragraph = self.rows.revive(ended, words, 0)  # all get their places at the end
        self.rows.db.flush()
        return paragraph

    def _place(self, pid: int, after: int | None) -> None:
        if pid in self.order:
            self._keep_place(pid)
        self.placed.add(pid)
        self.order.put(pid, self.order.nearest(after, self.rows.once_after))

    def _keep_place(self, pid: int) -> None:
        """Where a paragraph stood, kept with how it was: what is put back goes one after the other."""
        if pid in self.before:
            self.before[pid] = self.before[pid] | {"after": self.followed[pid]}

    def _origins(self, paragraph: DraftParagraph, part: Part, gathered: Sequence[int]) -> None:
        """Say where a paragraph that goes back comes from: where it did before the change, and what it has
        got since. After a publication the paragraphs of a part that was joined or divided come from all that
        it is now: theirs are the words."""
        own = next((state for state in part.before if state["pid"] == paragraph.pid), None)
        joined = len(part.before) + len(part.after) > 2
        if own is None or not part.now or not (joined or part.alone):
            return
        if not self.is_of_now:
            if joined:
                paragraph.origins = list(dict.fromkeys(gathered))
            return
        was = states.origins(own, self.version)
        left = {origin for state in part.after for origin in states.origins(state, self.version)}
        paragraph.origins = list(dict.fromkeys([*was, *(each for each in gathered if each not in left)]))
        paragraph.certain = own.get("certain", True)
