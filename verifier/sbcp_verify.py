#!/usr/bin/env python3
"""Check the public record of an SBCP instance, trusting nobody there. Python 3.9 or later, nothing else.

    sbcp_verify.py https://policy.example.org              check what is published now
    sbcp_verify.py https://policy.example.org --save DIR   the same, and keep what was downloaded
    sbcp_verify.py DIR                                     check what was kept
    options, all but --earlier as often as you like:
      --earlier DIR      a download kept before: it is there still, or entries since then changed it
      --head SEQ:DIGEST  an entry's number and digest that you noted before
      --mail FILE        a signed head that you were sent (a saved mail, or its text, or JSON)
      --receipt FILE     a receipt that you downloaded
      --key HEX          the public key that you know: no other key may have signed

It reads the record, then every public row, then what the record has got meanwhile. It names each fault in a
sentence, the first one first, and what it could not check. It exits 0 if all holds, 1 at a fault, 2 at a
wrong call or no answer. It was written from docs/verification.md and shares no code with the instance.
"""

import argparse
import calendar
import email.policy
import hashlib
import http.client
import json
import re
import shutil
import sys
import tempfile
import time
import urllib.request
from array import array
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

ENTRY_FIELDS = ("seq", "at", "actor", "action", "subject", "commitment", "previous")
HEAD_FIELDS = ("origin", "seq", "digest", "at", "key")
NOTHING = hashlib.sha256().hexdigest()  # the digest of a list without rows
AT_ONCE = 1000  # entries that an instance gives at once after a number
UNSIGNED = 24 * 3600 + 600  # seconds; heads are signed daily: no entry is without one for longer
LASTING = ("version.published", "record.key")  # what others are checked against
VERSION_FIELDS = ("document", "number", "label", "title", "language")
MISWRITTEN = (KeyError, TypeError, ValueError, AttributeError, RuntimeError, StopIteration)
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


def seconds(instant: str) -> float:
    return calendar.timegm(time.strptime(instant[:19], "%Y-%m-%dT%H:%M:%S"))


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
    """An instance on the web, whose files go into a folder as they are read, or what was kept in one."""

    def __init__(self, place: str, folder: str) -> None:
        self.place, self.remote = place.rstrip("/"), place.startswith(("https://", "http://"))
        self.folder = Path(folder if self.remote else place)
        self.read: set = set()  # names of files that were downloaded

    def file(self, address: str, name: str) -> Path:
        path = self.folder / name
        if self.remote and name not in self.read:
            self.read.add(name)
            with self.answer(self.place + address) as answer, path.open("wb") as file:
                shutil.copyfileobj(answer, file)
        return path

    def answer(self, address: str) -> Any:  # as soon as the instance lets one in
        for tries in range(100, -1, -1):
            try:
                return urllib.request.urlopen(address, timeout=60)  # noqa: S310
            except urllib.error.HTTPError as error:
                if error.code != 429 or not tries:
                    raise
                time.sleep(min(60, int(error.headers["Retry-After"])))

    def json(self, address: str, name: str) -> Any:
        return json.loads(self.file(address, name).read_bytes())

    def lines(self, address: str, name: str) -> Iterator[Any]:
        with self.file(address, name).open("rb") as lines:
            yield from map(json.loads, lines)

    def entries(self) -> Iterator[Any]:  # after a first line that says where the record ends
        return self.lines("/api/v1/record.jsonl", "record.jsonl")

    def tail(self, after: int) -> Iterator[Any]:  # what the record has got since it was read
        while True:
            more = self.json(f"/api/v1/record?after={after}", f"record-after-{after}.json")["entries"]
            yield from more
            if len(more) < AT_ONCE or more[-1]["seq"] <= after:
                return
            after = more[-1]["seq"]

    def kinds(self) -> list:
        kinds = self.json("/api/v1/public", "public.json")["kinds"]
        for kind in kinds:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", kind["name"]):  # it becomes the name of a file here
                raise Fault(f"A kind of public row is named as none is named: {kind['name']!r}.")
        return kinds

    def rows(self, kind: str) -> Iterator[Any]:
        lines = self.lines(f"/api/v1/public/{kind}.jsonl", f"public-{kind}.jsonl")
        first = next(lines)
        if (first["format"], first["kind"]) != ("sbcp public 1", kind):
            raise Fault(f"What is handed out as the public rows of {kind} is something else.")
        return lines

    def heads(self) -> list:
        kinds = [kind["name"] for kind in self.kinds()]
        return [line["row"] for line in self.rows("head")] if "head" in kinds else []

    def digests(self) -> Iterator[tuple]:
        """The name on the record of every public row, or list of rows, and its digest."""
        for kind in self.kinds():
            yield f"kind:{kind['name']}", sha256(kind)
            if kind["rows"] == "objects":
                yield from ((line["key"], sha256(line["row"])) for line in self.rows(kind["name"]))
                continue
            for name, lines in groupby(self.rows(kind["name"]), key=lambda line: line["list"]):
                digest = hashlib.sha256()
                for line in lines:
                    digest.update(canonical(line["row"]) + b"\n")
                yield name, digest.hexdigest()


class Record:
    """What is known of the record once it was walked from its first entry to its last: digests alone."""

    def __init__(self, faults: list) -> None:
        self.faults = faults
        self.digests = {0: "0" * 64}  # by number of the entry; what the first one names as its previous
        self.times = array("d")  # when each was written
        self.last = 0
        self.sure = 0  # the last entry that a signed head agreed with
        self.keys: list = []  # (number of the entry from which on it signs, key)
        self.versions: list = []  # (number of the entry, slug, number, digest)
        self.covered: dict = {}  # by kind: the entry that names its rows as they stood before
        self.withheld: set = set()
        self.erased: set = set()
        # By name of a row or list: the digest that was named last (None: it is gone), and by which entry.
        self.states: dict = {}  # as the record was when it was read first
        self.since: dict = {}  # all that it named since then

    def take(self, entry: dict, tail: bool = False) -> None:
        """The next entry: checked, and kept in mind as far as others are checked against it."""
        seq, body = entry["seq"], (entry["payload"] or {}).get("body")
        if seq != self.last + 1:
            self.faults.append(f"Entry {self.last + 1} is missing; entry {seq} stands in its place.")
        if entry["previous"] != self.digests.get(seq - 1, entry["previous"]):
            self.faults.append(f"Entry {seq} does not follow the entry before it.")
        collected(self.faults, check_fields, entry)
        self.digests[seq], self.last = entry["digest"], seq
        self.times.append(seconds(entry["at"]))
        if body is None:
            self.withheld.add(seq)
            if entry["action"] in LASTING:
                self.faults.append(f"The content of entry {seq} is missing, and it is never erased.")
            return
        for name, digest in {**body.get("objects", {}), **body.get("lists", {})}.items():
            state = (None if digest == NOTHING else digest, seq)
            again = name.startswith("kind:") and self.states.get(name, (None, 0))[0] == digest
            if again and entry["action"] == "record.covered":  # else its past could be forgotten
                self.faults.append(f"{name} was covered before, and entry {seq} covers it again.")
            if tail:
                self.since.setdefault(name, []).append(state)
            else:
                self.states[name] = state
        if entry["action"] == "record.key":
            self.keys.append((seq, body["key"]))
        elif entry["action"] == "record.payload_erased":
            self.erased.add(body["entry"])
        elif entry["action"] == "record.covered" and seq > 1:
            self.covered = {**dict.fromkeys(body["kinds"], seq), **self.covered}
        elif entry["action"] == "version.published":
            self.versions.append((seq, entry["subject"].partition(":")[2], body["number"], body["digest"]))

    def named(self, name: str) -> list:  # of a row while rows were read, the last one last
        return [self.states.get(name, (None, 0)), *self.since.get(name, ())]

    def check_known(self, seq: int, digest: str, name: str) -> None:
        """A number and digest from elsewhere must be those of an entry."""
        if not 0 < seq <= self.last:
            raise Fault(f"{name} names entry {seq}, but the record ends at {self.last}: its end was cut off.")
        if self.digests.get(seq) != digest:
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

    def check_end(self, now: float) -> Iterator[str]:
        """What is to be said once all entries and heads are known."""
        for lost in sorted(self.withheld - self.erased):
            yield f"The content of entry {lost} is missing, and no entry says that it was erased."
        waiting = self.times[self.sure : self.sure + 1]
        if waiting and now - waiting[0] > UNSIGNED:
            yield f"Entry {self.sure + 1} is older than a day, and no signed head covers it."


class Rows:
    """The public rows as they were downloaded, held against what the record names."""

    def __init__(self, record: Record) -> None:
        self.record, self.seen, self.others = record, set(), {}

    def take(self, name: str, digest: str) -> None:
        if name in self.seen:
            self.record.faults.append(f"{name} is published twice.")
        self.seen.add(name)
        if self.record.states.get(name, (None, 0))[0] != digest:
            self.others[name] = digest

    def check(self) -> Iterator[str]:
        """Every row that no entry names so, and every entry whose row is gone, in the order of the record. A
        row is as it was when the record was read first, or as an entry named it while rows were read."""
        for name, digest in self.others.items():
            named = self.record.named(name)
            last, seq = named[-1]
            if seq == 0:
                yield f"{name} is published, and no entry names it."
            elif digest not in [state for state, _seq in named]:
                other = f"the one that entry {seq} names" if last else f"public since entry {seq}"
                yield f"{name} was altered: it is not {other}."
        for name, (_digest, seq) in self.record.states.items():
            kind = f"kind:{name.partition(':')[0]}"
            there = name in self.seen or not all(state for state, _seq in self.record.named(name))
            if not there and (kind in self.seen or kind not in self.record.states):  # else the kind is gone
                yield f"{name} is gone, and entry {seq} names it."


def collected(faults: list, check: Any, *things: Any) -> Any:  # None where it finds a fault
    try:
        return check(*things)
    except (Fault, *MISWRITTEN) as error:
        said = f"{things[-1]!s:.40} is not written as the format demands: {error!r}."
        faults.append(str(error) if isinstance(error, Fault) else said)


def check_heads(record: Record, heads: list, keys: list) -> None:
    before = 0
    for head in sorted(heads, key=lambda head: head["number"]):
        if head["number"] != before + 1:
            record.faults.append(f"Signed head no. {before + 1} is missing.")
        before = head["number"]
        name = f"Signed head no. {before}"
        if keys and head["key"] not in keys:
            record.faults.append(f"{name} is signed with a key you did not name: {head['key']}.")
        collected(record.faults, record.check_head, head, name)


def text_digest(version: dict) -> tuple:
    covered = chosen(version, VERSION_FIELDS)
    covered["paragraphs"] = [chosen(paragraph, PARAGRAPH_FIELDS) for paragraph in version["paragraphs"]]
    return covered["document"], covered["number"], sha256(covered)


def check_version(source: Source, seq: int, slug: str, number: int, digest: str) -> None:
    """The text of a published version gives the digest that was put on the record."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", slug):  # it becomes the name of a file here
        raise Fault(f"Entry {seq} names a document as no document is named.")
    try:
        address = f"/api/v1/documents/{slug}/versions/{int(number)}"
        version = source.json(address, f"version-{slug}-{int(number)}.json")
    except (FileNotFoundError, urllib.error.HTTPError) as error:
        if getattr(error, "code", 404) not in (404, 410):
            raise
        raise Fault(f"Version {number} of {slug} is on the record (entry {seq}), not public.") from None
    if text_digest(version) != (slug, number, digest):
        raise Fault(f"The text of version {number} of {slug} is not the one on the record (entry {seq}).")


def check_earlier(earlier: Source, source: Source, record: Record, heads: list) -> Iterator[str]:
    """What was saved is there still, or an entry that was written since then names it."""
    lines = earlier.entries()
    end = next(lines)["head"]["seq"]
    saved = {entry["seq"]: entry["digest"] for entry in (*lines, *earlier.tail(end))}
    changed = [seq for seq, digest in saved.items() if record.digests.get(seq, digest) != digest]
    gone = [seq for seq in saved if seq not in record.digests]
    for seq in changed[:1]:
        yield f"Entry {seq} is not the one that you saved: the past was rewritten ({len(changed)} in all)."
    for seq in gone[:1]:
        yield f"Entry {seq}, which you saved, is gone: the record was cut off ({len(gone)} in all)."
    published = {head["number"]: head for head in heads}
    for head in earlier.heads():
        if published.get(head["number"]) != head:
            what = "is another" if head["number"] in published else "is gone"
            yield f"Signed head no. {head['number']}, which you saved, {what}."
    for file in sorted(earlier.folder.glob("version-*.json")):
        now, known = source.folder / file.name, text_digest(json.loads(file.read_bytes()))
        if not now.exists() or text_digest(json.loads(now.read_bytes())) != known:
            yield f"The text of version {known[1]} of {known[0]} is not the one that you saved."
    for name, digest in earlier.digests():
        state, seq = record.named(name)[-1]
        if state != digest and seq <= end:
            yield f"{name} is not the one that you saved, and no entry after {end} names it."


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


def check(options: argparse.Namespace, folder: str, faults: list) -> Iterator[str]:
    """Everything that was asked for: faults join the list; what else there is to be said is given."""
    source, record = Source(options.place, folder), Record(faults)
    entries = source.entries()
    first = next(entries)
    for entry in entries:
        record.take(entry)
    if {"seq": record.last, "digest": record.digests.get(record.last)} != first["head"]:
        faults.append(f"The record ends at entry {record.last}, and names another end: {first['head']}")
    rows = Rows(record)
    for name, digest in source.digests():
        rows.take(name, digest)
    for entry in source.tail(record.last):
        record.take(entry, tail=True)
    heads = source.heads()
    check_heads(record, heads, options.key)
    faults += record.check_end(time.time() if source.remote else seconds(first["at"]))
    for version in record.versions:
        collected(faults, check_version, source, *version)
    faults += rows.check()
    if options.earlier:
        faults += check_earlier(Source(options.earlier, ""), source, record, heads)
    for noted in options.head:
        collected(faults, record.check_known, int(noted[:-65]), noted[-64:], "The head that you noted")
    for file in map(Path, options.mail):
        head = collected(faults, read_mail, file)
        if head is not None:
            collected(faults, record.check_head, head, f"The signed head in {file.name}")
    for file in map(Path, options.receipt):
        yield collected(faults, check_receipt, record, heads, file) or ""
    if not faults:
        counts = f"{record.last} entries, {len(heads)} signed heads, {len(record.versions)} versions"
        yield f"All holds: {counts}, {len(rows.seen)} public rows and lists of rows."
    yield f"Withheld, as the record says: the content of {len(record.withheld & record.erased)} entries."
    for seq in sorted(set(record.covered.values())):
        kinds = ", ".join(name for name, entry in record.covered.items() if entry == seq)
        yield f"Not checked: what was before entry {seq}, which says how these stood: {kinds}"
    for seq, key in record.keys:
        yield f"From entry {seq} on, heads are signed with the key {key}"
    if heads:
        yield f"Last signed head: no. {len(heads)} of {heads[-1]['at']}, for {heads[-1]['origin']}"
    yield f"Entries not yet under a signed head: {record.last - record.sure}"
    yield f"Note this, and give it next time: --head {record.last}:{record.digests[record.last]}"


def say(text: str, to: Any = None) -> None:
    print("".join(sign if sign.isprintable() else "?" for sign in text), file=to)  # commands no terminal


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
    faults, told, unread = [], [], 0
    try:
        with tempfile.TemporaryDirectory() as folder:
            Path(options.save or folder).mkdir(parents=True, exist_ok=True)
            told = list(check(options, options.save or folder, faults))
    except (OSError, http.client.HTTPException) as error:
        unread = 2
        say(f"{parser.prog}: cannot be read: {error}", sys.stderr)
    except Fault as fault:
        faults.append(str(fault))
    except MISWRITTEN as error:
        faults.append(f"Something is not written as the format demands: {error!r}.")
    for line in [f"FAULT: {each}" for each in faults] + list(filter(None, told)):
        say(line)
    return 1 if faults else unread


if __name__ == "__main__":
    sys.exit(main())
