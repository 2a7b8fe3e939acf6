"""The comparison in a real browser: keys, links to other pages, and nothing wrong at any width."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.pages.compare import comparing
from tests.support import factories
from tests.support.pages import Client
from tests.support.tellers import AXE, TOO_WIDE

pytestmark = pytest.mark.browser

KINDS = (
    "?mode=changes",
    "?mode=inline",
    "?mode=side",
    "?mode=list",
    "?kind=moved",
    "?mode=inline&unchanged=open",
)


def opened(browser: Browser, width: int, scheme: str = "light", *, scripts: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=scripts,
    )
    context.set_default_timeout(15_000)
    return context.new_page()


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "dark"), (768, "light"), (1280, "dark"), (1280, "light")]
)
def test_every_form_of_a_comparison_is_accessible_and_fits(
    browser: Browser, instance: Client, width: int, scheme: str
) -> None:
    scene = comparing.make(instance)
    page = opened(browser, width, scheme)
    history = f"{scene.address}/paragraphs/{comparing.EDITED}/history"
    for address in (*(scene.comparison + kind for kind in KINDS), history):
        page.goto(instance.settings.base_url + address)
        assert page.evaluate(TOO_WIDE) <= 0, address
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    page.context.close()


def test_side_by_side_has_two_columns_on_a_desk_and_one_on_a_phone(
    browser: Browser, instance: Client
) -> None:
    scene = comparing.make(instance)
    for width, beside in ((1280, True), (320, False)):
        page = opened(browser, width)
        page.goto(f"{instance.settings.base_url}{scene.comparison}?mode=side")
        left, right = (page.locator(f"#change-1 > div:nth-child({n})").bounding_box() for n in (2, 3))
        assert left is not None
        assert right is not None
        assert (left["y"] == right["y"]) is beside
        assert (page.locator("#change-1 .side__version").first.bounding_box() or {})[
            "width"
        ] < 2 or not beside
        page.context.close()


def test_paper_has_the_marks_without_colour_and_no_controls(browser: Browser, instance: Client) -> None:
    scene = comparing.make(instance)
    page = opened(browser, 760)
    page.goto(instance.settings.base_url + scene.comparison)
    page.emulate_media(media="print")
    look = "e => [getComputedStyle(e).color, getComputedStyle(e).textDecorationLine]"
    assert page.locator(".change ins").first.evaluate(look) == ["rgb(0, 0, 0)", "underline"]
    assert page.locator(".change del").first.evaluate(look) == ["rgb(0, 0, 0)", "line-through"]
    for hidden in (".filters", ".change__steps", ".masthead"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator(".print-head").is_visible()
    page.context.close()


def test_the_keys_work_for_those_who_turn_them_on(browser: Browser, instance: Client) -> None:
    scene = comparing.make(instance)
    page = opened(browser, 1280)
    page.goto(instance.settings.base_url + scene.comparison)
    page.keyboard.press("n")
    assert page.evaluate("location.hash") == "", "no key does anything by itself"
    page.locator("[data-step-keys]").check()
    for key, place in (("n", 1), ("n", 2), ("n", 3), ("p", 2)):
        page.keyboard.press(key)
        page.wait_for_url(f"**#change-{place}")
    assert page.evaluate("document.activeElement.id") == "change-2"
    page.context.close()


def test_next_is_a_link_that_takes_the_keyboard_along(browser: Browser, instance: Client) -> None:
    scene = comparing.make(instance)
    page = opened(browser, 1280, scripts=False)
    page.goto(instance.settings.base_url + scene.comparison)
    page.locator("#change-1 a[rel=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#change-2")
    page.keyboard.press("Tab")
    assert page.locator("#change-2 a:focus").count() == 1
    page.context.close()


def test_a_link_to_a_paragraph_of_another_page_finds_it(browser: Browser, instance: Client) -> None:
    with instance.saved() as db:
        document = factories.make_document(db, "\n\n".join(f"Paragraph {n} says this." for n in range(120)))
        for pid in range(1, 121):
            factories.make_revision(db, document, pid, f"Paragraph {pid} says something else.")
        factories.make_version(db, document, edit=False)
        address = f"/en/documents/{document.slug}/compare/1...2"
    page = opened(browser, 1280)
    page.goto(f"{instance.settings.base_url}{address}#p-115")
    page.wait_for_url("**page=2#p-115")
    assert page.locator("#p-115").is_visible()
    page.context.close()
