"""The state of the policy in a browser: figures that change in place, a phone, paper, and no faults."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from process.models import Step
from tests.adoption.making import make_act, set_rule
from tests.support.factories import NOW, make_document, make_participant, make_version
from tests.support.pages import Client
from tests.support.tellers import window

pytestmark = pytest.mark.browser

SCREEN = 740  # of a phone, in px
ELEVEN = ("AL", "BA", "BG", "GR", "HR", "ME", "MK", "RO", "RS", "SI", "TR")
TRACKER = "/en/adoption?document=policy"


@pytest.fixture
def policy(instance: Client) -> Client:
    """Eleven countries, most of which have acted, one of them on an earlier version and one on parts."""
    with instance.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        for place, code in enumerate(ELEVEN, 1):
            make_participant(db, code, position=place)
        make_act(db, document, "adopted by parliament", country="BA", done_on=date(2027, 1, 10))
        make_version(db, document)
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        set_rule(db, document, needs=7)
        for code in ("HR", "RS", "SI"):
            make_act(db, document, country=code, reservations=[(2, "Not across all borders.")], language="en")
        signed = make_act(db, document, "signed", country="AL")
        make_act(db, document, "withdrawal", about=signed, by=signed.recorded_by)
        make_act(db, document, "endorsed", country="ME", scopes=[4])
        make_act(db, document, "objection", country="BG", statement="It asks too much.", language="en")
    return instance


def test_another_day_changes_the_figures_in_place(browser: Browser, policy: Client) -> None:
    with window(browser, policy, scripts=True, width=1280) as teller:
        page = teller.page
        teller.open(TRACKER)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("6 of 11 governments have acted on version 2")
        page.evaluate("window.stays = true")
        page.get_by_label("What had happened by").fill((NOW - timedelta(days=30)).date().isoformat())
        page.get_by_role("button", name="Show this day").click()
        expect(heading).to_have_text("1 of 11 governments had acted on version 1")
        expect(heading).to_be_focused()
        assert "as_of=2027-01-30" in page.url
        assert page.evaluate("window.stays"), "the page was not loaded anew"
        page.go_back()
        expect(heading).to_have_text("6 of 11 governments have acted on version 2")


def test_without_scripts_it_is_a_page_of_its_own(browser: Browser, policy: Client) -> None:
    with window(browser, policy, scripts=False, width=320) as teller:
        teller.open(TRACKER)
        teller.page.get_by_label("What had happened by").fill("2027-01-30")
        teller.page.get_by_role("button", name="Show this day").click()
        expect(teller.page.get_by_role("heading", level=1)).to_have_text(
            "1 of 11 governments had acted on version 1"
        )


@pytest.mark.parametrize("locale", ["en", "sr-Cyrl"])
def test_eleven_countries_are_at_most_three_screens_of_a_phone(
    browser: Browser, policy: Client, locale: str
) -> None:
    with window(browser, policy, scripts=True, width=360) as teller:
        teller.open(f"/{locale}/adoption?document=policy")
        box = teller.page.locator("table.countries").bounding_box()
        assert box is not None
        assert box["height"] <= 3 * SCREEN


@pytest.mark.parametrize("locale", ["en", "sr-Cyrl"])
def test_a_thumb_finds_the_links_of_a_row(browser: Browser, policy: Client, locale: str) -> None:
    with window(browser, policy, scripts=True, width=360) as teller:
        teller.open(f"/{locale}/adoption?document=policy")
        links = teller.page.locator("table.countries a, .links a, .acts a").all()
        boxes = [box for link in links if (box := link.bounding_box()) is not None]
        assert len(boxes) > 30
        assert min(box["height"] for box in boxes) >= 24
        names = [link.bounding_box() for link in teller.page.locator(".countries__name a").all()]
        assert all(box is not None and box["height"] >= 44 for box in names)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_home_tracker_and_process_have_no_faults(
    browser: Browser, policy: Client, width: int, scheme: str
) -> None:
    with window(browser, policy, scripts=True, width=width) as teller:
        teller.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for path in ("/en/", TRACKER, f"{TRACKER}&version=1", "/en/documents/policy/process", "/sr-Cyrl/"):
            teller.open(path)


def test_on_paper_it_is_a_status_sheet_with_its_day_and_digest(browser: Browser, policy: Client) -> None:
    with window(browser, policy, scripts=True, width=1280) as teller:
        page = teller.page
        teller.open(TRACKER)
        page.emulate_media(media="print")
        for hidden in (".masthead", ".day", ".filters"):
            expect(page.locator(hidden).first).to_be_hidden()
        head = page.locator(".print-head")
        expect(head).to_contain_text("Today, 1 March 2027.")
        expect(head).to_contain_text("Digest of the text (SHA-256):")
        page.set_viewport_size({"width": 680, "height": 960})  # what a page of A4 leaves
        expect(page.get_by_role("columnheader", name="Proof")).to_be_visible()
        row = page.locator("tr#RS").bounding_box()
        assert row is not None
        assert row["height"] < 60, "a row of a table and not a card of a phone"
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2, "where each stands, and the acts in time"
