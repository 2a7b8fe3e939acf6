"""The verifier, run against a real instance whose database somebody has been at.

Whoever has the database can drop its triggers and write what they like. Each way of doing so is tried here
on a record with signed heads, and the verifier, which shares no code with the product, must name it.
"""

import ast
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from httpx2 import Response
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from consultation.responses import submissions
from consultation.responses.content import SenderInput
from core.db import Database
from core.queue import outbox
from core.record import entries as record
from core.record import signed_heads
from core.record.canonical import canonical, digest, timestamp
from core.record.entries import Entry, Payload
from core.record.signed_heads import SignedHead
from sbcp.mail import compose
from sbcp.paths import VERIFIER
from sbcp.record import signing as chore
from tests.adoption.making import make_act
from tests.consultation.sending import send_comment, unsent_comment
from tests.support import factories
from tests.support.pages import Client, serve
from tests.support.ports import free_port, served_on
from tests.support.servers.databases import Store, unguard
from tests.verifier import reaching
from tests.verifier.tampering import change, cut_off, recompute

NOW = factories.NOW
HOUR = timedelta(hours=1)
ATTACKER = Ed25519PrivateKey.from_private_bytes(b"a" * 32)

# What does not depend on the database is tried on one.
ONE_DATABASE = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

# RFC 8032, section 7.1: TEST 1, TEST 2, TEST 3, TEST SHA(abc).
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        bytes.fromhex("72"),
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        bytes.fromhex("af82"),
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").digest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
        "3dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.fixture(scope="session")
def program() -> ModuleType:
    """The verifier as a module."""
    return reaching.program()


class Place:
    """An instance with a record under three heads, and what an outsider does with it."""

    def __init__(self, client: Client, token: str, program: ModuleType) -> None:
        self.client, self.token, self.program = client, token, program
        self.db: Session = None  # type: ignore[assignment]  # in each test

    def download(self, folder: Path) -> Path:
        """What ``--save`` keeps of the instance as its database is now."""
        with reaching.reached(self.client) as address, redirect_stdout(io.StringIO()):
            self.program.main([address, "--save", str(folder)])
        return folder

    def receipt(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._get(f"/en/receipts/{self.token}/receipt.json"))
        return found

    def _get(self, address: str) -> bytes:
        answer: Response = self.client.http.get(address)
        assert answer.status_code == 200, address
        return bytes(answer.content)


@pytest.fixture(scope="module")
def instance(store: Store, program: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Ten entries or so under three heads: the first head is of the first day, the second of a version,
    the third of an act."""
    url = store.fresh()
    with (
        time_machine.travel(NOW, tick=False) as clock,
        serve(url, tmp_path_factory.mktemp("data"), limit_factor=100, hosts=("127.0.0.1",)) as client,
    ):
        with client.saved() as db:
            secretariat = factories.make_mandate(db)
            document = factories.make_document(db, slug="policy", by=secretariat)
            sign(client, db, NOW)
            round_ = factories.make_consultation(db, document.versions[0], by=secretariat)
            send_comment(db, round_, pid=2, body="Ново: „како“?")
            comment = unsent_comment(db, round_, pid=3)
            submission = comment.submission
            submissions.save_about(db, submission, SenderInput(kind="person", language="sq", country="AL"))
            token = submissions.token_for(comment_key(db, comment.id))
            submission.token_hash = submissions.token_hash(token)
            db.flush()
            submissions.send(db, submission, received_at=NOW + HOUR)
            factories.make_version(db, document, by=secretariat, now=NOW + 2 * HOUR)
            sign(client, db, NOW + 2 * HOUR)
            make_act(db, document, "endorsed", now=NOW + 3 * HOUR)
            sign(client, db, NOW + 3 * HOUR)
        clock.move_to(NOW + 4 * HOUR)
        yield Place(client, token, program)
    store.give_back(url)


def comment_key(db: Session, comment_id: int) -> str:
    """A key that a form could have had."""
    return f"key-of-the-receipt-for-tests-{comment_id:08}"


def sign(client: Client, db: Session, now: datetime) -> SignedHead:
    settings = client.settings
    head = signed_heads.sign_due(
        db,
        chore.signing_key(settings),
        origin=settings.base_url,
        occasions=chore.OCCASIONS,
        now=now,
    )
    assert head is not None
    return head


@pytest.fixture
def place(instance: Place) -> Iterator[Place]:
    """The instance in the hands of somebody who may do everything in its database, until the test ends."""
    app, whole = instance.client.app, instance.client.database
    with whole.engine.connect() as connection:
        outer = connection.begin()
        unguard(connection)
        bound: Any = sessionmaker(connection, join_transaction_mode="create_savepoint")
        app.state.database = Database(engine=whole.engine, reading=bound, writing=bound)
        with Session(connection, join_transaction_mode="create_savepoint") as db:
            instance.db = db
            yield instance
        app.state.database = whole
        outer.rollback()


Verify = Callable[..., tuple[int, str]]


@pytest.fixture
def verify(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Download and check: the exit status and what was said."""

    def run(*options: str) -> tuple[int, str]:
        place.db.flush()
        folder = tmp_path / "record"
        if not folder.exists():
            place.download(folder)
        code = place.program.main([str(folder), *options])
        return code, capsys.readouterr().out

    return run


def first(answer: tuple[int, str]) -> tuple[int, str]:
    """Of an answer the exit status and the first line alone."""
    return answer[0], answer[1].partition("\n")[0] + "\n"


def seq_of(db: Session, action: str, which: int = 0) -> int:
    return list(db.scalars(select(Entry.seq).where(Entry.action == action).order_by(Entry.seq)))[which]


def own_verdict(db: Session) -> bool:
    """What ``sbcp record verify`` says of the same database."""
    db.expire_all()
    return chore.checked(db)[0]


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


def test_a_receipt_is_proved_to_be_on_the_record(verify: Verify, place: Place, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(place.receipt()), "utf-8")
    code, said = verify("--receipt", str(file))
    head = signed_heads.heads(place.db)[1]
    seq = seq_of(place.db, "submission.received", 1)
    assert code == 0, said
    assert f"its words are proved by entry {seq}, under the head signed at {timestamp(head.at)}." in said


def test_F26_a_receipt_still_proves_what_was_sent_after_the_record_withheld_it(
    verify: Verify, place: Place, tmp_path: Path
) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(place.receipt()), "utf-8")
    record.erase_payload(place.db, seq_of(place.db, "submission.received", 1), at=NOW, actor="public")
    code, said = verify("--receipt", str(file))
    assert code == 0, said
    assert "its words are proved by" in said
    (tmp_path / "later.json").write_text(json.dumps(place.receipt()), "utf-8")
    assert "its words were withheld; it names entry" in verify("--receipt", str(tmp_path / "later.json"))[1]


def altered_words(receipt: dict[str, Any]) -> None:
    receipt["submission"]["comments"][0]["body"] = "I agree with everything."


def altered_words_and_digest(receipt: dict[str, Any]) -> None:
    altered_words(receipt)
    receipt["digest"] = digest(receipt["submission"])


def altered_content(receipt: dict[str, Any]) -> None:
    altered_words_and_digest(receipt)
    receipt["entry"]["payload"]["body"]["digest"] = receipt["digest"]


def altered_commitment(receipt: dict[str, Any]) -> None:
    altered_content(receipt)
    payload = receipt["entry"]["payload"]
    receipt["entry"]["commitment"] = record.commitment(payload["salt"], payload["body"])


def altered_entry(receipt: dict[str, Any]) -> None:
    altered_commitment(receipt)
    fields = {name: receipt["entry"][name] for name in ("seq", "at", "actor", "action", "subject")}
    fields |= {name: receipt["entry"][name] for name in ("commitment", "previous")}
    receipt["entry"]["digest"] = digest(fields)


def other_kind(receipt: dict[str, Any]) -> None:
    receipt["entry"]["action"] = "comment.answered"
    fields = {key: value for key, value in receipt["entry"].items() if key not in ("digest", "payload")}
    receipt["entry"]["digest"] = digest(fields)


def forged_head(receipt: dict[str, Any]) -> None:
    receipt["head"]["at"] = "2026-03-01T12:00:00.000000Z"


@ONE_DATABASE
@pytest.mark.parametrize(
    ("alter", "expected"),
    [
        (altered_words, "was altered: its words do not give its digest"),
        (altered_words_and_digest, "was altered: its digest is not the one that its entry commits to"),
        (altered_content, "was altered: the entry commits to another"),
        (altered_commitment, "was altered: its fields do not give its digest"),
        (altered_entry, "names another entry"),
        (other_kind, "its digest is not the one that its entry commits to"),
        (forged_head, "is forged"),
    ],
)
def test_F25_an_altered_receipt_is_refused(
    verify: Verify, place: Place, tmp_path: Path, alter: Callable[[dict[str, Any]], None], expected: str
) -> None:
    receipt = place.receipt()
    alter(receipt)
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt), "utf-8")
    code, said = verify("--receipt", str(file))
    assert code == 1
    assert expected in said


def mailed(place: Place, head: SignedHead) -> bytes:
    """The letter about a head, as it leaves the product."""
    message = outbox.Message(
        key="head",
        recipient="ana@example.org",
        template="head",
        locale="sr-Cyrl",
        content=head.published(),
        left_at=NOW,
        next_at=NOW,
    )
    letter: EmailMessage = compose.email_of(place.client.settings, message, NOW)
    return bytes(letter)


@ONE_DATABASE
def test_a_mailed_head_is_read_from_the_letter_from_its_text_quoted_and_as_JSON(
    verify: Verify, place: Place, tmp_path: Path
) -> None:
    head = signed_heads.heads(place.db)[1]
    letter = mailed(place, head)
    shown = head.published()
    half = shown["signature"][:64], shown["signature"][64:]
    lines = [f"{name}: {shown[name]}" for name in ("origin", "seq", "digest", "at", "key")]
    plain = "\n".join(["Keep this.", "", *lines, f"signature: {half[0]}", f"           {half[1]}", "Bye"])
    for name, content in (
        ("mail.eml", letter),
        ("mail.txt", plain.encode()),
        ("reply.txt", "\n".join(f"> {line}" for line in plain.split("\n")).encode()),
        ("head.json", json.dumps(shown).encode()),
    ):
        (tmp_path / name).write_bytes(content)
        code, said = verify("--mail", str(tmp_path / name))
        assert code == 0, (name, said)
    (tmp_path / "other.txt").write_bytes(plain.replace(f"seq: {head.seq}", "seq: 3").encode())
    assert "is forged" in verify("--mail", str(tmp_path / "other.txt"))[1]
    (tmp_path / "none.txt").write_text("Nothing here.", "utf-8")
    assert "There is no signed head in none.txt" in verify("--mail", str(tmp_path / "none.txt"))[1]


@ONE_DATABASE
def test_a_folder_kept_earlier_leads_to_the_record_of_now(
    verify: Verify, place: Place, tmp_path: Path
) -> None:
    place.download(tmp_path / "kept")
    record.append(place.db, at=NOW, actor="operator", action="test", subject="test", body={})
    code, said = verify("--earlier", str(tmp_path / "kept"))
    assert code == 0, said
    assert "Entries not yet under a signed head: 2" in said


@ONE_DATABASE
def test_a_download_that_broke_off_does_not_hold(verify: Verify, place: Place, tmp_path: Path) -> None:
    verify()
    file = tmp_path / "record" / "record.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]))
    code, said = verify()
    assert code == 1
    assert "The record ends at entry" in said
    file.write_bytes(b"".join(lines)[:-20])
    code, said = verify()
    assert code == 1
    assert "Something is not written as the format demands" in said


@ONE_DATABASE
def test_what_an_instance_says_cannot_write_elsewhere_or_command_the_terminal(
    verify: Verify, place: Place, tmp_path: Path
) -> None:
    seq = seq_of(place.db, "version.published")
    change(place.db, "UPDATE record_entry SET subject = 'document:../../x' WHERE seq = :seq", seq=seq)
    recompute(place.db, seq)
    change(place.db, "DELETE FROM signed_head")
    assert f"Entry {seq} names a document as no document is named." in verify()[1]
    heads_file = tmp_path / "record" / "heads-0.json"
    heads_file.write_text('{"heads": [{"number": 1, "seq": 1, "key": "\\u001b[2J"}]}', "utf-8")
    code, said = verify("--key", "ab")
    assert code == 1
    assert "\x1b" not in said


@ONE_DATABASE
def test_a_wrong_call_is_told_from_a_fault(place: Place, tmp_path: Path) -> None:
    assert place.program.main([str(tmp_path / "nothing")]) == 2
    kept = place.download(tmp_path / "kept")
    for arguments in ([], [str(kept), "--head", "5"], ["http://localhost:1", "--save", str(kept)]):
        with pytest.raises(SystemExit) as stopped:
            place.program.main(arguments)
        assert stopped.value.code == 2


@ONE_DATABASE
def test_the_program_alone_checks_an_instance_on_the_web_and_keeps_what_it_read(
    place: Place, tmp_path: Path
) -> None:
    """In a Python of its own that finds no package, as it was downloaded from the instance."""
    alone = [sys.executable, "-I", "-S", str(tmp_path / "sbcp_verify.py")]
    with free_port() as listening, served_on(listening, place.client.app) as address:
        (tmp_path / "sbcp_verify.py").write_bytes(
            place.client.http.get("/api/v1/record/sbcp_verify.py").content
        )
        (tmp_path / "receipt.json").write_text(json.dumps(place.receipt()), "utf-8")
        options = ["--save", str(tmp_path / "saved"), "--receipt", str(tmp_path / "receipt.json")]
        done = subprocess.run(
            [*alone, address, *options], capture_output=True, text=True, check=False, cwd=tmp_path
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All holds" in done.stdout
    kept = place.download(tmp_path / "kept")
    saved = sorted(path.name for path in (tmp_path / "saved").iterdir())
    assert saved == sorted(path.name for path in kept.iterdir())
    done = subprocess.run(
        [*alone, str(tmp_path / "saved")], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_verifier_knows_the_signatures_of_RFC_8032(
    program: ModuleType, key: str, message: bytes, signature: str
) -> None:
    public, signed = bytes.fromhex(key), bytes.fromhex(signature)
    assert program.is_signature(public, message, signed)
    assert not program.is_signature(public, message + b"!", signed)
    assert not program.is_signature(bytes.fromhex(VECTORS[0][0]), message + b"!", signed)
    for place in (0, 31, 32, 63):
        changed = bytearray(signed)
        changed[place] ^= 1
        assert not program.is_signature(public, message, bytes(changed))


def test_the_verifier_refuses_signatures_that_are_written_in_a_second_way(program: ModuleType) -> None:
    """RFC 8032, 5.1.7: S is below the order of the group; a second form of a signature is none."""
    public, message, signed = bytes.fromhex(VECTORS[1][0]), VECTORS[1][1], bytes.fromhex(VECTORS[1][2])
    larger = int.from_bytes(signed[32:], "little") + program.ORDER
    assert not program.is_signature(public, message, signed[:32] + larger.to_bytes(32, "little"))
    assert not program.is_signature(public, message, signed[:-1])
    assert not program.is_signature(b"\xff" * 32, message, signed), "no point of the curve"


def test_the_verifier_is_one_short_file_for_Python_3_9_without_dependencies() -> None:
    source = VERIFIER.read_text("utf-8")
    assert len(source.splitlines()) < 500
    tree = ast.parse(source, feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= set(sys.stdlib_module_names)
