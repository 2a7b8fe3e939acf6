"""The whole process on a real text, told once, walked by every kind of reader.

A text is imported and published, by two persons as every grave act; the public comments; the round
is extended; the group answers and revises; a new text is imported as the next version; every comment
finds its place; a government adopts; a second person verifies; the record holds.
"""

import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from core.record.canonical import digest
from documents.text.citations import cite
from documents.text.sentences import sentences
from documents.text.words import plain
from members.models import Person
from sbcp import demo
from tests.support import factories
from tests.support.filling import File, Values
from tests.support.pages import Client
from tests.support.tellers import Teller

SLUG = "policy"
DOCUMENT = f"/en/documents/{SLUG}"
API = f"/api/v1/documents/{SLUG}"


@dataclass(frozen=True)
class Cast:
    """The members who take part."""

    secretary: Person
    deputy: Person
    drafter: Person
    other_drafter: Person
    government: Person


@dataclass(frozen=True)
class Pair:
    """Two states of one text, as files. ``clashes``: the two paragraphs that the second changes and that are
    changed in the draft as well, as the page calls them."""

    old: bytes
    new: bytes
    clashes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clock:
    """Moves the time of the instance: ``move_to(instant)``; ``start`` is when the story begins."""

    start: datetime
    move_to: Any

    def day(self, number: int) -> None:
        self.move_to(self.start + timedelta(days=number))


def make_cast(client: Client) -> Cast:
    """Five members with mandates, at an instance with one country."""
    with client.saved() as db:
        roles = ("secretariat", "secretariat", "working_group", "working_group", "government")
        return Cast(*(factories.make_mandate(db, role).person for role in roles))


def real_pair() -> Pair:
    """The draft and the final text of a real policy, if the benchmark's data lies beside the
    project (or where SBCP_BENCHMARKS says); else the example's text and an edited one."""
    data = Path(os.environ.get("SBCP_BENCHMARKS", Path(__file__).parents[3] / "shared" / "benchmarks"))
    folder = data / "redline" / "pairs" / "us-source-code-policy"
    if folder.is_dir():
        clashes = ("heading 1, paragraph 1", "heading 1, paragraph 2")
        return Pair((folder / "old.md").read_bytes(), (folder / "new.md").read_bytes(), clashes)
    text = (Path(demo.__file__).parent / "content" / "model-v1.md").read_text("utf-8")
    paragraphs = text.split("\n\n")
    edited = [*paragraphs[:9], *paragraphs[11:20], paragraphs[10], *paragraphs[20:]]
    return Pair(text.encode(), "\n\n".join(edited).replace(" shall ", " must ").encode())


def tell(teller: Teller, cast: Cast, pair: Pair, clock: Clock) -> None:
    """From an empty instance to a recorded adoption."""
    first, second, receipt = tell_until_it_was_commented_on(teller, cast, pair, clock)
    clock.day(5)
    the_round_is_extended(teller, cast, clock)
    clock.day(9)
    a_late_comment_is_kept(teller, second)
    the_round_ends(teller, cast)
    a_paragraph_is_revised(teller, cast, first)
    two_people_edit_one_paragraph(teller, cast, second)
    the_first_comment_is_answered(teller, cast)
    the_next_text_is_imported_and_published(teller, cast, pair)
    every_comment_has_one_place(teller, cast)
    the_versions_are_compared(teller)
    adoption_is_refused_while_a_comment_is_unanswered(teller, cast)
    the_second_comment_is_answered_and_the_receipt_shows_it(teller, cast, receipt)
    clock.day(20)
    a_government_adopts(teller, cast, clock)
    clock.day(25)
    the_tracker_shows_any_day(teller, clock)
    the_record_holds(teller)


def tell_until_it_was_commented_on(
    teller: Teller, cast: Cast, pair: Pair, clock: Clock
) -> tuple[dict[str, Any], dict[str, Any], str]:
    """From an empty instance to a response: the two paragraphs that it is about, and the address of its
    receipt."""
    a_text_becomes_a_version(teller, cast, pair)
    first, second = two_paragraphs(teller)
    a_round_is_opened(teller, cast, clock)
    return first, second, the_public_comments(teller, first, second)


def a_text_becomes_a_version(teller: Teller, cast: Cast, pair: Pair) -> None:
    teller.sign_in(cast.secretary)
    teller.open("/en/new-document")
    teller.submit(
        {"file": ("old.md", pair.old), "title": "A policy on source code", "slug": SLUG, "language": "en"},
        "Begin the document",
    )
    teller.open(f"{DOCUMENT}/draft/publish")
    teller.submit({"label": "zero draft", "reason": "To be discussed."}, "Ask to publish version 1")
    assert "nothing is done yet" in teller.text
    assert "Approve …" not in teller.text, "a second person decides"
    a_second_person_approves(teller, cast, "Publish a version", "Approve and publish")
    assert "zero draft" in teller.text
    version = teller.json(f"{API}/versions/1")
    covered = {name: version[name] for name in ("document", "number", "label", "title", "language")}
    covered["paragraphs"] = [
        {name: row[name] for name in ("pid", "kind", "level", "markdown")} for row in version["paragraphs"]
    ]
    assert digest(covered) == version["digest"], "anyone can recompute the digest"


def a_second_person_approves(teller: Teller, cast: Cast, what: str, button: str) -> None:
    """The deputy finds the one request that waits, looks at it, looks once more, and approves."""
    teller.sign_in(cast.deputy)
    teller.open("/en/approvals")
    number = re.search(rf"No\. (\d+): {what}", teller.text)
    assert number is not None
    teller.follow(number[0])
    teller.follow("Approve …")
    teller.submit({}, button)


def two_paragraphs(teller: Teller) -> tuple[dict[str, Any], dict[str, Any]]:
    """One of several sentences, and a later one."""
    rows = teller.json(f"{API}/versions/1")["paragraphs"]
    found = [row for row in rows if row["kind"] == "paragraph" and len(sentences(row["markdown"])) > 1]
    return found[0], found[2]


def a_round_is_opened(teller: Teller, cast: Cast, clock: Clock) -> None:
    teller.sign_in(cast.secretary)
    teller.open(f"{DOCUMENT}/consultations")
    teller.submit(
        {
            **closing(clock, 7),
            "zone": "Europe/Brussels",
        },
        "Open the consultation",
    )
    teller.open(f"{DOCUMENT}/process")
    teller.submit({}, "Go to: Consultation")
    assert "The document is now in the stage “Consultation”." in teller.text


def closing(clock: Clock, days: int) -> dict[str, str | list[str] | File | None]:
    """The fields of a closing so many days after the beginning, at 17:00."""
    day = clock.start + timedelta(days=days)
    parts = {"day": str(day.day), "month": str(day.month), "year": str(day.year), "time": "17:00"}
    return {f"closes-{name}": value for name, value in parts.items()}


def the_round_is_extended(teller: Teller, cast: Cast, clock: Clock) -> None:
    teller.sign_in(cast.secretary)
    teller.open("/en/consultations/1")
    teller.follow("Change when it closes")
    teller.submit(
        {"kind": "extended", **closing(clock, 8), "reason": "Monday was a holiday."}, "Ask for approval"
    )
    a_second_person_approves(teller, cast, "Extend a consultation", "Approve and extend")
    assert "Monday was a holiday." in teller.text
    teller.leave()
    teller.open("/en/consultations/1")
    assert "How the times were changed" in teller.text


def the_public_comments(teller: Teller, first: dict[str, Any], second: dict[str, Any]) -> str:
    """Two comments, one response; the address of its receipt."""
    teller.leave()
    teller.open(f"{DOCUMENT}/versions/1")
    teller.open(f"{DOCUMENT}/versions/1/paragraphs/{first['pid']}")
    teller.follow(f"Comment on {cite(first['label'], 'en', 0)}")
    teller.submit(
        {
            "quote": [sentences(plain(first["markdown"]))[0].strip()],
            "body": "Јасније рећи ко шта ради.",
            "language": "sr-Cyrl",
            "proposed_text": first["markdown"] + " This is reported each year.",
        },
        "Save in my response",
    )
    teller.open(f"/en/consultations/1/respond/comment?pid={second['pid']}")
    teller.submit({"body": "", "language": "en"}, "Save in my response", status=422)
    assert "Write your comment." in teller.text
    teller.submit({"body": "Too vague to be checked.", "language": "en"}, "Save in my response")
    teller.follow("Continue")
    teller.submit({"kind": "person", "name": "Ana Example", "country": "RS", "language": "en"}, "Continue")
    teller.submit({}, "Send my response")
    receipt = teller.address
    assert receipt.startswith("/en/receipts/")
    assert "Received in time" in teller.text
    teller.open(f"{DOCUMENT}/versions/1/paragraphs/{first['pid']}")
    assert "Јасније рећи ко шта ради." in teller.text
    assert "Ana Example" not in teller.text, "nobody asked to publish the name"
    return receipt


def a_late_comment_is_kept(teller: Teller, second: dict[str, Any]) -> None:
    teller.leave()
    teller.open(f"/en/consultations/1/respond/comment?pid={second['pid']}")
    teller.submit({"body": "I come late.", "language": "en"}, "Save in my response")
    teller.follow("Continue")
    teller.submit({"kind": "person", "language": "en"}, "Continue")
    teller.submit({}, "Send my response")
    assert "Received after closing" in teller.text
    teller.open("/en/consultations/1/comments")
    assert "I come late." in teller.text


def the_round_ends(teller: Teller, cast: Cast) -> None:
    teller.sign_in(cast.secretary)
    teller.open(f"{DOCUMENT}/process")
    teller.submit({}, "Go to: Revision")


def a_paragraph_is_revised(teller: Teller, cast: Cast, first: dict[str, Any]) -> None:
    teller.sign_in(cast.drafter)
    teller.open(f"{DOCUMENT}/draft/paragraphs/{first['pid']}")
    teller.submit(
        {
            "markdown": first["markdown"] + " Each agency reports once a year.",
            "reason": "Says who reports, as comment 1 asks.",
            "comments": ["1"],
        },
        "Save",
    )
    assert "1.1" in teller.text


def two_people_edit_one_paragraph(teller: Teller, cast: Cast, second: dict[str, Any]) -> None:
    """Both open the form; the one who saves second sees both texts and loses nothing."""
    address = f"{DOCUMENT}/draft/paragraphs/{second['pid']}"
    teller.open(address)
    with teller.another(cast.other_drafter) as other:
        other.open(address)
        other.submit({"markdown": second["markdown"] + " Their addition.", "reason": "Theirs."}, "Save")
    teller.submit({"markdown": second["markdown"] + " My addition.", "reason": "Mine."}, "Save", status=409)
    assert "My addition." in teller.text
    assert "Their addition." in teller.text


def the_first_comment_is_answered(teller: Teller, cast: Cast) -> None:
    teller.open(f"{DOCUMENT}/triage")
    teller.open(f"{DOCUMENT}/comments/1")
    teller.submit({"answer": "not accepted", "reason": ""}, "Publish the answer", status=422)
    teller.submit(
        {"answer": "accepted", "reason": "Each agency now reports.", "revisions": "1.1"},
        "Publish the answer",
    )
    assert "Each agency now reports." in teller.text


def the_next_text_is_imported_and_published(teller: Teller, cast: Cast, pair: Pair) -> None:
    teller.sign_in(cast.secretary)
    teller.open(f"{DOCUMENT}/draft/import")
    teller.submit({"file": ("new.md", pair.new)}, "Compare it with the draft")
    assert "Which text was this file begun from?" in teller.text
    teller.submit({"base": "v1"}, "Compare the file with it")
    assert "What became what" in teller.text
    decisions = ("Keep what stands in the draft", "Take the words of the file")
    for place, decision in zip(pair.clashes, decisions, strict=False):
        teller.follow(place)
        teller.submit({}, decision)
    teller.submit({"reason": "The text after the revision."}, "Make this file the draft")
    teller.open(f"{DOCUMENT}/draft/publish")
    teller.submit({"label": "final", "reason": "The text after the revision."}, "Ask to publish version 2")
    a_second_person_approves(teller, cast, "Publish a version", "Approve and publish")
    teller.open(f"{DOCUMENT}/versions/1")
    assert "This is an old version." in teller.text


def every_comment_has_one_place(teller: Teller, cast: Cast) -> None:
    comments = teller.json("/api/v1/consultations/1/comments")
    assert [len(comment["placements"]) for comment in comments] == [1, 1, 1]
    for comment in comments:
        if comment["placements"][0]["kind"] == "uncertain":
            teller.open(f"{DOCUMENT}/versions/2/placements?comment={comment['number']}")
            teller.submit({"place": "gone", "reason": "Nothing of it is left."}, "Give it this place")
    teller.open(f"{DOCUMENT}/versions/2/placements")
    kinds = [c["placements"][0]["kind"] for c in teller.json("/api/v1/consultations/1/comments")]
    assert "uncertain" not in kinds
    assert "3" in teller.text


def the_versions_are_compared(teller: Teller) -> None:
    links = teller.json(f"{API}/compare/1...2")["links"]
    old = [pid for link in links for pid in link["old"]]
    assert sorted(set(old)) == sorted(row["pid"] for row in teller.json(f"{API}/versions/1")["paragraphs"])
    for mode in ("changes", "inline", "side", "list"):
        teller.open(f"{DOCUMENT}/compare/1...2?mode={mode}")
        assert "Version 1 compared with version 2" in teller.text


def adoption_is_refused_while_a_comment_is_unanswered(teller: Teller, cast: Cast) -> None:
    teller.sign_in(cast.secretary)
    teller.open(f"{DOCUMENT}/process/step?stage=adoption")
    assert "1 on-time comment has no answer." in teller.text
    assert "Ask a second person to approve" not in teller.text
    teller.open(f"{DOCUMENT}/process/override?stage=adoption")
    teller.submit({"reason": ""}, "Ask a second person to approve", status=422)


def the_second_comment_is_answered_and_the_receipt_shows_it(teller: Teller, cast: Cast, receipt: str) -> None:
    teller.sign_in(cast.drafter)
    teller.open(f"{DOCUMENT}/comments/2")
    teller.submit(
        {"answer": "not accepted", "reason": "Section 7 says how it is checked."}, "Publish the answer"
    )
    teller.leave()
    teller.open(receipt)
    assert "Section 7 says how it is checked." in teller.text
    assert "Each agency now reports." in teller.text
    teller.sign_in(cast.secretary)
    teller.open(f"{DOCUMENT}/process")
    teller.follow("Go to: Adoption …")
    teller.submit({"reason": ""}, "Ask a second person to approve", status=422)
    teller.submit({"reason": "Every comment is answered."}, "Ask a second person to approve")
    a_second_person_approves(teller, cast, "Take a step of the process", "Approve and take the step")
    assert "Every comment is answered." in teller.text


def a_government_adopts(teller: Teller, cast: Cast, clock: Clock) -> None:
    teller.sign_in(cast.government)
    done_on: date = (clock.start + timedelta(days=18)).date()
    pid = teller.json(f"{API}/versions/2")["paragraphs"][1]["pid"]
    teller.open(f"{DOCUMENT}/acts")
    teller.submit({"kind": "adopted by government"}, "Continue")
    day = {
        "done_on-day": str(done_on.day),
        "done_on-month": str(done_on.month),
        "done_on-year": str(done_on.year),
    }
    teller.submit(day, "Continue")
    paper: Values = {
        "language": "sr-Cyrl",
        "title": "Закључак о усвајању",
        "title_en": "Conclusion on the adoption",
        "body": "Government",
        "number": "05-310",
        "gazette": "Gazette 17, page 4",
    }
    teller.submit(paper, "Continue")
    teller.submit({}, "Continue")
    reserved: Values = {
        "reservation-1-pid": str(pid),
        "reservation-1-text": "Within the limits of the budget.",
        "statement_language": "en",
    }
    teller.submit(reserved, "Continue")
    teller.submit({}, "Record this act")
    act = teller.address
    teller.open(act)
    assert "Put my verification on the record" not in teller.text, "a second person verifies"
    teller.sign_in(cast.secretary)
    teller.open(act)
    teller.submit({"level": "in gazette", "note": "Gazette 17, page 4."}, "Put my verification on the record")
    assert "Gazette 17, page 4." in teller.text


def the_tracker_shows_any_day(teller: Teller, clock: Clock) -> None:
    teller.leave()
    teller.open("/en/adoption")
    assert "Adopted by government" in teller.text
    before = (clock.start + timedelta(days=19)).date()
    teller.open(f"/en/adoption?as_of={before.isoformat()}")
    teller.open("/en/adoption/RS")
    assert "Conclusion on the adoption" in teller.text
    assert "Within the limits of the budget." in teller.text
    past = teller.json(f"/api/v1/adoption?as_of={before.isoformat()}&known_at={before.isoformat()}")
    standings = [each for document in past["documents"] for each in document["participants"].values()]
    assert {each["status"] for each in standings} == {"none"}
    today = teller.json("/api/v1/adoption")
    assert "adopted by government" in json.dumps(today, ensure_ascii=False)


def the_record_holds(teller: Teller) -> None:
    """As an outsider checks it, with nothing of ours but the answer."""
    teller.open("/en/record")
    answer = teller.json("/api/v1/record")
    previous = "0" * 64
    for number, entry in enumerate(answer["entries"], 1):
        fields = {
            name: entry[name]
            for name in ("seq", "at", "actor", "action", "subject", "commitment", "previous")
        }
        assert (entry["seq"], entry["previous"]) == (number, previous)
        assert _sha256(fields) == entry["digest"]
        payload = entry["payload"]
        assert _sha256(payload["body"], bytes.fromhex(payload["salt"])) == entry["commitment"]
        previous = entry["digest"]
    assert previous == answer["head"]["digest"]
    actions = {entry["action"] for entry in answer["entries"]}
    assert {
        "document.created",
        "approval.asked",
        "approval.approved",
        "version.published",
        "consultation.opened",
        "consultation.extended",
        "submission.received",
        "comments.carried",
        "comment.answered",
        "process.stepped",
        "act.recorded",
        "act.verified",
    } <= actions


def _sha256(value: Any, salt: bytes = b"") -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(salt + text.encode()).hexdigest()
