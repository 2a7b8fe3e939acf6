"""A file put together with a draft that others cut, joined, moved and thinned out: every paragraph keeps its
pid and where it comes from, and a version made of it knows its lineage."""

import pytest
from sqlalchemy.orm import Session

from documents import queries
from documents.drafting.draft import Draft
from documents.formats.markdown import read_markdown
from documents.imports import bases, confirming, importing, merging
from documents.models import Document, PendingImport
from tests.support.factories import NOW, make_document, make_revision, make_version

FIRST = "Clusters work together across all borders of the region. They meet twice a year."
SECOND = "Each participating government names one contact point for clusters."
THIRD = "The contact point answers every question within thirty days."
FOURTH = "A report on the work of all clusters is published in spring."
TEXT = "\n\n".join([FIRST, SECOND, THIRD, FOURTH])


@pytest.fixture
def document(db: Session) -> Document:
    return make_document(db, TEXT)


def working(db: Session, document: Document) -> tuple[Draft, dict[int, int]]:
    """The draft, and on which change each paragraph stands."""
    draft = Draft(db, document, by=None, reason="x", now=NOW)
    return draft, {row.pid: row.changed_in for row in queries.draft(db, document)}


def file_of(db: Session, document: Document, text: str, version: int = 1) -> PendingImport:
    return importing.begin_import(
        db,
        document,
        read_markdown(text),
        file_name="n.md",
        by=None,
        now=NOW,
        base=bases.Base(version, None, bases.Known.ASKED),
    )


def confirmed(db: Session, pending: PendingImport) -> list[tuple[int, str, list[int]]]:
    importing.confirm(db, pending, by=None, reason="x", now=NOW)
    return [(row.pid, row.markdown, row.origins) for row in queries.draft(db, pending.document)]


def test_a_paragraph_that_others_cut_takes_the_words_of_the_file_into_its_parts(
    db: Session, document: Document
) -> None:
    draft, at = working(db, document)
    draft.split(
        1,
        ["Clusters work together across all borders of the region.", "They meet twice a year."],
        based_on=at[1],
    )
    pending = file_of(
        db, document, TEXT.replace("twice", "three times").replace("Clusters work", "All clusters work")
    )
    assert confirmed(db, pending)[:2] == [
        (1, "All clusters work together across all borders of the region.", [1]),
        (5, "They meet three times a year.", [1]),
    ]
    version = make_version(db, document, edit=False)
    kinds = {(line.old, line.new): line.kind for line in queries.lines_to(db, version)}
    assert kinds[1, 1] == kinds[1, 5] == "split"


def test_paragraphs_that_others_joined_take_the_words_of_the_file(db: Session, document: Document) -> None:
    draft, at = working(db, document)
    draft.merge(2, 3, f"{SECOND} {THIRD}", based_on=at[2], other_based_on=at[3])
    pending = file_of(db, document, TEXT.replace("thirty", "sixty"))
    assert confirmed(db, pending)[1] == (2, f"{SECOND} {THIRD.replace('thirty', 'sixty')}", [2, 3])


def test_what_was_said_to_come_from_a_paragraph_that_has_gone_since_is_checked_again(
    db: Session, document: Document
) -> None:
    draft, _at = working(db, document)
    put_in = draft.insert(4, "Money comes from the fund of the region.").after[0]["pid"]
    pending = file_of(db, document, f"{TEXT}\n\nMoney is found by everyone.")
    confirming.add_source(pending, 4, put_in, [put_in])
    assert merging.merged(db, pending).pieces[4].pid == put_in
    draft.delete(put_in, based_on=working(db, document)[1][put_in])
    assert [piece.pid for piece in merging.merged(db, pending).pieces] == [1, 2, 3, 4, None]
    confirming.compare_again(db, pending)
    assert confirming.open_rows(pending) == {4}
    confirming.vouch(pending, [4])
    assert confirming.open_rows(pending) == set()
    assert confirmed(db, pending)[4][1:] == ("Money is found by everyone.", [])


def test_a_paragraph_that_came_back_is_a_guess_until_somebody_has_looked(
    db: Session, document: Document
) -> None:
    draft, _at = working(db, document)
    put_in = draft.insert(4, "Money comes from the fund.").after[0]["pid"]
    pending = file_of(db, document, f"{TEXT}\n\nMoney is found by everyone.")
    confirming.add_source(pending, 4, put_in, [put_in])
    draft.delete(put_in, based_on=working(db, document)[1][put_in])
    confirming.compare_again(db, pending)
    assert draft.insert(4, "Money comes from the fund.").after[0]["pid"] == put_in
    confirming.compare_again(db, pending)
    assert confirming.open_rows(pending) == {4}
    confirming.vouch(pending, [4])
    assert merging.merged(db, pending).pieces[4].pid == put_in


def test_what_others_took_out_moved_and_put_in_stays_so(db: Session, document: Document) -> None:
    draft, at = working(db, document)
    draft.delete(4, based_on=at[4])
    draft.move(3, None, based_on=at[3])
    draft.insert(1, "Money comes from the fund.")
    pending = file_of(db, document, TEXT.replace("names one", "names at least one"))
    assert [row[0] for row in confirmed(db, pending)] == [3, 1, 5, 2]


def test_a_paragraph_that_is_taken_back_takes_up_its_pid_again(db: Session, document: Document) -> None:
    draft, at = working(db, document)
    deleted = draft.delete(4, based_on=at[4])
    pending = file_of(db, document, TEXT)
    together = merging.merged(db, pending)
    assert (together.undone, [piece.pid for piece in together.pieces]) == ([deleted.id], [1, 2, 3])
    confirming.take_back(pending, together, [deleted.id])
    assert confirmed(db, pending)[-1] == (4, FOURTH, [4])


def test_a_move_alone_is_named_and_taken_back(db: Session, document: Document) -> None:
    draft, at = working(db, document)
    move = draft.move(4, None, based_on=at[4])
    assert move is not None
    pending = file_of(db, document, TEXT.replace("thirty", "sixty"))
    together = merging.merged(db, pending)
    assert (together.undone, together.pieces[0].pid) == ([move.id], 4)
    confirming.take_back(pending, together, [move.id])
    assert [row[0] for row in confirmed(db, pending)] == [1, 2, 3, 4]


def test_a_file_that_was_begun_two_versions_ago_comes_into_the_lineage_of_the_last(
    db: Session, document: Document
) -> None:
    draft, at = working(db, document)
    draft.split(
        1,
        ["Clusters work together across all borders of the region.", "They meet twice a year."],
        based_on=at[1],
    )
    make_version(db, document, edit=False)
    make_revision(db, document, 2, f"{SECOND} It is public.")
    pending = file_of(
        db, document, TEXT.replace("thirty", "sixty").replace("names one", "names at least one")
    )
    assert confirmed(db, pending) == [
        (1, "Clusters work together across all borders of the region.", [1]),
        (5, "They meet twice a year.", [5]),
        (2, f"{SECOND.replace('names one', 'names at least one')} It is public.", [2]),
        (3, THIRD.replace("thirty", "sixty"), [3]),
        (4, FOURTH, [4]),
    ]


def test_a_cut_that_the_file_takes_back_leaves_one_paragraph_with_its_origins(
    db: Session, document: Document
) -> None:
    draft, at = working(db, document)
    cut = draft.split(
        1,
        ["Clusters work together across all borders of the region.", "They meet twice a year."],
        based_on=at[1],
    )
    pending = file_of(db, document, TEXT)
    together = merging.merged(db, pending)
    assert together.undone == [cut.id]
    confirming.take_back(pending, together, [cut.id])
    assert confirmed(db, pending)[0] == (1, FIRST, [1])


def test_an_import_does_not_say_that_it_took_back_what_a_person_kept(db: Session, document: Document) -> None:
    one, _two = (
        make_revision(db, document, 1, words) for words in ("Clusters meet.", "Clusters meet often.")
    )
    pending = file_of(db, document, TEXT)
    confirming.take_back(pending, merging.merged(db, pending), [one.id])
    [clash] = merging.merged(db, pending).undecided
    assert clash.halfway
    confirming.settle(pending, clash, "theirs")
    assert confirmed(db, pending)[0][1] == "Clusters meet often."
    assert pending.became is not None
    assert merging.taken_back(db, [pending.became]) == {}


def test_what_an_import_took_back_is_told_by_its_revision(db: Session, document: Document) -> None:
    one, two = (make_revision(db, document, pid) for pid in (1, 2))
    pending = file_of(db, document, TEXT)
    confirming.take_back(pending, merging.merged(db, pending), [two.id])
    importing.confirm(db, pending, by=None, reason="x", now=NOW)
    assert pending.became == queries.last_revision_id(db, document)
    assert merging.taken_back(db, [one.id, pending.became]) == {pending.became: [two.id]}
