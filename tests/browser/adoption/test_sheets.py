"""The pages that governments print and show, in a real browser: a certificate is one sheet of A4, and axe
finds no fault on it, on the text as it stands for a country, and on two countries side by side."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from adoption.recording.acts import verify_act
from tests.adoption.making import make_act, set_rule
from tests.support.factories import NOW, make_document, make_mandate
from tests.support.pages import Client

pytestmark = pytest.mark.browser

WORDS = "Until the end of the present budget period the country goes on as it did before. " * 3


def fill(instance: Client) -> int:
    """An adoption with reservations and declarations, verified twice, and a signature of another country; the
    number of the first."""
    with instance.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        set_rule(db, document, needs=1)
        act = make_act(
            db,
            document,
            done_on=date(2027, 2, 20),
            effective_on=date(2027, 4, 1),
            reservations=[(2, WORDS), (4, WORDS)],
            statement=WORDS,
            language="en",
        )
        by = act.recorded_by
        make_act(db, document, "declaration", by=by, about=act, statement=WORDS, language="en")
        make_act(
            db, document, "objection to reservation", country="HR", about=act, statement=WORDS, language="en"
        )
        make_act(db, document, "endorsed", country="HR", scopes=[4])
        verify_act(db, act, level="document seen", by=make_mandate(db), now=NOW)
        verify_act(db, act, level="in gazette", by=make_mandate(db), now=NOW)
    return act.id


def look(page: Page, address: str) -> None:
    """It has no fault that axe finds, and does not scroll sideways."""
    page.goto(address)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


# Each scheme and each width once: colours do not depend on the width.
@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_axe_finds_no_fault_and_nothing_scrolls_sideways(
    browser: Browser, instance: Client, scheme: str, width: int
) -> None:
    act = fill(instance)
    base = instance.settings.base_url
    page = browser.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(15_000)
    for path in (
        "/en/documents/policy/versions/1/as-it-binds/RS",
        "/en/documents/policy/versions/1/as-it-binds/HR",
        "/en/adoption/compare/RS...HR",
        "/en/adoption/RS",
        f"/en/documents/policy/acts/{act}",
        f"/en/documents/policy/acts/{act}/certificate",
    ):
        look(page, base + path)
    page.context.close()


@pytest.mark.parametrize("locale", ["en", "sr-Cyrl"])
def test_a_certificate_is_one_sheet(browser: Browser, instance: Client, locale: str) -> None:
    act = fill(instance)
    page = browser.new_page()
    page.goto(f"{instance.settings.base_url}/{locale}/documents/policy/acts/{act}/certificate")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.close()


def test_on_paper_a_reservation_stands_at_its_paragraph(browser: Browser, instance: Client) -> None:
    fill(instance)
    page = browser.new_page()
    page.goto(f"{instance.settings.base_url}/en/documents/policy/versions/1/as-it-binds/RS")
    page.emulate_media(media="print")
    assert page.locator("#p-2 .stated").is_visible()
    page.close()
