"""Where a comment stands in the next version: the rules, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.placements.rules import Anchor, Place, carry, reworded
from documents.lineage import Line


def anchor(**values: object) -> Anchor:
    return Anchor(**{"home": 1, "pid": 3, "quote": (), "at": 3, "kind": "unchanged", **values})  # type: ignore[arg-type]


def carried(where: Anchor, *lines: Line, words: dict[int, str] | None = None) -> Place:
    since = {(line.old, line.new): line.kind for line in lines if line.old and line.new}
    return carry(where, lines, since, lambda pid: (words or {})[pid] if words else "")


@pytest.mark.parametrize(
    ("lineage", "kind"),
    [
        ("unchanged", "unchanged"),
        ("moved", "moved"),
        ("edited", "changed"),
        ("moved and edited", "changed"),
        ("merged", "changed"),
    ],
)
def test_the_kind_follows_from_the_lineage(lineage: str, kind: str) -> None:
    assert carried(anchor(), Line(3, 8, lineage)) == Place(8, kind)


def test_without_a_line_on_the_comment_is_on_removed_text() -> None:
    assert carried(anchor(), Line(3, None, "deleted")) == Place(None, "removed")
    assert carried(anchor()) == Place(None, "removed")


def test_a_guessed_line_leaves_the_place_to_a_person() -> None:
    assert carried(anchor(), Line(3, 8, "edited", certain=False)) == Place(None, "uncertain")


def test_one_guessed_part_of_a_split_makes_the_whole_uncertain() -> None:
    found = carried(anchor(), Line(3, 3, "split"), Line(3, 8, "split", certain=False))
    assert found == Place(None, "uncertain")


def test_without_a_quote_a_split_paragraph_keeps_its_comment_at_the_part_with_its_pid() -> None:
    assert carried(anchor(), Line(3, 8, "split"), Line(3, 3, "split")) == Place(3, "changed")
    assert carried(anchor(), Line(3, 8, "split"), Line(3, 9, "split")) == Place(None, "uncertain")


def test_a_quote_takes_its_comment_to_the_part_that_holds_it() -> None:
    where = anchor(quote=("It says another.",))
    words = {3: "It says one thing.", 8: "It says\nanother. And more."}
    found = carried(where, Line(3, 3, "split"), Line(3, 8, "split"), words=words)
    assert found == Place(8, "changed", "moved")


@pytest.mark.parametrize("words", [{3: "One.", 8: "Two."}, {3: "Both.", 8: "Both."}])
def test_a_quote_in_no_part_or_in_two_is_a_tie_for_a_person(words: dict[int, str]) -> None:
    found = carried(anchor(quote=("Both.",)), Line(3, 3, "split"), Line(3, 8, "split"), words=words)
    assert found == Place(None, "uncertain", "uncertain")


def test_a_comment_on_a_provision_cut_into_points_waits_if_its_quote_is_in_none_of_them() -> None:
    where = anchor(quote=("The member shall keep a register, and shall publish a report.",))
    words = {3: "The member shall:", 8: "(a) keep a register;", 9: "(b) publish a report."}
    parts = [Line(3, pid, "split") for pid in words]
    assert carried(where, *parts, words=words) == Place(None, "uncertain", "uncertain")


def test_a_quote_is_found_in_the_other_script_of_serbian() -> None:
    where = anchor(quote=("Гост може да слуша.",))
    words = {3: "Članovi plaćaju članarinu.", 8: "Gost može da sluša. Njegova reč se čuje."}
    found = carried(where, Line(3, 3, "split"), Line(3, 8, "split"), words=words)
    assert found == Place(8, "changed", "moved")
    assert carried(where, Line(3, 3, "edited"), words={3: "Gosti mogu da slušaju."}).quote_kind == "changed"


def test_a_quote_that_was_reworded_is_marked_though_its_paragraph_lives() -> None:
    found = carried(
        anchor(quote=("Each names a contact.",)), Line(3, 3, "edited"), words={3: "Each names one contact."}
    )
    assert found == Place(3, "changed", "changed")


def test_a_quote_that_was_taken_out_is_marked_though_its_paragraph_lives() -> None:
    found = carried(anchor(quote=("Gone.",)), Line(3, 3, "edited"), words={3: "Other words, all of them."})
    assert found == Place(3, "changed", "removed")


def test_of_two_quoted_sentences_one_that_is_left_makes_the_quote_changed() -> None:
    found = carried(anchor(quote=("Gone.", "Left.")), Line(3, 3, "edited"), words={3: "Left. More words."})
    assert found == Place(3, "changed", "changed")


def test_what_a_reworded_quote_says_now_is_found_among_the_sentences_of_its_paragraph() -> None:
    words = "Each names one contact in its ministry.  A list of contacts is public. Costs are shared."
    quote = ("Each names a contact in the ministry.", "Costs are shared.", "Bees are kept on the roof.")
    assert reworded(quote, words) == ["Each names one contact in its ministry."]


def test_a_quote_that_moved_with_its_paragraph_has_moved() -> None:
    assert carried(anchor(quote=("One.",)), Line(3, 3, "moved")) == Place(3, "moved", "moved")


def test_a_quote_goes_with_its_paragraph() -> None:
    assert carried(anchor(quote=("Gone.",))) == Place(None, "removed", "removed")


@pytest.mark.parametrize("kind", ["uncertain", "removed"])
def test_what_waits_goes_on_waiting(kind: str) -> None:
    assert carried(anchor(at=None, kind=kind), Line(3, 3, "unchanged")) == Place(None, kind)


def test_a_comment_on_the_whole_text_stays_on_it() -> None:
    assert carried(anchor(pid=None, at=None), Line(3, None, "deleted")) == Place(None, "unchanged")


def test_the_kind_says_what_happened_since_the_comment_not_since_the_last_version() -> None:
    since = {(3, 3): "edited"}
    step = [Line(3, 3, "unchanged")]
    assert carry(anchor(kind="changed"), step, since, lambda pid: "") == Place(3, "changed")


@given(
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["split", "edited"]), st.booleans()), max_size=5),
    st.lists(st.sampled_from(["One.", "Two."]), max_size=2),
    st.lists(st.sampled_from(["One.", "Two.", "One. Two.", ""]), min_size=9, max_size=9),
)
def test_a_place_is_where_a_certain_line_leads_or_nowhere(
    lines: list[tuple[int, str, bool]], quote: list[str], texts: list[str]
) -> None:
    onward = [Line(3, new, kind, certain) for new, kind, certain in lines]
    place = carry(anchor(quote=tuple(quote)), onward, {}, lambda pid: texts[pid - 1])
    if place.pid is None:
        assert place.kind in ("uncertain", "removed")
        assert place.kind == "uncertain" or not onward
    else:
        assert place.pid in {line.new for line in onward}
        assert all(line.certain for line in onward)
