"""What status needs of acts, from the database to plain values: in four statements, however many there are,
and without objects that a session would look after."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from adoption.fates import ActFacts, Proof
from adoption.loading import VersionText, facts_of, texts_of
from adoption.models import Act, Reservation, Verification
from members.models import Participant

FACTS = (
    Act.id,
    Act.version_id,
    Participant.code,
    Act.kind,
    Act.done_on,
    Act.done_precision,
    Act.deposited_on,
    Act.recorded_at,
    Act.list_id,
    Act.known_on,
    Act.effective_on,
    Act.effective_precision,
    Act.scopes,
    Act.restates,
    Act.about_id,
    Act.statement,
    Act.language,
)


class Gathered(NamedTuple):
    """The acts on one version by code of the participant, in the order recorded, and the passages of its text
    that they name."""

    facts: dict[str, list[ActFacts]]
    text: VersionText


def gather(db: Session, *conditions: ColumnElement[bool]) -> dict[int, Gathered]:
    """The acts that meet the conditions, by the id of their version."""
    acts = db.execute(
        select(*FACTS)
        .join(Participant, Participant.id == Act.participant_id)
        .where(*conditions)
        .order_by(Act.recorded_at, Act.id)
    ).all()
    if not acts:
        return {}
    chosen = select(Act.id).where(*conditions)
    reserved: dict[int, list[tuple[int, str]]] = {}
    for act, pid, words in db.execute(
        select(Reservation.act_id, Reservation.pid, Reservation.text)
        .where(Reservation.act_id.in_(chosen))
        .order_by(Reservation.id)
    ):
        reserved.setdefault(act, []).append((pid, words))
    proofs: dict[int, list[Proof]] = {}
    for act, level, at in db.execute(
        select(Verification.act_id, Verification.level, Verification.verified_at)
        .where(Verification.act_id.in_(chosen))
        .order_by(Verification.id)
    ):
        proofs.setdefault(act, []).append(Proof(level, at))
    pids = {pid for listed in reserved.values() for pid, _words in listed}
    texts = texts_of(db, {each.version_id for each in acts}, pids)
    gathered = {version: Gathered({}, text) for version, text in texts.items()}
    for each in acts:
        facts, text = gathered[each.version_id]
        own = facts_of(each, reserved.get(each.id, ()), proofs.get(each.id, ()), text)
        facts.setdefault(each.code, []).append(own)
    return gathered
