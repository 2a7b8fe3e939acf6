"""What the public reads of the process: the kind of row that the record covers."""

from sqlalchemy.orm import joinedload

from core.record.canonical import timestamp
from core.record.public import Kind, Row, declare
from process.models import Step


def _step(step: Step) -> Row:
    return {
        "document": step.document.slug,
        "stage": step.stage,
        "taken_at": timestamp(step.taken_at),
        "taken_by": step.taken_by_id,
        "reason": step.reason,
        "overridden": step.overridden,
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
