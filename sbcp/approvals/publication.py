"""Publishing a version: asked for by one person, approved by another, done by the worker as a job."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, Forbidden
from core.queue import jobs
from core.queue.jobs import Job
from documents import queries
from documents import summaries as plain_words
from documents.drafting import history
from documents.models import Document
from members.approvals import Approval, open_about, stands
from members.models import Mandate
from process.queries import stage_of
from process.services import publish_version, refuse_unpublishable
from sbcp import permissions
from sbcp.approvals.act import Body, Detail, PageAddress, TwoPersonAct
from sbcp.language.glossary import person_name
from sbcp.language.locales import LOCALES, format_number
from sbcp.language.locales import gettext as _

KIND = "version.publish"


def prepare(
    db: Session,
    document: Document,
    *,
    label: str,
    seen: int | None,
    summaries: Mapping[str, str] | None = None,
) -> Body:
    """What would be asked for: exactly the draft as it is now. The document is held by the request.

    seen: the last saved change that the person has looked at. summaries: what it says in plain words, by
    language, to be published with it. Raises what ``publish_version`` would raise now, Invalid for a summary
    that is too long.
    """
    label = " ".join(label.split())
    refuse_unpublishable(db, document, label=label, seen=seen)
    before = queries.last_version(db, document)
    return {
        "slug": document.slug,
        "number": before.number + 1 if before else 1,  # that it will have, as far as one can tell
        "label": label,
        "seen": queries.last_revision_id(db, document),
        "before": before.label if before else "",
        "changes": queries.unpublished_revisions(db, document),
        **({"summaries": written} if (written := plain_words.clean(summaries or {})) else {}),
    }


def last_summaries(db: Session, document: Document, number: int) -> dict[str, str]:
    """Those that were asked for last with a version of this number: nobody writes them twice."""
    query = (
        select(Approval)
        .where(Approval.kind == KIND, Approval.subject == document.subject)
        .order_by(Approval.id.desc())
        .limit(1)
    )
    asked = db.scalar(query)
    if asked is None or asked.body.get("number") != number:
        return {}
    return dict(asked.body.get("summaries", {}))


def waiting(db: Session, document: Document, now: datetime) -> list[Approval]:
    """The requests to publish this document that wait, the first first."""
    return open_about(db, document.subject, (KIND,), now)


def enqueue(
    db: Session, document: Document, body: Body, *, by: Mandate, approved_by: Mandate, now: datetime
) -> Job:
    """Leave an approved publication to the worker; put there twice, it is one. The document is held.

    Raises Conflict if the draft is no longer the one that was approved.
    """
    key = f"{document.slug}:{body['seen']}:{body['label']}"[:200]
    job = jobs.find(db, key)
    if job is not None:
        return job
    refuse_unpublishable(db, document, label=body["label"], seen=None)
    if _has_changed(db, body):
        raise Conflict(N_("The draft has changed since this was asked for. Look at it again and ask anew."))
    mandates = {"mandate": by.id, "approved_by": approved_by.id}
    return jobs.enqueue(db, kind=KIND, key=key, body={**body, **mandates}, now=now)


def publish(db: Session, body: Body, now: datetime) -> Body:
    """Do what was approved, if both persons may still do it. Gives the number of the version."""
    document = queries.document_by_slug(db, body["slug"])
    stage = stage_of(db, document)
    asked_by, approved_by = (db.get_one(Mandate, body[name]) for name in ("mandate", "approved_by"))
    for mandate in (asked_by, approved_by):
        held = [mandate] if stands(mandate, now) else []
        if not permissions.can("version:publish", held, stage=stage):
            raise Forbidden(N_("You hold no mandate for this at the present stage."))
    version = publish_version(db, document, label=body["label"], by=asked_by, now=now, seen=body["seen"])
    if written := body.get("summaries"):
        plain_words.write(db, version, written, by=asked_by, now=now)
    return {"version": version.number}


def _carry_out(db: Session, body: Body, asked_by: Mandate, by: Mandate, now: datetime) -> Body:
    document = queries.document_by_slug(db, body["slug"])
    return {"job": enqueue(db, document, body, by=asked_by, approved_by=by, now=now).id}


def _has_changed(db: Session, body: Body) -> bool:
    document = queries.document_by_slug(db, body["slug"])
    return bool(queries.last_revision_id(db, document) != body["seen"])


def _what_changed(db: Session, body: Body) -> str:
    """The change that ended the request, by its name and who made it."""
    document = queries.document_by_slug(db, body["slug"])
    change = history.first_after(db, document, body["seen"])
    if change is None:
        return ""
    who = person_name(change.made_by.person.name) if change.made_by else _("the operator of this site")
    words = _(
        "The draft has changed since this was asked for (%(revision)s by %(name)s). It can no longer be "
        "approved: it can be refused or withdrawn, and asked for anew."
    )
    return words % {"revision": change.name or _("changes still open"), "name": who}


def _details(db: Session, body: Body) -> list[Detail]:
    document = queries.document_by_slug(db, body["slug"])
    number = body["number"]
    before = _version_name(number - 1, body["before"]) if number > 1 else _("None yet")
    return [
        Detail(_("Document"), document.title, language=document.language),
        Detail(_("Saved changes in it"), format_number(body["changes"])),
        Detail(_("Last version"), _version_name(number, body["label"]), before),
        *(
            Detail(_("In plain words (%(language)s)") % {"language": locale.name}, text, language=locale.lang)
            for locale in LOCALES
            if (text := body.get("summaries", {}).get(locale.code))
        ),
    ]


def _version_name(number: int, label: str) -> str:
    return _("Version %(number)s, “%(label)s”") % {"number": number, "label": label}


def _public(body: Body) -> Body:
    return {"version": body["number"], "label": body["label"]}


def _page(body: Body) -> PageAddress:
    """Every change since the last version, word by word; of a first version, the draft."""
    if body["number"] > 1:
        return "compare_draft", {"slug": body["slug"], "a": body["number"] - 1}
    return "draft", {"slug": body["slug"]}


def _again(body: Body) -> PageAddress:
    return "publish", {"slug": body["slug"], "query": {"label": body["label"]}}


def _outcome_page(body: Body, result: Body) -> PageAddress:
    return "publication", {"slug": body["slug"], "job": result["job"]}


PUBLISH = TwoPersonAct(
    permission="version:publish",
    name=N_("Publish a version"),
    button=N_("Approve and publish"),
    carry_out=_carry_out,
    details=_details,
    public=_public,
    page=_page,
    outcome_page=_outcome_page,
    stale=_has_changed,
    what_changed=_what_changed,
    again=_again,
)
