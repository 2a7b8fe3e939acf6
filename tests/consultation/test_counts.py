"""The counts that the database keeps are what counting the comments one by one gives."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation import counts, queries
from consultation.answers.answering import AnswerInput, answer_comment
from consultation.models import Comment, Wording
from core.record import entries
from documents.queries import paragraphs, version_by_number
from tests.consultation.sending import send_comment, unsent_comment
from tests.support.factories import NOW, make_consultation, make_document, make_mandate


def test_counts_follow_what_is_sent_changed_and_answered(db: Session) -> None:
    document = make_document(db)
    version = version_by_number(db, document, 1)
    round_ = make_consultation(db, version, opens_at=NOW - timedelta(days=1), closes_at=NOW)
    pids = [paragraph.pid for paragraph in paragraphs(db, version)]
    by = make_mandate(db, "working_group")
    for pid in (pids[0], pids[2], pids[2], None):
        send_comment(db, round_, pid, language="el" if pid is None else "sq")
    unsent_comment(db, round_, pids[1])
    changed, answered, again, *_others = db.scalars(
        select(Comment).where(Comment.number.is_not(None)).order_by(Comment.number)
    ).all()
    said = {"kind": "editorial", "body": "Otherwise.", "language": "en", "written_at": NOW}
    changed.wordings.append(Wording(number=2, **said))
    entries.append(db, at=NOW, actor="public", action="x", subject=document.subject, body={})
    given = ((answered, "noted"), (again, "noted"), (again, "out of scope"), (again, "out of scope"))
    for number, (comment, answer) in enumerate(given):
        content = AnswerInput(answer=answer, reason=f"why {number}", language="en")
        answer_comment(db, comment, content, by=by, now=NOW)
    db.expire_all()

    sent = db.scalars(select(Comment).where(Comment.number.is_not(None))).all()
    one_by_one = Counter(
        (each.kind, each.language, each.disposition.answer if each.disposition else "") for each in sent
    )
    kept = {(each.kind, each.language, each.answer): each.count for each in counts.facets(db, round_)}
    assert kept == one_by_one
    assert sum(one_by_one.values()) == counts.sent(db, document) == 4
    assert counts.by_place(db, round_) == [(0, 1), (pids[0], 1), (pids[2], 2)]
    assert counts.made_at(db, version) == {pids[0]: 1, pids[2]: 2}
    for filters in (
        counts.Filters(kind="editorial"),
        counts.Filters(answered=True),
        counts.Filters(answered=False, language="sq"),
    ):
        fitting = queries.comments_of(db, round_, filters)
        assert len(fitting) == sum(count for _pid, count in counts.by_place(db, round_, filters))
    assert [
        each.comment.number for each in queries.comments_of(db, round_, counts.Filters(answered=True))
    ] == [
        answered.number,
        again.number,
    ]
