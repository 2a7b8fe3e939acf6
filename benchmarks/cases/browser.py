"""Writing in the sheet in a real browser: how long until it can be typed in, and how long after a key its
letter stands on the screen, in a long draft beside a short one."""

import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.beside.answers import require
from benchmarks.beside.pairs import Bench, Row
from tests.support.servers import chromium

KEYS = 100
PAUSE = 60  # milliseconds between two keys: some 200 words a minute
# From a key to the frame after which its letter is seen.
LISTEN = """() => {
  window.took = [];
  addEventListener("keydown", event => requestAnimationFrame(() => setTimeout(() =>
    window.took.push(performance.now() - event.timeStamp))), true);
}"""


def measure(bench: Bench, long: str, short: str, cookie: str, size: str, repeats: int) -> Iterator[Row]:
    """Both rows; none where there is no Chromium."""
    program = chromium.program()
    if program is None:
        print("without Chromium: nothing is typed")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=chromium.FLAGS)
        opened = [
            _Sheet(browser, bench.ours.url(f"/en/documents/{slug}/draft/sheet"), cookie)
            for slug in (long, short)
        ]
        one, other = (sheet.open for sheet in opened)
        yield bench.times("sheet until it can be typed in", size, [one] * repeats, other, check=_longer)
        keys = [[sheet.type_in() for sheet in opened] for _ in range(repeats)]
        yield bench.figures("key in the sheet, 95 of 100 within", size, "ms", [(a, b) for a, b in keys])
        browser.close()


class _Sheet:
    """The sheet of one draft, opened anew in a context of its own each time."""

    def __init__(self, browser: Browser, address: str, cookie: str) -> None:
        self.browser, self.address, self.cookie = browser, address, cookie
        self.context: BrowserContext | None = None

    def open(self) -> int:
        """How many paragraphs stand on it when it can be typed in."""
        if self.context is not None:
            self.context.close()
        self.context = self.browser.new_context(extra_http_headers={"Cookie": self.cookie})
        page = self.context.new_page()
        page.goto(self.address)
        page.wait_for_selector("#sheet[data-ready]")
        return page.locator(".ProseMirror > *").count()

    def type_in(self) -> float:
        """The milliseconds within which 95 of 100 letters stand on the screen."""
        self.open()
        require(self.context is not None, "the sheet is open")
        [page] = self.context.pages if self.context else []
        page.locator(".ProseMirror > p").nth(1).click()
        page.evaluate(LISTEN)
        page.keyboard.type("letters " * (KEYS // 8 + 1), delay=PAUSE)
        took: list[float] = page.evaluate("window.took")
        require(len(took) >= KEYS, f"of {KEYS} keys {len(took)} were seen")
        return statistics.quantiles(took, n=20)[-1]


def _longer(ours: int, bare: int) -> None:
    require(ours > bare > 0, "the long draft is not longer")
