"""The files of an act, as a government sends them and everybody reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from httpx2 import Response
from sqlalchemy import select

from adoption.models import Act, ActFile
from adoption.recording import papers as acts_papers
from core.files import keeping, scanner, store
from core.files.models import File
from core.record.entries import Entry
from documents.models import Document
from members.models import Mandate, Person
from process.models import Step
from sbcp.background import files as chores
from tests.adoption.making import make_act
from tests.pages.adoption.entering import enter, go_on
from tests.support import papers
from tests.support.factories import NOW, make_document, make_mandate, make_person
from tests.support.markup import Page
from tests.support.pages import Client
from tests.support.servers import clamd

SignIn = Callable[[Person], None]
FORM = "/en/documents/policy/acts"
TYPED = {
    "kind": "adopted by government",
    "language": "sr-Cyrl",
    "title": "Закључак о усвајању",
    "title_en": "Conclusion on the adoption",
    "body": "Government of the example",
    "done_on-day": "20",
    "done_on-month": "2",
    "done_on-year": "2027",
}
DECISION: dict[str, Any] = {
    "paper-1-file": ("Закључак.pdf", papers.PDF),
    "paper-1-purpose": "instrument",
}


@dataclass
class Place:
    """A document that waits for acts, and who deals with them."""

    client: Client
    minister: Mandate
    secretary: Mandate

    def files(self) -> list[File]:
        with self.client.saved() as db:
            return list(db.scalars(select(File).order_by(File.id)))

    def acts(self) -> list[Act]:
        with self.client.saved() as db:
            return list(db.scalars(select(Act).order_by(Act.id)))

    def on_disk(self) -> list[str]:
        folder = self.client.settings.data_dir / "files"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def record(self, values: dict[str, Any]) -> Page:
        """The page of an act that was recorded with these fields beside the usual ones."""
        return self.client.submit(self.check(values), button="Record this act")

    def check(self, values: dict[str, Any]) -> Page:
        """The page on which such an act is checked."""
        return enter(self.client, self.client.get(FORM), {**TYPED, **values})

    def to_files(self) -> Page:
        """The page of an act that takes its files, with all before it entered."""
        page = self.client.get(FORM)
        while page.heading != "Files of the act":
            page = go_on(self.client, page, TYPED)
        return page

    def scan(self, setting: object) -> None:
        """What the chore does under a setting, a minute later."""
        settings = msgspec.structs.replace(self.client.settings, scanner=setting)
        chores.scan(self.client.database, settings, NOW)

    def download(self, act: int = 1, file: int = 1) -> Response:
        return self.client.http.get(f"{FORM}/{act}/files/{file}")


@pytest.fixture
def place(client: Client, sign_in: SignIn) -> Place:
    """The reader is the minister."""
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        minister = make_mandate(db, "government", person=make_person(db, "Mina Example"))
        there = Place(client, minister, make_mandate(db, "secretariat"))
        _ = there.minister.person, there.secretary.person
    sign_in(minister.person)
    return there


# Sending


def test_a_file_is_sent_checked_recorded_and_read(place: Place) -> None:
    client = place.client
    check = place.check(DECISION)
    assert "Nothing has been recorded yet." in check.text
    for words in ("The instrument", "Закључак.pdf", "PDF, 1 kB", sha256(papers.PDF).hexdigest()):
        assert words in check.text
    assert place.acts() == []
    page = client.submit(check, button="Record this act")
    assert "Waits to be scanned for viruses." in page.text
    assert "Закључак.pdf" in page.text
    (file,) = place.files()
    assert place.on_disk() == [file.storage_key]
    place.scan(None)
    client.sign_out()
    page = client.get(f"{FORM}/1")
    assert "this instance has no scanner" in page.text
    answer = client.http.get(page.link("Закључак.pdf"))
    assert (answer.status_code, answer.content) == (200, papers.PDF)


def test_several_files_each_with_its_purpose(place: Place) -> None:
    more = {
        "paper-2-file": ("letter.docx", papers.DOCX),
        "paper-2-purpose": "letter",
        "paper-3-file": ("translation.txt", papers.TEXT),
        "paper-3-purpose": "translation",
    }
    page = place.record({**DECISION, **more})
    for words in ("The instrument", "A letter that came with it", "A translation of the instrument"):
        assert words in page.text
    with place.client.saved() as db:
        links = db.scalars(select(ActFile).order_by(ActFile.id)).all()
        assert [(link.purpose, link.file.name) for link in links] == [
            ("instrument", "Закључак.pdf"),
            ("letter", "letter.docx"),
            ("translation", "translation.txt"),
        ]


def test_a_file_stays_whatever_else_is_wrong_with_the_page(place: Place) -> None:
    client = place.client
    page = client.submit(
        place.to_files(), {"paper-1-file": DECISION["paper-1-file"]}, button="Continue", status=422
    )
    assert page.text.count("Choose what file 1 is.") == 2
    assert "Закључак.pdf" in page.text
    check = enter(client, page, {**TYPED, "paper-1-purpose": "instrument"})
    client.submit(check, button="Record this act")
    assert len(place.files()) == len(place.acts()) == 1


def test_going_back_keeps_the_files_takes_more_and_leaves_one_out(place: Place) -> None:
    client = place.client
    check = place.check(DECISION)
    more = {"paper-2-file": ("powers.png", papers.PNG), "paper-2-purpose": "full powers"}
    check = client.submit(client.follow(check, "Files of the act"), more, button="Continue")
    assert "Закључак.pdf" in check.text
    assert "powers.png" in check.text
    form = client.follow(check, "Files of the act")
    check = client.submit(form, {"paper-1-drop": "yes"}, button="Continue")
    assert "Закључак.pdf" not in check.text
    page = client.submit(check, button="Record this act")
    assert "powers.png" in page.text
    assert "Закључак.pdf" not in page.text
    assert len(place.on_disk()) == 2, "the other goes by itself within a day"


def test_as_many_files_as_an_act_takes(place: Place) -> None:
    page, rows = place.to_files(), []
    for start in (1, 4, 7):
        rows = list(range(start, start + 3))
        values: dict[str, Any] = {}
        for row in rows:
            values[f"paper-{row}-file"] = (f"{row}.pdf", papers.PDF + str(row).encode())
            values[f"paper-{row}-purpose"] = "letter"
        page = place.client.submit(page, values, button="Save these and add more files")
    assert "9.pdf" in page.text
    place.client.submit(enter(place.client, page, TYPED), button="Record this act")
    with place.client.saved() as db:
        assert len(db.scalars(select(ActFile)).all()) == 9


def test_the_files_of_what_was_begun_stay_as_long_as_it_does(place: Place) -> None:
    client = place.client
    client.submit(place.to_files(), DECISION, button="Save and leave")
    later = NOW + timedelta(days=9)
    chores.forget(client.database, client.settings, later)
    assert len(place.on_disk()) == 1
    listed = client.get("/en/acts/begun")
    page = client.follow(client.follow(listed, "Adopted by government, Serbia"), "Delete what I have entered")
    client.submit(page, button="Delete it")
    chores.forget(client.database, client.settings, later)
    assert place.on_disk() == []


def test_nobody_reads_a_file_before_the_act_is_recorded(place: Place) -> None:
    place.check(DECISION)
    place.scan(None)
    assert place.download().status_code == 404
    assert "Закључак" not in place.client.http.get("/api/v1/public/act_file.jsonl").text


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (("decision.pdf", papers.HTML), "is called a PDF file, and its content is something else"),
        (("seal.svg", papers.SVG), "is of a kind that is not taken"),
        (("decision.html", papers.HTML), "is of a kind that is not taken"),
        (("empty.pdf", b""), "is empty"),
        (("large.txt", b"a" * (20 * 2**20 + 1)), "is larger than 20 MB"),
    ],
)
def test_S29_a_file_that_is_not_taken_is_told_at_its_row_and_the_rest_is_kept(
    place: Place, file: tuple[str, bytes], told: str
) -> None:
    values = {**DECISION, "paper-2-file": file, "paper-2-purpose": "letter"}
    page = place.client.submit(place.to_files(), values, button="Continue", status=422)
    assert page.text.count(told) == 2, "once in the summary, once at the field"
    assert "Закључак.pdf" in page.text
    assert len(place.on_disk()) == len(place.files()) == 1, "the one that is right is kept"


def test_S29_a_file_needs_a_purpose_and_a_purpose_a_file(place: Place) -> None:
    values = {"paper-1-file": ("a.pdf", papers.PDF), "paper-2-purpose": "letter"}
    page = place.client.submit(place.to_files(), values, button="Continue", status=422)
    assert page.text.count("Choose what file 1 is.") == 2
    assert page.text.count("Choose file 2, or say nothing of what it is.") == 2


def test_S29_more_files_than_a_form_may_hold_are_refused(place: Place) -> None:
    files = [(f"paper-{n}-file", (f"{n}.pdf", papers.PDF)) for n in range(1, 7)]
    place.client.post(place.to_files().address, {}, files=files, status=400)
    assert place.files() == []


def test_a_file_that_was_erased_meanwhile_is_told(place: Place) -> None:
    check = place.check(DECISION)
    with place.client.saved() as db:
        db.scalars(select(File)).one().erase(NOW)
    page = place.client.get(check.address)
    assert "This file is not kept any more. Choose it again." in page.text
    place.client.post(check.address, {}, status=422)
    assert place.acts() == []


def test_nobody_links_a_file_of_another_act(place: Place, sign_in: SignIn) -> None:
    place.record(DECISION)
    with place.client.saved() as db:
        other = make_mandate(db, "government", country="HR", person=make_person(db, "Hana Example"))
        _ = other.person
    sign_in(other.person)
    page = place.to_files()
    key = place.files()[0].storage_key
    place.client.post(page.address, {"paper-1-key": key, "paper-1-purpose": "instrument"})
    page = enter(place.client, place.client.get(page.address), TYPED)
    assert "Choose a file that belongs to no other act." in page.text
    place.client.post(page.address, {}, status=422)
    assert len(place.acts()) == 1


def test_a_correction_goes_on_with_the_files_of_the_act(place: Place) -> None:
    page = place.record(DECISION)
    check = go_on(place.client, place.client.follow(page, "Correct it"), {})
    assert "Закључак.pdf" in check.text
    form = place.client.follow(check, "The instrument")
    check = place.client.submit(form, {"gazette": "Gazette 71"}, button="Continue")
    page = place.client.submit(check, button="Record this act")
    assert "Закључак.pdf" in page.text
    place.scan(None)
    assert place.download(1).content == place.download(2).content == papers.PDF


def test_only_who_may_record_an_act_may_send_files(place: Place, sign_in: SignIn) -> None:
    address, typed = place.to_files().address, {"paper-1-purpose": "instrument"}
    sent = {"paper-1-file": ("a.pdf", papers.PDF)}
    with place.client.saved() as db:
        observer = make_mandate(db, "observer").person
    for person, status in ((observer, 403), (place.secretary.person, 404)):
        sign_in(person)
        place.client.post(address, typed, files=sent, status=status)
    place.client.sign_out()
    place.client.post(address, typed, files=sent, status=401)
    assert (place.files(), place.on_disk()) == ([], [])


# Handing out


NAMES = {
    "Закључак о усвајању.pdf": "filename=\"zakljucak o usvajanju.pdf\"; filename*=UTF-8''%D0%97%D0%B0%D0%BA",
    'a"; filename="b.html.pdf': 'filename="a__ filename__b.html.pdf"',
    "line\r\nSet-Cookie: x=1.pdf": 'filename="line set-cookie_ x_1.pdf"',
    "../../../etc/cron.d/run.pdf": 'filename="run.pdf"',
    "Zaključak.pdf": "filename=\"zakljucak.pdf\"; filename*=UTF-8''Zaklju%C4%8Dak.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_S31_a_file_is_saved_and_never_shown_whatever_it_is_called(place: Place, name: str) -> None:
    there = store.opened(place.client.settings.files_place)
    key = keeping.keep(place.client.database, there, name, papers.PDF, NOW)
    with place.client.saved() as db:
        file = keeping.by_keys(db, [key], NOW)[key]
        document = db.scalars(select(Document)).one()
        make_act(db, document, by=db.get_one(Mandate, place.minister.id), files=[(file, "instrument")])
    place.scan(None)
    headers = place.download().headers
    assert headers["content-disposition"].startswith("attachment; ")
    assert NAMES[name] in headers["content-disposition"]
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-type"] == "application/pdf"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in headers
    assert "\n" not in headers["content-disposition"]


def test_S31_text_with_markup_in_it_is_saved_as_text(place: Place) -> None:
    place.record({"paper-1-file": ("page.txt", papers.HTML), "paper-1-purpose": "letter"})
    place.scan(None)
    answer = place.download()
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment; ")


def test_S31_bytes_lie_under_a_random_name_that_no_address_leads_to(place: Place) -> None:
    page = place.record(DECISION)
    (key,) = place.on_disk()
    assert "pdf" not in key
    assert key not in page.html
    for path in (f"/static/{key}", f"/files/{key}", f"/static/../files/{key}", f"{FORM}/1/files/{key}"):
        assert place.client.http.get(path).status_code == 404


def test_a_file_is_found_at_its_own_act_alone(place: Place) -> None:
    place.record(DECISION)
    with place.client.saved() as db:
        second = make_document(db, slug="second", title="Second text")
        make_act(db, second, "signed", by=db.get_one(Mandate, place.minister.id))
    place.scan(None)
    assert place.download(1, 1).status_code == 200
    assert place.download(2, 1).status_code == 404
    assert place.download(1, 2).status_code == 404
    assert place.client.http.get("/en/documents/second/acts/1/files/1").status_code == 404


def test_S32_without_a_setting_files_wait_and_are_handed_out_to_nobody(place: Place) -> None:
    page = place.record(DECISION)
    assert place.client.settings.scanner == "unset"
    place.client.do_chores()
    assert "It can be downloaded as soon as it has been scanned." in page.text
    assert "/files/1" not in page.html
    answer = place.download()
    assert answer.status_code == 409
    assert papers.PDF not in answer.content


def test_S32_what_the_scanner_refuses_is_told_and_handed_out_to_nobody(place: Place) -> None:
    page = place.record({"paper-1-file": ("bad.txt", clamd.EICAR), "paper-1-purpose": "letter"})
    with clamd.listening() as (address, _server):
        pass
    place.scan(scanner.at(address))
    assert place.download().status_code == 409, "the scanner is down"
    with clamd.listening() as (address, _server):
        place.scan(scanner.at(address))
    page = place.client.get(page.address)
    assert "Refused by the scanner for viruses." in page.text
    assert "Whoever recorded the act can correct it with a clean file." in page.text
    assert "/files/1" not in page.html
    answer = place.download()
    assert answer.status_code == 409
    assert clamd.EICAR not in answer.content
    check = go_on(place.client, place.client.follow(page, "Correct it"), {})
    assert "bad.txt" not in check.text
    form = place.client.follow(check, "Files of the act")
    check = place.client.submit(form, DECISION, button="Continue")
    place.client.submit(check, button="Record this act")
    with clamd.listening() as (address, _server):
        place.scan(scanner.at(address))
    assert place.download(2, 2).content == papers.PDF


def test_S32_a_refused_file_is_not_linked_to_begin_with(place: Place) -> None:
    values = {**TYPED, "paper-1-file": ("bad.txt", clamd.EICAR), "paper-1-purpose": "letter"}
    check = place.check(values)
    with clamd.listening() as (address, _server):
        place.scan(scanner.at(address))
    page = place.client.submit(check, button="Record this act", status=422)
    assert "The scanner for viruses has refused “bad.txt”." in page.text
    assert place.acts() == []


# The record, programs, erasing


def test_programs_are_told_of_files_and_the_record_of_their_digests(place: Place) -> None:
    place.record(DECISION)
    digest = sha256(papers.PDF).hexdigest()
    answer = place.client.http.get("/api/v1/adoption").json()
    acts = answer["documents"][0]["acts"]
    assert acts[0]["files"] == [
        {
            "file": 1,
            "purpose": "instrument",
            "name": "Закључак.pdf",
            "size": len(papers.PDF),
            "media_type": "application/pdf",
            "sha256": digest,
            "erased": False,
        }
    ]
    rows = place.client.http.get("/api/v1/public/act_file.jsonl").text
    assert digest in rows
    assert (place.files()[0].storage_key or "?") not in rows
    with place.client.saved() as db:
        entry = db.scalars(select(Entry).where(Entry.action == "act.recorded")).one()
        assert entry.payload is not None
        assert entry.payload.body["files"] == [{"purpose": "instrument", "sha256": digest}]
        assert "act_file:1/1" in entry.payload.body["objects"]
        assert "Закључак.pdf" not in str(entry.payload.body)


def test_a_file_is_erased_with_its_name_and_its_bytes_and_its_digest_stays(place: Place) -> None:
    page = place.record(DECISION)
    place.scan(None)
    with place.client.saved() as db:
        acts_papers.erase_file(db, 1, reason="It showed an address.", now=NOW)
    chores.forget(place.client.database, place.client.settings, NOW)
    assert place.on_disk() == []
    assert place.download().status_code == 404
    page = place.client.get(page.address)
    assert "This file has been erased, with its name." in page.text
    assert sha256(papers.PDF).hexdigest() in page.text
    assert "Закључак.pdf" not in page.text
    record = place.client.get("/en/record")
    assert "erased a file of an act of" in record.text
    everything = place.client.http.get("/api/v1/public/act_file.jsonl").text
    assert "Закључак" not in everything
    assert '"erased_at":"2027-' in everything
    chores.forget(place.client.database, place.client.settings, NOW + timedelta(days=9))
    assert len(place.files()) == 1, "the row of a linked file stays"


def test_a_file_whose_bytes_were_altered_is_a_page_that_says_so(place: Place) -> None:
    place.record(DECISION)
    place.scan(None)
    (key,) = place.on_disk()
    (place.client.settings.data_dir / "files" / key).write_bytes(papers.HTML)
    page = place.client.get(f"{FORM}/1/files/1", status=409)
    assert "This file is not here as it was sent, so it is not handed out." in page.text
    assert "content-disposition" not in page.headers
