"""What the public reads of members: the kinds of rows that the record covers.

A person's name stands in a row of its own with a random salt, so that the digest on the record tells
nothing once both are erased; the mandate stays as it is.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import inspect
from sqlalchemy.orm import joinedload

from core.record.canonical import timestamp
from core.record.public import Kind, Row, declare
from members.absences.models import Absence
from members.approvals import Approval
from members.models import Interest, Mandate, Naming, Organisation, Participant, Person

# What is shown to everybody while it waits for a second person: which countries there are to be, and what
# they are to be called.
SHOWN_WAITING = ("participants",)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(instant: datetime | None) -> str | None:
    return timestamp(instant) if instant else None


def _code(participant: Participant | None) -> str | None:
    return participant.code if participant else None


def _participant(participant: Participant) -> Row:
    """Days and succession came later: they are in the row where there are such, so that the rows that are
    on the record from before hold as they are."""
    later = {
        "from": _day(participant.from_on),
        "until": _day(participant.until_on),
        "succeeds": _code(participant.succeeds),
    }
    return {
        "participant": participant.code,
        "position": participant.position,
        "positions": participant.positions,
        "names": participant.names,
        "footnotes": participant.footnotes,
        **{name: value for name, value in later.items() if value is not None},
    }


def _naming(naming: Naming) -> Row:
    return {
        "participant": naming.participant.code,
        "names": naming.names,
        "footnotes": naming.footnotes,
        "reason": naming.reason,
        "made_at": timestamp(naming.made_at),
        "asked_by": naming.asked_by_id,
        "approved_by": naming.approved_by_id,
    }


def _organisation(organisation: Organisation) -> Row:
    return {
        "organisation": organisation.id,
        "name": organisation.name,
        "tier": organisation.tier,
        "participant": _code(organisation.participant),
    }


def _mandate(mandate: Mandate) -> Row:
    return {
        "mandate": mandate.id,
        "role": mandate.role,
        "organisation": mandate.organisation_id,
        "participant": _code(mandate.participant),
        "from": mandate.starts_on.isoformat(),
        "to": _day(mandate.ends_on),
        "basis": mandate.basis,
        "basis_on": _day(mandate.basis_on),
        "basis_link": mandate.basis_link,
        "substitute_for": mandate.substitute_for_id,
        "ended_at": _instant(mandate.ended_at),
        "end_reason": mandate.end_reason,
        "successor": mandate.successor_id,
        "suspended": mandate.person.disabled_at is not None,
    }


def _holder(mandate: Mandate) -> Row | None:
    """The name of who holds a mandate, as long as it is shown."""
    person = mandate.person
    if person.erased_at is not None:
        return None
    return {"mandate": mandate.id, "name": person.name, "example": person.example, "salt": person.salt}


def _interest(interest: Interest) -> Row:
    return {
        "declaration": interest.id,
        "mandate": interest.mandate_id,
        "recused": interest.recused,
        "subject": interest.subject,
        "participant": _code(interest.participant),
        "text": interest.text,
        "language": interest.language,
        "made_at": timestamp(interest.made_at),
        "ended_at": _instant(interest.ended_at),
        "end_reason": interest.end_reason,
    }


def _absence(absence: Absence) -> Row:
    return {
        "absence": absence.id,
        "mandate": absence.mandate_id,
        "from": absence.from_on.isoformat(),
        "until": _day(absence.until_on),
        "made_at": timestamp(absence.made_at),
        "made_by": absence.made_by_id,
        "ended_at": _instant(absence.ended_at),
        "ended_by": absence.ended_by_id,
    }


def _approval(approval: Approval) -> Row | None:
    """A request that is shown to everybody while it waits."""
    if approval.subject not in SHOWN_WAITING:
        return None
    return {
        "approval": approval.id,
        "kind": approval.kind,
        "subject": approval.subject,
        "body": approval.body,
        "reason": approval.reason,
        "asked_by": approval.asked_by_id,
        "asked_at": timestamp(approval.asked_at),
        "expires_at": timestamp(approval.expires_at),
        "outcome": approval.outcome,
        "decided_by": approval.decided_by_id,
        "decided_at": _instant(approval.decided_at),
    }


def _held_by(person: Person) -> Iterable[Mandate]:
    """The mandates of somebody whose account has changed; of a new one there are none."""
    return person.mandates if inspect(person).persistent else ()


PARTICIPANT = declare(
    Kind(
        "participant",
        Participant,
        lambda each: each.code,
        _participant,
        load=[joinedload(Participant.succeeds)],
    )
)

NAMING = declare(
    Kind(
        "naming",
        Naming,
        lambda each: f"{each.participant.code}/{each.id}",
        _naming,
        load=[joinedload(Naming.participant)],
    )
)

ORGANISATION = declare(
    Kind(
        "organisation",
        Organisation,
        lambda each: str(each.id),
        _organisation,
        load=[joinedload(Organisation.participant)],
    )
)

_OF_PERSON = {
    "email": "private: to write to members",
    "locale": "private: the language of mail to them",
    "disabled_at": "of it the public reads whether a mandate is suspended",
    "erased_at": "private: of it the public reads that there is no name",
    "person_id": "whose it is reads as the name: «holder»",
}

MANDATE = declare(
    Kind(
        "mandate",
        Mandate,
        lambda each: str(each.id),
        _mandate,
        load=[joinedload(Mandate.participant), joinedload(Mandate.person)],
        also={Person: _held_by},
        unread=_OF_PERSON,
    )
)

HOLDER = declare(
    Kind(
        "holder",
        Mandate,
        lambda each: str(each.id),
        _holder,
        load=[joinedload(Mandate.person)],
        also={Person: _held_by},
        unread=_OF_PERSON,
    )
)

INTEREST = declare(
    Kind(
        "interest",
        Interest,
        lambda each: str(each.id),
        _interest,
        load=[joinedload(Interest.participant)],
    )
)

ABSENCE = declare(Kind("absence", Absence, lambda each: str(each.id), _absence))

APPROVAL = declare(
    Kind(
        "approval",
        Approval,
        lambda each: str(each.id) if each.subject in SHOWN_WAITING else "",
        _approval,
        unread={
            "permission": "of the office: who may decide it",
            "answer": "why it was refused stands in its entry alone",
            "result": "of the office: what doing it gave",
        },
    )
)
