"""Acts of governments in words, for letters and feeds."""

from documents.models import Document
from sbcp.language import locales
from sbcp.notifications import wording
from sbcp.notifications.events import Event
from tests.support.factories import NOW


def test_a_withdrawal_is_told_by_what_was_withdrawn() -> None:
    document = Document(slug="policy", title="Model policy", language="en")

    def told(**more: object) -> str:
        body = {"act": 1, "version": 2, "kind": "withdrawal", "done_on": "2027-05", **more}
        event = Event(1, NOW, "act.recorded", body, document, country="HR")
        return wording.in_words(event, {"HR": "Croatia"}, titled=True).title

    text = "version 2 of “Model policy”"
    assert told(about=3, withdrawn="signed") == f"Croatia on {text}: signature withdrawn, May 2027"
    assert told() == f"Croatia withdrew from {text} in May 2027"
    assert told(about=3) == f"Croatia withdrew an earlier act on {text} in May 2027", "of before"


def test_an_act_on_chapters_is_not_told_as_one_on_the_whole() -> None:
    document = Document(slug="policy", title="Model policy", language="en")

    def told(scopes: list[int], titled: bool = False) -> str:
        body = {"act": 1, "version": 3, "kind": "endorsed", "done_on": "2027-05-17", "scopes": scopes}
        event = Event(1, NOW, "act.recorded", body, document, country="ME")
        return wording.in_words(event, {"ME": "Montenegro"}, titled=titled).title

    assert told([]) == "Montenegro endorsed version 3 on 17 May 2027"
    assert told([4]) == "Montenegro endorsed 1 chapter of version 3 on 17 May 2027"
    expected = "Montenegro endorsed 2 chapters of version 3 of “Model policy” on 17 May 2027"
    assert told([4, 9], titled=True) == expected


def test_a_withdrawal_still_to_come_is_not_told_as_done() -> None:
    document = Document(slug="policy", title="Model policy", language="en")

    def told(**more: object) -> str:
        body = {"act": 1, "version": 3, "kind": "withdrawal", "done_on": "2026-11-15", **more}
        event = Event(1, NOW, "act.recorded", body, document, country="SI")
        return wording.in_words(event, {"SI": "Slovenia"}).title

    assert told(effective_on="2027-06-01") == (
        "Slovenia announced its withdrawal from version 3 on 15 November 2026, effective 1 June 2027"
    )
    assert told(effective_on="2026-11-15") == "Slovenia withdrew from version 3 on 15 November 2026"
    named = told(effective_on="2027-06-01", about=4, withdrawn="signed")
    assert named.endswith("announced 15 November 2026, effective 1 June 2027")


def test_in_serbian_the_text_stands_in_the_case_of_its_sentence() -> None:
    document = Document(slug="policy", title="Model policy", language="en")

    def told(kind: str, **more: object) -> str:
        body = {"act": 1, "version": 3, "kind": kind, "done_on": "2027-05-17", **more}
        event = Event(1, NOW, "act.recorded", body, document, country="HR")
        with locales.speaking(locales.BY_CODE["sr-Cyrl"]):
            return wording.in_words(event, {"HR": "Хрватска"}).title

    objected = told("objection to reservation", about=2)
    assert objected == "Хрватска, приговор на резерву друге земље: верзија 3, 17. 5. 2027."
    withdrawn = told("withdrawal", about=2, withdrawn="signed")
    assert withdrawn.startswith("Хрватска, п"), "no capital within a sentence"
