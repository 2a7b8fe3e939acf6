"""A comment whose paragraph was taken out stands at it again once it has come back."""

from sqlalchemy.orm import Session

from consultation.placements.rules import Place
from documents import queries
from tests.consultation.placements.steps import changed_in, commented, drafting, edit_one, place_of, publish
from tests.consultation.sending import send_comment


def test_a_comment_comes_back_with_its_paragraph(db: Session) -> None:
    document, round_, pids = commented(db)
    plain = send_comment(db, round_, pids[1])
    quoting = send_comment(db, round_, pids[1], quote=["It says another, too."])
    ended = drafting(db, document).delete(pids[1], based_on=changed_in(db, document, pids[1]))
    without = publish(db, document)
    assert place_of(db, plain, without) == Place(None, "removed", "")
    kept = queries.ended_paragraph(db, document, pids[1])
    assert kept is not None
    drafting(db, document).restore(pids[1], kept.block, based_on=ended.id)
    again = publish(db, document)
    assert place_of(db, plain, again) == Place(pids[1], "unchanged", "")
    assert place_of(db, quoting, again) == Place(pids[1], "unchanged", "unchanged")
    edit_one(db, document, pids[1], "Paragraph 2 says one thing.")
    changed = publish(db, document)
    assert place_of(db, quoting, changed) == Place(pids[1], "changed", "removed")


def test_a_comment_on_what_stays_away_stays_without_a_place(db: Session) -> None:
    document, round_, pids = commented(db)
    comment = send_comment(db, round_, pids[1])
    drafting(db, document).delete(pids[1], based_on=changed_in(db, document, pids[1]))
    publish(db, document)
    drafting(db, document).insert(pids[0], "Something quite different.")
    assert place_of(db, comment, publish(db, document)) == Place(None, "removed", "")
