"""A receipt is checked in the reader's own browser, and an altered one does not pass."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from core.tokens import new_token, token_hash
from sbcp.record import signing
from tests.consultation.sending import send_comment
from tests.pages.responses.test_responses import make_round
from tests.support.factories import NOW
from tests.support.pages import Client
from tests.support.servers.databases import unguard
from tests.support.tellers import AXE, TOO_WIDE

pytestmark = pytest.mark.browser

Receipt = dict[str, Any]


@pytest.fixture
def receipt(instance: Client) -> Receipt:
    """What somebody downloaded from the page of their receipt, after a head was signed."""
    round_, token = make_round(instance), new_token()
    with instance.saved() as db:
        comment = send_comment(db, db.merge(round_), 1, body="Say it „plainly“: što?\n\t5 %")
        comment.submission.token_hash = token_hash(token)
    signing.sign_if_due(instance.database, instance.settings, NOW)
    answer = instance.http.get(f"/en/receipts/{token}/receipt.json")
    loaded: Receipt = answer.json()
    assert loaded["head"]
    return loaded


@pytest.fixture(params=[320, 1280])
def page(request: pytest.FixtureRequest, browser: Browser, instance: Client) -> Iterator[Page]:
    """The page that checks receipts."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{instance.settings.base_url}/en/record/receipt")
    yield page
    context.close()
    assert complaints == []


def check(page: Page, content: str) -> dict[str, str]:
    """Hand the page a file; what it shows: outcome by step."""
    file = {"name": "receipt.json", "mimeType": "application/json", "buffer": content.encode()}
    page.get_by_label("The receipt (a JSON file)").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Check the receipt").press("Enter")
    expect(page.locator("[data-step]:not([hidden])").last).to_be_visible()
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    shown = "parts => Object.fromEntries(parts.map(part => [part.dataset.step, part.dataset.outcome]))"
    outcomes: dict[str, str] = page.locator("[data-step]:not([hidden])").evaluate_all(shown)
    assert Axe().run(page, options=AXE).violations_count == 0
    assert page.evaluate(TOO_WIDE) <= 0
    return outcomes


ALL_HOLDS = dict.fromkeys(("words", "commitment", "record", "head", "signature", "verdict"), "good")


def test_a_receipt_as_it_was_downloaded_holds(page: Page, receipt: Receipt) -> None:
    assert check(page, json.dumps(receipt)) == ALL_HOLDS
    expect(page.get_by_text("All holds: what is in this receipt was received")).to_be_visible()


@pytest.mark.parametrize(
    ("alter", "step"),
    [
        (lambda it: it["submission"]["comments"][0].update(body="Say it loudly."), "words"),
        (lambda it: it["entry"]["payload"]["body"].update(late=True), "commitment"),
        (lambda it: it["entry"].update(actor="mandate:1"), "commitment"),
        (lambda it: it["head"].update(signature="0" * 128), "signature"),
        (lambda it: it["head"].update(digest="0" * 64), "head"),
    ],
)
def test_an_altered_receipt_does_not(
    page: Page, receipt: Receipt, alter: Callable[[Receipt], None], step: str
) -> None:
    alter(receipt)
    outcomes = check(page, json.dumps(receipt))
    assert (outcomes[step], outcomes["verdict"]) == ("bad", "bad")


def test_a_record_that_was_rewritten_since_does_not_hold(
    page: Page, receipt: Receipt, instance: Client
) -> None:
    with instance.database.engine.begin() as connection:
        unguard(connection)
        connection.execute(
            text("UPDATE record_entry SET digest = :other WHERE seq = :seq"),
            {"other": "f" * 64, "seq": receipt["entry"]["seq"]},
        )
    outcomes = check(page, json.dumps(receipt))
    assert (outcomes["words"], outcomes["record"], outcomes["verdict"]) == ("good", "bad", "bad")


def test_what_is_no_receipt_is_told(page: Page, receipt: Receipt) -> None:
    assert check(page, "a photo") == {"file": "bad"}
    assert check(page, json.dumps(receipt | {"origin": "https://elsewhere.example.org"})) == {"origin": "bad"}
    expect(page.get_by_text("https://elsewhere.example.org")).to_be_visible()


def test_without_scripts_the_page_names_the_program(browser: Browser, instance: Client) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{instance.settings.base_url}/en/record/receipt")
    expect(page.get_by_role("button", name="Check the receipt")).to_have_count(0)
    expect(page.get_by_text("needs scripts, which are switched off")).to_be_visible()
    expect(page.get_by_role("link", name="Download the program sbcp_verify.py")).to_be_visible()
    context.close()
