"""Every chart in a real browser: of nothing, one, eleven and forty, with words that do not end; in light,
dark and the reader's own colours, on a phone and on a desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.charts.showing import show
from tests.support.pages import Client
from tests.support.tellers import AXE, TOO_WIDE

pytestmark = pytest.mark.browser

LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}
# Axe looks at every chart at both widths, in one language at each. What another look changes is colours,
# which are the same at every width: they are looked at where all charts are shown.
COLOURS = {**AXE, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
AXE_AT = {
    ("light", 320, "sr-Cyrl"): AXE,
    ("light", 1280, "en"): AXE,
    ("dark", 1280, "en"): COLOURS,
    ("forced", 1280, "sr-Cyrl"): COLOURS,
}
# What would take focus within a picture, or bring a style of its own that the policy forbids.
INNER_FOCUS = "document.querySelectorAll('main svg a, main svg [tabindex], main [style]').length"
# Where the names on each axis stand, but for what marks today and the years; those that are not shown have
# no width.
NAMES = """() => [...document.querySelectorAll(".axis")].map(axis =>
  [...axis.querySelectorAll("text:not(.axis__now, .axis__year)")]
    .map(name => name.getBoundingClientRect())
    .filter(box => box.width && box.height)
    .map(box => ({x: box.x, width: box.width})))"""


@pytest.fixture
def address(instance: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where they are to be seen."""
    show(instance.app, monkeypatch)
    return instance.settings.base_url + "/{locale}/about"


@contextmanager
def opened(browser: Browser, address: str, width: int, locale: str = "en", **look: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, **look)
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(address.format(locale=locale))
    yield page
    assert complaints == []
    context.close()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [320, 1280])
def test_every_chart_is_accessible_and_fits(browser: Browser, address: str, width: int, look: str) -> None:
    for locale in ("en", "sr-Cyrl"):
        with opened(browser, address, width, locale, **LOOKS[look]) as page:
            assert page.evaluate(TOO_WIDE) <= 0
            assert page.evaluate(INNER_FOCUS) == 0
            page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
            assert page.evaluate(TOO_WIDE) <= 0, "with all tables open"
            if (look, width, locale) in AXE_AT:
                wrong = Axe().run(page, options=AXE_AT[look, width, locale])
                assert wrong.violations_count == 0, wrong.generate_report()


def test_tiles_stand_at_their_places_and_the_keyboard_goes_through_them_as_they_stand(
    browser: Browser, address: str
) -> None:
    for width in (320, 1280):
        with opened(browser, address, width) as page:
            tiles = page.locator("section[aria-labelledby=s-eleven] .tile")
            boxes = [tile.bounding_box() or {} for tile in tiles.all()]
            codes = [code.strip() for code in tiles.locator(".tile__code").all_inner_texts()]
            assert codes == ["SI", "HR", "RO", "BA", "RS", "BG", "ME", "MK", "TR", "AL", "GR"]
            places = [(round(box["y"]), round(box["x"])) for box in boxes]
            assert places == sorted(places)
            assert len({x for _y, x in places}) == 4
            assert min(box["height"] for box in boxes) >= 44


def test_the_map_is_for_a_desk_and_tells_in_words_what_is_not_on_it(browser: Browser, address: str) -> None:
    with opened(browser, address, 320) as page:
        assert not page.locator(".outline").first.is_visible()
    with opened(browser, address, 1280) as page:
        shown = page.locator("section[aria-labelledby=s-eleven] .outline")
        assert shown.locator("circle").count() == 11
        box = shown.locator(".outline__map").bounding_box() or {}
        assert box["height"] == pytest.approx(box["width"] * 1280 / 2000, abs=3)
        assert "Without a mark" not in shown.inner_text()
        assert "Natural Earth" in shown.inner_text()
        beyond = page.locator("section[aria-labelledby=s-forty] .outline")
        assert "Without a mark" in beyond.inner_text()


def test_bars_stretch_with_the_page_and_letters_do_not(browser: Browser, address: str) -> None:
    sizes = []
    for width in (320, 1280):
        with opened(browser, address, width) as page:
            lane = page.locator("section[aria-labelledby=s-eleven] .lane__time").first
            bar = lane.locator("rect").first.bounding_box() or {}
            sign = lane.locator(".version__sign").first.bounding_box() or {}
            sizes.append((bar["width"], sign["height"]))
    (narrow, small), (wide, large) = sizes
    assert wide > 2 * narrow
    assert large == pytest.approx(small)


def test_names_of_an_axis_do_not_touch(browser: Browser, address: str) -> None:
    """Also where the words are longer by two fifths."""
    for width in (320, 768, 1280):
        for locale in ("en", "sr-Cyrl"):
            with opened(browser, address, width, locale) as page:
                axes = page.evaluate(NAMES)
                assert any(len(shown) > 1 for shown in axes)
                for shown in axes:
                    for left, right in pairwise(shown):
                        assert left["x"] + 1.4 * left["width"] <= right["x"], (width, locale)


def test_in_the_readers_own_colours_and_on_paper_edges_tell_the_steps_apart(
    browser: Browser, address: str
) -> None:
    edges = """() => ["adopted", "signed", "supports", "none"].map(step => {
      const tile = document.querySelector(`[aria-labelledby=s-eleven] .tile.tint--${step}`);
      const look = getComputedStyle(tile);
      return [look.borderTopStyle, look.borderTopWidth, look.backgroundColor].join(" ");
    })"""
    with opened(browser, address, 1280, forced_colors="active") as page:
        assert len(set(page.evaluate(edges))) == 4
    with opened(browser, address, 1280) as page:
        page.emulate_media(media="print")
        assert len(set(page.evaluate(edges))) == 4
        assert not page.locator(".as-table").first.is_visible(), "what is folded takes no room on paper"
