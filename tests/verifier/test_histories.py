"""Whatever is done to the record itself, its heads, its key and its end is found, and is named."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import (
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.orm import Session

from core.record import checking, covering, entries, signed_heads
from core.record.canonical import canonical, digest
from core.record.public import KINDS
from core.record.states import RecordedState
from documents.models import Document
from tests.verifier.held import MADE, NOW, OTHER, OWN, Place, sign
from tests.verifier.tampering import cut_off, recompute

# What does not depend on the database is tried on one.
ONE_DATABASE = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")


def heads_deleted(place: Place) -> None:
    run(place, "DELETE FROM signed_head")


def last_head_deleted(place: Place) -> None:
    run(place, "DELETE FROM signed_head WHERE number = (SELECT max(number) FROM signed_head)")


def head_changed(place: Place) -> None:
    run(place, "UPDATE signed_head SET cause = 1 WHERE number = 1")


def head_added(place: Place) -> None:
    with place.session() as db:
        head = signed_heads.heads(db)[-1]
        more = signed_heads.SignedHead(
            number=head.number + 1,
            origin=head.origin,
            seq=head.seq,
            digest=head.digest,
            at=NOW + timedelta(seconds=1),
            key=head.key,
        )
        more.signature = OWN.sign(canonical(more.signed())).hex()
        values = {
            column.key: getattr(more, column.key) for column in inspect(signed_heads.SignedHead).columns
        }
        db.execute(insert(signed_heads.SignedHead), [values])
        db.commit()


def tail_cut(place: Place) -> None:
    """The entries after the last head, with which that is named."""
    with place.session() as db:
        cut_off(db, signed_heads.heads(db)[-1].seq)
        db.commit()


def key_changed(place: Place) -> None:
    with place.session() as db:
        key = payload_of(db, "record.key")
        key.body = {**key.body, "key": signed_heads.public_key(OTHER)}
        db.commit()


def entry_changed(place: Place) -> None:
    run(place, "UPDATE record_entry SET actor = 'mandate:9' WHERE seq = 5")


def entry_deleted(place: Place) -> None:
    run(place, "DELETE FROM record_payload WHERE seq = 5")
    run(place, "DELETE FROM record_entry WHERE seq = 5")


def content_deleted(place: Place) -> None:
    run(place, "DELETE FROM record_payload WHERE seq = 5")


def rewritten_with_another_key(place: Place) -> None:
    """All of it fits again, under a key that is not that of this instance."""
    with place.session() as db:
        key = payload_of(db, "record.key")
        key.body = {**key.body, "key": signed_heads.public_key(OTHER)}
        rewrite(db, OTHER)
        db.commit()


def rewritten_with_its_own_key(place: Place) -> None:
    with place.session() as db:
        rewrite(db, OWN)
        db.commit()


def tail_cut_with_its_heads(place: Place) -> None:
    """What the last head covers, with that head: what is left fits together."""
    with place.session() as db:
        cut_off(db, signed_heads.heads(db)[-2].seq + 1)
        run(place, "DELETE FROM signed_head WHERE number = (SELECT max(number) FROM signed_head)")
        run(place, "DELETE FROM record_state WHERE seq > (SELECT max(seq) FROM record_entry)")
        db.commit()


def state_changed(place: Place) -> None:
    run(place, "UPDATE record_state SET digest = NULL WHERE name = 'document:policy'")


def covered_again(place: Place) -> None:
    """A row altered, and the record made to say that it has only now begun to cover its kind."""
    run(place, "UPDATE document SET title = 'Altered' WHERE slug = 'policy'")
    run(place, "DELETE FROM record_state WHERE name = 'kind:document'")
    with place.session() as db:
        covering.cover(db, NOW)
        db.commit()


# What is found by everybody, and what only by whoever kept something, with the words that name it: first
# what the verifier says, then ``record verify``.
FOUND = [
    (heads_deleted, "head:1 is gone", "head:1 is gone"),
    (last_head_deleted, "head:2 is gone", "head:2 is gone"),
    (head_changed, "head:1 was altered", "head:1 was altered"),
    (head_added, "head:3 is published, and no entry names it", "head:3 is public, and no entry names it"),
    (tail_cut, "head:2 is published, and no entry names it", "head:2 is public, and no entry names it"),
    (key_changed, "was altered: the entry commits to another", "its content was altered"),
    (entry_changed, "Entry 5 was altered", "Entry 5 of the record does not hold"),
    (entry_deleted, "Entry 5 is missing", "Entry 5 of the record does not hold: missing"),
    (
        content_deleted,
        "The content of entry 5 is missing",
        "Entry 5 of the record does not hold: its content",
    ),
    (covered_again, "kind:document was covered before", "kind:document was covered before"),
]
KEPT = [
    (rewritten_with_another_key, "is signed with another key than that of this instance"),
    (rewritten_with_its_own_key, ""),
    (tail_cut_with_its_heads, ""),
]


@pytest.mark.parametrize(("tamper", "said", "own"), FOUND, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_done_to_the_record_itself_is_named(
    place: Place, tamper: Callable[[Place], None], said: str, own: str
) -> None:
    tamper(place)
    code, lines = place.verify()
    assert code == 1
    assert [line for line in lines if line.startswith("FAULT: ") and said in line], lines
    assert [fault for fault in place.own_faults() if own in fault], place.own_faults()


@pytest.mark.parametrize(("tamper", "own"), KEPT, ids=lambda value: getattr(value, "__name__", ""))
def test_a_history_made_anew_is_found_by_whatever_was_kept(
    place: Place, tmp_path: Path, tamper: Callable[[Place], None], own: str
) -> None:
    with place.session() as db:
        entries.append(db, at=NOW, actor="system", action=MADE, subject="record", body={})
        sign(db, NOW)
        db.commit()
        last = entries.head(db)
        noted = last.seq, last.digest
    assert place.verify(save=tmp_path / "kept")[0] == 0
    tamper(place)
    if not own:
        assert place.verify()[0] == 0, "by itself it holds"
    code, lines = place.verify("--earlier", str(tmp_path / "kept"))
    assert code == 1
    assert "the past was rewritten" in lines[0] or "was cut off" in lines[0]
    assert place.verify("--head", f"{noted[0]}:{noted[1]}")[0] == 1
    assert [
        fault for fault in place.own_faults(noted) if f"Entry {noted[0]}, whose digest was noted" in fault
    ]
    if own:
        assert [fault for fault in place.own_faults() if own in fault]


def test_the_table_of_last_states_gives_what_the_entries_say(place: Place) -> None:
    """It is nothing that an outsider is given, so that ``record verify`` alone looks at it."""
    state_changed(place)
    assert place.verify()[0] == 0
    assert place.own_faults() == [
        "document:policy has another last state in the table record_state than the entries give it."
    ]


@ONE_DATABASE
def test_a_kind_that_is_published_no_more_is_missed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(KINDS, "comment" if "comment" in KINDS else "answer")
    code, lines = place.verify()
    assert code == 1
    assert lines[0].startswith("FAULT: kind:")
    assert "is gone, and entry" in lines[0]
    assert [fault for fault in place.own_faults() if fault.startswith("kind:") and "is gone" in fault]


@ONE_DATABASE
def test_a_record_older_than_a_day_without_a_head_is_a_fault(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(NOW + timedelta(days=1, minutes=9), tick=False):
        assert place.verify()[0] == 0, "heads are signed soon after a day has begun"
    later = NOW + timedelta(days=1, minutes=11)
    with time_machine.travel(later, tick=False):
        code, lines = place.verify(save=tmp_path / "kept")
        assert code == 1
        assert "is older than a day, and no signed head covers it." in lines[0]
    assert place.program.main([str(tmp_path / "kept")]) == 1, "by the clock of whoever saved it"
    with place.session() as db:
        assert [fault for fault in checking.faults(db, later) if "is older than a day" in fault]
        sign(db, later)
        db.commit()
    with time_machine.travel(later, tick=False):
        assert place.verify()[0] == 0


@ONE_DATABASE
def test_what_changes_while_it_is_read_is_no_fault_if_the_record_says_so(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is read first, then the rows, then what the record has got meanwhile."""
    read = place.program.Source.kinds

    def meanwhile(source: Any) -> Any:
        if "public.json" not in source.read:
            with place.session() as db:
                db.query(Document).filter_by(slug="policy").one().title = "Another title"
                entries.append(db, at=NOW, actor="system", action=MADE, subject="record", body={})
                db.commit()
        return read(source)

    monkeypatch.setattr(place.program.Source, "kinds", meanwhile)
    code, lines = place.verify()
    assert code == 0, lines


@ONE_DATABASE
def test_a_row_that_changed_since_it_was_saved_without_an_entry_is_named(
    place: Place, tmp_path: Path
) -> None:
    assert place.verify(save=tmp_path / "kept")[0] == 0
    file = tmp_path / "kept" / "public-document.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"Another one"', b'"What it was"'))
    code, lines = place.verify("--earlier", str(tmp_path / "kept"))
    assert code == 1
    assert [line for line in lines if "is not the one that you saved, and no entry after" in line] == lines[
        :1
    ]


def run(place: Place, statement: str) -> None:
    done = place.connection.execute(text(statement))
    assert done.rowcount > 0, "nothing was tampered with"


def payload_of(db: Session, action: str) -> entries.Payload:
    return db.scalars(
        select(entries.Payload).join(entries.Payload.entry).where(entries.Entry.action == action)
    ).one()


def rewrite(db: Session, key: Ed25519PrivateKey) -> None:
    """A past in which somebody else opened the round, signed anew, with a table of states that fits."""
    db.scalars(select(entries.Entry).where(entries.Entry.action == "version.published")).all()[
        0
    ].actor = "operator"
    recompute(db, 1, key)
    for head in signed_heads.heads(db):
        state = db.get_one(RecordedState, f"head:{head.number}")
        state.digest = digest(head.published())
