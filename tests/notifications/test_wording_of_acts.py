"""Acts of governments in words, for letters and feeds."""

from documents.models import Document
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
    assert told(about=3, withdrawn="signed") == f"Croatia on {text}: Signature withdrawn, May 2027"
    assert told() == f"Croatia withdrew from {text} on May 2027"
    assert told(about=3) == f"Croatia withdrew an earlier act on {text} on May 2027", "of before"
