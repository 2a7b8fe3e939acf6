#!/usr/bin/env python3
"""Check the public record of an SBCP instance, trusting nobody there. Python 3.9 or later, nothing else.

    sbcp_verify.py https://policy.example.org              check the record as it is published now
    sbcp_verify.py https://policy.example.org --save DIR   the same, and keep what was downloaded
    sbcp_verify.py DIR                                     check what was kept
    options, each as often as you like:
      --earlier DIR      a download kept before: what is in it must still be there, unchanged
      --head SEQ:DIGEST  an entry's number and digest that you noted before
      --mail FILE        a signed head that you were sent (a saved mail, or its text, or JSON)
      --receipt FILE     a receipt that you downloaded
      --key HEX          the public key that you know: no other key may have signed

It names the first fault in one sentence and exits 1. If all holds it says so and exits 0; 2 is a wrong
call, or an instance that does not answer. How the record is written, byte by byte, is in
docs/verification.md; this program was written from that text and shares no code with the instance.
"""

import argparse
import email.policy
import hashlib
import http.client
import json
import re
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ENTRY_FIELDS = ("seq", "at", "actor", "action", "subject", "commitment", "previous")
HEAD_FIELDS = ("origin", "seq", "digest", "at", "key")
LASTING = ("version.published", "record.key")  # what others are checked against
VERSION_FIELDS = ("document", "number", "label", "title", "language")
PARAGRAPH_FIELDS = ("pid", "kind", "level", "markdown")


class Fault(Exception):
    """What does not hold, in one sentence."""


# Ed25519, verification only, after RFC 8032 (sections 5.1.3, 5.1.4 and 5.1.7).
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(a: tuple, b: tuple) -> tuple:
    """The sum of two points of the curve, each as (X, Y, Z, T): x = X/Z, y = Y/Z, x*y = T/Z."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(factor: int, point: tuple) -> tuple:
    """A point added to itself so many times."""
    result: tuple = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = add(result, point)
        point, factor = add(point, point), factor >> 1
    return result


def decode(data: bytes) -> Any:
    """The point that 32 bytes stand for; None if there is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if len(data) != 32 or y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signature(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the signature of that message under that public key."""
    a, r, s = decode(key), decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = multiply(s, BASE), add(r, multiply(k, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def canonical(value: Any) -> bytes:
    """JSON with keys in order, no spaces, UTF-8, no escapes but those that JSON demands."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def sha256(value: Any, salt: bytes = b"") -> str:
    return hashlib.sha256(salt + canonical(value)).hexdigest()


def chosen(thing: dict, names: tuple) -> dict:
    return {name: thing[name] for name in names}


def check_fields(entry: dict, where: str = "") -> None:
    """An entry by itself, and its content where that is given."""
    if sha256(chosen(entry, ENTRY_FIELDS)) != entry["digest"]:
        raise Fault(f"Entry {entry['seq']}{where} was altered: its fields do not give its digest.")
    payload = entry["payload"]
    if payload is not None and sha256(payload["body"], bytes.fromhex(payload["salt"])) != entry["commitment"]:
        raise Fault(f"The content of entry {entry['seq']}{where} was altered: the entry commits to another.")


class Source:
    """An instance on the web, whose files go into a folder as they are read; or what was kept in one."""

    def __init__(self, place: str, folder: str) -> None:
        self.place, self.remote = place.rstrip("/"), place.startswith(("https://", "http://"))
        self.folder = Path(folder if self.remote else place)

    def file(self, address: str, name: str) -> Path:
        path = self.folder / name
        if self.remote:
            with urllib.request.urlopen(self.place + address, timeout=60) as answer, path.open("wb") as file:  # noqa: S310
                shutil.copyfileobj(answer, file)
        return path

    def json(self, address: str, name: str) -> Any:
        return json.loads(self.file(address, name).read_bytes())

    def entries(self) -> Iterator[Any]:
        """The first line of the record, which says where it ends; then its entries."""
        with self.file("/api/v1/record.jsonl", "record.jsonl").open("rb") as lines:
            yield from map(json.loads, lines)

    def heads(self) -> list:
        """All signed heads, in order; the instance gives them a thousand at a time."""
        found: list = []
        while True:
            after = len(found)
            more = self.json(f"/api/v1/record/heads?after={after}", f"heads-{after}.json")["heads"]
            found += more
            if len(more) < 1000:
                return found


class Record:
    """What is known of the record once it was walked from its first entry to its last."""

    def __init__(self) -> None:
        self.digests = ["0" * 64]  # by number of the entry; what the first one names as its previous
        self.last = 0
        self.sure = 0  # the last entry that a signed head agreed with
        self.keys: list = []  # (number of the entry from which on it signs, key)
        self.versions: list = []  # (number of the entry, slug, number, digest)
        self.withheld: set = set()
        self.erased: set = set()

    def take(self, entry: dict) -> None:
        """The next entry: checked, and kept in mind as far as others are checked against it."""
        seq = self.last + 1
        if entry["seq"] != seq:
            raise Fault(f"Entry {seq} is missing; entry {entry['seq']} stands in its place.")
        if entry["previous"] != self.digests[-1]:
            raise Fault(f"Entry {seq} does not follow the entry before it.")
        check_fields(entry)
        self.digests.append(entry["digest"])
        self.last = seq
        if entry["payload"] is None:
            self.withheld.add(seq)
            if entry["action"] in LASTING:
                raise Fault(f"The content of entry {seq} is missing, and it is never erased.")
            return
        body = entry["payload"]["body"]
        if entry["action"] == "record.key":
            self.keys.append((seq, body["key"]))
        elif entry["action"] == "record.payload_erased":
            self.erased.add(body["entry"])
        elif entry["action"] == "version.published":
            self.versions.append((seq, entry["subject"].partition(":")[2], body["number"], body["digest"]))

    def check_known(self, seq: int, digest: str, name: str) -> None:
        """A number and digest from elsewhere must be those of an entry."""
        if not 0 < seq <= self.last:
            raise Fault(f"{name} names entry {seq}, but the record ends at {self.last}: its end was cut off.")
        if self.digests[seq] != digest:
            where = f"from entry {self.sure + 1} to {seq}" if self.sure < seq else f"up to entry {seq}"
            raise Fault(f"{name} names another entry {seq} than is there: the past was rewritten, {where}.")

    def check_head(self, head: dict, name: str) -> None:
        """A signed head lies on the chain, under the key that was in force on the record at that entry."""
        text = canonical(chosen(head, HEAD_FIELDS))
        if not is_signature(bytes.fromhex(head["key"]), text, bytes.fromhex(head["signature"])):
            raise Fault(f"{name} is forged: its signature is not that of its key.")
        self.check_known(head["seq"], head["digest"], name)
        if head["key"] != next((key for seq, key in reversed(self.keys) if seq <= head["seq"]), None):
            raise Fault(f"{name} is signed with a key that the record did not name for it.")
        self.sure = max(self.sure, head["seq"])


def walk(source: Source, heads: list, earlier: Iterator) -> Record:
    """Take every entry in order, with what must agree at its number, so that the first fault is named."""
    record, at = Record(), {}
    for head in heads:
        at.setdefault(head["seq"], []).append(head)
    entries = source.entries()
    end = next(entries)["head"]
    for entry in entries:
        saved = next(earlier, None)
        if saved is not None and saved["digest"] != entry["digest"]:
            raise Fault(f"Entry {saved['seq']} is not the one that you saved: the past was rewritten.")
        record.take(entry)
        for head in at.pop(record.last, ()):
            record.check_head(head, f"Signed head no. {head['number']}")
    for head in (head for rest in at.values() for head in rest):  # beyond the end
        record.check_head(head, f"Signed head no. {head['number']}")
    for saved in earlier:
        raise Fault(f"Entry {saved['seq']}, which you saved, is gone: the end of the record was cut off.")
    if (record.last, record.digests[-1]) != (end["seq"], end["digest"]):
        raise Fault(f"The record ends at entry {record.last}, and says that it ends at {end['seq']}.")
    for lost in sorted(record.withheld - record.erased):
        raise Fault(f"The content of entry {lost} is missing, and no entry says that it was erased.")
    return record


def check_versions(source: Source, record: Record) -> None:
    """The text of every published version gives the digest that was put on the record."""
    for seq, slug, number, digest in record.versions:
        if not re.fullmatch(r"[A-Za-z0-9_-]+", slug):  # it becomes the name of a file here
            raise Fault(f"Entry {seq} names a document as no document is named.")
        try:
            address = f"/api/v1/documents/{slug}/versions/{int(number)}"
            version = source.json(address, f"version-{slug}-{int(number)}.json")
        except (FileNotFoundError, urllib.error.HTTPError) as error:
            if getattr(error, "code", 404) not in (404, 410):
                raise
            raise Fault(f"Version {number} of {slug} is on the record (entry {seq}), not public.") from None
        covered = chosen(version, VERSION_FIELDS)
        covered["paragraphs"] = [chosen(paragraph, PARAGRAPH_FIELDS) for paragraph in version["paragraphs"]]
        if (covered["document"], covered["number"]) != (slug, number) or sha256(covered) != digest:
            raise Fault(f"The text of version {number} of {slug} is not the one on the record (entry {seq}).")


def check_receipt(record: Record, heads: list, file: Path) -> str:
    """From the words of a receipt to an entry of the record and a signed head; what was found."""
    receipt, name = json.loads(file.read_text("utf-8")), f"The receipt {file.name}"
    sent, entry, head = receipt["submission"], receipt["entry"], receipt["head"]
    if sent is not None and sha256(sent) != receipt["digest"]:
        raise Fault(f"{name} was altered: its words do not give its digest.")
    check_fields(entry, f" in {file.name}")
    content = entry["payload"] and entry["payload"]["body"]
    if entry["action"] != "submission.received" or (content and content["digest"] != receipt["digest"]):
        raise Fault(f"{name} was altered: its digest is not the one that its entry commits to.")
    record.check_known(entry["seq"], entry["digest"], name)
    if head is not None:
        record.check_head(head, f"The signed head in {file.name}")
    head = head or next((head for head in heads if head["seq"] >= entry["seq"]), None)
    words = "its words are proved by" if sent and content else "its words were withheld; it names"
    under = f"under the head signed at {head['at']}" if head else "not yet under a signed head"
    return f"{name}: {words} entry {entry['seq']}, {under}."


def read_mail(file: Path) -> dict:
    """The signed head in a saved mail, in the text of one, or as JSON."""
    data = file.read_bytes()
    if data.lstrip()[:1] == b"{":
        return json.loads(data)
    body = email.message_from_bytes(data, policy=email.policy.default).get_body(("plain",))
    text = (body.get_content() if body else "") + "\n" + data.decode("utf-8", "replace")
    pattern = r"(?m)^[>\s]*(origin|seq|digest|at|key|signature):\s+(\S+)(?:[>\s]+([0-9a-f]{64})\b)?"
    head: dict = {}
    for field, value, rest in re.findall(pattern, text):
        head.setdefault(field, value + rest if field == "signature" else value)
    if len(head) < 6:
        raise Fault(f"There is no signed head in {file.name}.")
    return {**head, "seq": int(head["seq"])}


def check(options: argparse.Namespace, folder: str) -> Iterator[str]:
    """Everything that was asked for; what was found. Raises Fault at the first thing that does not hold."""
    source = Source(options.place, folder)
    heads = source.heads()
    for number, head in enumerate(heads, start=1):
        if head["number"] != number:
            raise Fault(f"Signed head no. {number} is missing.")
        if options.key and head["key"] not in options.key:
            raise Fault(f"Signed head no. {number} is signed with a key you did not name: {head['key']}.")
    earlier = Source(options.earlier, "").entries() if options.earlier else iter([None])
    next(earlier)
    record = walk(source, heads, earlier)
    for noted in options.head:
        record.check_known(int(noted[:-65]), noted[-64:], "The head that you noted")
    for file in map(Path, options.mail):
        record.check_head(read_mail(file), f"The signed head in {file.name}")
    check_versions(source, record)
    for file in options.receipt:
        yield check_receipt(record, heads, Path(file))
    yield f"All holds: {record.last} entries, {len(heads)} signed heads, {len(record.versions)} versions."
    yield f"Withheld, as the record says: the content of {len(record.withheld)} entries."
    for seq, key in record.keys:
        yield f"From entry {seq} on, heads are signed with the key {key}"
    if heads:
        yield f"Last signed head: no. {len(heads)} of {heads[-1]['at']}, for {heads[-1]['origin']}"
    yield f"Entries not yet under a signed head: {record.last - record.sure}"
    yield f"Note this, and give it next time: --head {record.last}:{record.digests[-1]}"


def say(text: str, to: Any = None) -> None:
    """Print a line. What comes from elsewhere must not command the terminal."""
    print("".join(sign if sign.isprintable() else "?" for sign in text), file=to)


def main(arguments: Any = None) -> int:
    parser = argparse.ArgumentParser(usage=(__doc__ or "").partition("\n")[2])
    parser.add_argument("place")
    for name in ("--save", "--earlier"):
        parser.add_argument(name)
    for name in ("--head", "--mail", "--receipt", "--key"):
        parser.add_argument(name, action="append", default=[])
    options = parser.parse_args(arguments)
    if not all(re.fullmatch(r"[0-9]{1,15}:[0-9a-f]{64}", noted) for noted in options.head):
        parser.error("write --head as SEQ:DIGEST, a number, a colon and 64 digits")
    if options.save and Path(options.save, "record.jsonl").exists():
        parser.error(f"{options.save} holds a record already; save into another folder")
    try:
        with tempfile.TemporaryDirectory() as folder:
            Path(options.save or folder).mkdir(parents=True, exist_ok=True)
            for line in check(options, options.save or folder):
                say(line)
    except Fault as fault:
        say(f"FAULT: {fault}")
        return 1
    except (OSError, http.client.HTTPException) as error:
        say(f"{parser.prog}: cannot be read: {error}", sys.stderr)
        return 2
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        say(f"FAULT: Something is not written as the format demands: {error!r}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
