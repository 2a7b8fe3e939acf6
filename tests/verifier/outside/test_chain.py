"""The verifier, run against a real instance whose database somebody has been at: entries, heads, versions.

Whoever has the database can drop its triggers and write what they like. Each way of doing so is tried here
on a record with signed heads, and the verifier, which shares no code with the product, must name it.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.record import entries as record
from core.record import signed_heads
from core.record.canonical import canonical
from core.record.entries import Entry, Payload
from core.record.signed_heads import SignedHead
from sbcp.record import signing as chore
from tests.verifier.outside.attacked import (
    ATTACKER,
    NOW,
    ONE_DATABASE,
    Place,
    Verify,
    first,
    mailed,
    own_verdict,
    seq_of,
    sign,
)
from tests.verifier.tampering import change, cut_off, recompute


def test_an_untouched_record_holds(verify: Verify, place: Place) -> None:
    code, said = verify()
    last = record.head(place.db)
    assert code == 0, said
    assert f"All holds: {last.seq} entries, 3 signed heads, 2 versions, " in said
    assert "Entries not yet under a signed head: 1" in said
    assert f"--head {last.seq}:{last.digest}" in said
    assert (
        f"heads are signed with the key {signed_heads.public_key(chore.signing_key(place.client.settings))}"
        in said
    )
    assert own_verdict(place.db)


@pytest.mark.parametrize(
    ("field", "value"),
    [("actor", "mandate:9"), ("action", "x.y"), ("subject", "document:x"), ("commitment", "f" * 64)],
)
def test_F25_an_edited_entry_is_named(verify: Verify, place: Place, field: str, value: str) -> None:
    change(place.db, f"UPDATE record_entry SET {field} = :value WHERE seq = 4", value=value)
    assert first(verify()) == (1, "FAULT: Entry 4 was altered: its fields do not give its digest.\n")
    assert not own_verdict(place.db)


def test_F25_an_entry_moved_in_time_is_named(verify: Verify, place: Place) -> None:
    change(place.db, "UPDATE record_entry SET at = '2027-01-01 00:00:00.000000' WHERE seq = 4")
    assert first(verify()) == (1, "FAULT: Entry 4 was altered: its fields do not give its digest.\n")


def test_F25_edited_content_is_named(verify: Verify, place: Place) -> None:
    seq = seq_of(place.db, "act.recorded")
    payload = place.db.get_one(Payload, seq)
    payload.body = {**payload.body, "kind": "adopted by parliament"}
    code, said = first(verify())
    assert (code, said) == (
        1,
        f"FAULT: The content of entry {seq} was altered: the entry commits to another.\n",
    )
    assert not own_verdict(place.db)


def test_F25_swapped_contents_are_named_at_the_first(verify: Verify, place: Place) -> None:
    first, second = seq_of(place.db, "submission.received"), seq_of(place.db, "submission.received", 1)
    one, other = place.db.get_one(Payload, first), place.db.get_one(Payload, second)
    one.salt, one.body, other.salt, other.body = other.salt, other.body, one.salt, one.body
    assert f"The content of entry {first} was altered" in verify()[1]


def test_F25_content_taken_away_in_silence_is_named(verify: Verify, place: Place) -> None:
    seq = seq_of(place.db, "submission.received")
    change(place.db, "DELETE FROM record_payload WHERE seq = :seq", seq=seq)
    code, said = verify()
    assert code == 1
    assert f"The content of entry {seq} is missing, and no entry says that it was erased." in said
    assert not own_verdict(place.db)


@pytest.mark.parametrize("action", ["version.published", "record.key"])
def test_F25_what_others_are_checked_against_cannot_be_withheld(
    verify: Verify, place: Place, action: str
) -> None:
    seq = seq_of(place.db, action)
    change(place.db, "DELETE FROM record_payload WHERE seq = :seq", seq=seq)
    assert first(verify()) == (1, f"FAULT: The content of entry {seq} is missing, and it is never erased.\n")


def test_F26_erased_content_is_withheld_and_all_holds(verify: Verify, place: Place) -> None:
    seq = seq_of(place.db, "submission.received")
    record.erase_payload(place.db, seq, at=NOW, actor="mandate:1")
    code, said = verify()
    assert code == 0, said
    assert "Withheld, as the record says: the content of 1 entries." in said
    assert own_verdict(place.db)


def test_F25_an_entry_removed_from_the_middle_is_named(verify: Verify, place: Place) -> None:
    change(place.db, "DELETE FROM record_payload WHERE seq = 5")
    change(place.db, "DELETE FROM record_entry WHERE seq = 5")
    assert first(verify()) == (1, "FAULT: Entry 5 is missing; entry 6 stands in its place.\n")
    assert not own_verdict(place.db)


def test_F25_entries_in_another_order_are_named(verify: Verify, place: Place) -> None:
    fields = "at, actor, action, subject, commitment, digest"
    swapped = ", ".join(
        f"{field} = (SELECT {field} FROM record_entry AS other WHERE other.seq = 9 - record_entry.seq)"
        for field in fields.split(", ")
    )
    change(place.db, f"UPDATE record_entry SET {swapped} WHERE seq IN (4, 5)")
    code, said = first(verify())
    assert (code, said) == (1, "FAULT: Entry 4 was altered: its fields do not give its digest.\n")


def test_F25_an_end_that_was_cut_off_is_shown_by_the_signed_head(verify: Verify, place: Place) -> None:
    last = signed_heads.heads(place.db)[-1].seq
    cut_off(place.db, last - 2)
    code, said = first(verify())
    assert (code, said) == (
        1,
        f"FAULT: Signed head no. 3 names entry {last}, but the record ends at {last - 2}: "
        "its end was cut off.\n",
    )
    assert not own_verdict(place.db)


def test_F25_an_end_that_was_cut_off_with_its_head_is_shown_by_a_head_kept_elsewhere(
    verify: Verify, place: Place, tmp_path: Path
) -> None:
    before = record.append(place.db, at=NOW, actor="operator", action="test", subject="test", body={})
    head = sign(place.client, place.db, NOW + timedelta(days=1))
    mail = tmp_path / "mail.eml"
    mail.write_bytes(mailed(place, head))
    place.download(tmp_path / "kept")
    noted = f"{head.seq}:{head.digest}"
    cut_off(place.db, before.seq - 1)
    change(place.db, "DELETE FROM signed_head WHERE number = 4")
    assert verify()[0] == 0, "by itself a shorter record holds"
    for option, value in (
        ("--head", noted),
        ("--mail", str(mail)),
        ("--earlier", str(tmp_path / "kept")),
    ):
        code, said = verify(option, value)
        assert code == 1
        assert "cut off" in said


def test_F25_a_rewritten_past_is_shown_by_the_next_signed_head(verify: Verify, place: Place) -> None:
    seq = seq_of(place.db, "consultation.opened")
    payload = place.db.get_one(Payload, seq)
    payload.body = {**payload.body, "closes_at": "2027-03-02T00:00:00.000000Z"}
    recompute(place.db, seq)
    before, second = signed_heads.heads(place.db)[:2]
    assert first(verify()) == (
        1,
        f"FAULT: Signed head no. 2 names another entry {second.seq} than is there: "
        f"the past was rewritten, from entry {before.seq + 1} to {second.seq}.\n",
    )
    assert not own_verdict(place.db)


def test_F25_an_entry_put_in_between_is_shown_by_the_next_signed_head(verify: Verify, place: Place) -> None:
    db = place.db
    last = record.append(
        db,
        at=NOW,
        actor="public",
        action="submission.received",
        subject="document:policy",
        body={"late": False},
    )
    there = {entry.seq: (entry, entry.payload) for entry in db.scalars(select(Entry))}
    for seq in range(last.seq, 5, -1):  # each takes the place after its own
        entry, before = there[seq][0], there[seq - 1][0]
        for field in ("at", "actor", "action", "subject"):
            setattr(entry, field, getattr(before, field))
        payload, other = there[seq][1], there[seq - 1][1]
        assert payload is not None
        assert other is not None
        payload.salt, payload.body = other.salt, other.body
    recompute(db, 5)
    assert "names another entry" in verify()[1]


def test_F25_a_head_changed_to_fit_is_a_forgery(verify: Verify, place: Place) -> None:
    recompute_after_edit(place.db)
    for head in signed_heads.heads(place.db):
        head.digest = place.db.get_one(Entry, head.seq).digest
    code, said = first(verify())
    assert (code, said) == (
        1,
        "FAULT: Signed head no. 2 is forged: its signature is not that of its key.\n",
    )
    assert not own_verdict(place.db)


@ONE_DATABASE
@pytest.mark.parametrize("field", ["origin", "at", "signature"])
def test_F25_each_field_of_a_head_is_under_its_signature(verify: Verify, place: Place, field: str) -> None:
    value = {"origin": "https://b.example", "at": "2027-01-01 00:00:00.000000", "signature": "0" * 128}[field]
    change(place.db, f"UPDATE signed_head SET {field} = :value WHERE number = 2", value=value)
    assert "Signed head no. 2 is forged" in verify()[1]
    assert not own_verdict(place.db)


def test_F25_heads_signed_with_another_key_are_refused(verify: Verify, place: Place) -> None:
    recompute_after_edit(place.db, ATTACKER)
    code, said = first(verify())
    assert (code, said) == (
        1,
        "FAULT: Signed head no. 1 is signed with a key that the record did not name for it.\n",
    )
    assert not own_verdict(place.db)


def test_F25_a_key_swapped_everywhere_is_shown_by_whatever_was_kept_elsewhere(
    verify: Verify, place: Place, tmp_path: Path
) -> None:
    """Whoever has the database and writes everything anew, key and all, makes a record that holds by
    itself. It is not the one that others have seen."""
    db = place.db
    known, head = signed_heads.public_key(chore.signing_key(place.client.settings)), signed_heads.newest(db)
    assert head is not None
    noted = f"{head.seq}:{head.digest}"
    (tmp_path / "mail.eml").write_bytes(mailed(place, head))
    place.download(tmp_path / "kept")
    (tmp_path / "receipt.json").write_text(json.dumps(place.receipt()), "utf-8")
    key = db.get_one(Payload, seq_of(db, "record.key"))
    key.body = {**key.body, "key": signed_heads.public_key(ATTACKER)}
    recompute_after_edit(db, ATTACKER)
    assert verify()[0] == 0
    for option, value, expected in (
        ("--key", known, "signed with a key you did not name"),
        ("--head", noted, "the past was rewritten"),
        ("--mail", str(tmp_path / "mail.eml"), "the past was rewritten"),
        ("--earlier", str(tmp_path / "kept"), "is not the one that you saved: the past was rewritten"),
        ("--receipt", str(tmp_path / "receipt.json"), "the past was rewritten"),
    ):
        code, said = verify(option, value)
        assert code == 1, option
        assert expected in said


def recompute_after_edit(db: Session, key: Ed25519PrivateKey | None = None) -> None:
    seq = seq_of(db, "record.key") if key else seq_of(db, "consultation.opened")
    entry = db.get_one(Entry, seq_of(db, "consultation.opened"))
    entry.actor = "mandate:9"
    recompute(db, seq, key)


def test_F25_a_head_taken_out_of_the_list_is_missed(verify: Verify, place: Place) -> None:
    change(place.db, "DELETE FROM signed_head WHERE number = 2")
    assert first(verify()) == (1, "FAULT: Signed head no. 2 is missing.\n")
    assert not own_verdict(place.db)


def test_a_changed_key_is_on_the_record_and_old_heads_still_hold(verify: Verify, place: Place) -> None:
    now = NOW + timedelta(days=1)
    signed_heads.sign_due(place.db, ATTACKER, origin="http://localhost", occasions=(), now=now)
    code, said = verify()
    assert code == 0, said
    assert said.count("heads are signed with the key") == 2
    assert own_verdict(place.db)


def test_F25_a_replaced_key_signs_no_more(verify: Verify, place: Place) -> None:
    """Who stole an old key cannot use it after it was replaced."""
    db, now = place.db, NOW + timedelta(days=1)
    signed_heads.sign_due(db, ATTACKER, origin="http://localhost", occasions=(), now=now)
    old = chore.signing_key(place.client.settings)
    last = record.head(db)
    head = SignedHead(
        number=5,
        origin="http://localhost",
        seq=last.seq,
        digest=last.digest,
        at=now,
        key=signed_heads.public_key(old),
    )
    head.signature = old.sign(canonical(head.signed())).hex()
    db.add(head)
    assert "Signed head no. 5 is signed with a key that the record did not name" in verify()[1]
    assert not own_verdict(db)


@pytest.mark.parametrize("with_digest", [False, True])
def test_F25_the_text_of_a_version_edited_afterwards_is_named(
    verify: Verify, place: Place, with_digest: bool
) -> None:
    change(
        place.db,
        "UPDATE paragraph SET markdown = 'Each participant pays.' WHERE pid = 3 AND version_id = "
        "(SELECT id FROM version WHERE number = 1)",
    )
    if with_digest:
        change(place.db, "UPDATE version SET digest = :digest WHERE number = 1", digest="0" * 64)
    code, said = first(verify())
    seq = seq_of(place.db, "version.published")
    assert (code, said) == (
        1,
        f"FAULT: The text of version 1 of policy is not the one on the record (entry {seq}).\n",
    )


def test_F25_a_version_that_is_gone_is_named(verify: Verify, place: Place) -> None:
    change(place.db, "UPDATE version SET number = 9 WHERE number = 2")
    assert "Version 2 of policy is on the record" in verify()[1]
