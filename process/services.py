"""Taking a document from stage to stage, and what must happen together on the way."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from consultation.answers import surviving
from consultation.placements import carrying
from core.errors import N_, Conflict, Refused
from core.record import entries
from core.text import checked_reason
from documents import publishing
from documents.models import Document, Version
from documents.queries import last_revision_id
from members.models import Mandate
from process import queries
from process.lifecycle import Finding, Stage, Transition, findings, fixed, transition_between
from process.models import Step

PUBLISHING_STAGES = (Stage.DRAFTING, Stage.REVISION)
EDITING_STAGES = (Stage.DRAFTING, Stage.CONSULTATION, Stage.REVISION)


def refuse_other_stage(db: Session, document: Document, stages: Sequence[str]) -> None:
    """Hold the document at its stage until the end of the transaction; Refused if it is another."""
    db.refresh(document, with_for_update={"key_share": True})
    stage = queries.stage_of(db, document)
    if stage not in stages:
        raise Refused(N_("The stage of the document is now “%(stage)s”; this is not done then."), stage=stage)


class GatesClosed(Refused):
    """A step is refused by its gates; ``findings`` says which."""

    def __init__(self, found: list[Finding]) -> None:
        super().__init__(N_("The document cannot take this step yet."))
        self.findings = found


def take_step(
    db: Session,
    document: Document,
    stage: str,
    *,
    by: Mandate | None,
    approved_by: Mandate | None = None,
    now: datetime,
    reason: str = "",
    override: bool = False,
) -> Step:
    """Lead a document into a stage.

    by: who asked for it; None for whoever runs the site and has the database. approved_by: the second
    person of a step that takes two. With ``override`` unmet gates are set aside, which takes two as well;
    not those that are fixed.
    What takes two persons needs a reason, and it is public.
    Raises Refused when no step leads there or a second person is missing, GatesClosed when a gate is not
    met, Invalid (field ``reason``) without a reason.
    """
    db.refresh(document, with_for_update=True)
    start = queries.stage_of(db, document)
    step = transition_between(start, stage)
    if step is None:
        raise Refused(N_("No step leads from “%(start)s” to “%(stage)s”."), start=start, stage=stage)
    unmet = findings(step, queries.facts(db, document, now))
    if unmet and (not override or fixed(step, unmet)):
        raise GatesClosed(unmet)
    if step.two_persons or unmet:
        refuse_one_person(by, approved_by)
    reason = checked_reason(reason, missing=_missing_reason(step, unmet))
    taken = Step(
        document=document,
        stage=stage,
        taken_at=now,
        taken_by=by,
        approved_by=approved_by,
        reason=reason,
        overridden=[asdict(finding) for finding in unmet],
    )
    db.add(taken)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=entries.actor_of(by),
        action="process.overridden" if unmet else "process.stepped",
        subject=document.subject,
        body={
            "from": start,
            "to": stage,
            "reason": taken.reason,
            "overridden": taken.overridden,
            **({"approved_by": approved_by.actor} if approved_by else {}),
        },
    )
    return taken


def refuse_one_person(by: Mandate | None, approved_by: Mandate | None) -> None:
    """No member takes alone what takes two persons."""
    if by is not None and (approved_by is None or approved_by.person_id == by.person_id):
        raise Refused(N_("This step takes two persons: one asks for it, and another one approves."))


def _missing_reason(step: Transition, unmet: list[Finding]) -> str:
    """What to say if a step has no reason; nothing where it needs none."""
    if unmet:
        return N_("An override needs a reason. It will be published.")
    if step.end == Stage.WITHDRAWN:
        return N_("Say why the document is withdrawn. It will be published.")
    return N_("Give a reason.") if step.two_persons else ""


def publish_version(
    db: Session,
    document: Document,
    *,
    label: str,
    by: Mandate | None,
    now: datetime,
    seen: int | None = None,
) -> Version:
    """Publish the draft, give every open comment its place in the new version, and keep which changes that
    comments led to it shows, each with its entry.

    seen: the id of the last saved change that the person who publishes has looked at. Raises
    Refused at a stage in which the text is not to change, Conflict if a change came after ``seen``.
    """
    refuse_unpublishable(db, document, label=label, seen=seen)
    version = publishing.publish(db, document, label=label, by=by, now=now)
    carried = carrying.carry_forward(db, document, version)
    if carried.lists:
        entries.append(
            db,
            at=now,
            actor=entries.actor_of(by),
            action="comments.carried",
            subject=document.subject,
            body={
                "version": version.number,
                "comments": sum(carried.kinds.values()),
                "kinds": carried.kinds,
                "lists": carried.lists,
            },
        )
    surviving.show(db, document, version, by=by, now=now)
    return version


def refuse_unpublishable(db: Session, document: Document, *, label: str, seen: int | None) -> None:
    """Raise what ``publish_version`` would raise, and hold the document at its stage."""
    refuse_other_stage(db, document, PUBLISHING_STAGES)
    if seen is not None and seen != last_revision_id(db, document):
        raise Conflict(N_("The draft has changed since you looked at it. Look again before publishing."))
    publishing.checked(db, document, label)
