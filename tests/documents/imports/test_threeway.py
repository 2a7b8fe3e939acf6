"""A file and a draft that come from one text, put together: nothing of either side is lost unseen."""

from collections.abc import Callable, Sequence
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.imports.groups import FileLink, Inputs, Place, Settled
from documents.imports.threeway import Merged, merge
from documents.text.blocks import Block

WORDS = ("alder", "birch", "cedar", "elm", "fir", "holly", "larch", "maple")


def block(text: str) -> Block:
    return Block("paragraph", 0, text)


def places(*texts: tuple[int, str] | tuple[int, str, list[int]]) -> list[Place]:
    return [Place(pid, block(text), origins[0] if origins else [pid]) for pid, text, *origins in texts]


def put_together(
    base: Sequence[Place], theirs: Sequence[Place], mine: Sequence[tuple[str, list[int]]], **more: object
) -> Merged:
    """mine: the paragraphs of the file, each with the pids of the base that it comes from."""
    links = [FileLink(pid, index) for index, (_text, pids) in enumerate(mine) for pid in pids]
    return merge(Inputs(base, theirs, [block(text) for text, _pids in mine], links, **more))  # type: ignore[arg-type]


def texts(merged: Merged) -> list[str]:
    return [piece.block.markdown for piece in merged.pieces]


def lineage(merged: Merged) -> list[tuple[int | None, tuple[int, ...]]]:
    return [(piece.pid, piece.origins) for piece in merged.pieces]


BASE = places(
    (1, "One names a contact point."), (2, "Two answers within thirty days."), (3, "Three is reported.")
)
UNTOUCHED = [("One names a contact point.", [1]), ("Two answers within thirty days.", [2])]
FILE = [*UNTOUCHED, ("Three is reported.", [3])]


# Words


def test_each_side_keeps_what_it_alone_changed() -> None:
    theirs = places(
        (1, "One names two contact points."), (2, BASE[1].block.markdown), (3, "Three is reported.")
    )
    merged = put_together(BASE, theirs, [*UNTOUCHED, ("Three is reported each year.", [3])])
    assert texts(merged) == [
        "One names two contact points.",
        "Two answers within thirty days.",
        "Three is reported each year.",
    ]
    assert [piece.by for piece in merged.pieces] == ["theirs", "mine", "mine"]
    assert lineage(merged) == [(1, (1,)), (2, (2,)), (3, (3,))]
    assert merged.clashes == []


def test_two_changes_of_one_paragraph_that_do_not_touch_are_both_made() -> None:
    theirs = places((1, "One names two contact points."), *[(p.pid, p.block.markdown) for p in BASE[1:]])
    merged = put_together(BASE, theirs, [("One names a contact point for clusters.", [1]), *FILE[1:]])
    assert merged.clashes != [] or texts(merged)[0] == "One names two contact points for clusters."
    theirs = places((1, "Each names a contact point."), *[(p.pid, p.block.markdown) for p in BASE[1:]])
    merged = put_together(BASE, theirs, [("One names a contact point for clusters.", [1]), *FILE[1:]])
    assert texts(merged)[0] == "Each names a contact point for clusters."
    assert merged.pieces[0].by == "both"


CLASHES = [
    ("Two answers within ten days.", [("Two answers within sixty days.", [2])]),
    (None, [("Two answers within sixty days.", [2])]),
    ("Two answers within ten days.", []),
]


@pytest.mark.parametrize(("others", "file"), CLASHES)
def test_what_only_a_person_can_tell_waits_and_others_words_stand_meanwhile(
    others: str | None, file: list[tuple[str, list[int]]]
) -> None:
    theirs = [BASE[0], *(places((2, others)) if others else []), BASE[2]]
    mine = [FILE[0], *file, FILE[2]]
    merged = put_together(BASE, theirs, mine)
    assert [clash.key for clash in merged.undecided] == [2]
    assert texts(merged) == [place.block.markdown for place in theirs]
    clash = merged.clashes[0]
    assert (clash.base, clash.theirs) == (BASE[1].block.markdown, others or "")
    assert clash.yours == (file[0][0] if file else "")
    for take, expected in (("mine", [text for text, _pids in mine]), ("theirs", texts(merged))):
        settled = put_together(BASE, theirs, mine, settled={2: Settled(take)})
        assert (texts(settled), settled.undecided) == (expected, [])
    typed = put_together(BASE, theirs, mine, settled={2: Settled("text", [block("Two."), block("Half.")])})
    assert texts(typed) == [BASE[0].block.markdown, "Two.", "Half.", BASE[2].block.markdown]
    assert [piece.origins for piece in typed.pieces] == [(1,), (2,), (2,), (3,)]


def test_what_others_took_out_stays_out_and_what_the_file_took_out_goes() -> None:
    merged = put_together(BASE, [BASE[0], BASE[2]], FILE[:2])
    assert texts(merged) == [BASE[0].block.markdown]


def test_a_paragraph_that_is_put_back_after_others_took_it_out_comes_from_where_it_came() -> None:
    merged = put_together(
        BASE, [BASE[0], BASE[2]], FILE, changes={7: frozenset({2})}, taken_back=frozenset({7})
    )
    assert lineage(merged) == [(1, (1,)), (None, (2,)), (3, (3,))]


# What is added, cut, joined, moved


def test_what_others_added_stays_at_its_place() -> None:
    theirs = [*places((7, "Before.", [])), BASE[0], *places((8, "After one.", [])), BASE[1], BASE[2]]
    merged = put_together(BASE, theirs, [*FILE[:1], ("Mine after one.", []), *FILE[1:]])
    assert texts(merged) == [
        "Before.",
        "One names a contact point.",
        "After one.",
        "Mine after one.",
        "Two answers within thirty days.",
        "Three is reported.",
    ]
    assert merged.pieces[3].pid is None


def test_a_cut_of_others_meets_a_change_of_the_file() -> None:
    theirs = [*places((1, "One names"), (9, "a contact point.", [1])), *BASE[1:]]
    merged = put_together(BASE, theirs, [("One names a contact point of its own.", [1]), *FILE[1:]])
    assert texts(merged)[:2] == ["One names", "a contact point of its own."]
    assert lineage(merged)[:2] == [(1, (1,)), (9, (1,))]


def test_paragraphs_that_others_joined_meet_a_change_of_the_file() -> None:
    theirs = places((1, "One names a contact point. Two answers within thirty days.", [1, 2])) + BASE[2:]
    merged = put_together(BASE, theirs, [("Each names a contact point.", [1]), *FILE[1:]])
    assert texts(merged) == [
        "Each names a contact point. Two answers within thirty days.",
        "Three is reported.",
    ]
    assert lineage(merged)[0] == (1, (1, 2))


def test_a_cut_of_the_file_meets_a_change_of_others() -> None:
    theirs = [*places((1, "Each names a contact point.")), *BASE[1:]]
    merged = put_together(BASE, theirs, [("One names", [1]), ("a contact point.", [1]), *FILE[1:]])
    assert texts(merged)[:2] == ["Each names", "a contact point."]
    assert lineage(merged)[:2] == [(1, (1,)), (None, (1,))]


def test_moves_of_either_side_are_kept() -> None:
    four = [*BASE, *places((4, "Four ends it."))]
    mine = [*FILE, ("Four ends it.", [4])]
    merged = put_together(four, [four[3], *BASE], [mine[0], mine[2], mine[1], mine[3]])
    assert [piece.pid for piece in merged.pieces] in ([4, 1, 3, 2], [4, 1, 2, 3])
    assert [piece.pid for piece in merged.pieces] == [4, 1, 3, 2]


def test_what_both_added_word_for_word_stands_once() -> None:
    theirs = [*BASE, *places((9, "Added after a meeting.", []))]
    merged = put_together(BASE, theirs, [*FILE, ("Added after a meeting.", []), ("And this.", [])])
    assert [piece.pid for piece in merged.pieces] == [1, 2, 3, 9, None]


# What is taken back


def test_changes_that_the_file_would_undo_are_named_and_give_way_where_a_person_says_so() -> None:
    theirs = [*places((1, "Each names a point."), (2, "Two answers soon.")), BASE[2]]
    changes = {5: frozenset({1}), 6: frozenset({2})}
    merged = put_together(BASE, theirs, FILE, changes=changes)
    assert merged.undone == [5, 6]
    assert texts(merged) == [place.block.markdown for place in theirs]
    merged = put_together(BASE, theirs, FILE, changes=changes, taken_back=frozenset({6}))
    assert merged.undone == [5, 6]
    assert texts(merged) == ["Each names a point.", BASE[1].block.markdown, BASE[2].block.markdown]


def test_a_change_that_both_made_is_not_undone() -> None:
    theirs = [*places((1, "Each names a point.")), *BASE[1:]]
    merged = put_together(
        BASE, theirs, [("Each names a point.", [1]), *FILE[1:]], changes={5: frozenset({1})}
    )
    assert (merged.undone, merged.clashes) == ([], [])


def test_of_two_changes_of_one_paragraph_a_person_says_what_becomes_if_one_is_taken_back() -> None:
    theirs = [*places((1, "Each names two points.")), *BASE[1:]]
    changes = {5: frozenset({1}), 6: frozenset({1})}
    merged = put_together(BASE, theirs, FILE, changes=changes, taken_back=frozenset({5}))
    assert [(clash.key, clash.halfway) for clash in merged.undecided] == [(1, True)]
    merged = put_together(BASE, theirs, FILE, changes=changes, taken_back=frozenset({5, 6}))
    assert texts(merged)[0] == BASE[0].block.markdown


@pytest.mark.parametrize(
    ("settled", "taken"),
    [
        (None, []),
        (Settled("theirs"), []),
        (Settled("mine"), [5]),
        (Settled("text", [block("Each names two points.")]), []),
        (Settled("text", [block("Each names a point.")]), [5]),
    ],
)
def test_a_change_is_taken_back_only_if_a_person_did_not_keep_it_after_all(
    settled: Settled | None, taken: list[int]
) -> None:
    theirs = [*places((1, "Each names two points."), (2, "Two answers soon.")), BASE[2]]
    changes = {5: frozenset({1}), 6: frozenset({1}), 7: frozenset({2})}
    ticks = frozenset({5, 7})
    merged = put_together(
        BASE, theirs, FILE, changes=changes, taken_back=ticks, settled={1: settled} if settled else {}
    )
    assert merged.taken_back == [*taken, 7]
    assert merged.undone == [5, 6, 7]


def test_a_change_that_stands_in_one_of_its_paragraphs_is_not_taken_back() -> None:
    theirs = [*places((1, "Each names two points."), (2, "Two answers soon.")), BASE[2]]
    changes = {5: frozenset({1, 2}), 6: frozenset({1})}
    merged = put_together(
        BASE, theirs, FILE, changes=changes, taken_back=frozenset({5}), settled={1: Settled("theirs")}
    )
    assert texts(merged)[:2] == ["Each names two points.", BASE[1].block.markdown]
    assert merged.taken_back == []


def test_a_move_is_taken_back_by_itself() -> None:
    theirs = [BASE[2], *places((1, "Each names a contact point.")), BASE[1]]
    changes, moves = {5: frozenset({1}), 6: frozenset({3})}, frozenset({6})
    merged = put_together(BASE, theirs, FILE, changes=changes, moves=moves)
    assert (merged.undone, [piece.pid for piece in merged.pieces]) == ([5, 6], [3, 1, 2])
    merged = put_together(BASE, theirs, FILE, changes=changes, moves=moves, taken_back=frozenset({6}))
    assert [piece.pid for piece in merged.pieces] == [1, 2, 3]
    assert texts(merged)[0] == "Each names a contact point."
    assert merged.taken_back == [6]


# For any three texts


Three = tuple[list[Place], list[Place], list[tuple[str, list[int]]]]
Row = tuple[int | None, str, list[int]]
STEPS = ("edit", "edit", "out", "add", "cut", "join", "move")


@st.composite
def three_texts(draw: st.DrawFn, unique: bool = False) -> Three:
    """A text, and what two people made of it by changing, taking out, adding, cutting, joining and moving.
    unique: no word stands twice unless somebody wrote it twice."""
    numbers = count()

    def paragraph(least: int = 1) -> str:
        length = draw(st.integers(least, 6))
        return " ".join(
            f"w{next(numbers)}" if unique else draw(st.sampled_from(WORDS)) for _ in range(length)
        )

    base = [Place(pid, block(paragraph(2)), [pid]) for pid in range(1, draw(st.integers(1, 6)) + 1)]
    sides: list[list[Row]] = []
    for _side in range(2):
        rows: list[Row] = [(place.pid, place.block.markdown, [place.pid]) for place in base]
        for step in draw(st.lists(st.sampled_from(STEPS), max_size=4)):
            _take(draw, rows, step, paragraph)
        sides.append(rows)
    theirs = [
        Place(pid or 100 + at, block(text), origins) for at, (pid, text, origins) in enumerate(sides[0])
    ]
    return base, theirs, [(text, origins) for _pid, text, origins in sides[1]]


def _take(draw: st.DrawFn, rows: list[Row], step: str, paragraph: Callable[[], str]) -> None:
    """One step of one of the two people."""
    at = draw(st.integers(0, max(len(rows) - 1, 0)))
    if step == "add" or not rows:
        rows.insert(at, (None, paragraph(), []))
        return
    pid, text, origins = rows[at]
    words = text.split()
    if step == "edit":
        start = draw(st.integers(0, len(words) - 1))
        stop = draw(st.integers(start, len(words)))
        rows[at] = (pid, " ".join([*words[:start], paragraph(), *words[stop:]]), origins)
    elif step == "out":
        del rows[at]
    elif step == "cut" and len(words) > 1:
        rows[at : at + 1] = [(pid, words[0], origins), (None, " ".join(words[1:]), origins)]
    elif step == "join" and at + 1 < len(rows):
        next_pid, more, others = rows[at + 1]
        rows[at : at + 2] = [(pid or next_pid, f"{text} {more}", sorted({*origins, *others}))]
    elif step == "move":
        rows.insert(draw(st.integers(0, len(rows) - 1)), rows.pop(at))


def words_of(rows: Sequence[str]) -> set[str]:
    return {word for row in rows for word in row.split()}


@given(three_texts())
def test_a_file_that_changed_nothing_gives_the_draft_as_it_stands(
    three: Three,
) -> None:
    base, theirs, _mine = three
    merged = put_together(base, theirs, [(place.block.markdown, [place.pid]) for place in base])
    assert [(p.pid, p.block, list(p.origins)) for p in merged.pieces] == [
        (t.pid, t.block, list(t.origins)) for t in theirs
    ]
    assert merged.clashes == []


@given(three_texts())
def test_where_nobody_else_changed_anything_the_file_is_taken_as_it_is(
    three: Three,
) -> None:
    base, _theirs, mine = three
    merged = put_together(base, base, mine)
    assert texts(merged) == [text for text, _pids in mine]
    assert [set(piece.origins) for piece in merged.pieces] == [set(pids) for _text, pids in mine]
    assert (merged.clashes, merged.undone) == ([], [])


@given(three_texts(unique=True))
def test_no_word_is_lost_unless_a_side_took_it_out_and_no_pid_is_given_twice(
    three: Three,
) -> None:
    base, theirs, mine = three
    merged = put_together(base, theirs, mine)
    shown = words_of(
        [*texts(merged), *(c.yours for c in merged.clashes), *(c.theirs for c in merged.clashes)]
    )
    before = words_of([place.block.markdown for place in base])
    others, file = words_of([place.block.markdown for place in theirs]), words_of([text for text, _ in mine])
    assert (others | file) - before <= shown  # what anybody wrote
    assert before & others & file <= shown  # what nobody took out
    pids = [piece.pid for piece in merged.pieces if piece.pid is not None]
    assert len(pids) == len(set(pids))
    assert set(pids) <= {place.pid for place in theirs}
    indexes = [piece.index for piece in merged.pieces if piece.index is not None]
    assert len(indexes) == len(set(indexes))


@given(three_texts(), st.data())
def test_sides_that_only_changed_words_may_change_places_where_it_is_certain(
    three: Three, data: st.DataObject
) -> None:
    base = three[0]
    both = []
    for _side in range(2):
        ends = data.draw(
            st.lists(st.sampled_from(["", "so ", "oft "]), min_size=len(base), max_size=len(base))
        )
        both.append([end + place.block.markdown for end, place in zip(ends, base, strict=True)])
    results = []
    for others, file in (both, reversed(both)):
        theirs = [place._replace(block=block(text)) for place, text in zip(base, others, strict=True)]
        mine = [(text, [place.pid]) for place, text in zip(base, file, strict=True)]
        merged = put_together(base, theirs, mine)
        results.append((None if merged.clashes else texts(merged), [clash.key for clash in merged.clashes]))
    assert results[0] == results[1]


@given(three_texts())
def test_two_sides_with_the_same_text_give_that_text(
    three: Three,
) -> None:
    base, theirs, _mine = three
    merged = put_together(base, theirs, [(t.block.markdown, list(t.origins)) for t in theirs])
    assert sorted(texts(merged)) == sorted(t.block.markdown for t in theirs)
    assert merged.clashes == []
