"""Receipts and mailed heads: they prove what was sent, and altered ones are refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.record import entries as record
from core.record import signed_heads
from core.record.canonical import digest, timestamp
from tests.verifier.outside.attacked import NOW, ONE_DATABASE, Place, Verify, mailed, seq_of


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
