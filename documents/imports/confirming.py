"""What a person says about an imported file that waits: what became what, one paragraph at a time.

A link that a person vouches for has a hundred percent. What the comparison found stays beside it
(``PendingImport.compared``), so that each row can be put back, and what is doubtful stays so until somebody
has looked at that very row. New paragraphs are named by their index in the file, those of the draft
by their pid.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, Invalid, Refused
from documents import queries
from documents.drafting.rows import lock
from documents.imports import bases, importing
from documents.imports.merging import DOUBT, GONE, SURE
from documents.imports.threeway import Merged
from documents.imports.verdicts import Clash
from documents.models import Document, PendingImport
from documents.text.blocks import Block

Links = list[list[int]]


def waiting(db: Session, document: Document) -> PendingImport | None:
    """The file that was read last and waits to be confirmed; None if the last one has been."""
    newest = (
        select(PendingImport)
        .where(PendingImport.document_id == document.id)
        .order_by(PendingImport.id.desc())
    )
    last = db.scalars(newest.limit(1)).first()
    return last if last is not None and last.confirmed_at is None else None


def lock_waiting(db: Session, pending: PendingImport) -> None:
    """Let nobody else decide about this file, or work on the draft, until the transaction ends. Raises
    Refused if it has been confirmed."""
    lock(db, pending.document)  # before the file, as whoever saves does: else two would wait for one another
    db.refresh(pending, with_for_update=True)
    if pending.confirmed_at is not None:
        raise Refused(N_("This import has been confirmed already."))


def lock_unconfirmed(db: Session, pending: PendingImport) -> None:
    """The same. Raises Conflict, too, if the draft is no longer what the file was put together with."""
    lock_waiting(db, pending)
    if is_outdated(db, pending):
        raise Conflict(N_("The draft has changed since this file was compared with it."))


def is_outdated(db: Session, pending: PendingImport) -> bool:
    """Has the draft changed since it was compared with the file?"""
    return queries.last_revision_id(db, pending.document) != pending.draft_revision


# What is doubtful


def doubtful_rows(pending: PendingImport) -> set[int]:
    """The new paragraphs of which the comparison was not certain where they come from."""
    return {index for _pid, index, percent in importing.links_found(pending) if percent < DOUBT}


def doubtful_ends(pending: PendingImport) -> set[int]:
    """The paragraphs of the draft of which the comparison was not certain that they end."""
    return {
        pid
        for pid, index, percent in pending.compared or ()
        if pid is not None and index is None and percent is not None and percent < DOUBT
    }


def open_rows(pending: PendingImport) -> set[int]:
    """The new paragraphs with a link that nobody has confirmed."""
    return {index for _pid, index in importing.guesses(pending)}


def open_ends(pending: PendingImport) -> set[int]:
    """The doubtful ends that nobody has confirmed or put right."""
    return doubtful_ends(pending) - {link[0] for link in pending.links} - set(pending.ended or ())


def changed_rows(pending: PendingImport) -> set[int]:
    """The new paragraphs that come from elsewhere than the comparison found."""
    compared, now = _sources(importing.links_found(pending)), _sources(pending.links)
    return {index for index in {*compared, *now} if set(compared[index]) != set(now[index])}


# What a person decides


def add_source(pending: PendingImport, index: int, pid: int, draft: Collection[int]) -> None:
    """A new paragraph comes from this one of the draft, too: a merge if it has others, a split if
    others have it. ``draft``: every pid there is."""
    _known_row(pending, index)
    if pid not in draft:
        raise Invalid(N_("Choose a paragraph from the list."), field="pid")
    others = [link for link in pending.links if link[:2] != [pid, index]]
    _set(pending, [*others, [pid, index, SURE]])


def remove_source(pending: PendingImport, index: int, pid: int) -> None:
    """A new paragraph does not come from this one; what has no other to go on in, ends."""
    _known_row(pending, index)
    _set(pending, [link for link in pending.links if link[:2] != [pid, index]])


def say_new(pending: PendingImport, index: int) -> None:
    """A paragraph of the file comes from none of the draft."""
    _known_row(pending, index)
    _set(pending, [link for link in pending.links if link[1] != index])


def vouch(pending: PendingImport, indexes: Iterable[int]) -> None:
    """A person has looked at these new paragraphs: they come from where the import says."""
    seen = set(indexes)
    for index in seen:
        _known_row(pending, index)
    left = [link for link in pending.links if link[1] not in seen or link[2] != GONE]
    _set(pending, [[p, i, SURE if i in seen else percent] for p, i, percent in left])


def say_ends(pending: PendingImport, pid: int, draft: Collection[int]) -> None:
    """A paragraph of the draft goes on nowhere in the file."""
    if pid not in draft:
        raise Invalid(N_("Choose a paragraph from the list."), field="pid")
    _set(pending, [link for link in pending.links if link[0] != pid])
    pending.ended = sorted({*(pending.ended or ()), pid})


def put_back(pending: PendingImport, indexes: Iterable[int]) -> None:
    """These new paragraphs come from where the comparison found them."""
    named = set(indexes)
    for index in named:
        _known_row(pending, index)
    links = [link for link in importing.links_found(pending) if link[1] in named]
    _set(pending, [*(link for link in pending.links if link[1] not in named), *links])


def put_back_end(pending: PendingImport, pid: int) -> None:
    """What becomes of this paragraph of the draft is again what the comparison found."""
    links = [link for link in importing.links_found(pending) if link[0] == pid]
    _set(pending, [*(link for link in pending.links if link[0] != pid), *links])
    pending.ended = [other for other in pending.ended or () if other != pid]


def put_back_all(pending: PendingImport) -> None:
    """Everything as the comparison found it."""
    pending.links, pending.ended = importing.links_found(pending), []


def compare_again(db: Session, pending: PendingImport) -> None:
    """Put the same file together with the draft as it stands now. Everything that a person decided of what
    became what stays: it is about the text that the file was begun from. What they decided where both
    changed a paragraph stays as long as the words that they saw do; and what they said to come from a
    paragraph of the draft that has gone since is to be checked again."""
    lock_waiting(db, pending)
    base = bases.base_of(pending)
    there = {
        place.pid
        for text in (bases.text_of(db, pending.document, base), bases.draft_of(db, pending.document))
        for place in text
    }
    pending.base_version, pending.base_revision, pending.base_known = base
    pending.draft_revision = queries.last_revision_id(db, pending.document)
    pending.links = [[pid, index, _percent(percent, pid in there)] for pid, index, percent in pending.links]
    db.flush()


def take_back(pending: PendingImport, together: Merged, ids: Iterable[int]) -> None:
    """The file takes these saved changes back, and no others, as far as it would undo them."""
    chosen = set(ids)
    if not chosen <= together.since:
        raise Invalid(N_("Choose from the changes in the list."), field="takes_back")
    pending.takes_back = sorted(chosen)


def settle(pending: PendingImport, clash: Clash, take: str, blocks: Sequence[Block] = ()) -> None:
    """A person decided what becomes of a paragraph that both changed: ``mine``, the file's words;
    ``theirs``, those of the draft; or ``text``, these paragraphs."""
    if take not in ("mine", "theirs", "text") or (take == "text") != bool(blocks):
        raise Invalid(N_("Choose one of the texts."), field="take")
    decision = {"take": take, "blocks": [list(block) for block in blocks], "on": clash.on}
    pending.settled = {**(pending.settled or {}), str(clash.key): decision}


def unsettle(pending: PendingImport, key: int) -> None:
    """What was decided of it is put aside."""
    pending.settled = {pid: decision for pid, decision in (pending.settled or {}).items() if pid != str(key)}


def _percent(before: int, is_there: bool) -> int:
    """How sure a link is, by whether the paragraph that it names is there; one that came back is a guess."""
    if not is_there:
        return GONE
    return before if before != GONE else int(DOUBT) - 1


def _sources(links: Links) -> defaultdict[int, dict[int, int]]:
    """For each new paragraph the percent of each pid that it comes from."""
    sources: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for pid, index, percent in links:
        sources[index][pid] = percent
    return sources


def _set(pending: PendingImport, links: Links) -> None:
    """Keep links in the order in which they were found, since the first of a pid is its primary one;
    those that a person added come after them."""
    rank = {(pid, index): at for at, (pid, index, _) in enumerate(importing.links_found(pending))}
    pending.links = sorted(links, key=lambda link: rank.get((link[0], link[1]), len(rank)))
    linked = {link[0] for link in links}
    pending.ended = [pid for pid in pending.ended or () if pid not in linked]


def _known_row(pending: PendingImport, index: int) -> None:
    if not 0 <= index < len(pending.blocks):
        raise Invalid(N_("Choose a paragraph from the list."), field="pid")
