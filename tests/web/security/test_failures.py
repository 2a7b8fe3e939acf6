"""When something breaks: a page with a reference, nothing given away, nothing half done."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from consultation.responses import content, submissions
from core.record import entries
from sbcp import permissions
from sbcp.pages.responses import views
from sbcp.web import answering, errors, render
from sbcp.web.limits import Counter
from tests.support.pages import Client
from tests.web.security.asking import make_world, rows
from tests.web.security.logged import Log

SECRET = "canary-4711"
TEXT = "A comment that took an hour to write."


class Broken(Exception):
    """Something that nobody foresaw."""


@pytest.fixture
def failing(client: Client) -> Client:
    """An instance whose failures are answered, as a server would."""
    client.http._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    return client


def stored(client: Client) -> dict[str, Any]:
    """Every row of every table but the counts of limits, which count refused requests too."""
    return {name: found for name, found in rows(client.database).items() if name != "bucket"}


def breaks(*_args: Any, **_kwargs: Any) -> Any:
    raise Broken(f"secret {SECRET}")


# Each layer that a comment passes on its way, from the edge to the database.
LAYERS: list[tuple[str, object, str]] = [
    ("the address", errors, "refuse_unknown_address"),
    ("the limits", Counter, "over"),
    ("the permission", answering, "_check"),
    ("the service", submissions, "save_comment"),
    ("the rules of a field", content, "checked_text"),
    ("the session of the database", Session, "flush"),
    ("the answer", views, "redirect"),
    ("the commit", Session, "commit"),
]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer[0])
def test_S43_wherever_it_breaks_nothing_is_stored_and_nothing_given_away(
    failing: Client, layer: tuple[str, object, str], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    make_world(failing)
    log, before = Log(capsys), stored(failing)
    capsys.readouterr()
    monkeypatch.setattr(layer[1], layer[2], breaks)
    form = {"body": TEXT, "language": "en", "kind": "general", "key": "k" * 43}
    answer = failing.http.post("/en/consultations/1/respond/comment", data=form)
    monkeypatch.undo()
    assert answer.status_code == 500, layer[0]
    assert TEXT in answer.text, "what was typed is given back"
    for word in (SECRET, "Broken", "Traceback", "sqlalchemy", ".py"):
        assert word not in answer.text
    [line] = log.lines("request.failed")
    assert line["reference"] in answer.text
    assert SECRET in line["exception"]
    assert stored(failing) == before


def test_S43_a_failing_permission_lets_nobody_in(failing: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    failing.sign_in(make_world(failing)["secretariat"])
    monkeypatch.setattr(permissions, "can", breaks)
    for path in ("/en/documents/policy/draft", "/en/triage"):
        assert failing.http.get(path).status_code == 500


def test_S43_a_fault_in_the_record_undoes_the_act(failing: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The act and its entry are one: without the entry there is no act."""
    make_world(failing)
    failing.submit(failing.get("/en/consultations/1/respond/comment"), {"body": TEXT})
    check = failing.submit(failing.get("/en/consultations/1/respond/about-you"), {"kind": "person"})
    before = stored(failing)
    monkeypatch.setattr(entries, "append_all", breaks)
    failing.submit(check, {}, button="Send my response", status=500)
    monkeypatch.undo()
    assert stored(failing) == before
    receipt = failing.submit(check, {}, button="Send my response")
    assert "received" in receipt.text, "and it can be sent once all is well"


def test_S43_even_without_templates_there_is_a_reference(
    failing: Client, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(render, "_environment", breaks)
    answer = failing.http.get("/en/about")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "text/plain; charset=utf-8")
    [line] = Log(capsys).lines("request.failed")
    assert line["reference"] in answer.text
    assert SECRET not in answer.text


def test_S43_programs_get_the_reference_as_json(failing: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "head", breaks)
    answer = failing.http.get("/api/v1/record")
    assert answer.status_code == 500
    assert set(answer.json()) == {"status", "title", "detail", "reference"}
    assert answer.headers["access-control-allow-origin"] == "*"


def test_S43_a_database_that_is_not_as_it_should_be_gives_nothing_away(failing: Client) -> None:
    with failing.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE consultation RENAME TO elsewhere")
    page = failing.get("/en/", status=500)
    assert page.heading == "Something went wrong on our side"
    assert "Reference: " in page.text
    assert "elsewhere" not in page.html
    assert "OperationalError" not in page.html
    assert page.headers["x-content-type-options"] == "nosniff"
