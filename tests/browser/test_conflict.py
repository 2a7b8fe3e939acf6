"""Two people and one paragraph in a real browser: it fits, and no key saves what nobody asked for."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from documents import queries
from sbcp.web.cookies import SIGN_IN, cookie_name
from tests.support.factories import make_document, make_mandate, make_revision
from tests.support.pages import Client
from tests.support.tellers import AXE, TOO_WIDE

pytestmark = pytest.mark.browser

MINE = "First aim: all clusters work together across borders."
THEIRS = "First aim: partners work together across borders."
BOTH = "First aim: all partners work together across borders."
AIMS = 2  # the paragraph


def conflict(browser: Browser, instance: Client, width: int, *, scripts: bool = True) -> Page:
    """The page that Ana meets after Boris has saved the paragraph first."""
    with instance.saved() as db:
        document = make_document(db)
        ana, boris = (make_mandate(db, "working_group") for _ in range(2))
        person = ana.person
        path = f"/en/documents/{document.slug}/draft/paragraphs/{AIMS}"
    instance.sign_in(person)
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        base_url=instance.settings.base_url,
        java_script_enabled=scripts,
    )
    context.set_default_timeout(15_000)
    name = cookie_name(SIGN_IN, instance.settings)
    context.add_cookies(
        [{"name": name, "value": instance.http.cookies[name], "url": instance.settings.base_url}]
    )
    page = context.new_page()
    page.goto(path)
    with instance.saved() as db:
        document = queries.document_by_slug(db, path.split("/")[3])
        make_revision(db, document, AIMS, THEIRS, by=db.merge(boris))
    page.get_by_label("Text", exact=True).fill(MINE)
    page.get_by_label("Why you make this change").fill("As asked")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Put together for you")).to_be_visible()
    return page


def text_now(instance: Client) -> str:
    with instance.saved() as db:
        [document] = queries.documents(db)
        row = queries.draft_paragraph(db, document, AIMS)
        assert row is not None
        return row.markdown


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_of_a_conflict_is_accessible_and_fits(
    browser: Browser, instance: Client, width: int
) -> None:
    page = conflict(browser, instance, width)
    assert page.evaluate(TOO_WIDE) <= 0
    report = Axe().run(page, options=AXE)
    assert report.violations_count == 0, report.generate_report()
    page.context.close()


def test_enter_in_a_field_saves_what_was_typed_and_not_the_suggestion(
    browser: Browser, instance: Client
) -> None:
    page = conflict(browser, instance, 1280)
    page.get_by_label("Comments that it answers").press("Enter")
    expect(page.get_by_text("Saved as revision")).to_be_visible()
    assert text_now(instance) == MINE
    page.context.close()


def test_the_suggestion_is_saved_by_keyboard_without_scripts(browser: Browser, instance: Client) -> None:
    page = conflict(browser, instance, 320, scripts=False)
    page.get_by_role("button", name="Save this suggestion").press("Enter")
    expect(page.get_by_text("Saved as revision")).to_be_visible()
    assert text_now(instance) == BOTH
    page.context.close()
