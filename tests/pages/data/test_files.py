"""The tables of adoption as files: one truth in each form, and each says what it is."""

import ast
import inspect
import re
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine

from adoption.kinds import ActKind, Status
from adoption.lists.reading import cells
from adoption.recording.recorded import recorded
from sbcp.pages.data.columns import ABOUT, ACTS, STATUS
from tests.adoption.making import make_act
from tests.pages.data import making
from tests.pages.data.making import EARLY, FORMULA, TODAY, of_csv, of_xlsx
from tests.support.factories import NOW, make_document, make_mandate
from tests.support.pages import Client
from tests.support.watching.statements import hearing

EXPECTED = {"none": 2, "signatory": 0, "consented": 1, "party": 1, "withdrawn": 1}


def read(client: Client, address: str) -> Any:
    answer = client.http.get(address)
    assert answer.status_code == 200, answer.text
    return answer


def plain(value: Any) -> str:
    """A value of JSON as the other forms write it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return "\n\n".join(f"[{part['pid']}] {part['text']}" for part in value)
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def ungraded(words: str) -> str:
    """A cell of CSV without the apostrophe that keeps it from being a formula."""
    return re.sub(r"^'(?=\s*[=+\-@])", "", words)


def test_every_form_has_the_totals_of_the_page(client: Client) -> None:
    making.adopted(client)
    page = client.get("/en/adoption?document=policy").text
    shown = {str(status): re.search(rf"{status.label}: (\d+)[;.]", page) for status in Status}
    totals = Counter({status: int(number[1]) for status, number in shown.items() if number})
    asked = "?document=policy"
    by_form = [
        of_csv(read(client, f"{making.STATUS}.csv{asked}").content),
        of_xlsx(read(client, f"{making.STATUS}.xlsx{asked}").content),
        read(client, f"{making.STATUS}.json{asked}").json()["rows"],
    ]
    assert [Counter(each["status"] for each in rows) for rows in by_form] == [totals] * 3
    assert totals.total() == 6
    (told,) = read(client, "/api/v1/adoption").json()["documents"]
    assert Counter(told["totals"]) == totals


@pytest.mark.parametrize("table", [making.STATUS, making.ACTS])
def test_every_form_has_the_same_rows(client: Client, table: str) -> None:
    making.adopted(client)
    told = read(client, f"{table}.json").json()
    rows = [{name: plain(value) for name, value in each.items()} for each in told["rows"]]
    assert len(rows) == told["about"]["rows"] > 5
    assert of_xlsx(read(client, f"{table}.xlsx").content) == rows
    of_text = of_csv(read(client, f"{table}.csv").content)
    assert [{name: ungraded(cell) for name, cell in each.items()} for each in of_text] == rows
    assert [each["name"] for each in told["columns"]] == list(rows[0])


def test_a_row_says_where_a_country_stands(client: Client) -> None:
    making.adopted(client)
    rows = of_csv(read(client, f"{making.STATUS}.csv?document=policy&language=sr-Cyrl").content)
    by_code = {each["country"]: each for each in rows}
    assert list(by_code) == ["AL", "BA", "BG", "HR", "ME", "RS"], "in the order of the page"
    ba, bg, hr, me, rs = (by_code[code] for code in ("BA", "BG", "HR", "ME", "RS"))
    assert (by_code["AL"]["status"], by_code["AL"]["date"], by_code["AL"]["date_precision"]) == (
        "party",
        EARLY.isoformat(),
        "day",
    )
    assert by_code["AL"]["bound_from"]
    assert (ba["status"], ba["act_kind"], ba["country_name"]) == (
        "consented",
        "ratification",
        "Босна и Херцеговина",
    )
    assert (ba["statements"], ba["reservations"], ba["declarations"]) == ("2", "1", "1")
    assert len(ba["statement_acts"].split("; ")) == 2
    assert bg["status"] == "none", "it has signed a chapter alone"
    part = rf"\d+: signatory, signed, {TODAY.isoformat()}, reported"
    assert re.fullmatch(part, bg["differing_parts"]), "with the kind, the day and the proof"
    assert (hr["status"], hr["withdrawn_from"]) == ("withdrawn", TODAY.isoformat())
    assert hr["date"] == TODAY.isoformat(), "of the withdrawal, as the act, its address and its proof"
    assert (hr["act_kind"], int(hr["act"])) == ("signed", int(hr["withdrawn_act"]) + 1)
    assert hr["address"].endswith(f"/acts/{hr['act']}")
    assert (me["version"], me["act_kind"]) == ("1", "endorsed"), "of another version, with its number"
    assert (rs["status"], rs["version"], rs["date"], rs["act"], rs["proof"]) == ("none", "", "", "", "")
    assert rs["address"].endswith("/sr-Cyrl/adoption/RS")
    assert ba["address"].endswith(f"/sr-Cyrl/documents/policy/acts/{ba['act']}")
    assert ba["proof"] == "reported"
    assert ba["proof_name"] == "Пријављено"


def test_a_file_says_what_it_is_in_each_form(client: Client) -> None:
    making.adopted(client)
    asked = f"?document=policy&version=2&as_of={TODAY}&known_at={TODAY}&language=en"
    csv = read(client, f"{making.STATUS}.csv{asked}")
    about = read(client, f"{making.STATUS}.json{asked}").json()["about"]
    assert [*about, "cut"] == list(ABOUT)
    assert about["sha256"] == sha256(csv.content).hexdigest()
    assert about["address"] == f"http://localhost{making.STATUS}.csv{asked}"
    assert (about["document"], about["version"], about["rows"]) == ("policy", 2, 6)
    assert (about["as_of"], about["known_at"]) == (TODAY.isoformat(), TODAY.isoformat())
    assert (about["licence"], about["language"]) == ("CC BY 4.0", "en")
    assert "CC BY 4.0" in client.get("/en/about").text, "as the site says of all its texts"
    assert about["record"] == client.http.get("/api/v1/record").json()["head"]["seq"]
    sheet = of_xlsx(read(client, f"{making.STATUS}.xlsx{asked}").content, "about")
    assert {each["Name"]: each["Value"] for each in sheet} == {
        **{name: plain(value) for name, value in about.items()},
        "cut": "",
    }
    beside = re.search(r'<([^>]+)>; rel="describedby"; type="application/csvm\+json"', csv.headers["link"])
    assert beside
    described = read(client, beside[1].removeprefix("http://localhost"))
    assert described.headers["content-type"] == "application/csvm+json"
    told = described.json()
    assert (told["@context"][0], told["url"]) == ("http://www.w3.org/ns/csvw", about["address"])
    assert told["notes"] == [about]
    names = csv.content.decode("utf-8-sig").splitlines()[0].split(",")
    assert [each["name"] for each in told["tableSchema"]["columns"]] == names
    assert (
        f'filename="adoption-status-policy-v2-{TODAY}-known-{TODAY}.csv"'
        in (csv.headers["content-disposition"])
    )


def test_the_same_state_is_the_same_bytes_whenever_it_is_asked_for(client: Client) -> None:
    making.adopted(client)
    asked = f"?document=policy&as_of={EARLY}"
    first = read(client, f"{making.STATUS}.csv{asked}")
    told = read(client, f"{making.STATUS}.json{asked}").json()["about"]
    with time_machine.travel(NOW + timedelta(days=30)):
        assert read(client, f"{making.STATUS}.csv{asked}").content == first.content
        later = read(client, f"{making.STATUS}.json{asked}").json()["about"]
    assert later["sha256"] == told["sha256"]
    assert later["made_at"] != told["made_at"], "when it was made is said beside the data"


def test_a_file_is_of_the_day_that_was_asked_for(client: Client) -> None:
    making.adopted(client)
    before = of_csv(read(client, f"{making.STATUS}.csv?document=policy&as_of={EARLY}").content)
    assert Counter(each["status"] for each in before)["signatory"] == 1, "Croatia had not left yet"
    acts = of_csv(read(client, f"{making.ACTS}.csv?document=policy&as_of={EARLY}").content)
    assert sorted(each["country"] for each in acts) == ["AL", "HR"]
    unknown = of_csv(read(client, f"{making.ACTS}.csv?document=policy&known_at={EARLY}").content)
    assert unknown == [], "nothing was recorded by then"


def test_the_acts_are_those_that_the_interface_for_programs_has(client: Client) -> None:
    making.adopted(client)
    (told,) = read(client, "/api/v1/adoption").json()["documents"]
    acts = {each["act"]: each for each in told["acts"]}
    rows = read(client, f"{making.ACTS}.json").json()["rows"]
    assert [each["act"] for each in rows] == list(acts)
    for each in rows:
        act = acts[each["act"]]
        assert (each["country"], each["kind"], each["proof"]) == (
            act["participant"],
            act["kind"],
            act["verification"],
        )
        assert each["reservations"] == act["reservations"]
        assert each["title"] == act["instrument"]["title"]
        assert each["done_on"] == act["done_on"]
    of_one = of_csv(read(client, f"{making.ACTS}.csv?document=policy&version=1").content)
    assert [each["country"] for each in of_one] == ["ME"]


def test_nothing_that_programs_are_told_of_an_act_is_missing(client: Client) -> None:
    """Whoever tells programs more of an act gives it a column, or says here why it has none."""
    making.adopted(client)
    renamed = {"participant": "country", "instrument": "title", "verification": "proof"}
    (told,) = read(client, "/api/v1/adoption").json()["documents"]
    names = {renamed.get(name, name) for act in told["acts"] for name in act}
    every = {name for node in ast.walk(ast.parse(inspect.getsource(recorded))) for name in keys(node)}
    assert "early_reason" in every
    assert (names | {renamed.get(name, name) for name in every}) - {"pid", "text"} <= {
        column.name for column in ACTS.columns
    }


def keys(node: ast.AST) -> list[str]:
    """The names in a dictionary that a function writes."""
    if not isinstance(node, ast.Dict):
        return []
    return [each.value for each in node.keys if isinstance(each, ast.Constant)]


def test_without_a_document_it_is_about_all_that_acts_are_about(client: Client) -> None:
    making.adopted(client)
    with client.saved() as db:
        make_act(db, make_document(db, slug="charter"), "endorsed")
        make_document(db, slug="silent")
    rows = of_csv(read(client, f"{making.STATUS}.csv").content)
    assert {each["document"] for each in rows} == {"charter", "policy"}
    assert len({(each["document"], each["country"]) for each in rows}) == len(rows), "as its key says"


def test_S38_what_a_government_wrote_is_no_formula_in_any_file(client: Client) -> None:
    making.adopted(client)
    with client.saved() as db:
        document = make_document(db, slug="charter")
        by = make_mandate(db, "government", country="BA")
        make_act(db, document, "declaration", by=by, statement=FORMULA, language="bs")
    text = read(client, f"{making.ACTS}.csv").content.decode("utf-8-sig")
    [*_others, last] = of_csv(read(client, f"{making.ACTS}.csv?document=charter").content)
    assert last["statement"] == f"'{FORMULA}"
    assert "'- So we declare." in text
    assert not re.search(r'(?m)(?:^|,)"?[=+@-]', text.replace("\r\n", "\n").replace("\n\n", " "))
    [*_others, last] = of_xlsx(read(client, f"{making.ACTS}.xlsx?document=charter").content)
    assert last["statement"] == FORMULA, "words of a cell that is text are as they were written"


def test_our_own_reader_of_lists_reads_the_csv(client: Client) -> None:
    """With its mark, as every file that is taken in may have it."""
    making.adopted(client)
    head, *rows = cells(read(client, f"{making.ACTS}.csv").content)
    assert head[0] == "act"
    assert len(rows) == 8


def test_two_hundred_countries_take_no_more_statements(client: Client) -> None:
    making.adopted(client)

    def asked(table: str) -> int:
        heard: list[str] = []
        with hearing(client.database.engine, heard.append):
            read(client, f"{table}.json?document=policy")
        return len(heard)

    few = [asked(making.STATUS), asked(making.ACTS)]
    with client.saved() as db:
        document = making.policy(db)
        for number in range(200):
            code = f"{chr(65 + number // 26)}{chr(65 + number % 26)}Q"
            make_act(db, document, "endorsed", country=code)
    assert [asked(making.STATUS), asked(making.ACTS)] == few
    told = read(client, f"{making.STATUS}.json?document=policy").json()
    assert told["about"]["rows"] == 206


def test_the_columns_are_named_once_and_every_value_is_one_of_its_enumeration(client: Client) -> None:
    making.adopted(client)
    for table, address in ((STATUS, making.STATUS), (ACTS, making.ACTS)):
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names))
        rows = read(client, f"{address}.json").json()["rows"]
        assert all(list(each) == names for each in rows)
        for column in table.columns:
            values = {each[column.name] for each in rows if column.values} - {None, ""}
            assert all(column.values is not None and column.values.has(value) for value in values)
    assert ActKind in {column.values for column in ACTS.columns}
