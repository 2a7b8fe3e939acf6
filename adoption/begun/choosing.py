"""What an act that is being entered may be about."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from adoption import dossiers
from adoption.kinds import ABOUT_ANOTHER, STATEMENTS, ActKind
from adoption.models import Act
from documents.models import Document, Version
from members.models import Participant


def countries_with_acts(db: Session, document: Document) -> set[int]:
    """The ids of the participants that have done something about a document."""
    query = select(Act.participant_id).join(Version, Act.version_id == Version.id)
    return set(db.scalars(query.where(Version.document_id == document.id).distinct()))


def acts_to_choose(
    db: Session, version: Version, participant: Participant, kind: str, today: date
) -> list[Act]:
    """The acts on a version that one of this kind by this participant may be about, the newest first.

    A withdrawal is of what still stands, a rescission of a withdrawal that does; a reservation or declaration
    goes with an act that still stands; an objection to a reservation is to that of another participant.
    """
    if kind == ActKind.OBJECTION_TO_RESERVATION:
        return dossiers.statements_of_others(db, version, participant)[::-1]
    views = dossiers.views_to_refer_to(db, version, participant, today)
    if kind == ActKind.CORRECTION:
        return [view.act for view in views]
    standing = [view.act for view in views if view.withdrawn_by is None]
    if kind == ActKind.WITHDRAWAL_RESCINDED:
        return [act for act in standing if act.kind == ActKind.WITHDRAWAL]
    undone = (ActKind.WITHDRAWAL, ActKind.WITHDRAWAL_RESCINDED)
    if kind == ActKind.WITHDRAWAL:
        return [act for act in standing if act.kind not in undone]
    return [act for act in standing if act.kind not in (*ABOUT_ANOTHER, *STATEMENTS)]
