"""Where the words of each paragraph come from is known through every change, and through undoing it."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TWO = 'new sheet.Text([["The first words", [5]], ["The second words", [6]]])'


def blocks(page: Page, script: str) -> list[list[object]]:
    """The paragraphs after some changes, each with the pids that its words come from."""
    result: list[list[object]] = page.evaluate(f"() => {script}.blocks")
    return result


def test_both_parts_of_a_split_come_from_the_paragraph(parts: Page) -> None:
    assert blocks(parts, f"{TWO}.select([0, 4]).split()") == [
        ["The ", [5]],
        ["first words", [5]],
        ["The second words", [6]],
    ]


def test_a_paragraph_begun_at_the_end_comes_from_nothing(parts: Page) -> None:
    assert blocks(parts, f'{TWO}.select([0, 15]).split().type("New")')[:2] == [
        ["The first words", [5]],
        ["New", []],
    ]


def test_a_paragraph_put_before_leaves_the_words_their_pid(parts: Page) -> None:
    assert blocks(parts, f"{TWO}.select([0, 0]).split()")[:2] == [["", []], ["The first words", [5]]]


def test_a_join_comes_from_both(parts: Page) -> None:
    assert blocks(parts, f"{TWO}.join(1)") == [["The first wordsThe second words", [5, 6]]]


def test_typing_over_two_ends_keeps_both(parts: Page) -> None:
    assert blocks(parts, f'{TWO}.select([0, 4], [1, 4]).type("X ")') == [["The X second words", [5, 6]]]


def test_what_is_typed_over_to_its_end_leaves_nothing(parts: Page) -> None:
    assert blocks(parts, f'{TWO}.select([0, 0], [1, 4]).type("X ")') == [["X second words", [6]]]


def test_a_paragraph_written_anew_stays_the_same(parts: Page) -> None:
    assert blocks(parts, f'{TWO}.select([0, 0], [0, 15]).type("Other")')[0] == ["Other", [5]]


def test_enter_over_two_paragraphs_leaves_each_its_own(parts: Page) -> None:
    assert blocks(parts, f"{TWO}.select([0, 4], [1, 4]).split()") == [["The ", [5]], ["second words", [6]]]


@pytest.mark.parametrize(
    "change",
    [
        "select([0, 4]).split()",
        "join(1)",
        'select([0, 4], [1, 4]).type("X")',
        "select([0, 0], [1, 9]).remove()",
    ],
)
def test_undoing_leaves_all_as_it_was(parts: Page, change: str) -> None:
    assert blocks(parts, f"{TWO}.{change}.undo()") == blocks(parts, TWO)
    assert blocks(parts, f"{TWO}.{change}.undo().redo()") == blocks(parts, f"{TWO}.{change}")


def test_a_split_that_was_saved_is_undone_as_a_join(parts: Page) -> None:
    assert blocks(parts, f"{TWO}.select([0, 4]).split().saved([[5], [9], [6]]).undo()") == [
        ["The first words", [5, 9]],
        ["The second words", [6]],
    ]


def test_a_join_that_was_saved_is_undone_as_two(parts: Page) -> None:
    assert blocks(parts, f"{TWO}.join(1).saved([[5]]).undo()") == blocks(parts, TWO)


def test_a_move_and_a_style_leave_the_sources(parts: Page) -> None:
    assert blocks(parts, f"{TWO}.select([1, 3]).run(sheet.moveBlocks(true))") == [
        ["The second words", [6]],
        ["The first words", [5]],
    ]
    for style in ("heading", "quote", "code_block", "item"):
        assert blocks(parts, f"{TWO}.run(sheet.setStyle(sheet.schema.nodes.{style}))") == blocks(parts, TWO)


def test_a_key_stands_for_what_was_sent_until_it_is_answered(parts: Page) -> None:
    script = """() => {
      const aliases = new sheet.Aliases();
      const first = aliases.key([5, 6]), second = aliases.key([first, 7]);
      const before = aliases.resolve([second]);
      aliases.settle(first, 5);
      return [before, aliases.resolve([second]), aliases.resolve([first, 8])];
    }"""
    assert parts.evaluate(script) == [[5, 6, 7], [5, 7], [5, 8]]
