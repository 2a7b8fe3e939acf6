"""The verifier as a program: what it is called with, what it reads, what it knows by itself."""

import ast
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from core.record import entries as record
from sbcp.paths import VERIFIER
from tests.support.ports import free_port, served_on
from tests.verifier.outside.attacked import (
    NOW,
    ONE_DATABASE,
    Place,
    Verify,
    seq_of,
)
from tests.verifier.tampering import change, recompute

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
