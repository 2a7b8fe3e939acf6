"""Extending a round, closing it early, reopening it: what two persons agree to."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from consultation.kinds import RoundChangeKind, RoundState
from consultation.models import Consultation
from consultation.queries import consultation_by_id
from consultation.rounds import rounds
from core.errors import N_, Invalid
from core.record.canonical import timestamp
from members.models import Mandate
from process.services import EDITING_STAGES, refuse_other_stage
from sbcp.approvals.act import Body, Detail, PageAddress, TwoPersonAct
from sbcp.language.locales import format_instant
from sbcp.language.locales import gettext as _

# The kind of request for each change of a round.
REQUEST_KINDS = {
    RoundChangeKind.EXTENDED: "round.extend",
    RoundChangeKind.CLOSED_EARLY: "round.close",
    RoundChangeKind.REOPENED: "round.reopen",
}


def choices(consultation: Consultation, now: datetime) -> list[RoundChangeKind]:
    """The changes that a round can take now."""
    state = consultation.state(now)
    return {
        RoundState.ANNOUNCED: [RoundChangeKind.EXTENDED],
        RoundState.OPEN: [RoundChangeKind.EXTENDED, RoundChangeKind.CLOSED_EARLY],
        RoundState.CLOSED: [RoundChangeKind.REOPENED, RoundChangeKind.EXTENDED],
    }[state]


def prepare(
    db: Session, consultation: Consultation, change: str, *, closes_at: datetime | None, now: datetime
) -> Body:
    """What would be asked for. closes_at: None to close as soon as it is approved.

    Raises Invalid or Refused for a change that could not be made now.
    """
    closed = consultation.state(now) == RoundState.CLOSED
    if closed and change == RoundChangeKind.EXTENDED and closes_at is not None and closes_at > now:
        raise Invalid(N_("That is still to come: to take comments again, reopen the round."), field="closes")
    rounds.check_closing(db, consultation, change, closes_at=closes_at or now, now=now)
    return {
        "consultation": consultation.id,
        "before": timestamp(consultation.closes_at),
        "closes_at": timestamp(closes_at) if closes_at else None,
    }


def _carry_out(change: str) -> Callable[[Session, Body, Mandate, Mandate, datetime], Body]:
    def carry_out(db: Session, body: Body, asked_by: Mandate, by: Mandate, now: datetime) -> Body:
        consultation = consultation_by_id(db, body["consultation"])
        refuse_other_stage(db, consultation.document, EDITING_STAGES)
        round_change = rounds.change_closing(
            db,
            consultation,
            change,
            closes_at=_instant(body["closes_at"]),
            seen=datetime.fromisoformat(body["before"]),
            reason=body["reason"],
            by=asked_by,
            approved_by=by,
            now=now,
        )
        return {"change": round_change.id}

    return carry_out


def _details(db: Session, body: Body) -> list[Detail]:
    consultation = consultation_by_id(db, body["consultation"])
    document, version, zone = consultation.document, consultation.version, consultation.zone
    after = _instant(body["closes_at"])
    return [
        Detail(_("Document"), document.title, language=document.language),
        Detail(_("Consultation"), _("On version %(number)s") % {"number": version.number}),
        Detail(
            _("Closing"),
            format_instant(after, zone) if after else _("As soon as this is approved"),
            format_instant(datetime.fromisoformat(body["before"]), zone),
        ),
    ]


def _stale(db: Session, body: Body) -> bool:
    return bool(timestamp(consultation_by_id(db, body["consultation"]).closes_at) != body["before"])


def _public(body: Body) -> Body:
    return {"consultation": body["consultation"], "closes_at": body["closes_at"]}


def _page(body: Body) -> PageAddress:
    return "consultation", {"consultation": body["consultation"]}


def _instant(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def _two_person_act(change: str, name: str, button: str) -> TwoPersonAct:
    return TwoPersonAct(
        permission="consultation:times",
        name=name,
        button=button,
        carry_out=_carry_out(change),
        details=_details,
        public=_public,
        page=_page,
        stale=_stale,
    )


EXTEND = _two_person_act("extended", N_("Extend a consultation"), N_("Approve and extend"))
CLOSE = _two_person_act("closed early", N_("Close a consultation early"), N_("Approve and close"))
REOPEN = _two_person_act("reopened", N_("Reopen a consultation"), N_("Approve and reopen"))
