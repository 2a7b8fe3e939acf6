"""Keeping an act that somebody has begun to enter, until it is recorded, deleted, or old. None of it is on
the record, and nobody but its author is shown it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from adoption.begun.models import ActDraft
from adoption.begun.models import ActDraftFile as Link
from adoption.models import Act
from core.errors import N_, Invalid, NotFound, Refused
from core.files.models import File
from core.tokens import new_token
from documents.models import Document
from members.models import Mandate, Person

Content = dict[str, dict[str, Any]]  # by page, what was typed by the names of the inputs

MOST = 50  # of one person
LARGEST = 300_000  # characters of one
GONE = N_("What you had begun is not here: it was deleted, or not touched for a long time.")


def begin(db: Session, document: Document, content: Content, *, by: Mandate, now: datetime) -> ActDraft:
    """Begin an act. Raises Refused for somebody who has begun very many."""
    if len(of_person(db, by.person)) >= MOST:
        raise Refused(N_("You have begun %(number)s acts. Record or delete some of them first."), number=MOST)
    draft = ActDraft(key=new_token(), document=document, mandate=by, content={}, begun_at=now, updated_at=now)
    save(draft, content, now=now)
    db.add(draft)
    db.flush()
    return draft


def save(draft: ActDraft, content: Content, *, now: datetime) -> None:
    """Keep what was typed. Raises Invalid where it is far more than an act takes."""
    if len(json.dumps(content, ensure_ascii=False)) > LARGEST:
        raise Invalid(N_("This is far more than an act takes. Attach long texts as files."))
    draft.content, draft.updated_at = content, now


def keep_files(db: Session, draft: ActDraft, files: Sequence[File]) -> None:
    """Have these files stay, and let others go that were there before."""
    linked = {link.file_id: link for link in draft.files}
    draft.files = [linked.get(file.id) or Link(file=file) for file in files]
    db.flush()


def own(db: Session, document: Document, key: str, person: Person | None, *, lock: bool = False) -> ActDraft:
    """What a person has begun, by its key. Raises NotFound for what is somebody else's or not there."""
    draft = by_key(db, document, key, lock=lock)
    if draft is None or person is None or draft.mandate.person_id != person.id:
        raise NotFound(GONE)
    return draft


def by_key(db: Session, document: Document, key: str, *, lock: bool = False) -> ActDraft | None:
    """What anybody has begun: whoever calls makes sure that the reader may see it."""
    query = select(ActDraft).where(ActDraft.key == key, ActDraft.document_id == document.id)
    query = query.options(joinedload(ActDraft.mandate))
    if lock:
        query = query.with_for_update(of=ActDraft)
    return db.scalars(query).one_or_none()


def of_person(db: Session, person: Person | None, document: Document | None = None) -> list[ActDraft]:
    """What a person has begun and not recorded, about one document or all, the one last saved first."""
    if person is None:
        return []
    query = (
        select(ActDraft)
        .join(Mandate, ActDraft.mandate_id == Mandate.id)
        .where(Mandate.person_id == person.id, ActDraft.act_id.is_(None))
        .order_by(ActDraft.updated_at.desc(), ActDraft.id.desc())
        .options(joinedload(ActDraft.document))
    )
    if document is not None:
        query = query.where(ActDraft.document_id == document.id)
    return list(db.scalars(query))


def became(db: Session, draft: ActDraft, act: Act) -> None:
    """It is on the record now: nothing of what was typed stays here."""
    db.flush()
    draft.content, draft.act_id, draft.files = {}, act.id, []
    db.flush()


def let_go(db: Session, draft: ActDraft) -> None:
    """Delete it. Its files go by themselves within a day."""
    db.delete(draft)
    db.flush()


def forget_old(db: Session, before: datetime) -> None:
    """Delete what nobody has saved since."""
    db.execute(delete(ActDraft).where(ActDraft.updated_at <= before))
