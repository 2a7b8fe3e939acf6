"""The whole draft written on one page, in a real browser and against the real server."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Locator, Page, Route, expect

from documents import queries
from members.models import Mandate
from sbcp.web.cookies import SIGN_IN, cookie_name
from tests.support.factories import make_document, make_mandate, make_revision
from tests.support.pages import Client
from tests.support.tellers import AXE, TOO_WIDE

pytestmark = pytest.mark.browser

AIMS = 2  # the paragraph that most of it is about
SAVED = re.compile(r"^Saved \d\d:\d\d$")
NOT_SAVED = re.compile("^Not saved: ")

Opened = Callable[..., Page]


@pytest.fixture
def drafter(instance: Client) -> Mandate:
    """One who may write in the draft of a published document."""
    with instance.saved() as db:
        make_document(db)
        mandate = make_mandate(db, "working_group")
        db.expunge_all()
        return mandate


@pytest.fixture
def opened(browser: Browser, instance: Client, drafter: Mandate) -> Iterator[Opened]:
    """Opens the sheet at a width, and complains of what the browser complained of."""
    complaints: list[str] = []
    contexts = []

    def at(width: int = 1280) -> Page:
        instance.sign_in(drafter.person)
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=instance.settings.base_url
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        name = cookie_name(SIGN_IN, instance.settings)
        context.add_cookies(
            [{"name": name, "value": instance.http.cookies[name], "url": instance.settings.base_url}]
        )
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        with instance.saved() as db:
            [document] = queries.documents(db)
            path = f"/en/documents/{document.slug}/draft/sheet"
        page.goto(path)
        page.wait_for_selector("#sheet[data-ready]")
        return page

    yield at
    for context in contexts:
        context.close()
    assert [text for text in complaints if "Failed to load resource" not in text] == []


def block(page: Page, words: str) -> Locator:
    """The paragraph of the sheet that has these words."""
    return page.locator(".sheet > .block", has_text=words).first


def write_in(page: Page, words: str, key: str = "End") -> None:
    """Put the caret at the end (or, with Home, at the beginning) of the line with these words."""
    block(page, words).click()
    page.wait_for_timeout(100)
    page.keyboard.press(key)


def draft(instance: Client) -> list[tuple[int, str]]:
    """The paragraphs of the draft as they are stored."""
    with instance.saved() as db:
        [document] = queries.documents(db)
        return [(row.pid, row.markdown) for row in queries.draft(db, document)]


def looked_at(page: Page) -> None:
    """It has no fault that axe finds, and does not scroll sideways."""
    report = Axe().run(page, options=AXE)
    assert report.violations_count == 0, report.generate_report()
    assert page.evaluate(TOO_WIDE) <= 0


def saved(page: Page) -> None:
    expect(page.locator("#sheet-saved")).to_have_text(SAVED)
    page.wait_for_function("() => document.getElementById('sheet-dirty').hidden")


def test_what_is_typed_is_saved_by_itself(opened: Opened, instance: Client) -> None:
    page = opened()
    write_in(page, "First aim")
    page.keyboard.type(" It is typed.")
    saved(page)
    assert dict(draft(instance))[AIMS].endswith("It is typed.")
    expect(page.locator("#sheet-set")).to_contain_text("1 change of yours is open")


def test_a_split_that_was_saved_is_undone(opened: Opened, instance: Client) -> None:
    page = opened()
    before = draft(instance)
    write_in(page, "First aim", "Home")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    saved(page)
    page.wait_for_function("() => document.querySelectorAll('.sheet > .block').length")
    assert [pid for pid, _words in draft(instance)][:2] == [pid for pid, _words in before][:2]
    assert len(draft(instance)) == len(before) + 1
    page.keyboard.press("Control+z")
    expect(page.locator("#sheet-dirty")).to_be_visible()
    saved(page)
    assert draft(instance) == before


def test_a_section_is_moved_and_brought_back(opened: Opened, instance: Client) -> None:
    page = opened()
    before = draft(instance)
    page.locator(".block--heading").nth(1).click()
    page.wait_for_timeout(100)
    page.get_by_role("button", name="Paragraphs").click()
    page.get_by_role("button", name=re.compile("Move this section (up|down)")).and_(
        page.locator(":not([aria-disabled])")
    ).first.click()
    expect(page.locator("#sheet-dirty")).to_be_visible()
    saved(page)
    assert sorted(draft(instance)) == sorted(before)
    assert draft(instance) != before
    page.keyboard.press("Control+z")
    expect(page.locator("#sheet-dirty")).to_be_visible()
    saved(page)
    assert draft(instance) == before


@pytest.mark.parametrize(
    ("choice", "width"), [("Keep mine", 320), ("Take theirs", 1280), ("Take both together", 320)]
)
def test_two_people_and_one_paragraph(opened: Opened, instance: Client, width: int, choice: str) -> None:
    page = opened(width)
    page.route("**/sheet/news*", lambda route: route.abort())  # it has not yet heard of the other
    words = dict(draft(instance))[AIMS]
    with instance.saved() as db:
        [document] = queries.documents(db)
        other = make_mandate(db, "working_group")
        make_revision(db, document, AIMS, words.replace("First", "Prime"), by=other)
    write_in(page, "Second aim", "Home")
    page.keyboard.press("ArrowLeft")  # to the end of the paragraph before
    page.keyboard.type(" Mine.")
    panel = page.locator(".conflict")
    expect(panel).to_be_visible()
    expect(page.locator("#sheet-saved")).to_have_text(NOT_SAVED)
    looked_at(page)
    panel.get_by_role("button", name=choice).click()
    expect(panel).to_have_count(0)
    page.wait_for_function("() => document.getElementById('sheet-dirty').hidden")
    page.wait_for_timeout(1500)
    now = dict(draft(instance))[AIMS]
    assert ("Prime" in now, "Mine." in now) == {
        "Keep mine": (False, True),
        "Take theirs": (True, False),
        "Take both together": (True, True),
    }[choice]


def test_a_lost_connection_loses_nothing(opened: Opened, instance: Client) -> None:
    page = opened()
    page.context.set_offline(True)
    write_in(page, "First aim")
    page.keyboard.type(" Offline.")
    expect(page.locator("#sheet-saved")).to_have_text(NOT_SAVED)
    page.context.set_offline(False)
    saved(page)
    assert dict(draft(instance))[AIMS].endswith("Offline.")


def test_a_sign_in_that_ended_loses_nothing(opened: Opened, instance: Client) -> None:
    page = opened()
    kept: Any = page.context.cookies()
    page.context.clear_cookies()
    write_in(page, "First aim")
    page.keyboard.type(" Kept.")
    notice = page.locator("#sheet-signin")
    expect(notice).to_be_visible()
    expect(notice.get_by_role("link", name="Sign in in a new tab")).to_have_attribute("target", "_blank")
    looked_at(page)
    page.context.add_cookies(kept)
    notice.get_by_role("button", name="Save now").click()
    expect(notice).to_be_hidden()
    saved(page)
    assert dict(draft(instance))[AIMS].endswith("Kept.")


def test_a_refusal_is_said_and_never_called_saved(opened: Opened, instance: Client) -> None:
    page = opened()

    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=422, json={"message": "It is too long."})
        else:
            route.continue_()

    page.route("**/sheet/text", refuse)
    write_in(page, "First aim")
    page.keyboard.type(" Refused.")
    expect(page.locator("#sheet-saved")).to_have_text("Not saved: It is too long.")
    page.unroute("**/sheet/text")
    page.keyboard.type(" Again.")
    saved(page)
    assert dict(draft(instance))[AIMS].endswith("Refused. Again.")


def test_what_another_saves_comes_in_without_the_caret_moving(opened: Opened, instance: Client) -> None:
    page = opened()
    write_in(page, "First aim", "Home")
    with instance.saved() as db:
        [document] = queries.documents(db)
        make_revision(db, document, by=make_mandate(db, "working_group"))
    expect(page.locator(".sheet > .block", has_text="This is change")).to_have_count(1)
    page.keyboard.type("Here: ")
    saved(page)
    assert "Here: First aim" in dict(draft(instance))[AIMS]


def test_leaving_with_unsaved_words_warns(opened: Opened) -> None:
    page = opened()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    write_in(page, "First aim")
    page.keyboard.type(" Unsaved")
    page.close(run_before_unload=True)
    expect(page.locator("#sheet-saved")).to_have_text(SAVED)  # dismissed: the page is still there
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_is_accessible_and_fits(opened: Opened, width: int) -> None:
    page = opened(width)
    looked_at(page)
    write_in(page, "First aim")
    for name in ("Signs", "Paragraphs"):
        page.get_by_role("button", name=name, exact=True).click()
        looked_at(page)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.get_by_role("group", name="This table")).to_be_visible()
    for words in ("Country", "Amount", "Year"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    looked_at(page)
    write_in(page, "First aim")
    page.keyboard.press("Control+f")
    page.get_by_role("textbox", name="Find").fill("aim")
    expect(page.locator("#sheet-find [data-count]")).to_have_text(re.compile(r"^\d+ of \d+$"))
    looked_at(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Link")).to_be_visible()
    looked_at(page)


def test_a_reference_is_set_from_the_menu_and_follows(opened: Opened, instance: Client) -> None:
    """By keys alone: the window lists the paragraphs by label and first words. A section that is written
    above gives the target another label, and the words on the screen follow."""
    page = opened()
    write_in(page, "reports once a year")
    page.keyboard.type(" as in ")
    page.keyboard.press("Control+Alt+k")
    window = page.get_by_role("dialog", name="Refer to a paragraph")
    expect(window).to_be_visible()
    looked_at(page)
    page.keyboard.type("names one contact")
    options = window.get_by_role("option")
    expect(options).to_have_text(["2 ¶1 · Each participant names one contact point."])
    page.keyboard.press("Enter")
    expect(window).to_be_hidden()
    reference = block(page, "reports once a year").get_by_role("link")
    expect(reference).to_have_text("section 2, paragraph 1")
    page.keyboard.type(" too.")
    saved(page)
    write_in(page, "Second aim")
    page.keyboard.press("Enter")
    page.keyboard.type("## Scope")
    expect(reference).to_have_text("section 3, paragraph 1")
    saved(page)
    page.keyboard.type(" of it")
    expect(block(page, "Scope of it")).to_be_visible()
    saved(page)
    [words] = [words for _pid, words in draft(instance) if "#p-" in words]
    assert words == "- It reports once a year. as in [section 3, paragraph 1](#p-5) too."


def test_the_menu_by_keys(opened: Opened) -> None:
    """One stop of Tab, and arrows in it; every button has a name; what is on says so; Escape goes back."""
    page = opened()
    write_in(page, "First aim")
    page.keyboard.press("Alt+F10")
    names = []
    focused = (
        "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()"
    )
    while (name := page.evaluate(focused)) not in names:
        names.append(name)
        page.keyboard.press("ArrowRight")
    assert names[:4] == ["Style of the paragraph", "Bold", "Italic", "Raised, x²"]
    assert names[-1] == "Changes since version 1"
    assert all(names)
    page.get_by_role("button", name="Bold").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Bold")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    page.keyboard.type("bold")
    expect(block(page, "First aim").locator("strong")).to_have_text("bold")
    page.keyboard.press("Tab")  # not in a list: the sheet is left
    expect(page.get_by_role("textbox", name="Text of the draft")).not_to_be_focused()


def test_tab_goes_further_in_and_escape_lets_it_leave(opened: Opened) -> None:
    page = opened()
    write_in(page, "First aim")
    page.keyboard.press("Enter")
    page.keyboard.type("(a) one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    expect(block(page, "two")).to_have_attribute("data-mark", "(b)")
    page.keyboard.press("Tab")
    expect(block(page, "two")).to_have_attribute("data-level", "2")
    page.keyboard.press("Shift+Tab")
    expect(block(page, "two")).to_have_attribute("data-mark", "(b)")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="Text of the draft")).not_to_be_focused()


def test_without_scripts_the_page_leads_to_the_plain_forms(
    browser: Browser, instance: Client, drafter: Mandate
) -> None:
    instance.sign_in(drafter.person)
    with instance.saved() as db:
        [document] = queries.documents(db)
    page = instance.get(f"/en/documents/{document.slug}/draft/sheet")
    assert f'<a href="/en/documents/{document.slug}/draft">Go to the working draft</a>' in page.html
