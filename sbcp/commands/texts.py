"""Texts from files, without the browser."""

import argparse
import codecs
import sys

from sqlalchemy.orm import Session

from consultation.answers import changing
from core import clock
from core.errors import NotFound
from core.writing.graphemes import cut
from documents import queries
from documents.drafting import history
from documents.formats import ENCODINGS, OtherEncoding, read_file
from documents.formats.reading import Reading
from documents.imports import bases, importing, merging
from documents.models import Document, PendingImport, Revision
from process.services import EDITING_STAGES, publish_version, refuse_other_stage
from sbcp.commands.opening import writing
from sbcp.settings import Settings


def import_text(settings: Settings, options: argparse.Namespace) -> int:
    """A first text, or the next draft after a look at what became what."""
    with writing(settings) as db:
        now = clock.now()
        try:
            document = queries.document_by_slug(db, options.document)
            reading = _read(options, document.language)
        except NotFound:
            reading = _read(options, options.language)
            document = importing.create_document(
                db,
                slug=options.document,
                title=options.title or reading.title or options.file.stem,
                language=options.language,
                now=now,
                by=None,
            )
        refuse_other_stage(db, document, EDITING_STAGES)
        if options.labels:
            document.labels_style = options.labels
        if queries.draft(db, document):
            revision = _import_next(db, document, reading, options)
        else:
            revision = changing.import_first(
                db, document, reading, file_name=options.file.name, by=None, now=now
            )
        if revision is None:
            print("Nothing was changed.")
            return 1
        _say_omissions(reading)
        print(f"{len(revision.after)} paragraphs in the draft of {document.slug} (revision {revision.name}).")
    return 0


def encoding(name: str) -> str:
    """An encoding of before UTF-8 by any of its names, such as ``windows-1250``; nothing for UTF-8 itself.

    Raises ArgumentTypeError, for the parser of the command line, for one that is not read.
    """
    known = {codecs.lookup(each).name: each for each in ENCODINGS} | {"utf-8": ""}
    try:
        return known[codecs.lookup(name).name]
    except LookupError as error:
        raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(ENCODINGS)}") from error


def _read(options: argparse.Namespace, language: str) -> Reading:
    """The text of the file; what it may be in is said if it is not in UTF-8 and nobody has told."""
    try:
        return read_file(options.file.name, options.file.read_bytes(), options.encoding, language)
    except OtherEncoding as error:
        for offer in error.offers[:3]:
            print(f"  --encoding {offer.encoding} ({offer.name}): {offer.telling}", file=sys.stderr)
        raise


def publish(settings: Settings, options: argparse.Namespace) -> int:
    with writing(settings) as db:
        document = queries.document_by_slug(db, options.slug)
        version = publish_version(db, document, label=options.label, by=None, now=clock.now())
        print(f"{document.slug} version {version.number} «{version.label}», digest {version.digest}")
    return 0


def _import_next(
    db: Session, document: Document, reading: Reading, options: argparse.Namespace
) -> Revision | None:
    now = clock.now()
    data = options.file.read_bytes()
    pending = importing.keep(db, document, reading, file_name=options.file.name, by=None, now=now, data=data)
    base = _base(db, pending, data, reading, options)
    importing.begun_from(db, pending, base)
    _say_matches(db, pending, base)
    asked = sys.stdin.isatty() and not options.yes
    if asked and input("Take this over? [y/N] ").strip().casefold() not in ("y", "yes"):
        db.rollback()
        return None
    try:
        sure = options.yes or asked
        return changing.confirm_import(db, pending, by=None, reason=options.reason, now=now, sure=sure)
    except importing.Undecided as error:
        for clash in error.clashes:
            begins = cut(clash.theirs or clash.base or clash.yours, 60)
            print(f"  changed by the file and by others: paragraph {clash.key}, {begins!r}", file=sys.stderr)
        raise


def _base(
    db: Session, pending: PendingImport, data: bytes, reading: Reading, options: argparse.Namespace
) -> bases.Base:
    """The text that the file was begun from: as the option says, or as the file shows; else the last version,
    from which the draft stems, or the draft itself before there is one."""
    document = pending.document
    if options.base is not None:
        number = queries.version_by_number(db, document, options.base).number
        return bases.Base(number, None, bases.Known.ASKED)
    base = bases.recognised(db, document, data, reading.blocks, pending.anchors or [])
    if base is not None:
        return base
    last = queries.last_number(db, document)
    return bases.Base(last, None, bases.Known.LAST) if last else bases.of_draft(db, document)


def _say_matches(db: Session, pending: PendingImport, base: bases.Base) -> None:
    """From which text the file was begun, what became what, in counts, and each link that is not certain;
    what others changed since and the file does not have, which is kept."""
    text = "the draft as it stands" if base.version is None else f"version {base.version}"
    print(f"This file was begun from {text} ({base.known.label}).")
    linked_old = {pid for pid, _index, _percent in pending.links}
    linked_new = {index for _pid, index, _percent in pending.links}
    old = len(bases.text_of(db, pending.document, base))
    print(f"{old} paragraphs in that text, {len(pending.blocks)} in the file:")
    print(f"  {len(linked_old)} continue, {old - len(linked_old)} end,")
    print(f"  {len(pending.blocks) - len(linked_new)} are new.")
    for pid, index in importing.guesses(pending):
        print(f"  not certain: paragraph {pid} → {cut(pending.blocks[index][2], 60)!r}")
    together = merging.merged(db, pending)
    if together.undone:
        known = history.revisions_by_id(db, pending.document, together.undone)
        names = ", ".join(known[id_].name for id_ in together.undone if id_ in known)
        print(f"  kept, though the file does not have them: the saved changes {names}")


def _say_omissions(reading: Reading) -> None:
    for omission in reading.omissions:
        print(f"  line {omission.line}: {omission.what}: {cut(omission.excerpt, 60)!r}. {omission.why}")
