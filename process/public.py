"""What the public reads of the process: the kinds of rows that the record covers."""

from sqlalchemy.orm import joinedload

from core.record.canonical import timestamp
from core.record.public import Kind, Row, declare
from process.models import Stance, StanceWithdrawal, Step


def _step(step: Step) -> Row:
    return {
        "document": step.document.slug,
        "stage": step.stage,
        "taken_at": timestamp(step.taken_at),
        "taken_by": step.taken_by_id,
        "reason": step.reason,
        "overridden": step.overridden,
        # Rows from before there was such a person are on the record without a word of them.
        **({"approved_by": step.approved_by_id} if step.approved_by_id is not None else {}),
    }


def _stance(stance: Stance) -> Row:
    return {
        "stance": stance.id,
        "document": stance.document.slug,
        "subject": stance.subject,
        "participant": stance.participant.code,
        "kind": stance.kind,
        "reason": stance.reason,
        "language": stance.language,
        "stated_at": timestamp(stance.at),
        "stated_by": stance.mandate_id,
    }


def _withdrawal(withdrawal: StanceWithdrawal) -> Row:
    return {
        "stance": withdrawal.stance_id,
        "reason": withdrawal.reason,
        "language": withdrawal.language,
        "withdrawn_at": timestamp(withdrawal.at),
        "withdrawn_by": withdrawal.mandate_id,
    }


STEP = declare(
    Kind(
        "step",
        Step,
        lambda each: f"{each.document.slug}/{each.id}",
        _step,
        load=[joinedload(Step.document)],
    )
)
STANCE = declare(
    Kind(
        "stance",
        Stance,
        lambda each: f"{each.document.slug}/{each.id}",
        _stance,
        load=[joinedload(Stance.document), joinedload(Stance.participant)],
    )
)
STANCE_WITHDRAWAL = declare(
    Kind(
        "stance_withdrawal",
        StanceWithdrawal,
        lambda each: f"{each.stance.document.slug}/{each.id}",
        _withdrawal,
        load=[joinedload(StanceWithdrawal.stance).joinedload(Stance.document)],
    )
)
