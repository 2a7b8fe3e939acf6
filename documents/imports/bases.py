"""From which text an imported file was begun: a version, or the draft right after a saved change.

It is recognised by a digest that stands in the file, by its anchors (``id="p-12"``, as our pages have
them), or because nothing in it is changed; else a person is asked, and the nearest text offered first.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from core.enumeration import Labelled
from core.errors import N_, Invalid, NotFound
from documents import queries
from documents.drafting.states import draft_at
from documents.formats.links import with_places
from documents.imports.groups import Place
from documents.models import Document, PendingImport, Revision, Version
from documents.text.blocks import Block
from documents.text.words import plain

_DIGEST = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")


class Known(Labelled):
    """How it is known from which text a file was begun."""

    DIGEST = "digest", N_("recognised by its digest")
    WORDS = "words", N_("recognised by its words, which are the same")
    PIDS = "pids", N_("recognised by the anchors of its paragraphs")
    SINGLE = "single", N_("the only text there is")
    ASKED = "asked", N_("as a person said")
    LAST = "last", N_("taken because nothing else was said")
    DRAFT = "draft", N_("with which it was compared first")
    UNKNOWN = "unknown", N_("not known yet")


class Base(NamedTuple):
    """A version by its number, or the draft right after a saved change by its id; and how it is known."""

    version: int | None
    revision: int | None
    known: Known

    @property
    def name(self) -> str:
        """How a form sends it: ``v2``, ``r31``."""
        return f"v{self.version}" if self.version is not None else f"r{self.revision}"


def of_draft(db: Session, document: Document, known: Known = Known.DRAFT) -> Base:
    """The draft as it stands now."""
    return Base(None, queries.last_revision_id(db, document), known)


def base_of(pending: PendingImport) -> Base:
    """From which text a file was begun. One that nobody was asked of: from the draft as it was when the two
    were compared."""
    if pending.base_known is None:
        return Base(None, pending.draft_revision, Known.DRAFT)
    return Base(pending.base_version, pending.base_revision, Known(pending.base_known))


def is_known(pending: PendingImport) -> bool:
    """Is it known from which text the file was begun?"""
    return base_of(pending).known != Known.UNKNOWN


def recognised(
    db: Session,
    document: Document,
    data: bytes,
    blocks: Sequence[Block],
    anchors: Sequence[Sequence[int]],
) -> Base | None:
    """The text that a file shows to have been begun from: by its bytes, as they were read, and by the
    anchors in it (``anchors_in``)."""
    versions = queries.versions(db, document)
    digests = {digest.lower() for digest in _DIGEST.findall(data.replace(b"\0", b"").decode("latin-1"))}
    named = [version for version in versions if version.digest in digests]
    if len(named) == 1:
        return Base(named[0].number, None, Known.DIGEST)
    texts = _texts(db, document, versions, Known.WORDS)
    pids = {pid for pid, _index in anchors}
    holding = []
    for base, text in texts.items():
        if _is_same(text, blocks):
            return base
        if base.version is not None and pids and pids <= {place.pid for place in text}:
            holding.append(base)
    if len(holding) == 1:
        return holding[0]._replace(known=Known.PIDS)
    if len(versions) <= 1 and queries.unpublished_revisions(db, document) == 1 - len(versions):
        return next(iter(texts))._replace(known=Known.SINGLE)
    return None


def chosen(db: Session, document: Document, name: str) -> Base:
    """The text that a person chose, as a form sends it. Raises Invalid if there is no such text."""
    kind, digits = name[:1], name[1:]
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
    if kind == "v":
        try:
            return Base(queries.version_by_number(db, document, number).number, None, Known.ASKED)
        except NotFound as error:
            raise Invalid(N_("Choose a text from the list."), field="base") from error
    revision = db.get(Revision, number) if kind == "r" else None
    if revision is None or revision.document_id != document.id:
        raise Invalid(N_("Choose a text from the list."), field="base")
    return Base(None, revision.id, Known.ASKED)


def nearest(db: Session, document: Document, blocks: Sequence[Block]) -> Base:
    """Of the versions and the draft as it stands the one that has most paragraphs of a file word for word:
    a guess, to be offered first."""
    texts = _texts(db, document, queries.versions(db, document), Known.ASKED)
    file = _weights(blocks)

    def likeness(base: Base) -> float:
        text = _weights([place.block for place in texts[base]])
        return (file & text).total() / max((file | text).total(), 1)

    return max(texts, key=likeness)


def text_of(db: Session, document: Document, base: Base) -> list[Place]:
    """The paragraphs of a base in order; their origins are those of the last version."""
    if base.version is not None:
        version = queries.version_by_number(db, document, base.version)
        onward = _onward(db, document, base.version)
        return [
            Place(each.pid, each.block, onward.get(each.pid, [])) for each in queries.paragraphs(db, version)
        ]
    if base.revision == queries.last_revision_id(db, document):
        return draft_of(db, document)
    last = queries.last_number(db, document)
    revision = db.get_one(Revision, base.revision)
    states = draft_at(db, document, revision.id)
    if revision.base == last:
        return [Place(each.pid, each.block, each.origins, each.certain) for each in states]
    onward = _onward(db, document, revision.base + 1)
    return [Place(each.pid, each.block, onward.get(each.pid, []), each.certain) for each in states]


def draft_of(db: Session, document: Document) -> list[Place]:
    """The paragraphs of the draft as it stands now."""
    return [Place(each.pid, each.block, each.origins, each.certain) for each in queries.draft(db, document)]


def _texts(
    db: Session, document: Document, versions: Sequence[Version], known: Known
) -> dict[Base, list[Place]]:
    """The paragraphs of each version, the last first, and of the draft as it stands; of versions without
    their origins, which are told step by step. The number of statements does not grow with the versions."""
    published = queries.blocks_of_versions(db, versions)
    texts = {
        Base(version.number, None, known): [Place(pid, block) for pid, block in published[version.id]]
        for version in reversed(versions)
    }
    return texts | {of_draft(db, document, known): draft_of(db, document)}


def _onward(db: Session, document: Document, number: int) -> dict[int, list[int]]:
    """For each paragraph of a version those of the last one that it became."""
    version = queries.version_by_number(db, document, number)
    last = queries.last_version(db, document)
    if last is None or last.id == version.id:
        return {each.pid: [each.pid] for each in queries.paragraphs(db, version)}
    onward: dict[int, list[int]] = {}
    for line in queries.lines_between(db, version, last):
        if line.old is not None and line.new is not None:
            onward.setdefault(line.old, []).append(line.new)
    return onward


def _is_same(text: Sequence[Place], blocks: Sequence[Block]) -> bool:
    """Has the file these very paragraphs? Links to headings are compared by where they lead."""
    if len(text) != len(blocks):
        return False
    return with_places(blocks, [place.pid for place in text]) == [place.block for place in text]


def _weights(blocks: Sequence[Block]) -> Counter[str]:
    """The words of each paragraph, as heavy as they are long."""
    return Counter({words: len(words) for block in blocks for words in [plain(block.markdown)]})
