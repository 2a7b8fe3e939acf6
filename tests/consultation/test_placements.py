"""For every version the placements add up to all comments: nothing lost, doubled, or guessed."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, insert, select
from sqlalchemy.orm import Session

from consultation import placements
from consultation.fields import quotable_sentences
from consultation.models import Comment, Consultation, Placement, Submission
from consultation.placements import Anchor, Place, carry, settle_placement, totals
from core import record
from core.errors import Invalid, Refused
from documents import queries
from documents.drafting import Draft
from documents.lineage import Line
from documents.models import Document, Lineage, Version
from members.models import Mandate
from process.services import publish_version
from tests.consultation.sending import send_comment, unsent_comment
from tests.factories import NOW, make_consultation, make_document, make_mandate

TEXT = "\n\n".join(f"Paragraph {n} says one thing. It says another, too." for n in range(1, 6))


def anchor(**values: object) -> Anchor:
    return Anchor(**{"home": 1, "pid": 3, "quote": (), "at": 3, "kind": "unchanged", **values})  # type: ignore[arg-type]


def carried(where: Anchor, *lines: Line, words: dict[int, str] | None = None) -> Place:
    since = {(line.old, line.new): line.kind for line in lines if line.old and line.new}
    return carry(where, lines, since, lambda pid: (words or {})[pid] if words else "")


# The rules, without a database


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
    assert found == Place(8, "changed", "unchanged")


@pytest.mark.parametrize("words", [{3: "One.", 8: "Two."}, {3: "Both.", 8: "Both."}])
def test_a_quote_in_no_part_or_in_two_is_a_tie_for_a_person(words: dict[int, str]) -> None:
    found = carried(anchor(quote=("Both.",)), Line(3, 3, "split"), Line(3, 8, "split"), words=words)
    assert found == Place(None, "uncertain", "uncertain")


def test_a_quote_that_was_reworded_is_marked_though_its_paragraph_lives() -> None:
    found = carried(anchor(quote=("Gone.",)), Line(3, 3, "edited"), words={3: "Here."})
    assert found == Place(3, "changed", "changed")


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


# On the database


def commented(db: Session, text: str = TEXT) -> tuple[Document, Consultation, list[int]]:
    """A document with one version and an open round; the pids of its paragraphs."""
    document = make_document(db, text)
    version = queries.version_by_number(db, document, 1)
    pids = [paragraph.pid for paragraph in queries.paragraphs(db, version)]
    return document, make_consultation(db, version), pids


def publish(db: Session, document: Document) -> Version:
    return publish_version(db, document, label="next", by=None, now=NOW)


def drafting(db: Session, document: Document) -> Draft:
    return Draft(db, document, by=None, reason="as asked", now=NOW)


def changed_in(db: Session, document: Document, pid: int) -> int:
    row = queries.draft_paragraph(db, document, pid)
    assert row is not None
    return row.changed_in


def place_of(db: Session, comment: Comment, version: Version) -> Place:
    found = db.execute(
        select(Placement.pid, Placement.kind, Placement.quote_kind).where(
            Placement.comment_id == comment.id, Placement.version_id == version.id
        )
    ).one()
    return Place(*found)


def test_each_comment_goes_where_its_paragraph_went(db: Session) -> None:
    document, round_, (one, two, three, four, five) = commented(db)
    sentence = "It says another, too."
    comments = {
        "kept": send_comment(db, round_, one),
        "edited": send_comment(db, round_, two, quote=["Paragraph 2 says one thing."]),
        "split": send_comment(db, round_, three, quote=[sentence]),
        "gone": send_comment(db, round_, four, quote=[sentence]),
        "moved": send_comment(db, round_, five),
        "whole": send_comment(db, round_),
    }
    draft = drafting(db, document)
    draft.edit(two, "Paragraph 2 says one thing. It adds a third.", based_on=changed_in(db, document, two))
    parts = ["Paragraph 3 says one thing.", sentence]
    split = draft.split(three, parts, based_on=changed_in(db, document, three))
    draft.delete(four, based_on=changed_in(db, document, four))
    draft.move(five, None, based_on=changed_in(db, document, five))
    version = publish(db, document)
    assert {name: place_of(db, comment, version) for name, comment in comments.items()} == {
        "kept": Place(one, "unchanged"),
        "edited": Place(two, "changed", "unchanged"),
        "split": Place(split.after[1]["pid"], "changed", "unchanged"),
        "gone": Place(None, "removed", "removed"),
        "moved": Place(five, "moved"),
        "whole": Place(None, "unchanged"),
    }


def test_comments_on_merged_paragraphs_meet_at_the_one_they_became(db: Session) -> None:
    document, round_, (one, two, *_rest) = commented(db)
    comments = [send_comment(db, round_, pid) for pid in (one, two)]
    based = {pid: changed_in(db, document, pid) for pid in (one, two)}
    draft = drafting(db, document)
    draft.merge(one, two, "Both say one thing.", based_on=based[one], other_based_on=based[two])
    version = publish(db, document)
    assert {place_of(db, comment, version) for comment in comments} == {Place(one, "changed")}


def test_an_answered_comment_is_carried_and_an_unsent_one_is_not(db: Session) -> None:
    document, round_, pids = commented(db)
    send_comment(db, round_, pids[0])
    unsent_comment(db, round_, pids[0])
    edit_one(db, document, pids[1])
    version = publish(db, document)
    assert totals(db, version).comments == 1
    assert db.scalar(select(func.count(Placement.id)).where(Placement.version_id == version.id)) == 1


def edit_one(db: Session, document: Document, pid: int, words: str = "Other words.") -> None:
    drafting(db, document).edit(pid, words, based_on=changed_in(db, document, pid))


def test_a_change_is_remembered_in_every_later_version(db: Session) -> None:
    document, round_, (one, two, *_rest) = commented(db)
    comment = send_comment(db, round_, one)
    edit_one(db, document, one)
    second = publish(db, document)
    edit_one(db, document, two)
    third = publish(db, document)
    assert place_of(db, comment, second) == place_of(db, comment, third) == Place(one, "changed")


def test_removed_text_stays_removed_and_is_still_counted(db: Session) -> None:
    document, round_, (one, two, *_rest) = commented(db)
    comment = send_comment(db, round_, one)
    drafting(db, document).delete(one, based_on=changed_in(db, document, one))
    publish(db, document)
    edit_one(db, document, two)
    third = publish(db, document)
    assert place_of(db, comment, third) == Place(None, "removed")
    assert totals(db, third).missing == 0


def test_a_response_sent_after_the_next_version_gets_its_places_too(db: Session) -> None:
    document, round_, (one, two, *_rest) = commented(db)
    edit_one(db, document, one)
    second = publish(db, document)
    edit_one(db, document, two)
    third = publish(db, document)
    comment = send_comment(db, round_, one)
    placements.catch_up(db, comment.submission)
    placements.catch_up(db, comment.submission)  # once more changes nothing
    assert place_of(db, comment, second) == place_of(db, comment, third) == Place(one, "changed")
    assert totals(db, third) == placements.Totals(
        1, {"unchanged": 0, "changed": 1, "moved": 0, "uncertain": 0, "removed": 0}, 0
    )


def test_a_gap_is_filled_at_the_next_publication(db: Session) -> None:
    document, round_, (one, two, *_rest) = commented(db)
    edit_one(db, document, one)
    second = publish(db, document)
    comment = send_comment(db, round_, one)
    db.query(Placement).delete()
    edit_one(db, document, two)
    third = publish(db, document)
    assert place_of(db, comment, second) == place_of(db, comment, third) == Place(one, "changed")


# Any sequence of edits


def random_edits(db: Session, document: Document, chance: random.Random) -> None:
    """A dozen operations of the editor, one after another, on paragraphs chosen by lot."""
    for number in range(12):
        rows = queries.draft(db, document)
        row, other = chance.choice(rows), chance.choice(rows)
        draft = drafting(db, document)
        operation = chance.choice(["edit", "insert", "delete", "move", "split", "merge", "guess"])
        if operation == "edit":
            words = f"{row.markdown.split('.')[0]}. Edit {chance.random()}."
            draft.edit(row.pid, words, based_on=row.changed_in)
        elif operation == "insert":
            draft.insert(row.pid, f"Inserted words {number}.")
        elif operation == "delete" and len(rows) > 2:
            draft.delete(row.pid, based_on=row.changed_in)
        elif operation == "move" and row.pid != other.pid:
            draft.move(row.pid, other.pid, based_on=row.changed_in)
        elif operation == "split":
            parts = [part.strip() + "." for part in row.markdown.split(".") if part.strip()]
            draft.split(row.pid, [*parts, f"Rest {number}."], based_on=row.changed_in)
        elif operation == "merge" and row.pid != other.pid:
            words = f"{row.markdown} {other.markdown}"
            draft.merge(row.pid, other.pid, words, based_on=row.changed_in, other_based_on=other.changed_in)
        elif operation == "guess":
            row.certain = False


def assert_all_placed(db: Session, document: Document, version: Version) -> None:
    """Each sent comment on an earlier version once, and only where a certain line leads."""
    found = db.execute(
        select(Placement.comment_id, Placement.pid, Placement.kind).where(Placement.version_id == version.id)
    ).all()
    earlier = (
        select(Comment.id, Comment.pid, Comment.version_id)
        .join(Version)
        .join(Submission, Submission.id == Comment.submission_id)
    )
    earlier = earlier.where(Version.number < version.number, Submission.received_at.is_not(None))
    comments = {row.id: row for row in db.execute(earlier.where(Comment.document_id == document.id))}
    assert Counter(row.comment_id for row in found) == Counter(comments.keys())
    assert totals(db, version).missing == 0
    assert sum(totals(db, version).kinds.values()) == len(comments)
    before = queries.version_by_number(db, document, version.number - 1)
    stood = {
        row.comment_id: row.pid
        for row in db.execute(
            select(Placement.comment_id, Placement.pid).where(Placement.version_id == before.id)
        )
    }
    lines = db.execute(select(Lineage).where(Lineage.version_id == version.id)).scalars().all()
    certain = {(line.old_pid, line.new_pid) for line in lines if line.certain}
    for row in found:
        comment = comments[row.comment_id]
        at = comment.pid if comment.version_id == before.id else stood[row.comment_id]
        if row.pid is not None:
            assert (at, row.pid) in certain
        elif comment.pid is None:
            assert row.kind == "unchanged"
        else:
            assert row.kind in ("removed", "uncertain")


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_edited_all_comments_are_placed_once(db: Session, seed: int) -> None:
    chance = random.Random(seed)
    document, round_, _pids = commented(db)
    for _version in range(3):
        for paragraph in [*queries.paragraphs(db, round_.version), None]:
            offered = quotable_sentences(paragraph) if paragraph else []
            quote = chance.sample(offered, chance.randint(0, min(2, len(offered))))
            send_comment(db, round_, paragraph.pid if paragraph else None, quote=quote)
        random_edits(db, document, chance)
        version = publish(db, document)
        assert_all_placed(db, document, version)
        round_ = make_consultation(db, version)


def test_the_number_of_statements_does_not_grow_with_the_comments(db: Session) -> None:
    def statements(count: int) -> int:
        document, round_, pids = commented(db)
        first = send_comment(db, round_, pids[0])
        row = {
            "document_id": document.id,
            "submission_id": first.submission_id,
            "version_id": round_.version_id,
        }
        db.execute(
            insert(Comment),
            [
                {
                    **row,
                    "key": f"k{n}",
                    "number": 100 + n,
                    "pid": pids[n % 5],
                    "quote": [],
                    "body": "x",
                    "language": "en",
                }
                for n in range(count)
            ],
        )
        edit_one(db, document, pids[1])
        version = publish_unplaced(db, document)
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.connection(), "before_cursor_execute", note)
        placements.carry_forward(db, document, version)
        event.remove(db.connection(), "before_cursor_execute", note)
        assert totals(db, version).missing == 0
        return len(seen)

    assert statements(10) == statements(900)


def publish_unplaced(db: Session, document: Document) -> Version:
    from documents import publishing

    return publishing.publish(db, document, label="next", by=None, now=NOW)


# Settling


def uncertain_one(db: Session) -> tuple[Placement, list[int], Mandate]:
    document, round_, pids = commented(db)
    send_comment(db, round_, pids[0], quote=["It says another, too."])
    edit_one(db, document, pids[0], "Paragraph 1 was imported anew. It says another, too.")
    row = queries.draft_paragraph(db, document, pids[0])
    assert row is not None
    row.certain = False
    publish(db, document)
    placement = db.scalars(select(Placement)).one()
    assert (placement.pid, placement.kind) == (None, "uncertain")
    return placement, pids, make_mandate(db, "working_group")


def test_a_person_confirms_a_place_and_is_named(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    settle_placement(db, placement, pid=pids[0], by=member, now=NOW)
    db.refresh(placement)
    assert (placement.pid, placement.kind, placement.quote_kind) == (pids[0], "changed", "unchanged")
    assert placement.settled_by == member
    entry = db.get_one(record.Entry, record.head(db).seq)
    assert (entry.action, entry.actor) == ("comment.placed", member.actor)
    assert entry.payload is not None
    assert entry.payload.body == {"comment": 1, "version": 2, "pid": pids[0], "kind": "changed"}


def test_a_person_may_put_a_comment_at_another_paragraph(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    settle_placement(db, placement, pid=pids[3], by=member, now=NOW)
    assert (placement.pid, placement.kind) == (pids[3], "changed")


def test_a_person_may_say_that_the_text_is_gone(db: Session) -> None:
    placement, _pids, member = uncertain_one(db)
    settle_placement(db, placement, pid=None, by=member, now=NOW)
    assert (placement.pid, placement.kind, placement.quote_kind) == (None, "removed", "removed")


def test_what_a_person_settled_a_person_may_correct(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    settle_placement(db, placement, pid=pids[3], by=member, now=NOW)
    settle_placement(db, placement, pid=pids[0], by=member, now=NOW)
    assert placement.pid == pids[0]


def test_a_settled_place_is_carried_on(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    settle_placement(db, placement, pid=pids[3], by=member, now=NOW)
    document = placement.version.document
    edit_one(db, document, pids[1])
    third = publish(db, document)
    assert place_of(db, placement.comment, third) == Place(pids[3], "changed", "unchanged")


def test_a_certain_place_is_not_for_anybody_to_change(db: Session) -> None:
    document, round_, pids = commented(db)
    send_comment(db, round_, pids[0])
    edit_one(db, document, pids[1])
    publish(db, document)
    placement = db.scalars(select(Placement)).one()
    member = make_mandate(db, "working_group")
    with pytest.raises(Refused):
        settle_placement(db, placement, pid=pids[2], by=member, now=NOW)


def test_a_comment_is_not_put_at_a_paragraph_that_the_version_does_not_have(db: Session) -> None:
    placement, _pids, member = uncertain_one(db)
    with pytest.raises(Invalid) as refused:
        settle_placement(db, placement, pid=999, by=member, now=NOW)
    assert refused.value.field == "pid"
    assert placement.kind == "uncertain"
