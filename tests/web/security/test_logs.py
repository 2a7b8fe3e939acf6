"""What the log says, and what it never says."""

import json
import logging
from datetime import datetime, timedelta

import pytest
import structlog

from core.tokens import new_token
from sbcp import security_log
from sbcp.operation import logs
from tests.support.pages import Client
from tests.web.security.asking import make_world, without_origin
from tests.web.security.logged import Log

CANARY = "canary-" + "A" * 36  # 43 signs, as every token
EMAIL = "canary@example.org"
BREAKS = "first\nsecond\r\u2028third\u2029fourth\x85fifth\x0bsixth\x1b[31m"

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def configured() -> None:
    logs.configure()


def test_S40_an_event_is_one_line_with_who_what_when_and_from_where(capsys: Capture) -> None:
    security_log.note("signin.failed", address="192.0.2.7", person=12, method="code")
    [line] = Log(capsys).lines()
    assert {name: line[name] for name in ("event", "address", "person", "log", "level")} == {
        "event": "signin.failed",
        "address": "192.0.2.7",
        "person": 12,
        "log": "security",
        "level": "info",
    }
    at = datetime.fromisoformat(line["timestamp"])
    assert at.utcoffset() == timedelta(0)


def test_S40_a_denial_is_on_the_log(client: Client, capsys: Capture) -> None:
    people = make_world(client)
    client.http.get("/en/documents/policy/draft")
    client.sign_in(people["observer"])
    client.http.post("/en/documents/policy/draft/insert")
    client.http.post("/en/signout", headers={"sec-fetch-site": "cross-site"})
    log = Log(capsys)
    stranger, observer, elsewhere = log.lines()
    assert (stranger["event"], stranger["person"], stranger["status"]) == ("access.denied", None, 401)
    assert (observer["event"], observer["person"], observer["status"]) == (
        "access.denied",
        people["observer"].id,
        403,
    )
    assert (observer["method"], observer["permission"]) == ("POST", "draft:edit")
    assert elsewhere["event"] == "request.from_elsewhere"
    assert {line["address"] for line in (stranger, observer, elsewhere)} == {"testclient"}


def test_S40_a_request_of_unknown_origin_is_on_the_log(client: Client, capsys: Capture) -> None:
    without_origin(client, {})
    client.http.post("/en/signout")
    [line] = Log(capsys).lines("request.from_nowhere")
    assert line["path"] == "/en/signout"


def say_ours() -> None:
    structlog.get_logger().error("test", found=f"{CANARY} {BREAKS} {EMAIL}", token=CANARY, email=EMAIL)


def say_theirs() -> None:
    logging.getLogger("a.library").warning("%s said %s", EMAIL, f"{CANARY} {BREAKS}")


def say_fault() -> None:
    try:
        raise ValueError(f"{CANARY} {BREAKS} {EMAIL}")
    except ValueError as error:
        structlog.get_logger().error("test", exc_info=error)


def say_their_fault() -> None:
    try:
        raise ValueError(f"{CANARY} {BREAKS} {EMAIL}")
    except ValueError:
        logging.getLogger("a.library").exception("it broke")


def say_security() -> None:
    security_log.note("test", address=f"{BREAKS}", path=f"/en/receipts/{CANARY}?next={EMAIL}")


def say_odd() -> None:
    structlog.get_logger().error(
        "test", found=[CANARY, {"a": EMAIL}], other="\ud800", raw=b"\xff" + CANARY.encode()
    )


WAYS = [say_ours, say_theirs, say_fault, say_their_fault, say_security, say_odd]


@pytest.mark.parametrize("say", WAYS, ids=lambda say: say.__name__)
def test_S41_a_secret_and_a_line_break_are_never_in_the_log_as_they_are(say: object, capsys: Capture) -> None:
    say()  # type: ignore[operator]
    log = Log(capsys)
    assert len(log.lines()) == 1
    assert len(log.text.splitlines()) == 1, "however a reader of logs cuts lines"
    assert CANARY not in log.text
    assert EMAIL not in log.text


def test_S41_the_log_of_a_fault_has_no_token_of_its_address(client: Client, capsys: Capture) -> None:
    """The address of a receipt is its key."""
    token = new_token()
    with client.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE trace")
        connection.exec_driver_sql("ALTER TABLE submission RENAME TO gone")
    client.http._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    assert client.http.get(f"/en/receipts/{token}?email={EMAIL}").status_code == 500
    log = Log(capsys)
    [line] = log.lines("request.failed")
    assert line["path"] == "/en/receipts/…"
    assert token not in log.text
    assert EMAIL not in log.text


def test_S41_the_log_of_a_fault_of_the_database_has_no_values(client: Client, capsys: Capture) -> None:
    """What was written and by whom is not told with the statement that failed."""
    make_world(client)
    with client.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE trace")
        connection.exec_driver_sql("ALTER TABLE comment_wording RENAME COLUMN justification TO gone")
    client.http._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    form = {"body": "Words to be kept secret.", "language": "en", "kind": "general", "key": new_token()}
    assert client.http.post("/en/consultations/1/respond/comment", data=form).status_code == 500
    log = Log(capsys)
    assert log.lines("request.failed")
    assert "Words to be kept secret" not in log.text


def test_S41_the_server_writes_no_addresses_and_the_same_lines(capsys: Capture) -> None:
    """Its own log goes the same way; requests are not logged, and a fault is told once."""
    server = logging.getLogger("uvicorn.error")
    server.error("Invalid request from %s\nforged", CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        server.exception("Exception in ASGI application\n")
    lines = Log(capsys).lines()
    assert len(lines) == 1
    assert json.dumps(lines).count("forged") == 1
