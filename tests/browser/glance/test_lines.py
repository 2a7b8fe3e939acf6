"""The lines of a version in a real browser: one each where there is room, wrapped on a phone, printed."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.support import factories
from tests.support.pages import Client
from tests.support.tellers import AXE, TOO_WIDE, window

pytestmark = pytest.mark.browser

SENTENCE = "Сваки учесник именује једно место за везу, које одговара у року од тридесет дана и извештава. "
TEXT = f"""\
## Циљеви

{SENTENCE * 5}

- {SENTENCE * 2}
- **Напомена:** {SENTENCE * 2}

| Земља | Накнада |
| --- | --- |
| Прва | {SENTENCE} |
| Друга | мала |
"""
# Of each line: how high its words are, in heights of a line; where its number ends, and where its first
# letter is; and what of the number is shown, in which size.
MEASURED = """() => [...document.querySelectorAll(".line")].map((mark, place, all) => {
  const block = mark.closest("p, h2, tr"), words = document.createRange(), style = getComputedStyle(block)
  words.setStartAfter(mark)
  const next = all[place + 1]
  next && block.contains(next) ? words.setEndBefore(next) : words.setEnd(block, block.childNodes.length)
  const boxes = [...words.getClientRects()].filter(box => box.width > 1)
  const top = Math.min(...boxes.map(box => box.top)), bottom = Math.max(...boxes.map(box => box.bottom))
  const number = getComputedStyle(mark, "::before")
  return {
    table: block.tagName == "TR",
    lines: (bottom - top) / parseFloat(style.lineHeight),
    left: Math.min(...boxes.map(box => box.left)),
    gutter: mark.closest(".para").getBoundingClientRect().left
      + parseFloat(number.insetInlineStart) + parseFloat(number.width),
    shown: number.content,
    size: parseFloat(number.fontSize),
  }
})"""


def measured(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(MEASURED)
    numbers = [f'"{number}"' for number in range(1, len(found) + 1)]
    assert [each["shown"] for each in found] == numbers
    assert all(each["gutter"] < each["left"] for each in found), "no number stands in the text"
    assert all(each["size"] >= 10 for each in found)
    return [each for each in found if not each["table"]]


def one_each(page: Page) -> bool:
    return all(each["lines"] < 1.5 for each in measured(page))


def test_each_line_is_one_where_there_is_room_and_wraps_on_a_phone(
    browser: Browser, instance: Client
) -> None:
    with instance.saved() as db:
        factories.make_document(db, TEXT, slug="policy", language="sr-Cyrl")
    address = "/sr-Cyrl/documents/policy/versions/1?lines=on#l4"
    for width in (1280, 768, 320):
        with window(browser, instance, scripts=width != 320, width=width) as teller:
            teller.open(address)
            page = teller.page
            assert page.evaluate(TOO_WIDE) <= 0, width
            assert one_each(page) is (width != 320)
            if width == 1280:
                assert Axe().run(page, options=AXE).violations_count == 0
                copied = page.evaluate(
                    "() => { getSelection().selectAllChildren(document.getElementById('text'));"
                    " return getSelection().toString() }"
                )
                assert "одговара" in copied
                assert "\n4" not in copied
                page.emulate_media(media="print")
                page.set_viewport_size(
                    {"width": 658, "height": 1000}
                )  # what is left of A4 between its margins
                assert one_each(page), "on paper a line is a line"
