"""Where comments stand is on the record: as they were carried, by list, and each settlement by itself."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from consultation.models import Comment, StandingPlace
from consultation.placements.settling import settle_placement
from core.record import entries
from core.record.entries import Entry
from core.record.public import KINDS
from core.record.states import RecordedState
from documents import queries
from documents.models import Document
from tests.consultation.placements.steps import commented, edit_one, publish
from tests.consultation.sending import send_comment
from tests.support.factories import NOW, make_mandate
from tests.support.servers.databases import unguard


def standing(db: Session) -> dict[str, str]:
    """The digest of every public row and list that there is, by its name on the record."""
    db.expire_all()
    return {name: value for kind in KINDS.values() for name, value in kind.digests(db)}


def recorded(db: Session) -> dict[str, str]:
    """What the record names last, without the kinds themselves."""
    states = select(RecordedState.name, RecordedState.digest).where(RecordedState.digest.is_not(None))
    return dict(db.execute(states.where(~RecordedState.name.startswith("kind:"))).all())


def places(db: Session) -> list[str]:
    return sorted(name for name in recorded(db) if name.startswith(("placement:", "settlement:")))


def guess(db: Session, document: Document, pid: int) -> None:
    """The next version says other words at a paragraph, and it is not certain that they follow."""
    edit_one(db, document, pid, f"Words of version {len(queries.versions(db, document)) + 1}.")
    row = queries.draft_paragraph(db, document, pid)
    assert row is not None
    row.certain = False


def place_in(db: Session, comment: Comment, number: int) -> StandingPlace:
    return next(place for place in comment.places if place.version.number == number)


def told(db: Session) -> tuple[Document, Sequence[int]]:
    """A comment whose place in version 2 was settled when version 3 was there, and one that came after."""
    document, round_, pids = commented(db)
    first = send_comment(db, round_, pids[0])
    send_comment(db, round_, pids[1])
    guess(db, document, pids[0])
    publish(db, document)
    assert standing(db) == recorded(db)
    edit_one(db, document, pids[1])
    publish(db, document)
    assert standing(db) == recorded(db)
    settle_placement(db, place_in(db, first, 2), pid=pids[0], by=make_mandate(db), now=NOW, reason="It is.")
    assert standing(db) == recorded(db)
    return document, pids


def test_settling_publishing_and_a_late_response_each_leave_all_of_it_on_the_record(db: Session) -> None:
    document, pids = told(db)
    slug = document.slug
    of_publication = {name: value for name, value in recorded(db).items() if name.startswith("placement:")}
    assert places(db) == [
        f"placement:{slug}/2",
        f"placement:{slug}/3",
        f"settlement:{slug}/1/2/1",
        f"settlement:{slug}/1/3/1",
    ]
    round_ = db.scalars(select(Comment).where(Comment.document_id == document.id)).first()
    assert round_ is not None
    send_comment(db, round_.submission.consultation, pids[0])
    assert standing(db) == recorded(db)
    assert {f"placement:{slug}/2/3", f"placement:{slug}/3/3"} < set(places(db))
    assert recorded(db).items() >= of_publication.items(), "a late response changes no list of a publication"
    edit_one(db, document, pids[2])
    publish(db, document)
    assert standing(db) == recorded(db)


def test_an_entry_tells_how_the_comments_were_carried(db: Session) -> None:
    document, round_, pids = commented(db)
    edit_one(db, document, pids[0])
    publish(db, document)
    last = db.get_one(Entry, entries.head(db).seq)
    assert last.action == "version.published", "nothing was carried"
    send_comment(db, round_, pids[0])
    send_comment(db, round_, pids[1])
    edit_one(db, document, pids[1])
    publish(db, document)
    last = db.get_one(Entry, entries.head(db).seq)
    assert last.payload is not None
    assert (last.action, last.subject) == ("comments.carried", document.subject)
    assert last.payload.body == {
        "version": 3,
        "comments": 2,
        "kinds": {"unchanged": 0, "changed": 2, "moved": 0, "uncertain": 0, "removed": 0},
        "lists": {f"placement:{document.slug}/3": recorded(db)[f"placement:{document.slug}/3"]},
    }


TAMPERING = (
    "UPDATE placement SET pid = 1 WHERE id = (SELECT max(id) FROM placement)",
    "UPDATE placement SET quote_kind = 'moved' WHERE id = (SELECT max(id) FROM placement)",
    "UPDATE placement SET batch = 9 WHERE id = (SELECT max(id) FROM placement)",
    "DELETE FROM placement WHERE id NOT IN (SELECT placement_id FROM settlement)",
    "INSERT INTO placement (comment_id, version_id, kind, quote_kind)"
    " SELECT comment_id, (SELECT min(id) FROM version), 'removed', ''"
    " FROM placement ORDER BY id DESC LIMIT 1",
    "UPDATE settlement SET reason = 'x'",
    "UPDATE settlement SET follows_id = NULL",
    "DELETE FROM settlement WHERE id = (SELECT max(id) FROM settlement)",
    "INSERT INTO settlement (placement_id, number, kind, quote_kind, reason)"
    " SELECT placement_id, 9, 'removed', '', '' FROM settlement ORDER BY id DESC LIMIT 1",
)


@pytest.mark.parametrize("statement", TAMPERING)
def test_whoever_alters_adds_or_takes_away_a_place_or_settlement_is_found_out(
    db: Session, statement: str
) -> None:
    told(db)
    unguard(db.connection())
    db.execute(text(statement))
    assert standing(db) != recorded(db)
