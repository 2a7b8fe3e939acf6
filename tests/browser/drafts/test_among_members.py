"""Notes, assignments and marks of what is agreed in a real browser: they fit, are accessible, by keys."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from sbcp.web.cookies import SIGN_IN, cookie_name
from tests.support.factories import NOW, make_document, make_mandate
from tests.support.pages import Client
from tests.support.tellers import AXE, TOO_WIDE

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with-scripts", "without"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def draft(browser: Browser, instance: Client, scripts: bool) -> Iterator[Page]:
    """A paragraph of a draft, on a phone; the reader is a member who drafts."""
    with instance.saved() as db:
        ana = make_mandate(db, "working_group")
        document = make_document(db, by=ana)
    instance.sign_in(ana.person)
    address = instance.settings.base_url
    context = browser.new_context(
        viewport={"width": 320, "height": 900}, base_url=address, java_script_enabled=scripts
    )
    context.set_default_timeout(15_000)
    name = cookie_name(SIGN_IN, instance.settings)
    context.add_cookies([{"name": name, "value": instance.http.cookies[name], "url": address}])
    page = context.new_page()
    page.goto(f"/en/documents/{document.slug}/draft/paragraphs/2")
    yield page
    context.close()


def check(page: Page, scripts: bool) -> None:
    """It fits on a phone and on a wide screen, and breaks no rule of accessibility (told by a script)."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(TOO_WIDE) <= 0
        if scripts:
            report = Axe().run(page, options=AXE)
            assert report.violations_count == 0, report.generate_report()


def test_a_paragraph_is_assigned_noted_and_agreed_by_keys(draft: Page, scripts: bool) -> None:
    draft.locator("#note textarea").fill("Should the borders be named?")
    draft.get_by_role("button", name="Leave the note").press("Enter")
    expect(draft.get_by_text("Your note is there for the members.")).to_be_visible()
    check(draft, scripts)
    draft.locator(".comment__acts a").press("Enter")
    draft.locator("#answer textarea").fill("Yes, all of them.")
    draft.locator("#answer button").last.press("Enter")
    expect(draft.get_by_text("Your answer is there for the members.")).to_be_visible()
    check(draft, scripts)
    draft.get_by_role("link", name="The paragraph with its history").press("Enter")
    draft.get_by_role("button", name="Mark it as agreed").press("Enter")
    expect(draft.get_by_text("Marked as agreed.")).to_be_visible()
    draft.get_by_role("link", name="Assign it to somebody").press("Enter")
    draft.get_by_label("To whom").select_option(index=1)
    day = NOW.date() + timedelta(days=400)  # later than whatever the clock of the server says
    for part in ("day", "month", "year"):
        draft.locator(f"[name=due_on-{part}]").fill(str(getattr(day, part)))
    draft.get_by_role("button", name="Assign it").press("Enter")
    expect(draft.get_by_text("Assigned to Ana Example.")).to_be_visible()
    check(draft, scripts)
    draft.get_by_role("link", name="Back to the draft").press("Enter")
    expect(draft.get_by_text("1 open note").first).to_be_visible()
    check(draft, scripts)
    draft.get_by_role("link", name="1 open note").first.press("Enter")
    draft.get_by_role("button", name="It is settled").press("Enter")
    expect(draft.get_by_text("Settled. It can be opened again.")).to_be_visible()
    check(draft, scripts)
