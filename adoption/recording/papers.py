"""The files of an act: linking those that were kept, and erasing one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from adoption.kinds import Purpose
from adoption.models import Act, ActFile
from core.errors import N_, Invalid, NotFound
from core.files.models import File, Scan
from core.record import entries
from core.text import checked_reason
from documents.models import Document

MOST_FILES = 10  # of one act


def linked(files: Sequence[tuple[File, str]]) -> list[ActFile]:
    """The links of an act that is to be, from files and their purposes. Raises Invalid for a purpose that is
    none, a file twice, and too many."""
    if len(files) > MOST_FILES:
        raise Invalid(N_("An act takes %(limit)s files at most."), field="papers", limit=MOST_FILES)
    if len({file.id for file, _purpose in files}) < len(files):
        raise Invalid(N_("The same file is there twice. Leave one of them out."), field="papers")
    if not all(Purpose.has(purpose) for _file, purpose in files):
        raise Invalid(N_("Choose what each file is."), field="papers")
    return [ActFile(file=file, purpose=purpose) for file, purpose in files]


def check_files(db: Session, act: Act) -> None:
    """Files are new, or those of an act of the same country on the same version that is restated. Raises
    Invalid for one that belongs to something else, and one that the scanner refused."""
    for link in act.files:
        if link.file.scan == Scan.REFUSED:
            message = N_("The scanner for viruses has refused “%(name)s”. Leave it out, or send it anew.")
            raise Invalid(message, field="papers", name=link.file.name)
        others = select(Act).join(ActFile).where(ActFile.file_id == link.file.id)
        for other in db.scalars(others):
            theirs = (other.participant_id, other.version_id)
            if theirs != (act.participant.id, act.version.id):
                raise Invalid(N_("Choose a file that belongs to no other act."), field="papers")


def recorded(act: Act) -> list[dict[str, Any]]:
    """What the public record keeps of the files of an act. Their names are in rows that can be emptied."""
    return [{"purpose": link.purpose, "sha256": link.file.sha256} for link in act.files]


def described(act: Act) -> list[dict[str, Any]]:
    """The files of an act for programs."""
    return [
        {
            "file": link.file.id,
            "purpose": link.purpose,
            "name": link.file.name,
            "size": link.file.size,
            "media_type": link.file.media_type,
            "sha256": link.file.sha256,
            "erased": link.file.erased_at is not None,
        }
        for link in act.files
    ]


def file_of_act(db: Session, document: Document, act_id: int, file_id: int) -> ActFile:
    """A file of an act on a document. Raises NotFound."""
    query = select(ActFile).where(ActFile.act_id == act_id, ActFile.file_id == file_id)
    link = db.scalars(query.options(joinedload(ActFile.file), joinedload(ActFile.act))).one_or_none()
    if link is None or link.act.version.document_id != document.id:
        raise NotFound(N_("There is no file at this address."))
    return link


def erase_file(db: Session, file_id: int, *, reason: str, now: datetime) -> File:
    """Take a file away from everybody, with its name; what it was, its size and digest stay. Its bytes go
    once this is committed (``core.files.keeping.forget``). It is on the record, with the reason.

    For whoever runs the instance, by a command. Raises NotFound for a file that no act has, or that is erased
    already; Invalid without a reason.
    """
    links = db.scalars(select(ActFile).where(ActFile.file_id == file_id).order_by(ActFile.id)).all()
    if not links or links[0].file.erased_at is not None:
        raise NotFound(N_("There is no file at this address."))
    reason = checked_reason(reason)
    act, file = links[0].act, links[0].file
    file.erase(now)
    entries.append(
        db,
        at=now,
        actor=entries.OPERATOR,
        action="act.file_erased",
        subject=act.version.document.subject,
        body={
            "act": act.id,
            "participant": act.participant.code,
            "version": act.version.number,
            "sha256": file.sha256,
            "reason": reason,
        },
    )
    return file
