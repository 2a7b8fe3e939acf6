"""An import beside the work of others in a real browser: it fits, it is accessible, and keys suffice."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from documents import queries
from sbcp.web.cookies import SIGN_IN, cookie_name
from tests.support.factories import TEXT, make_document, make_mandate, make_revision
from tests.support.pages import Client
from tests.support.tellers import AXE, TOO_WIDE

pytestmark = pytest.mark.browser

AIMS = 2  # a paragraph that both change
LAST = 5  # one that others change alone


@pytest.fixture
def slug(instance: Client) -> str:
    """A version, and what a member has changed since; the reader is the secretariat."""
    with instance.saved() as db:
        vera, ana = make_mandate(db, "secretariat"), make_mandate(db, "working_group")
        document = make_document(db, by=vera)
        make_revision(db, document, AIMS, by=ana)
        make_revision(db, document, LAST, by=ana)
        slug, person = document.slug, vera.person
    instance.sign_in(person)
    return slug


@pytest.fixture(params=[True, False], ids=["with-scripts", "without"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def opened(browser: Browser, instance: Client, slug: str, scripts: bool) -> Iterator[Page]:
    """The form for the next draft."""
    context = browser.new_context(
        viewport={"width": 320, "height": 900},
        base_url=instance.settings.base_url,
        java_script_enabled=scripts,
    )
    context.set_default_timeout(15_000)
    name = cookie_name(SIGN_IN, instance.settings)
    context.add_cookies(
        [{"name": name, "value": instance.http.cookies[name], "url": instance.settings.base_url}]
    )
    page = context.new_page()
    page.goto(f"/en/documents/{slug}/draft/import")
    yield page
    context.close()


def texts(instance: Client, slug: str) -> dict[int, str]:
    with instance.saved() as db:
        document = queries.document_by_slug(db, slug)
        return {row.pid: row.markdown for row in queries.draft(db, document)}


def looked_at(page: Page, scripts: bool) -> None:
    """It fits on a phone and on a wide screen, and breaks no rule of accessibility (told by a script)."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(TOO_WIDE) <= 0
        if not scripts:
            continue
        report = Axe().run(page, options=AXE)
        assert report.violations_count == 0, report.generate_report()
    page.set_viewport_size({"width": 320, "height": 900})


def test_a_file_is_imported_beside_the_work_of_others_by_keyboard(
    opened: Page, instance: Client, slug: str, scripts: bool
) -> None:
    page = opened
    before = texts(instance, slug)
    with instance.saved() as db:
        version = queries.versions(db, queries.document_by_slug(db, slug))[0]
        old = queries.text_of(db, version)[AIMS]
    mine = TEXT.replace(old, f"{old} So it is.").encode()
    page.set_input_files("#file", {"name": "next.md", "mimeType": "text/markdown", "buffer": mine})
    page.get_by_role("button", name="Compare it with the draft").press("Enter")
    expect(page.get_by_role("heading", name="Which text was this file begun from?")).to_be_visible()
    looked_at(page, scripts)
    page.get_by_role("radio", name="Version 1").press("Space")
    page.get_by_role("button", name="Compare the file with it").press("Enter")
    expect(page.get_by_text("This file was begun from version 1 (as a person said).")).to_be_visible()
    looked_at(page, scripts)
    page.get_by_label("Take back revision 1.2").press("Space")
    page.get_by_role("button", name="Keep these ticks").press("Enter")
    expect(page.get_by_label("Take back revision 1.2")).to_be_checked()
    page.locator("#clashes ~ ul a").first.press("Enter")
    expect(page.get_by_role("heading", name="Put together for you")).to_be_visible()
    looked_at(page, scripts)
    page.get_by_role("button", name="Take the words of the file").press("Enter")
    expect(page.get_by_text("All of them are decided.")).to_be_visible()
    page.get_by_label("Why the text changes").fill("The group met")
    page.get_by_role("button", name="Make this file the draft").press("Enter")
    expect(page.get_by_text("The file is the draft now, saved as revision 1.3.")).to_be_visible()
    after = texts(instance, slug)
    assert after[AIMS] == f"{old} So it is."
    assert before[LAST].startswith(after[LAST])
    assert after[LAST] != before[LAST]
