"""The text that an imported file was begun from: recognised, or chosen by a person."""

from dataclasses import dataclass

from starlette.responses import Response

from documents import queries
from documents.drafting import history
from documents.imports import bases, confirming, importing, merging
from documents.imports.bases import Base
from documents.models import PendingImport, Revision, Version
from sbcp.pages.imports.forms import BaseChoice
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

MOST_OFFERED = 50  # saved changes, the newest first


@dataclass(frozen=True)
class Begun:
    """A text that a file may have been begun from. is_now: it is the draft as it stands."""

    base: Base
    version: Version | None = None
    revision: Revision | None = None
    is_now: bool = False


def begun(visit: Visit, base: Base) -> Begun:
    """This text, with what there is to say of it."""
    document = visit.subject()
    if base.version is not None:
        return Begun(base, version=queries.version_by_number(visit.db, document, base.version))
    revision = history.revisions_by_id(visit.db, document, [base.revision or 0]).get(base.revision or 0)
    is_now = base.revision == queries.last_revision_id(visit.db, document)
    return Begun(base, revision=revision, is_now=is_now)


def base_form(visit: Visit, form: BaseChoice | None = None) -> Response:
    """Asks from which text the file was begun; the nearest is offered first, and called a guess."""
    document, pending = visit.subject(), _unconfirmed(visit)
    if pending is None:
        return redirect(visit, "pending_import", slug=document.slug, pending=visit.path["pending"])
    known = bases.is_known(pending)
    nearest = bases.nearest(visit.db, document, merging.blocks_of(pending))
    asked = form or BaseChoice.read(visit, {"base": (bases.base_of(pending) if known else nearest).name})
    now = bases.of_draft(visit.db, document)
    revisions = history.revisions(visit.db, document, limit=MOST_OFFERED + 1)
    last = queries.last_number(visit.db, document)
    return render(
        visit,
        "imports/base.html",
        **asked.shown(),
        document=document,
        pending=pending,
        known=known,
        nearest=begun(visit, nearest),
        versions=[
            Begun(Base(each.number, None, bases.Known.ASKED), version=each)
            for each in reversed(queries.versions(visit.db, document))
        ],
        now=begun(visit, now),
        revisions=[
            Begun(Base(None, each.id, bases.Known.ASKED), revision=each)
            for each in revisions
            if each.base == last and each.id != now.revision
        ],
    )


def choose(visit: Visit) -> Response:
    """Compare the file with the text that was chosen."""
    pending, form = _unconfirmed(visit), BaseChoice.read(visit)
    if pending is not None and form.is_right():
        with form.telling():
            base = bases.chosen(visit.db, visit.subject(), form.base.raw)
            confirming.lock_waiting(visit.db, pending)
            if base.name != bases.base_of(pending).name or not bases.is_known(pending):
                importing.begun_from(visit.db, pending, base)
            return redirect(visit, "pending_import", slug=visit.subject().slug, pending=pending.id)
    return base_form(visit, form)


def _unconfirmed(visit: Visit) -> PendingImport | None:
    pending = queries.pending_import_by_id(visit.db, visit.subject(), visit.path["pending"])
    return pending if pending.confirmed_at is None else None
