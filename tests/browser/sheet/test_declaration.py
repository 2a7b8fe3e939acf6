"""A text that was taken out of a file with its page heads is made ready for a policy, as anybody would with a
word processor: from the first key to the published version.

The text has the shape of the declaration that the policy began with: 101 paragraphs, the heads and feet of
its pages among them, and seven measures that are written as items of lists, paragraphs apart.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from documents import queries
from documents.lineage import LineageKind
from documents.models import Document
from members.models import Mandate
from process.services import publish_version
from sbcp.web.cookies import SIGN_IN, cookie_name
from tests.support.factories import NOW, make_document, make_mandate
from tests.support.pages import Client

pytestmark = pytest.mark.browser

PARAGRAPHS = 101
PAGE_HEADS = [(11, 17), (33, 37), (49, 55), (65, 75), (84, 88), (99, 100)]  # first and last of each
MEASURES = [3, 46, 83, 89, 91, 96, 97]
DELETED = sum(last - first + 1 for first, last in PAGE_HEADS)
MOST = 20  # activations


def written(number: int) -> str:
    if any(first <= number <= last for first, last in PAGE_HEADS):
        return f"Head {number} of a page."
    words = f"Paragraph {number} says what clusters do together, and why."
    return f"{MEASURES.index(number) + 1}. {words}" if number in MEASURES else words


@pytest.fixture
def document(instance: Client) -> Document:
    with instance.saved() as db:
        return make_document(db, "\n\n".join(written(number) for number in range(PARAGRAPHS)))


@pytest.fixture
def drafter(instance: Client) -> Mandate:
    with instance.saved() as db:
        mandate = make_mandate(db, "working_group")
        db.expunge_all()
        return mandate


@pytest.fixture
def sheet(browser: Browser, instance: Client, document: Document, drafter: Mandate) -> Iterator[Page]:
    instance.sign_in(drafter.person)
    context = browser.new_context(base_url=instance.settings.base_url)
    context.set_default_timeout(15_000)
    name = cookie_name(SIGN_IN, instance.settings)
    value = instance.http.cookies[name]
    context.add_cookies([{"name": name, "value": value, "url": instance.settings.base_url}])
    page = context.new_page()
    page.goto(f"/en/documents/{document.slug}/draft/sheet")
    page.wait_for_selector("#sheet[data-ready]")
    yield page
    context.close()


def paragraph(sheet: Page, number: int) -> Locator:
    words = f"Head {number} of" if written(number).startswith("Head") else f"Paragraph {number} says"
    return sheet.locator(".ProseMirror > *").filter(has_text=words)


def test_page_heads_go_and_measures_become_headings_in_few_acts_up_to_the_version(
    sheet: Page, instance: Client, document: Document, drafter: Mandate
) -> None:
    acts = 0
    for first, last in PAGE_HEADS:
        paragraph(sheet, first).click(position={"x": 1, "y": 5})
        paragraph(sheet, last).click(modifiers=["Shift"])
        sheet.keyboard.press("Shift+End")
        sheet.keyboard.press("Delete")
        acts += 1
    for number in MEASURES:
        paragraph(sheet, number).click()
        sheet.keyboard.press("Control+Alt+2")
        acts += 1
    assert acts <= MOST
    sheet.keyboard.press("Control+s")
    expect(sheet.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    sheet.get_by_role("link", name="Give a reason and close").click()
    sheet.get_by_label("Why you make this change").fill("The heads of the pages belong to no policy.")
    sheet.get_by_role("button", name="Close them").click()
    expect(sheet).to_have_url(re.compile(r"/draft\?closed=1\.1$"))
    with instance.saved() as db:
        again = db.get_one(Document, document.id)
        version = publish_version(db, again, label="without page heads", by=None, now=NOW)
        text = queries.columns_of_text(db, version)
        kinds = [line.kind for line in queries.lines_to(db, version)]
    assert len(text) == PARAGRAPHS - DELETED
    assert [row.markdown for row in text if row.kind == "heading"] == [
        f"## {written(number)}" for number in MEASURES
    ]
    assert kinds.count(LineageKind.DELETED) == DELETED
    assert kinds.count(LineageKind.UNCHANGED) == PARAGRAPHS - DELETED - len(MEASURES)
