"""Somebody who writes in the sheet, as a browser does: blocks with their sources, saved by the windows that
changed. Beside each block it is kept from which paragraphs of the version its words truly come."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consultation.answers import changing
from documents import queries
from documents.models import Document
from documents.sheet.inline import Node
from documents.sheet.reading import node_of
from documents.sheet.saving import Outcome
from members.models import Mandate
from tests.support.factories import NOW

_keys = itertools.count(1)


@dataclass
class Written:
    """A block of the sheet. ``origins``: the paragraphs of the version that its words come from, as they
    went from block to block. ``saved``: how it was last saved, None for a new one."""

    words: str
    sources: list[int] = field(default_factory=list)
    origins: set[int] = field(default_factory=set)
    kind: str = "paragraph"
    attrs: dict[str, Any] = field(default_factory=lambda: {"level": 0})
    saved: tuple[int, int] | None = None  # pid, changed_in
    touched: bool = False

    @property
    def node(self) -> Node:
        return {
            "type": self.kind,
            "attrs": {**self.attrs, "sources": self.sources},
            "content": [{"type": "text", "text": self.words}] if self.words else [],
        }


class Typist:
    """One browser with the sheet of a draft open."""

    def __init__(self, db: Session, document: Document, by: Mandate) -> None:
        self.db, self.document, self.by = db, document, by
        self.load()

    def load(self) -> None:
        """Open the page anew."""
        self.blocks = [
            _block(row.pid, row.changed_in, node_of(row.block), row.origins)
            for row in queries.draft(self.db, self.document)
        ]
        self.was = [each.saved for each in self.blocks if each.saved]

    # What one does

    def type(self, at: int, words: str) -> None:
        self.blocks[at].words, self.blocks[at].touched = words, True

    def split(self, at: int, first: int) -> None:
        """Press Enter after so many words."""
        whole = self.blocks[at]
        words = whole.words.split()
        part = Written(
            " ".join(words[first:]), list(whole.sources), set(whole.origins), whole.kind, dict(whole.attrs)
        )
        whole.words, whole.touched, part.touched = " ".join(words[:first]), True, True
        self.blocks.insert(at + 1, part)

    def join(self, at: int) -> None:
        """Press Backspace at the head of the block after this one."""
        one, two = self.blocks[at], self.blocks.pop(at + 1)
        one.words, one.touched = f"{one.words} {two.words}".strip(), True
        one.sources += [pid for pid in two.sources if pid not in one.sources]
        one.origins |= two.origins

    def move(self, at: int, to: int) -> Written:
        """Cut a block and paste it elsewhere."""
        block = self.blocks.pop(at)
        self.blocks.insert(to, block)
        return block

    def delete(self, at: int) -> Written:
        return self.blocks.pop(at)

    def bring_back(self, block: Written, at: int) -> None:
        """Undo a deletion."""
        self.blocks.insert(at, block)

    def write(self, at: int, words: str) -> None:
        self.blocks.insert(at, Written(words, touched=True))

    # What the browser does

    def windows(self) -> list[dict[str, Any]]:
        """The run of the sheet that changed, if any did."""
        now = [None if each.touched else each.saved for each in self.blocks]
        before = 0
        while before < min(len(self.was), len(now)) and self.was[before] == now[before]:
            before += 1
        after = 0
        most = min(len(self.was), len(now)) - before
        while after < most and self.was[-1 - after] == now[-1 - after]:
            after += 1
        was = self.was[before : len(self.was) - after]
        blocks = self.blocks[before : len(self.blocks) - after]
        if not was and not blocks:
            return []
        self.keys = {f"k{next(_keys)}": each for each in blocks}
        return [
            {
                "after": self.was[before - 1][0] if before else None,
                "was": [list(each) for each in was],
                "now": [self._sent(key, each) for key, each in self.keys.items()],
            }
        ]

    def _sent(self, key: str, each: Written) -> dict[str, Any]:
        stands = each.saved in self.was and not each.touched
        return {"key": key, "sources": each.sources} | ({} if stands else {"node": each.node})

    def save(self, now: datetime = NOW) -> Outcome:
        """Save, and go on from what the server says."""
        typed = self.windows()
        outcome = changing.gather(self.db, self.document, typed, by=self.by, now=now)
        if not typed or outcome.clashes or outcome.refusals:
            return outcome
        for key, each in self.keys.items():
            if key in outcome.stored:
                row = outcome.stored[key]
                each.sources, each.saved, each.touched = [row.pid], (row.pid, row.changed_in), False
        self.was = [each.saved for each in self.blocks if each.saved and each.words]
        return outcome


def _block(pid: int, changed_in: int, node: Node, origins: Iterable[int]) -> Written:
    words = "".join(each.get("text", "") for each in node.get("content", []))
    return Written(words, [pid], set(origins), node["type"], node["attrs"], (pid, changed_in))
