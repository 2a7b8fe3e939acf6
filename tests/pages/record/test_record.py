"""The record for those who trust nobody: heads signed and mailed by themselves, and inclusion shown."""

import itertools
import json
import re
import stat
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from adoption.recording.acts import verify_act
from consultation.models import Consultation
from core.db import connect
from core.record import entries as record
from core.record import signed_heads
from core.record.canonical import canonical
from core.record.entries import Entry
from core.record.signed_heads import SignedHead
from sbcp import cli
from sbcp.pages.api import openapi
from sbcp.pages.record import views
from sbcp.paths import VERIFIER
from sbcp.record import signing as chore
from sbcp.settings import UnsafeSettings, from_environment
from tests.adoption.making import make_act
from tests.consultation.sending import send_comment
from tests.pages.responses.test_responses import form, make_round, save, send
from tests.support import factories
from tests.support.pages import Client
from tests.support.recorded import content
from tests.support.servers.databases import unguard
from tests.support.watching.statements import hearing

NOW = factories.NOW
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# What does not depend on the database is tried on one.
ONE_DATABASE = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")


def keep(client: Client, now: datetime = NOW) -> None:
    """The chore, as the worker of some process does it."""
    chore.sign_if_due(client.database, client.settings, now)


def signed(client: Client) -> list[SignedHead]:
    with client.saved() as db:
        return signed_heads.heads(db)


def actions(client: Client) -> list[str]:
    with client.saved() as db:
        return list(db.scalars(select(Entry.action).order_by(Entry.seq)))


# When heads are signed


def test_a_head_is_signed_at_publication_at_the_close_of_a_round_and_at_acts(client: Client) -> None:
    with client.saved() as db:
        secretariat = factories.make_mandate(db)
        version = factories.make_document(db, by=secretariat).versions[0]
    keep(client)
    with client.saved() as db:
        round_ = factories.make_consultation(
            db, db.merge(version), closes_at=NOW + 2 * MINUTE, by=db.merge(secretariat)
        )
        send_comment(db, round_)
    keep(client, NOW + MINUTE)
    assert len(signed(client)) == 1, "a response alone calls for no head"
    keep(client, NOW + 3 * MINUTE)
    with client.saved() as db:
        document = db.get_one(Consultation, round_.id).document
        act = make_act(db, document, now=NOW + 4 * MINUTE)
    keep(client, NOW + 4 * MINUTE)
    with client.saved() as db:
        verify_act(db, db.merge(act), level="document seen", by=db.merge(secretariat), now=NOW + 5 * MINUTE)
    keep(client, NOW + 5 * MINUTE)
    keep(client, NOW + 6 * MINUTE)
    with client.saved() as db:
        found = signed_heads.heads(db)
        causes = record.actions(db, [head.cause for head in found if head.cause])
        assert [causes[head.cause] for head in found if head.cause] == [
            "version.published",
            "consultation.closed",
            "act.recorded",
            "act.verified",
        ]
        assert chore.checked(db)[0]


def test_the_worker_signs_by_itself_and_two_processes_sign_once(
    client: Client, clock: time_machine.Traveller
) -> None:
    with client.saved() as db:
        factories.make_document(db)
    client.do_chores()
    keep(client)
    assert len(signed(client)) == 1
    clock.move_to(NOW + DAY)
    client.do_chores()
    assert [head.at for head in signed(client)] == [NOW, NOW + DAY]


# The close of a round


def test_F29_a_round_closes_on_time_though_nothing_runs(
    client: Client, clock: time_machine.Traveller
) -> None:
    round_ = make_round(client, closes_at=NOW + MINUTE)
    save(client, form(client, round_))
    clock.move_to(NOW + MINUTE)
    receipt = send(client, round_)
    assert "Received after closing" in receipt.text
    assert "consultation.closed" not in actions(client), "no job has run"


def test_the_close_is_put_on_the_record_once_with_what_came_in(client: Client) -> None:
    round_ = make_round(client, closes_at=NOW + 10 * MINUTE)
    with client.saved() as db:
        found = db.get_one(Consultation, round_.id)
        send_comment(db, found)
        send_comment(db, found, pid=2)
        send_comment(db, found, at=NOW + 10 * MINUTE)
    keep(client, NOW + 10 * MINUTE)
    assert "consultation.closed" not in actions(client), "what came in the last second may be on its way"
    keep(client, NOW + 11 * MINUTE)
    keep(client, NOW + 12 * MINUTE)
    with client.saved() as db:
        entry = db.scalars(select(Entry).where(Entry.action == "consultation.closed")).one()
        assert entry.payload is not None
        assert (entry.actor, entry.subject) == ("system", round_.document.subject)
        assert content(entry) == {
            "consultation": round_.id,
            "version": 1,
            "closes_at": "2027-03-01T12:10:00.000000Z",
            "responses": {"in_time": 2, "late": 1},
            "comments": {"in_time": 2, "late": 1},
        }


def test_F13_a_round_that_is_extended_closes_again(client: Client) -> None:
    round_ = make_round(client, closes_at=NOW + MINUTE)
    keep(client, NOW + 3 * MINUTE)
    with client.saved() as db:
        db.get_one(Consultation, round_.id).closes_at = NOW + DAY
    keep(client, NOW + 4 * MINUTE)
    assert actions(client).count("consultation.closed") == 1
    keep(client, NOW + DAY + MINUTE)
    assert actions(client).count("consultation.closed") == 2


# The key


@ONE_DATABASE
def test_S46_the_key_is_made_once_readable_by_its_owner_alone_and_never_in_the_database(
    client: Client,
) -> None:
    first = chore.signing_key(client.settings)
    assert signed_heads.public_key(chore.signing_key(client.settings)) == signed_heads.public_key(first)
    file = client.settings.data_dir / "record-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert re.fullmatch(r"[0-9a-f]{64}\n", file.read_text())
    assert [path.name for path in client.settings.data_dir.iterdir() if "record-key" in path.name] == [
        file.name
    ]
    other = msgspec.structs.replace(client.settings, record_key="ab" * 32)
    assert signed_heads.public_key(chore.signing_key(other)) != signed_heads.public_key(first)
    with pytest.raises(UnsafeSettings, match="64 hexadecimal digits"):
        chore.signing_key(msgspec.structs.replace(client.settings, record_key="secret"))


@ONE_DATABASE
def test_a_key_that_was_replaced_signs_no_more_and_nothing_breaks(client: Client) -> None:
    keep(client)
    new = msgspec.structs.replace(client.settings, record_key="ab" * 32)
    chore.sign_if_due(client.database, new, NOW + DAY)
    keep(client, NOW + 2 * DAY)
    assert [head.number for head in signed(client)] == [1, 2]
    page = client.get("/en/record/heads")
    for head in signed(client):
        assert head.key in page.text


def test_what_is_wrong_with_a_head_is_told_by_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SBCP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SBCP_DATABASE_URL", f"sqlite:///{tmp_path}/record.sqlite")
    monkeypatch.setenv("SBCP_SECRET_KEY", "a key for tests only, long enough")
    monkeypatch.setenv("SBCP_BASE_URL", "https://policy.example.org")
    monkeypatch.setenv("SBCP_CONTACT", "secretariat@example.org")
    monkeypatch.setenv("SBCP_RECORD_KEY", "ab" * 32)
    (tmp_path / "text.md").write_text("Words.\n", "utf-8")
    cli.main(["import", str(tmp_path / "text.md"), "--document", "d", "--title", "D"])
    assert cli.main(["record", "verify"]) == 0
    assert "No head has been signed yet." in capsys.readouterr().out
    assert cli.main(["record", "key"]) == 0
    key = capsys.readouterr().out.strip()
    database = connect(f"sqlite:///{tmp_path}/record.sqlite")
    chore.sign_if_due(database, from_environment(), NOW)
    assert cli.main(["record", "verify"]) == 0
    assert f"with the key {key}." in capsys.readouterr().out
    with database.engine.begin() as connection:
        unguard(connection)
        connection.exec_driver_sql("UPDATE signed_head SET origin = 'https://b.example'")
    database.engine.dispose()
    assert cli.main(["record", "verify"]) == 1
    assert "Signed head no. 1 does not hold: its signature" in capsys.readouterr().out
    assert cli.main(["database", "grant", "somebody"]) == 1
    assert "This database has no roles" in capsys.readouterr().err


# What people see


@ONE_DATABASE
def test_the_pages_of_heads_say_what_was_signed_when_and_why(client: Client) -> None:
    empty = client.get("/en/record/heads")
    assert "No head has been signed yet" in empty.text
    with client.saved() as db:
        factories.make_document(db)
    keep(client)
    head = signed(client)[0]
    page = client.get("/en/record/heads")
    assert "Version published" in page.text
    one = client.get("/en/record/heads/1")
    for value in (head.digest, head.key, head.signature[:64], head.signature[64:], "http://localhost"):
        assert value in one.text
    text = "".join(one.all(".//pre")[0].itertext())
    assert json.loads(text) == head.signed(), "exactly the bytes under the signature"
    assert f"/en/record/{head.seq}" in [address for _label, address in one.links()]
    client.get("/en/record/heads/9", status=404)
    assert client.get("/en/record/heads?page=2").text == page.text, "the nearest page that there is"


@ONE_DATABASE
def test_a_daily_head_that_is_late_is_said_to_be(client: Client, clock: time_machine.Traveller) -> None:
    keep(client)
    clock.move_to(NOW + DAY)
    assert "is late" not in client.get("/en/record/heads").text
    clock.move_to(NOW + 2 * DAY)
    assert "The daily head is late" in client.get("/en/record/heads").text


def test_inclusion_is_shown_on_the_receipt_the_act_the_version_and_the_entry(
    client: Client, clock: time_machine.Traveller
) -> None:
    round_ = make_round(client)
    save(client, form(client, round_))
    receipt = send(client, round_)
    with client.saved() as db:
        slug = round_.document.slug
        act = make_act(db, db.get_one(Consultation, round_.id).document)
    entry = re.search(r"/en/record/(\d+)", " ".join(address for _label, address in receipt.links()))
    assert entry is not None
    pages = (receipt.address, f"/en/documents/{slug}/acts/{act.id}", f"/en/record/{entry[1]}")
    for page in pages:
        assert (
            "The next signed head will cover it. It is due by 2 March 2027, 00:00 (UTC)."
            in client.get(page).text
        )
    clock.move_to(NOW + DAY)
    assert "is late" in client.get(receipt.address).text
    keep(client, NOW)
    for page in pages:
        shown = client.get(page)
        assert "signed 1 March 2027, 12:00 (UTC)" in shown.text
        assert "/en/record/heads/1" in [address for _label, address in shown.links()]
    with client.saved() as db:
        published = db.scalars(select(Entry).where(Entry.action == "version.published")).one()
        kept = db.get_one(Entry, int(entry[1]))
        assert kept.digest in client.get(receipt.address).text
    version = client.get(f"/en/documents/{slug}/versions/1")
    assert f"/en/record/{published.seq}" in [address for _label, address in version.links()]


def test_two_acts_recorded_at_the_same_instant_lead_to_an_entry_each(client: Client) -> None:
    with client.saved() as db:
        document = factories.make_document(db, slug="policy")
        acts = [make_act(db, document, kind) for kind in ("endorsed", "signed")]
        entries = db.scalars(
            select(Entry.seq).where(Entry.action == "act.recorded").order_by(Entry.seq)
        ).all()
    for act, seq in zip(acts, entries, strict=True):
        page = client.get(f"/en/documents/policy/acts/{act.id}")
        assert f"/en/record/{seq}" in [address for _label, address in page.links()]


def test_S44_a_receipt_is_downloaded_by_whoever_has_its_address_and_kept_by_nobody_else(
    client: Client,
) -> None:
    round_ = make_round(client)
    save(client, form(client, round_), "Say **how**.")
    page = send(client, round_, name="Canary Respondent")
    address = page.link("Download this receipt as a file (JSON)")
    answer = client.http.get(address)
    assert answer.status_code == 200
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert answer.headers["content-disposition"].startswith('attachment; filename="receipt-')
    told = answer.json()
    assert told["submission"]["comments"][0]["body"] == "Say **how**."
    assert told["entry"]["payload"]["body"]["digest"] == told["digest"]
    assert told["head"] is None
    assert "Canary Respondent" not in answer.text
    keep(client)
    assert client.http.get(address).json()["head"]["number"] == 1
    assert client.http.get("/en/receipts/unknown/receipt.json").status_code == 404


# What programs get


def test_the_download_is_the_whole_record_entry_by_entry(client: Client) -> None:
    with client.saved() as db:
        factories.make_document(db, versions=3)
        record.erase_payload(db, 1, at=NOW, actor="operator")
    answer = client.http.get("/api/v1/record.jsonl", headers={"origin": "https://elsewhere.example"})
    assert answer.headers["content-type"].startswith("application/jsonl")
    assert answer.headers["access-control-allow-origin"] == "*"
    first, *entries = [json.loads(line) for line in answer.text.splitlines()]
    paged = client.http.get("/api/v1/record").json()
    assert entries == paged["entries"]
    assert first["head"] == paged["head"]
    assert (first["format"], first["origin"]) == ("sbcp record 1", "http://localhost")
    assert entries[0]["payload"] is None


def test_F33_a_download_is_one_state_though_entries_are_written_meanwhile(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "CHUNK", 1)
    with client.saved() as db:
        factories.make_document(db)
        last = record.head(db).seq
    pieces = itertools.count(1)

    def write_meanwhile(sql: str) -> None:
        if "FROM record_entry" in sql and next(pieces) == 3:
            with client.saved() as db:
                record.append(db, at=NOW, actor="operator", action="test", subject="test", body={})

    with hearing(client.database.engine, write_meanwhile):
        first, *lines = client.http.get("/api/v1/record.jsonl").text.splitlines()
    with client.saved() as db:
        assert record.head(db).seq == last + 1, "it was written meanwhile"
    assert json.loads(first)["head"]["seq"] == last
    assert [json.loads(line)["seq"] for line in lines] == list(range(1, last + 1))


@ONE_DATABASE
def test_heads_for_programs_are_what_their_description_says(client: Client) -> None:
    with client.saved() as db:
        factories.make_document(db)
    for day in range(3):
        keep(client, NOW + day * DAY)
    answer = client.http.get("/api/v1/record/heads")
    told = msgspec.json.decode(answer.content, type=openapi.SignedHeads)
    assert msgspec.to_builtins(told) == answer.json()
    assert [head.number for head in told.heads] == [1, 2, 3]
    assert [head["number"] for head in client.http.get("/api/v1/record/heads?after=2").json()["heads"]] == [3]
    assert client.http.get("/api/v1/record/heads?after=x").status_code == 422


@ONE_DATABASE
def test_the_page_of_the_record_hands_out_the_verifier(client: Client) -> None:
    page = client.get("/en/record")
    address = page.link("Download the program sbcp_verify.py")
    answer = client.http.get(address)
    assert answer.content == VERIFIER.read_bytes()
    assert answer.headers["content-disposition"] == 'attachment; filename="sbcp_verify.py"'


def test_the_examples_in_the_documentation_of_the_format_are_true() -> None:
    """The Python in docs/verification.md runs by itself and finds what the text says."""
    text = (Path(__file__).parents[3] / "docs" / "verification.md").read_text("utf-8")
    block = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    assert block.count("assert ") >= 4
    command = [sys.executable, "-I", "-c", block]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = re.findall(r"```json\n(.*?)\n```", text, re.DOTALL)
    head = next(json.loads(line) for line in lines if '"signature"' in line and '"number"' in line)
    signature, key = bytes.fromhex(head["signature"]), bytes.fromhex(head["key"])
    signed = {name: head[name] for name in ("origin", "seq", "digest", "at", "key")}
    Ed25519PublicKey.from_public_bytes(key).verify(signature, canonical(signed))
