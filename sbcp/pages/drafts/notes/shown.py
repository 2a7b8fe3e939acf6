"""Notes as pages show them: each at the paragraph where its words stand now."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from documents import queries
from documents.models import Document
from documents.staleness import digest_of, is_stale
from documents.text.blocks import Block
from members.notes import threads
from members.notes.models import Note
from members.notes.threads import Head, Thread
from sbcp.language.locales import USER_LANGUAGES
from sbcp.pages.drafts.anchors import pid_of, where_now
from sbcp.pages.drafts.notes.forms import LANGUAGES, NewNote
from sbcp.pages.drafts.paragraphs import NamedParagraph, excerpt, find
from sbcp.web.visit import Visit


@dataclass(frozen=True)
class ShownThread:
    """A thread and where its paragraph is: ``place``, None if the draft no longer has it; ``last_words``:
    how that began when it ended. ``pid``: the paragraph that it was written on."""

    thread: Thread
    pid: int
    place: NamedParagraph | None
    last_words: str = ""

    @property
    def first(self) -> Note:
        return self.thread.first

    def is_stale(self, note: Note) -> bool:
        """Whether the paragraph reads otherwise than when a note was written."""
        return self.place is not None and is_stale(note.source_digest, self.place.paragraph.block)


@dataclass(frozen=True)
class Counts:
    """How many threads a draft has. ``at``: the open ones of each paragraph."""

    open: int
    all: int
    at: dict[int, int]


def counts(db: Session, document: Document, pids: Collection[int]) -> Counts:
    """The threads of a draft that has these paragraphs."""
    heads = threads.heads(db, document.subject)
    noted = Counter(pid_of(head.anchor) for head in heads if head.is_open)
    now = {pid: pid for pid in noted}
    if noted.keys() - set(pids):
        now = where_now(db, document, queries.draft(db, document), noted)
    at: Counter[int] = Counter()
    for pid, number in noted.items():
        if pid in now:
            at[now[pid]] += number
    return Counts(sum(noted.values()), len(heads), dict(at))


def of_paragraph(
    db: Session, document: Document, paragraphs: Sequence[NamedParagraph], pid: int
) -> list[ShownThread]:
    """The threads that are read at a paragraph, settled ones too; at one that has ended, those on it."""
    heads = threads.heads(db, document.subject)
    now = _now(db, document, paragraphs, heads)
    here = [head for head in heads if now.get(pid_of(head.anchor), pid_of(head.anchor)) == pid]
    return shown(db, document, paragraphs, here)


def listed(
    db: Session, document: Document, paragraphs: Sequence[NamedParagraph], *, settled: bool
) -> list[Head]:
    """Every open thread of a draft, or every settled one, in the order of the text; what is on paragraphs
    that it no longer has comes last."""
    heads = [head for head in threads.heads(db, document.subject) if head.is_open != settled]
    now = _now(db, document, paragraphs, heads)
    order = {paragraph.pid: index for index, paragraph in enumerate(paragraphs)}
    return sorted(heads, key=lambda head: (order.get(now.get(pid_of(head.anchor), 0), len(order)), head.id))


def shown(
    db: Session, document: Document, paragraphs: Sequence[NamedParagraph], heads: Iterable[Head]
) -> list[ShownThread]:
    """These threads with their words and their places, in the same order."""
    wanted = list(heads)
    read = {thread.first.id: thread for thread in threads.threads(db, [head.id for head in wanted])}
    now = _now(db, document, paragraphs, wanted)
    gone = {pid for head in wanted if (pid := pid_of(head.anchor)) not in now}
    last = {each.pid: excerpt(each.markdown) for each in queries.ended_by_pids(db, document, gone)}
    return [
        ShownThread(read[head.id], pid, find(paragraphs, now.get(pid)), last.get(pid, ""))
        for head in wanted
        for pid in [pid_of(head.anchor)]
    ]


def form_values(visit: Visit, form: NewNote | None, block: Block | None) -> dict[str, Any]:
    """What a page needs to show the form of a note about these words, as it was typed or empty."""
    language = visit.locale.lang if visit.locale.lang in USER_LANGUAGES else "en"
    given = {"language": language, "source": digest_of(block) if block else ""}
    filled = form or NewNote(None, given)
    return {"values": filled.values, "errors": filled.faults, "languages": LANGUAGES}


def _now(
    db: Session, document: Document, paragraphs: Sequence[NamedParagraph], heads: Iterable[Head]
) -> dict[int, int]:
    pids = {pid_of(head.anchor) for head in heads}
    return where_now(db, document, [each.paragraph for each in paragraphs], pids)
