"""Saving what was written in the sheet: only what changed, each part with what it began from.

Windows that share paragraphs are saved together or not at all; what somebody else changed meanwhile is not
overwritten, but given back beside what was written (optimistic locking, as in ``documents.drafting.draft``).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import select

from core.errors import N_, Invalid
from documents.drafting import history
from documents.drafting.rebase import rebase
from documents.drafting.rows import forget
from documents.drafting.undoing import refuse_two_notes
from documents.formats.limits import MAX_PARAGRAPHS
from documents.formats.reading import Omission
from documents.models import DraftParagraph, EndedParagraph, Revision
from documents.references import FOLLOW, SIGN
from documents.sheet.gathering import Gathering
from documents.sheet.inline import Node
from documents.sheet.windows import Changes, Sent, Window, changes, together
from documents.sheet.writing import BROKEN, written
from documents.text.blocks import Block
from documents.text.dialect import footnote_label

MOST_WINDOWS = 500


class Clash(NamedTuple):
    """A paragraph that somebody else changed meanwhile. ``base``: as it was when the writing began, if that
    is known. ``theirs``: as it stands, None if it is gone. ``both``: the two put together, ``certain`` where
    that takes no judgement. ``revision``: the change between."""

    window: int
    key: str
    pid: int
    yours: Block | None
    base: Block | None
    theirs: Block | None
    both: Block | None
    certain: bool
    changed_in: int
    revision: Revision | None


class Refusal(NamedTuple):
    """A window that could not be saved, and why."""

    window: int
    error: Invalid


class Outcome(NamedTuple):
    """What came of it. ``stored``: the paragraphs by the keys of their blocks."""

    stored: dict[str, DraftParagraph]
    clashes: list[Clash]
    refusals: list[Refusal]
    left_out: list[Omission]
    in_order: bool  # have only words of paragraphs changed, and of no heading?
    followed: Sequence[DraftParagraph] = ()  # whose references say other labels now


class Sheet(Gathering):
    """The sheet of a draft inside one transaction, for one person."""

    def write(self, typed: Sequence[Mapping[str, Any]]) -> Outcome:
        """Save windows as the browser sends them (docs/sheet.md). Raises Invalid for what is no window at
        all."""
        self.look()
        outcome = Outcome({}, [], [], [], True)
        windows = self._read(typed, outcome)
        before = self._to_follow([window for _index, window in windows])
        windows = [(index, self._past_following(window, windows)) for index, window in windows]
        in_order = True
        for group in together([window for _index, window in windows]):
            indexes = [windows[at][0] for at in group]
            some = [windows[at][1] for at in group]
            clashes = list(self._clashes(indexes, some))
            if clashes:
                outcome.clashes.extend(clashes)
                continue
            try:
                with self.db.begin_nested():
                    done, stored = self._save(some)
            except Invalid as error:
                forget(self.db)
                self.look()
                outcome.refusals.extend(Refusal(index, error) for index in indexes)
                continue
            outcome.stored.update(stored)
            in_order = in_order and _is_in_order(done)
        following = self.follow(before, [self.text[pid] for pid in self.order], self.again) if before else []
        return outcome._replace(in_order=in_order, followed=following)

    def _to_follow(self, windows: Sequence[Window]) -> dict[int, Block]:
        """The text before it is changed, if it refers to paragraphs of its own, or is to; else nothing."""
        sent = (each.block.markdown for window in windows for each in window.now if each.block)
        stored = (each.markdown for each in self.text.values())
        if not any(SIGN in markdown for markdown in chain(stored, sent)):
            return {}
        return {pid: each.block for pid, each in self.text.items()}

    def _read(self, typed: Sequence[Mapping[str, Any]], outcome: Outcome) -> list[tuple[int, Window]]:
        notes = {footnote_label(each.block) for each in self.text.values() if each.kind == "footnote"}
        windows = []
        try:
            if len(typed) > MOST_WINDOWS:
                raise Invalid(BROKEN)
            notes |= set(_labels(typed))
            for index, each in enumerate(typed):
                try:
                    windows.append((index, _window(each, notes, outcome.left_out)))
                except Invalid as error:
                    outcome.refusals.append(Refusal(index, error))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise Invalid(BROKEN) from error
        return windows

    def _past_following(self, window: Window, windows: Sequence[tuple[int, Window]]) -> Window:
        """A window as one that began from the text of now, where nothing was done since but that references
        followed, and it is certain how that goes together with what was typed."""
        was, now = list(window.was), list(window.now)
        sent = [each for _index, other in windows for each in other.now if not each.blank]
        for at, (pid, began) in enumerate(was):
            paragraph = self.text.get(pid)
            if paragraph is None or paragraph.changed_in == began:
                continue
            own = [i for i, each in enumerate(now) if pid in each.sources and not each.blank]
            every = [each for each in sent if pid in each.sources]
            if len(every) != len(own) or any(each.sources != (pid,) for each in every) or len(own) > 1:
                continue  # it was split, merged, or taken elsewhere
            if history.operations_since(self.db, self.document, pid, began) != {FOLLOW}:
                continue
            if own and now[own[0]].block is not None:
                both = self._both(pid, began, now[own[0]].block, paragraph.block)
                if both is None:
                    continue
                now[own[0]] = now[own[0]]._replace(block=both)
            was[at] = (pid, paragraph.changed_in)
        return window._replace(was=was, now=now)

    def _both(self, pid: int, began: int, yours: Block | None, theirs: Block) -> Block | None:
        """What was typed with what was saved since; None where that takes judgement."""
        base = history.block_at(self.db, self.document, pid, began)
        if base is None or yours is None:
            return None
        text, certain = rebase(base.markdown, yours.markdown, theirs.markdown)
        return yours._replace(markdown=text) if certain and text is not None else None

    def _save(self, windows: Sequence[Window]) -> tuple[Changes, dict[str, DraftParagraph]]:
        done = changes(windows, self.text, self._ended_among(windows))
        given: dict[int, int] = {}
        for piece in done.pieces:
            given |= self.gather(piece, done)
        runs = [
            (after, [pid for each in run if (pid := given.get(each, each)) in self.text])
            for after, run in done.runs
        ]
        self.place(runs, {pid for pid in done.moved if pid in self.text})
        if len(self.text) > MAX_PARAGRAPHS:
            raise Invalid(N_("A text can have %(most)s paragraphs, no more."), most=MAX_PARAGRAPHS)
        refuse_two_notes(self.text.values(), "sheet")
        self.db.flush()
        pids = {key: given.get(pid, pid) for key, pid in done.pids.items()}
        stored = {key: self.text[pid] for key, pid in pids.items() if pid in self.text}
        return done, stored

    def _ended_among(self, windows: Sequence[Window]) -> dict[int, int | None]:
        """The paragraphs that the windows name and that have ended, each with the one it was merged into."""
        missing = {pid for window in windows for sent in window.now for pid in sent.sources}
        missing -= self.text.keys()
        if not missing:
            return {}
        query = (
            select(EndedParagraph.pid, Revision)
            .outerjoin(Revision, Revision.id == EndedParagraph.ended_in)
            .where(EndedParagraph.document_id == self.document.id, EndedParagraph.pid.in_(missing))
        )
        return {
            pid: merge.after[0]["pid"] if merge is not None and merge.operation == "merge" else None
            for pid, merge in self.db.execute(query)
        }

    def _clashes(self, indexes: Sequence[int], windows: Sequence[Window]) -> Iterator[Clash]:
        blocks = [sent for window in windows for sent in window.now if not sent.blank]
        same = {sent.sources[0] for sent in blocks if sent.block is None}
        for index, window in zip(indexes, windows, strict=True):
            for pid, began in window.was:
                paragraph = self.text.get(pid)
                mine = next((sent for sent in blocks if sent.block is not None and pid in sent.sources), None)
                if pid in same or (paragraph is not None and paragraph.changed_in == began):
                    continue
                if paragraph is None and mine is None:
                    continue  # both took it out
                yield self._clash(index, pid, began, mine)

    def _clash(self, index: int, pid: int, began: int, mine: Sent | None) -> Clash:
        paragraph = self.text.get(pid)
        base = history.block_at(self.db, self.document, pid, began)
        theirs, yours = paragraph.block if paragraph else None, mine.block if mine else None
        both, certain = None, False
        if base is not None and theirs is not None and yours is not None:
            text, certain = rebase(base.markdown, yours.markdown, theirs.markdown)
            both = yours._replace(markdown=text) if text is not None else None
        return Clash(
            index,
            mine.key if mine else "",
            pid,
            yours,
            base,
            theirs,
            both,
            certain,
            paragraph.changed_in if paragraph else 0,
            history.last_touching(self.db, self.document, pid),
        )


def _window(each: Mapping[str, Any], notes: set[str], left_out: list[Omission]) -> Window:
    after = None if each["after"] is None else int(each["after"])
    was = [(int(pid), int(began)) for pid, began in each["was"]]
    now = []
    for block in each["now"]:
        sources = tuple(dict.fromkeys(int(pid) for pid in block.get("sources") or ()))
        node = block.get("node")
        if node is None:
            now.append(Sent(str(block["key"]), (sources[0],), None))
            continue
        paragraph, omitted = written(node, notes)
        left_out += omitted
        now.append(Sent(str(block["key"]), sources, paragraph, blank=paragraph is None))
    return Window(after, was, now)


def _labels(typed: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The labels of footnotes that stand in the windows."""
    for window in typed:
        for block in window.get("now") or ():
            node: Node = block.get("node") or {}
            if node.get("type") == "footnote":
                yield str((node.get("attrs") or {}).get("label", ""))


def _is_in_order(done: Changes) -> bool:
    """Have only words changed that no label rests on?"""
    if done.moved or any(piece.old != piece.new for piece in done.pieces):
        return False
    return all(block.kind == "paragraph" for block in done.texts.values())
