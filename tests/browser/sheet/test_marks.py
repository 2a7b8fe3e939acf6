"""The marks of items go on as the text counts."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CYRILLIC = "а б в г д ђ е ж з и ј к"


@pytest.mark.parametrize(
    ("mark", "earlier", "after"),
    [
        ("-", None, "-"),
        ("3.", None, "4."),
        ("(9)", None, "(10)"),
        ("(a)", None, "(b)"),
        ("A)", None, "B)"),
        ("(z)", "(y)", "(aa)"),
        ("7a.", None, "7b."),
        ("3.2.", None, "3.3."),
        ("i)", None, "ii)"),
        ("iv.", "iii.", "v."),
        ("i)", "h)", "j)"),
        ("v)", "u)", "w)"),
        ("v)", "iv)", "vi)"),
        ("д)", None, "ђ)"),
    ],
)
def test_the_mark_after_a_mark(parts: Page, mark: str, earlier: str | None, after: str) -> None:
    script = "([mark, earlier, letters]) => sheet.nextMark(mark, earlier ?? undefined, letters.split(' '))"
    assert parts.evaluate(script, [mark, earlier, CYRILLIC]) == after


@pytest.mark.parametrize(("mark", "first"), [("7.", "1."), ("(c)", "(a)"), ("iv)", "i)"), ("г)", "а)")])
def test_the_first_mark_of_its_kind(parts: Page, mark: str, first: str) -> None:
    script = "([mark, letters]) => sheet.firstMark(mark, undefined, letters.split(' '))"
    assert parts.evaluate(script, [mark, CYRILLIC]) == first
