"""Setting the rule of entry into force of a document, and reading it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from adoption.entry_rules import MOST_PARTICIPANTS, Delay, EntryRule, When, parse_when
from adoption.kinds import ActKind, Level
from adoption.models import EntryRuleChange
from core.errors import N_, Conflict, Invalid
from core.record import entries
from core.text import checked_reason
from documents.models import Document
from members.models import Mandate
from members.queries import participants


def set_rule(
    db: Session,
    document: Document,
    rule: EntryRule,
    *,
    reason: str,
    asked_by: Mandate | None,
    approved_by: Mandate | None,
    now: datetime,
) -> EntryRuleChange:
    """Say by what rule a document enters into force, from now on. It takes two persons (``sbcp/approvals``),
    or the operator. Raises what ``check_rule`` raises, and Invalid (field ``reason``) without a reason.

    That the text is not in force yet, ``adoption.queries.refuse_new_rule`` says.
    """
    db.refresh(document, with_for_update=True)
    check_rule(db, document, rule)
    change = EntryRuleChange(
        document=document,
        counts=list(rule.counts),
        level=rule.level,
        needs=rule.needs,
        must=list(rule.must),
        delay=rule.when.delay,
        n=rule.when.n,
        not_before=rule.not_before,
        open_to=list(rule.open_to),
        accession_open=rule.accession_open,
        reason=checked_reason(reason),
        set_at=now,
        asked_by=asked_by,
        approved_by=approved_by,
    )
    db.add(change)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=entries.actor_of(approved_by),
        action="entry_rule.set",
        subject=document.subject,
        body={
            **as_json(rule),
            "reason": change.reason,
            "asked_by": asked_by.actor if asked_by else None,
        },
    )
    return change


def check_rule(db: Session, document: Document, rule: EntryRule) -> None:
    """Raises Invalid, naming the field, for a rule without acts or number, or that names somebody outside
    the process; Conflict for the one that holds already. It may need more participants than there are yet."""
    if not rule.counts:
        raise Invalid(N_("Choose at least one kind of act that counts."), field="counts")
    if not 1 <= rule.needs <= MOST_PARTICIPANTS:
        raise Invalid(
            N_("Enter how many participants are needed, from 1 to %(most)s."),
            field="needs",
            most=MOST_PARTICIPANTS,
        )
    codes = {participant.code for participant in participants(db)}
    for field, named in (("must", rule.must), ("open_to", rule.open_to)):
        unknown = sorted(set(named) - codes)
        if unknown:
            raise Invalid(N_("There is no country “%(code)s” in the process."), field=field, code=unknown[0])
    open_to = set(rule.open_to) or codes
    if not set(rule.must) <= open_to:
        raise Invalid(N_("Who must be among them is one to whom the text is open."), field="must")
    if rule == rule_of(db, document):
        raise Conflict(N_("This is the rule already."))


def changes(db: Session, document: Document) -> list[EntryRuleChange]:
    """The rules of a document, the first first, with who set them."""
    people = (EntryRuleChange.asked_by, EntryRuleChange.approved_by)
    return list(
        db.scalars(
            select(EntryRuleChange)
            .where(EntryRuleChange.document_id == document.id)
            .order_by(EntryRuleChange.id)
            .options(
                *(joinedload(each).joinedload(Mandate.person) for each in people),
                *(joinedload(each).joinedload(Mandate.organisation) for each in people),
            )
        )
    )


def rule_of(db: Session, document: Document, known_at: date | None = None) -> EntryRule | None:
    """The rule as it was at the end of a day (None: now)."""
    rules = rules_of(db, [document.id])
    return chosen(rules.get(document.id, ()), known_at)


def rules_of(db: Session, document_ids: Sequence[int]) -> dict[int, list[EntryRuleChange]]:
    """The rules of each of these documents that has one, the first first."""
    by_document: dict[int, list[EntryRuleChange]] = {}
    query = select(EntryRuleChange).where(EntryRuleChange.document_id.in_(document_ids))
    for change in db.scalars(query.order_by(EntryRuleChange.id)):
        by_document.setdefault(change.document_id, []).append(change)
    return by_document


def chosen(listed: Sequence[EntryRuleChange], known_at: date | None) -> EntryRule | None:
    """The last rule that was set by the end of a day. Of a day before the first one that first one: a past
    that came in by a list is judged by the rule that came with it."""
    if not listed:
        return None
    set_by_then = [each for each in listed if known_at is None or each.set_at.date() <= known_at]
    return value(set_by_then[-1] if set_by_then else listed[0])


def value(change: EntryRuleChange) -> EntryRule:
    """The rule that a row holds."""
    return EntryRule(
        counts=tuple(map(ActKind, change.counts)),
        level=Level(change.level),
        needs=change.needs,
        when=When(Delay(change.delay), change.n),
        must=tuple(change.must),
        not_before=change.not_before,
        open_to=tuple(change.open_to),
        accession_open=change.accession_open,
    )


def as_json(rule: EntryRule) -> dict[str, Any]:
    """A rule for programs and for the record."""
    return {
        "counts": [str(kind) for kind in rule.counts],
        "level": str(rule.level),
        "needs": rule.needs,
        "when": str(rule.when),
        "must": list(rule.must),
        "not_before": rule.not_before.isoformat() if rule.not_before else None,
        "open_to": list(rule.open_to),
        "accession_open": rule.accession_open,
    }


def from_json(body: dict[str, Any]) -> EntryRule:
    """The rule that ``as_json`` wrote."""
    return EntryRule(
        counts=tuple(map(ActKind, body["counts"])),
        level=Level(body["level"]),
        needs=body["needs"],
        when=parse_when(body["when"]),
        must=tuple(body["must"]),
        not_before=date.fromisoformat(body["not_before"]) if body["not_before"] else None,
        open_to=tuple(body["open_to"]),
        accession_open=body["accession_open"],
    )
