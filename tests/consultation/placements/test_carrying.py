"""For every version the placements add up to all comments: nothing lost, doubled, or guessed."""

import random
from collections import Counter
from itertools import pairwise

import pytest
from sqlalchemy import delete, event, func, insert, select
from sqlalchemy.orm import Session

from consultation.fields import quotable_sentences
from consultation.models import Comment, Placement, StandingPlace
from consultation.placements import carrying
from consultation.placements.carrying import totals
from consultation.placements.rules import WAITING, Place
from consultation.placements.settling import settle_placement
from documents import queries
from documents.formats.markdown import read_markdown
from documents.imports import importing
from documents.models import Document, Version
from members.models import Mandate
from tests.consultation.placements.steps import changed_in, commented, drafting, edit_one, place_of, publish
from tests.consultation.sending import send_comment, unsent_comment
from tests.support.factories import NOW, make_consultation, make_mandate
from tests.support.servers.databases import unguard


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
        "split": Place(split.after[1]["pid"], "changed", "moved"),
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
    carrying.catch_up(db, comment.submission, third.number)
    carrying.catch_up(db, comment.submission, third.number)  # once more changes nothing
    assert place_of(db, comment, second) == place_of(db, comment, third) == Place(one, "changed")
    assert totals(db, third) == carrying.Totals(
        1, {"unchanged": 0, "changed": 1, "moved": 0, "uncertain": 0, "removed": 0}, 0
    )


def test_a_gap_is_filled_at_the_next_publication(db: Session) -> None:
    document, round_, (one, two, *_rest) = commented(db)
    edit_one(db, document, one)
    second = publish(db, document)
    comment = send_comment(db, round_, one)
    unguard(db.connection())
    db.execute(delete(Placement))
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


def import_anew(db: Session, document: Document, chance: random.Random) -> None:
    """The draft as a file in which some paragraphs were reworded, moved or left out; nobody looks at
    what became what, so that some lines are guesses."""
    texts = [row.markdown for row in queries.draft(db, document)]
    texts = [f"{text} And so on." if chance.random() < 0.3 else text for text in texts]
    texts = [text for text in texts if chance.random() < 0.9] or texts
    first, rest = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    chance.shuffle(first)
    texts = first + rest
    text = "\n\n".join([*texts, f"Imported words {chance.random()}."])
    pending = importing.begin_import(db, document, read_markdown(text), file_name="next.md", by=None, now=NOW)
    importing.confirm(db, pending, by=None, reason="as asked", now=NOW, sure=False)


def settle_some(db: Session, version: Version, chance: random.Random, by: Mandate) -> None:
    """A person decides about some of the places that wait, and about one decided before."""
    pids = [paragraph.pid for paragraph in queries.paragraphs(db, version)]
    open_ones = (StandingPlace.kind.in_(WAITING)) | StandingPlace.settled_by_id.is_not(None)
    waiting = select(StandingPlace).where(StandingPlace.version_id == version.id, open_ones)
    for placement in db.scalars(waiting).all():
        if placement.comment.pid is not None and chance.random() < 0.4:
            pid = chance.choice([*pids, None])
            settle_placement(db, placement, pid=pid, by=by, now=NOW, reason="as agreed")


def assert_all_placed(db: Session, document: Document) -> None:
    """In every version each sent comment on an earlier one has one place, and stands only where a
    person has put it or where a certain line leads from where it stood before."""
    versions = queries.versions(db, document)
    for before, version in pairwise(versions):
        found = list(db.scalars(select(StandingPlace).where(StandingPlace.version_id == version.id)))
        sent = (
            select(Comment)
            .join(Version)
            .where(
                Comment.document_id == document.id,
                Version.number < version.number,
                Comment.number.is_not(None),
            )
        )
        assert Counter(row.comment_id for row in found) == Counter(c.id for c in db.scalars(sent))
        counted = totals(db, version)
        assert (counted.missing, sum(counted.kinds.values())) == (0, counted.comments)
        certain = {(line.old, line.new) for line in queries.lines_to(db, version) if line.certain}
        stood = dict(
            db.execute(
                select(StandingPlace.comment_id, StandingPlace.pid).where(
                    StandingPlace.version_id == before.id
                )
            ).all()
        )
        pids = {paragraph.pid for paragraph in queries.paragraphs(db, version)}
        for row in found:
            assert_well_placed(row, stood.get(row.comment_id, row.comment.pid), certain, pids)


def assert_well_placed(
    row: StandingPlace, stood: int | None, certain: set[tuple[int | None, int | None]], pids: set[int]
) -> None:
    """stood: where the comment was in the version before."""
    assert bool(row.quote_kind) == bool(row.comment.quote)
    if row.comment.pid is None:
        assert (row.pid, row.kind) == (None, "unchanged")
    elif row.pid is None:
        assert row.kind in WAITING
        assert row.quote_kind in ("", row.kind)
    else:
        assert row.kind not in WAITING
        assert row.quote_kind not in WAITING or row.quote_kind == "removed"
        assert row.pid in pids
        assert row.settled_by_id is not None or (stood, row.pid) in certain


# What is edited does not depend on the database; that the same is read back is seen in two stories.
SEEDS = [("sqlite", seed) for seed in range(2)] + [("postgresql", 2)]


@pytest.mark.long
@pytest.mark.parametrize(("store", "seed"), SEEDS, indirect=["store"], scope="session")
def test_whatever_is_edited_all_comments_are_placed_once(db: Session, seed: int) -> None:
    chance = random.Random(seed)
    document, round_, _pids = commented(db)
    member = make_mandate(db, "working_group")
    rounds = [round_]
    for _version in range(3):
        for round_ in chance.sample(rounds, min(2, len(rounds))):  # some respondents are late
            for paragraph in [*queries.paragraphs(db, round_.version), None]:
                offered = quotable_sentences(paragraph) if paragraph else []
                quote = chance.sample(offered, chance.randint(0, min(2, len(offered))))
                comment = send_comment(db, round_, paragraph.pid if paragraph else None, quote=quote)
                unsent_comment(db, round_, comment.pid)
        random_edits(db, document, chance)
        if chance.random() < 0.5:
            import_anew(db, document, chance)
        version = publish(db, document)
        for each in chance.sample(queries.versions(db, document)[1:], 1):
            settle_some(db, each, chance, member)
        assert_all_placed(db, document)
        rounds.append(make_consultation(db, version))


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
        carrying.carry_forward(db, document, version)
        event.remove(db.connection(), "before_cursor_execute", note)
        assert totals(db, version).missing == 0
        return len(seen)

    assert statements(10) == statements(900)


def publish_unplaced(db: Session, document: Document) -> Version:
    from documents import publishing

    return publishing.publish(db, document, label="next", by=None, now=NOW)
