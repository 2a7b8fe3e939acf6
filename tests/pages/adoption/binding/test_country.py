"""The page of a country says what stands, by the right act and paper."""

from dataclasses import replace
from datetime import date

from core.days import PartialDay, Precision
from tests.adoption.making import PAPER, make_act
from tests.pages.data.making import STATUS, of_csv
from tests.support.factories import make_document
from tests.support.pages import Client

PAGE = "/en/adoption/HR"


def by_what_act(client: Client) -> str:
    """The fact of the page with this name, as HTML."""
    return client.get(PAGE).html.partition("By what act</dt>")[2].partition("</dd>")[0]


def test_of_a_corrected_act_the_paper_is_cited_as_corrected(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy")
        act = make_act(db, document, country="HR", instrument=replace(PAPER, gazette="Gazette 17, p. 4"))
        correction = make_act(
            db,
            document,
            "correction",
            country="HR",
            by=act.recorded_by,
            about=act,
            instrument=replace(PAPER, gazette="Gazette 71, p. 4"),
        )
    fact = by_what_act(client)
    assert "Gazette 71" in fact
    assert "Gazette 17" not in fact
    assert f"as corrected by act no. {correction.id}" in fact


def test_of_what_was_withdrawn_the_withdrawal_is_named_with_its_day_paper_and_proof(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy")
        act = make_act(db, document, "signed", country="HR", done_on=date(2027, 1, 10))
        withdrawal = make_act(
            db,
            document,
            "withdrawal",
            country="HR",
            by=act.recorded_by,
            about=act,
            done_on=date(2027, 2, 1),
            instrument=replace(PAPER, number="07-1"),
        )
    fact = by_what_act(client)
    assert f"Act no. {withdrawal.id}<" in fact
    assert "1 February 2027" in fact
    assert "Reported" in fact
    assert "07-1" in fact
    for page in (PAGE, "/en/documents/policy/versions/1/as-it-binds/HR"):
        html = client.get(page).html
        assert f"Act no. {withdrawal.id}<" in html.partition("By what act</dt>")[2].partition("</dd>")[0]
        ended = html.partition("What was withdrawn</dt>")[2].partition("</dd>")[0]
        assert f"Act no. {act.id}<" in ended
        assert "10 January 2027" in ended


def test_of_a_withdrawal_known_to_the_month_no_day_is_said_anywhere(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy")
        act = make_act(db, document, "signed", country="HR", done_on=date(2027, 1, 10))
        make_act(
            db,
            document,
            "withdrawal",
            by=act.recorded_by,
            about=act,
            done_on=PartialDay(date(2027, 2, 28), Precision.MONTH),
        )
    own = f"/en/documents/policy/acts/{act.id}"
    for page in (PAGE, "/en/documents/policy/versions/1/as-it-binds/HR", own, f"{own}/certificate"):
        text = client.get(page).text
        assert "in February 2027" in text, page
        assert "28 February" not in text, page
    [row] = of_csv(client.http.get(f"{STATUS}.csv?document=policy").content)
    assert (row["withdrawn_from"], row["withdrawn_from_precision"]) == ("2027-02", "month")
    assert (row["date"], row["date_precision"]) == ("2027-02", "month")


def test_the_sheet_of_an_act_that_stands_until_its_withdrawal_has_effect_says_so(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy")
        act = make_act(db, document, "signed", country="HR", done_on=date(2027, 1, 10))
        make_act(
            db,
            document,
            "withdrawal",
            by=act.recorded_by,
            about=act,
            done_on=date(2027, 2, 1),
            effective_on=date(2199, 6, 1),
        )
    page = client.get(f"/en/documents/policy/acts/{act.id}/certificate")
    assert "Will be withdrawn on 1 June 2199. Until then it stands." in page.text
    assert "Withdrawn." not in page.text
    assert "certificate__fate--grave" not in page.html


def test_who_took_its_only_act_back_is_told_what_it_did(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy")
        act = make_act(
            db, document, "objection", country="HR", done_on=date(2027, 1, 10), statement="No.", language="en"
        )
        make_act(db, document, "withdrawal", by=act.recorded_by, about=act, done_on=date(2027, 2, 1))
        make_act(db, document, "endorsed", country="RS")
    told = "Croatia objected to version 1 on 10 January 2027 and took that back on 1 February 2027."
    for page in (PAGE, "/en/documents/policy/versions/1/as-it-binds/HR", "/en/adoption/compare/HR...RS"):
        text = client.get(page).text
        assert told in text, page
        assert "Nothing on the record says that Croatia" not in text, page


def test_of_an_earlier_day_it_is_not_said_what_is_on_the_record_now(client: Client) -> None:
    with client.saved() as db:
        make_act(db, make_document(db, slug="policy"), "endorsed", country="HR")
    text = client.get(f"{PAGE}?as_of=2027-03-01&known_at=2027-02-01").text
    assert "As far as was known then, no act of this country was on the record." in text
    assert "No act of this country is on the record" not in text


def test_words_of_a_text_in_another_language_say_in_which(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Закон", language="sr-Cyrl")
        act = make_act(db, document, "signed", country="HR")
        label = f'<span lang="sr-Cyrl">{document.versions[0].label}</span>'
    title = '<span lang="sr-Cyrl">Закон</span>'
    assert title in client.get(PAGE).html
    certificate = client.get(f"/en/documents/policy/acts/{act.id}/certificate").html
    assert title in certificate
    assert label in certificate
    assert label in client.get("/en/documents/policy/versions/1/as-it-binds/HR").html
