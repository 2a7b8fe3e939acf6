"""Publishing a version as a job: asked for on a page, done by the worker."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import jobs
from core.errors import N_, Forbidden
from core.jobs import Job
from documents import queries
from documents.models import Document
from members.models import Mandate
from process.queries import stage_of
from process.services import publish_version, refuse_unpublishable
from sbcp import permissions

KIND = "version.publish"


def ask(db: Session, document: Document, *, label: str, by: Mandate, now: datetime, seen: int | None) -> Job:
    """Leave the publication to the worker; asked for twice, it is one. The document is held by the
    request. Raises what ``publish_version`` would raise now."""
    last = queries.last_revision_id(db, document)
    label = " ".join(label.split())
    key = f"{document.slug}:{last}:{label}"[:200]
    if seen is None or seen == last:
        found = jobs.find(db, key)
        if found is not None:
            return found
    refuse_unpublishable(db, document, label=label, seen=seen)
    before = queries.last_version(db, document)
    body = {
        "slug": document.slug,
        "number": before.number + 1 if before else 1,  # that it will have, as far as one can tell
        "label": label,
        "seen": last,
        "mandate": by.id,
    }
    return jobs.ask(db, kind=KIND, key=key, body=body, now=now)


def publish(db: Session, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Do what was asked for, if whoever asked may still do it. Gives the number of the version."""
    document = queries.document_by_slug(db, body["slug"])
    by = db.get_one(Mandate, body["mandate"])
    held = [by] if by.in_force(now.date()) else []
    if not permissions.can("version:publish", held, stage=stage_of(db, document)):
        raise Forbidden(N_("You hold no mandate for this at the present stage."))
    version = publish_version(db, document, label=body["label"], by=by, now=now, seen=body["seen"])
    return {"version": version.number}
