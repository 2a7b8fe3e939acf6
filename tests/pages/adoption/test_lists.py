"""Lists of past acts through the pages: sent, looked at, asked for by one person and approved by another."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from adoption import loading
from adoption.lists.reading import COLUMNS, OPTIONAL, read_csv
from adoption.models import Act, ActList
from core.record.entries import Entry
from documents.queries import document_by_slug
from members.approvals import Approval
from members.models import Mandate, Person
from process.models import Step
from sbcp.approvals import past_acts
from tests.adoption.making import make_act
from tests.core.files.workbooks import workbook
from tests.support.factories import NOW, make_document, make_mandate, make_participant
from tests.support.markup import Page
from tests.support.pages import Client

SignIn = Callable[[Person], None]
LISTS = "/en/documents/policy/acts/lists"
HEAD = "participant,act,date,effective,recorded,ref,about,name,note\n"
LIST = HEAD + (
    "RS,signature,2003-06-28,,2003-07-02,s1,,Serbia and Montenegro,\n"
    "RS,ratification,2005-05,,,,,,The paper is in the archive.\n"
    "HR,reservation,2004,,,r1,,,\n"
    "HR,reservation withdrawn,2010-01-15,2010-02-01,,,r1,,\n"
)
REASON = "From the list of the depositary."
ASK, SEE, CHANGE = "Ask a second person", "See the acts as they are read", "Change something"


@dataclass
class Place:
    """A published document, and two of the secretariat; the reader is the first of them."""

    client: Client
    secretary: Mandate
    deputy: Mandate

    def send(self, data: str | bytes, name: str = "acts.csv", *, status: int = 200, **typed: Any) -> Page:
        """The page that a list leads to."""
        file = (name, data.encode() if isinstance(data, str) else data)
        values = {"file": file, "reason": REASON, **typed}
        return self.client.submit(self.client.get(LISTS), values, button=SEE, status=status)

    def ask(self, data: str | bytes = LIST, name: str = "acts.csv") -> Page:
        """The page of the request."""
        return self.client.submit(self.send(data, name), button=ASK)

    def approve(self, asked: Page, status: int = 200) -> Page:
        """Where the deputy gets who approves it."""
        self.client.sign_in(self.deputy.person)
        return self.client.submit(self.client.get(f"{asked.address}/decision?act=approve"), status=status)

    def acts(self) -> list[Act]:
        with self.client.saved() as db:
            return loading.acts(db)

    def requests(self) -> list[Approval]:
        with self.client.saved() as db:
            return list(db.scalars(select(Approval)))


@pytest.fixture
def place(client: Client, sign_in: SignIn) -> Place:
    with client.saved() as db:
        for position, code in enumerate(("RS", "HR", "MK"), 1):
            make_participant(db, code, position=position)
        secretary, deputy = make_mandate(db), make_mandate(db)
        make_document(db, slug="policy", title="Model policy", by=secretary)
        _ = secretary.person, deputy.person
    sign_in(secretary.person)
    return Place(client, secretary, deputy)


def rows(page: Page) -> list[str]:
    """The lines of the table of acts."""
    return re.findall(r"Line \d+ .*?(?= Line \d+ | Why )", page.text)


# What is shown before anything is asked for


def test_every_act_is_shown_as_it_is_read_and_nothing_is_recorded(place: Place) -> None:
    page = place.send(LIST)
    assert "Nothing has been recorded yet." in page.text
    first, second, third, fourth = rows(page)
    for words in ("Serbia", "called “Serbia and Montenegro” then", "Signed", "28 June 2003"):
        assert words in first
    assert "Known on 2 July 2003." in first
    assert "May 2005" in second
    assert "The paper is in the archive." in second
    assert "2004" in third
    for words in ("Reservation withdrawn", "line 4: Reservation, Croatia, 2004", "from 1 February 2010"):
        assert words in fourth
    for words in ("acts.csv", sha256(LIST.encode()).hexdigest(), "28 June 2003 – 15 January 2010", REASON):
        assert words in page.text
    assert (place.acts(), place.requests()) == ([], [])


def test_what_is_unusual_is_named(place: Place) -> None:
    page = place.send(LIST + "MK,accession,2006-11-30,,,,,,\n")
    assert "Unusual, and taken in all the same" in page.text
    assert "dated before the version was published: every act of the list" in page.text
    assert "accession before the text was in force: line 6" in page.text
    assert "accession before the text was in force" in rows(page)[-1]


def test_columns_that_are_not_read_are_named(place: Place) -> None:
    page = place.send("participant,act,date,minister\nRS,signature,2003,Somebody\n")
    assert "These columns are not read: minister." in page.text
    place.client.submit(page, button=ASK)
    (request,) = place.requests()
    assert "Somebody" not in str(request.body)


def test_S22_words_of_a_list_stay_words(place: Place) -> None:
    page = place.send(HEAD + 'RS,signature,2003,,,,,<b id=x>,<script>alert(1)</script> & "so"\n')
    assert "called “<b id=x>” then" in page.text
    assert '<script>alert(1)</script> & "so"' in page.text
    taken = place.approve(place.client.submit(page, button=ASK))
    assert "called “<b id=x>” then" in taken.text


def test_an_act_on_the_record_can_be_what_another_is_about(place: Place) -> None:
    with place.client.saved() as db:
        document = document_by_slug(db, "policy")
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        db.flush()
        make_act(db, document, "endorsed", done_on=date(2027, 2, 20))
    page = place.send(HEAD + "RS,endorsement withdrawn,2027-02-21,,,,,,\n")
    assert "act no. 1: Endorsed, Serbia" in rows(page)[0]


# What cannot be taken in


def test_all_faults_are_told_by_line_and_nothing_is_typed_again(place: Place) -> None:
    bad = HEAD + (
        "ZZ,signature,2003,,,,,,\n"
        "RS,signatur,2003,,,,,,\n"
        "HR,signatur,2003,,,,,,\n"
        "RS,signature,2003-02-30,,,,,,\n"
        "RS,signature,2050,,,,,,\n"
        "MK,signature,,,,,,,\n"
    )
    page = place.send(bad, reason="", status=422)
    for words in (
        "The list has 6 faults.",
        "There is no country “ZZ” in the process. (line 2)",
        "“signatur” is no kind of act. (lines 3, 4)",
        "“2003-02-30” in the column “date” is no day. (line 5)",
        "2050-12-31 is in the future. (line 6)",
        "The date is missing. (line 7)",
        "Say why it is taken in",
        "The file acts.csv is kept",
    ):
        assert words in page.text, words
    page = place.client.submit(page, {"reason": REASON}, button=SEE, status=422)
    assert "The list has 6 faults." in page.text, "of the file that was kept"
    page = place.client.submit(page, {"file": ("acts.csv", LIST.encode())}, button=SEE)
    assert len(rows(page)) == 4
    assert REASON in page.text


def test_a_list_that_is_right_is_kept_while_the_reason_is_missing(place: Place) -> None:
    page = place.send(LIST, reason=" ", status=422)
    assert "What cannot be taken in" not in page.text
    page = place.client.submit(page, {"reason": REASON}, button=SEE)
    assert len(rows(page)) == 4


def test_a_list_of_megabytes_goes_all_the_way(place: Place) -> None:
    """The file goes with the form, as text that is a third longer."""
    long = HEAD + "".join(f"MK,declaration,{1000 + n},,,,,,{'x' * 9_000}\n" for n in range(400))
    assert len(long) > 3_500_000
    place.approve(place.ask(long))
    assert len(place.acts()) == 400


def test_one_can_go_back_from_the_preview_with_all_that_was_given(place: Place) -> None:
    page = place.client.submit(place.send(LIST), button=CHANGE)
    assert "The file acts.csv is kept" in page.text
    assert REASON in page.text
    assert len(rows(place.client.submit(page, button=SEE))) == 4


def test_without_a_file_one_is_asked_for(place: Place) -> None:
    page = place.client.submit(place.client.get(LISTS), {"reason": REASON}, button=SEE, status=422)
    assert "Choose the file with the list." in page.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfea", "The list is not in UTF-8."),
        (b"country,what\nRS,signed\n", "these are missing: participant, act, date."),
        (b"participant,act,date\n", "There is no act in the list."),
        (b"participant,act,date\nRS\n", "The act is missing. (line 2)"),
        (b"participant,act,date\nRS,signed,2003,more\n", "more cells than columns"),
        (b"participant,act,date\nRS,signed,x\x00y\n", "“xy” in the column “date” is no day."),
        (b"participant,act,date\nRS," + b"x" * 100_000 + b",2003\n", "x…” is no kind of act."),
        (b"x" * ((4 << 20) + 1), "The list is larger than 4 MB."),
        (b"participant,act,date\n" + b"\n" * 30_000 + b"RS,signed,2003\n", "A list takes 5000 acts at most."),
        (b"PK\x03\x04 and nothing more", "The file is no workbook that can be read (XLSX)."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "Workbooks are read as XLSX."),
    ],
)
def test_what_is_no_list_is_refused_in_words(place: Place, data: bytes, words: str) -> None:
    assert words in place.send(data, status=422).text


def test_a_list_takes_acts_on_a_published_version_only(client: Client, sign_in: SignIn) -> None:
    with client.saved() as db:
        secretary = make_mandate(db)
        make_document(db, slug="young", versions=0)
        _ = secretary.person
    sign_in(secretary.person)
    assert "no published version yet" in client.get("/en/documents/young/acts/lists", status=409).text


# Workbooks


def test_a_workbook_is_read_by_its_cells(place: Place) -> None:
    data = workbook(
        [
            ["participant", "act", "date", "ref", "number"],
            ["RS", "signature", date(2003, 6, 28), 1.0, 12],
            ["HR", "ratification", 2005, 2.0, None],
        ],
    )
    first, second = rows(place.send(data, "acts.xlsx"))
    for words in ("Signed", "28 June 2003", "Name in the list: 1.", "no. 12"):
        assert words in first
    assert "2005" in second
    place.approve(place.ask(data, "acts.xlsx"))
    assert [(act.ref, str(act.done_on)) for act in place.acts()] == [("1", "2003-06-28"), ("2", "2005-12-31")]


def test_cells_of_a_workbook_without_a_value_are_told_by_line(place: Place) -> None:
    data = workbook([["participant", "act", "date"], ["RS", "signed", "=TODAY()"], ["HR", "#REF!", 2003]])
    page = place.send(data, "acts.xlsx", status=422)
    assert "The formula in cell C2 has no value. Put the value itself there. (line 2)" in page.text
    assert "The cell B3 holds an error of the sheet: #REF!. (line 3)" in page.text


# By two persons


def test_a_second_person_sees_the_same_and_takes_it_in(place: Place) -> None:
    asked = place.ask()
    assert place.acts() == []
    place.client.sign_in(place.deputy.person)
    shown = place.client.follow(place.client.get(asked.address), "See what this is about")
    assert len(rows(shown)) == 4
    page = place.approve(asked)
    assert page.address == f"{LISTS}/1"
    (act_list,) = {act.act_list for act in place.acts()}
    assert act_list is not None
    assert (act_list.name, act_list.sha256) == ("acts.csv", sha256(LIST.encode()).hexdigest())
    with place.client.saved() as db:
        kept = db.get_one(ActList, act_list.id)
        assert (kept.asked_by_id, kept.approved_by_id) == (place.secretary.id, place.deputy.id)
        (entry,) = db.scalars(select(Entry).where(Entry.action == "acts.listed"))
        assert entry.payload.body["acts"] == 4


def test_who_asked_does_not_approve(place: Place) -> None:
    asked = place.ask()
    assert (
        "A second person decides"
        in place.client.get(f"{asked.address}/decision?act=approve", status=409).text
    )
    assert place.acts() == []


def test_the_request_holds_what_was_read_and_not_the_file(place: Place) -> None:
    place.ask("\ufeff" + LIST)
    (request,) = place.requests()
    assert request.body["rows"] == [line.split(",") for line in LIST.splitlines()]
    assert request.body["name"] == "acts.csv"
    with place.client.saved() as db:
        (entry,) = db.scalars(select(Entry).where(Entry.action == "approval.asked"))
        assert entry.payload.body["sha256"] == request.body["sha256"]
        assert "rows" not in entry.payload.body


def test_a_list_is_taken_in_once(place: Place) -> None:
    asked = place.ask()
    place.approve(asked)
    assert "on the record already, as list number 1" in place.send(LIST, status=422).text


def test_what_was_taken_in_meanwhile_is_not_taken_in_again(place: Place) -> None:
    first = place.ask()
    again = place.client.submit(place.send(LIST, "other.csv"), button=ASK)
    assert first.address != again.address
    place.approve(first)
    place.client.sign_in(place.deputy.person)
    assert "This request has been overtaken" in place.client.get(again.address).text
    assert place.client.get(f"{LISTS}/asked/1/{sha256(LIST.encode()).hexdigest()}").address == f"{LISTS}/1"
    assert len(place.acts()) == 4


def test_what_it_rests_on_is_asked_again_when_it_is_approved(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A country that is not there any more: nothing of the list is taken in."""
    asked = place.ask()
    known = past_acts.checked_lines
    monkeypatch.setattr(
        past_acts, "checked_lines", lambda db, table, now: known(db, [table[0], ["ZZ", *table[1][1:]]], now)
    )
    page = place.approve(asked, status=409)
    assert "There is no country “ZZ” in the process." in page.text
    assert place.acts() == []


def test_nobody_else_sees_a_list_that_waits(place: Place, sign_in: SignIn) -> None:
    place.ask()
    address = f"{LISTS}/asked/1/{sha256(LIST.encode()).hexdigest()}"
    with place.client.saved() as db:
        others = [make_mandate(db, role) for role in ("working_group", "government", "admin")]
        _ = [other.person for other in others]
    for other in others:
        place.client.sign_in(other.person)
        place.client.get(address, status=403)
        place.client.get(LISTS, status=403)
    place.client.sign_in(place.secretary.person)
    place.client.get(f"{LISTS}/asked/1/{'0' * 64}", status=404)


# Once it is on the record


def test_everybody_reads_a_list_with_who_took_it_in_and_why(place: Place) -> None:
    place.approve(place.ask())
    place.client.sign_out()
    page = place.client.get(f"{LISTS}/1")
    for words in (
        "List no. 1 of past acts",
        "Asked for by",
        "Approved by",
        REASON,
        "acts.csv",
        sha256(LIST.encode()).hexdigest(),
        "No. 1: Signed",
        "No. 4: Reservation withdrawn",
        "act no. 3",
    ):
        assert words in page.text, words
    act = place.client.follow(page, "No. 1: Signed")
    assert act.link("List no. 1 (act no. 1)") == f"{LISTS}/1"
    assert place.client.get("/en/adoption/RS").link("List no. 1 (act no. 2)") == f"{LISTS}/1"
    place.client.get(f"{LISTS}/2", status=404)


def test_a_list_of_another_document_is_not_found(place: Place) -> None:
    place.approve(place.ask())
    with place.client.saved() as db:
        make_document(db, slug="other")
    place.client.get("/en/documents/other/acts/lists/1", status=404)


def test_a_long_list_comes_in_pages(place: Place) -> None:
    place.approve(place.ask(HEAD + "".join(f"MK,declaration,{1000 + n},,,,,,\n" for n in range(101))))
    page = place.client.get(f"{LISTS}/1")
    assert "No. 100: Declaration" in page.text
    assert "No. 101: Declaration" not in page.text
    assert "No. 101: Declaration" in place.client.get(f"{LISTS}/1?page=2").text


# How a list is written


def test_S38_the_empty_list_has_names_of_columns_and_nothing_else(client: Client) -> None:
    answer = client.http.get("/api/v1/acts/empty-list")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="acts.csv"'
    assert answer.content.decode("utf-8-sig") == ",".join((*COLUMNS, *OPTIONAL)) + "\r\n"
    (act,) = read_csv(answer.content + b"RS,signature,2003\r\n")
    assert act.participant == "RS"


def test_every_column_and_every_word_is_explained(client: Client) -> None:
    page = client.get("/en/acts-in-a-list")
    for name in (*COLUMNS, *OPTIONAL, "signed", "objection to the text", "objection to reservation"):
        assert f" {name} " in page.text, name
    assert client.http.get(page.link("An empty list to fill in (CSV)")).status_code == 200
