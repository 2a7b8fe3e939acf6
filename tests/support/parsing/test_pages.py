"""A page is read alike by the quick reader and by the one that follows the standard."""

import pytest

from tests.support.parsing import pages as parsing

HEAD = """<!doctype html>
<html lang="en"><head><title>A &amp; B</title>
<script>if (1 < 2 && 3) {}</script></head>
"""


def page(body: str) -> str:
    return f"{HEAD}<body>{body}</body>\n</html>\n"


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "_faultless", {})


@pytest.mark.parametrize(
    "body",
    [
        "<p>One<br>two <em>three</em>&nbsp;four</p>\n",
        '<form><input name="a" disabled value="&quot;>&quot;"><textarea name="b">\nwords\n</textarea></form>',
        '<p title="a\nb">x</p><pre>\n\n  y</pre>',
        '<svg viewBox="0 0 1 1"><g><svg><path d="M0 0"/></svg></g></svg>',
        "<ul><li>a</li><li></li></ul>",
    ],
)
def test_it_is_read_alike(body: str) -> None:
    slowly, errors = parsing.read(page(body), "")
    assert errors == []
    assert parsing._as_xml(page(body)) is not None, "it is XML"
    quickly, errors = parsing.read(page(body), "")
    assert errors == []
    assert parsing._alike(quickly, slowly)


TABLE = "<table><tbody><tr><td>x</td></tr></tbody></table>"


@pytest.mark.parametrize("body", ["<p><div>x</div></p>", "<a><a>x</a></a>", "<div>x"])
def test_a_fault_is_found_after_a_faultless_page(body: str) -> None:
    _tree, errors = parsing.read(page(f"<p>x</p><div><p>y</p><a>x</a></div>{TABLE}"), "")
    assert errors == []
    _tree, errors = parsing.read(page(body), "")
    assert errors != []


def test_words_that_a_browser_moves_are_moved() -> None:
    parsing.read(page(TABLE), "")
    tree, _errors = parsing.read(page(TABLE.replace("<tbody>", "<tbody>words")), "")
    body = tree.find("body")
    assert body is not None
    assert body.text == "words"


def test_the_quick_reader_is_used() -> None:
    parsing.read(page("<p>One</p>"), "")
    parsing._by_the_standard.cache_clear()
    parsing.read(page("<p>Another</p><p>and one more</p>"), "")
    assert parsing._by_the_standard.cache_info().misses == 0
