"""Totals in every form agree: the page, the JSON, and the operator's command."""

import re
from datetime import timedelta

from adoption.kinds import Status
from adoption.queries import Days, document_status
from process.models import Step
from tests.adoption.making import make_act, set_rule
from tests.support.factories import NOW, make_document, make_participant
from tests.support.pages import Client

TODAY = NOW.date()


def test_totals_in_every_form_agree(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy")
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        for place, code in enumerate(("AL", "BA", "BG", "HR", "ME", "RS"), 1):
            make_participant(db, code, position=place)
        set_rule(db, document, needs=1)
        early = TODAY - timedelta(days=40)
        make_act(db, document, "adopted by parliament", country="AL", done_on=early)
        make_act(db, document, "ratification", country="BA")
        make_act(db, document, "signed", country="BG")
        left = make_act(db, document, "signed", country="HR", done_on=early)
        make_act(db, document, "withdrawal", about=left, by=left.recorded_by)
        make_act(db, document, "endorsed", country="ME")
        by_command = document_status(db, document, Days(TODAY)).totals
    expected = {"none": 2, "signatory": 1, "consented": 1, "party": 1, "withdrawn": 1}
    assert by_command == expected
    (told,) = client.http.get("/api/v1/adoption").json()["documents"]
    assert told["totals"] == expected
    assert sum(told["totals"].values()) == len(told["participants"])
    page = client.get("/en/adoption?document=policy").text
    shown = {status: re.search(rf"{status.label}: (\d+)[;.]", page) for status in Status}
    assert {status: int(number[1]) for status, number in shown.items() if number} == expected
