"""A text from a file: as the first draft, and as the next one after what became what is confirmed."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.errors import Conflict, Invalid, Refused
from documents import queries
from documents.alignment import CERTAIN
from documents.drafting.draft import Draft, EditConflict
from documents.formats.markdown import read_markdown
from documents.imports import confirming, importing, merging
from documents.models import Document, PendingImport, Revision
from tests.support.factories import NOW, make_document, make_revision, make_version

TEXT = """\
Clusters work together across all borders of the region and with their neighbours.

What one cluster learns in its first years, every other cluster can use from the first day.

Each participating government names one contact point for clusters and publishes its address.

The contact point answers every question of a cluster within thirty days of receiving it.
"""
FIRST, SECOND, THIRD, FOURTH = TEXT.strip().split("\n\n")


def pending_import(db: Session, document: Document, *paragraphs: str) -> PendingImport:
    reading = read_markdown("\n\n".join(paragraphs))
    return importing.begin_import(db, document, reading, file_name="next.md", by=None, now=NOW)


def confirmed(db: Session, pending: PendingImport, reason: str = "Meeting", sure: bool = True) -> Revision:
    return importing.confirm(db, pending, by=None, reason=reason, now=NOW, sure=sure)


def correct(pending: PendingImport, sources: dict[int, list[int]]) -> None:
    """A person says where these new paragraphs come from."""
    for index, pids in sources.items():
        confirming.say_new(pending, index)
        for pid in pids:
            confirming.add_source(pending, index, pid, range(1, 100))


def state(db: Session, document: Document) -> list[tuple[int, list[int]]]:
    return [(row.pid, row.origins) for row in queries.draft(db, document)]


# The first text


def test_the_first_import_makes_the_draft_and_keeps_what_was_left_out(db: Session) -> None:
    document = make_document(db, "")
    reading = read_markdown("Words.\n\n![a map](m.png)\n\nMore.")
    revision = importing.import_first(db, document, reading, file_name="a.md", by=None, now=NOW)
    assert (revision.name, revision.operation) == ("0.1", "import")
    assert state(db, document) == [(1, []), (2, [])]
    kept = importing.last_import(db, document)
    assert kept.confirmed_at == NOW
    assert [omission["what"] for omission in kept.omissions] == ["An image"]


def test_a_text_is_imported_first_only_once(db: Session) -> None:
    document = make_document(db, TEXT)
    with pytest.raises(Refused):
        importing.import_first(db, document, read_markdown("x"), file_name="a.md", by=None, now=NOW)


BAD = [
    ({"slug": "Ä b"}, "slug"),
    ({"slug": ""}, "slug"),
    ({"slug": "a" * 81}, "slug"),
    ({"slug": "-a"}, "slug"),
    ({"title": " \u200b "}, "title"),
    ({"title": "x" * 301}, "title"),
]


@pytest.mark.parametrize(("wrong", "field"), BAD)
def test_a_document_needs_an_address_and_a_title(db: Session, wrong: dict[str, str], field: str) -> None:
    values = {"slug": "policy", "title": "Policy", "language": "en", **wrong}
    with pytest.raises(Invalid) as refused:
        importing.create_document(db, **values, now=NOW, by=None)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_an_address_belongs_to_one_document(db: Session) -> None:
    make_document(db, "", slug="policy")
    with pytest.raises(Invalid, match="already a document"):
        make_document(db, "", slug="policy")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Model policy, 2nd draft", "model-policy-2nd-draft"),
        ("Нацрт 2: Љубав, Његош и Џеп", "nacrt-2-ljubav-njegos-i-dzep"),
        ("Политика за клъстерите и йод", "politika-za-klasterite-i-jod"),
        ("Ќе ѓон ѕвезда", "kje-gjon-dzvezda"),
        ("Πολιτική συστάδων της Ελλάδας", "politiki-systadon-tis-elladas"),
        ("Şehir IĞDIR: İyi çöğür", "sehir-igdir-iyi-cogur"),
        ("Đak, škola, čaša", "djak-skola-casa"),
        ("Țară și oraș ţ ş", "tara-si-oras-t-s"),
        ("日本", ""),
        ("word " * 40, "word-" * 15 + "word"),
    ],
)
def test_a_title_gives_an_address_in_plain_letters(title: str, slug: str) -> None:
    assert importing.proposed_slug(title) == slug
    assert slug == "" or importing.SLUG.fullmatch(slug)


# The next text


def test_an_import_changes_nothing_before_it_is_confirmed(db: Session) -> None:
    document = make_document(db, TEXT)
    before = state(db, document)
    pending_import(db, document, SECOND, "New words.")
    assert state(db, document) == before
    assert len(queries.revisions(db, document)) == 1


def test_unchanged_paragraphs_keep_their_pids_wherever_they_go(db: Session) -> None:
    document = make_document(db, TEXT)
    confirmed(db, pending_import(db, document, THIRD, FOURTH, FIRST, SECOND))
    assert state(db, document) == [(3, [3]), (4, [4]), (1, [1]), (2, [2])]


def test_a_new_paragraph_gets_a_pid_that_was_never_used(db: Session) -> None:
    document = make_document(db, TEXT)
    new = "Bees are counted on the first Monday in May by licensed people."
    confirmed(db, pending_import(db, document, FIRST, SECOND, THIRD, new))
    assert state(db, document)[-1] == (5, [])
    confirmed(db, pending_import(db, document, FIRST, SECOND, THIRD, "Tea is served at four."))
    assert state(db, document)[-1] == (6, [])


def test_a_person_says_where_a_paragraph_comes_from(db: Session) -> None:
    document = make_document(db, TEXT)
    pending = pending_import(db, document, FIRST, SECOND, THIRD, "Tea is served at four.")
    correct(pending, {3: [4]})
    confirmed(db, pending, sure=False)
    assert state(db, document)[-1] == (4, [4])
    assert all(row.certain for row in queries.draft(db, document))


def test_a_person_says_that_a_paragraph_is_new(db: Session) -> None:
    document = make_document(db, TEXT)
    pending = pending_import(db, document, FIRST, SECOND, THIRD, FOURTH)
    correct(pending, {3: []})
    confirmed(db, pending)
    assert state(db, document)[-1] == (5, [])


def test_one_paragraph_may_go_on_in_two_and_two_in_one(db: Session) -> None:
    document = make_document(db, TEXT)
    pending = pending_import(db, document, FIRST, SECOND, "Tea is served at four.", "Coffee at five.")
    correct(pending, {0: [1, 4], 2: [3], 3: [3]})
    confirmed(db, pending)
    assert state(db, document) == [(1, [1, 4]), (2, [2]), (3, [3]), (5, [3])]


def test_a_paragraph_that_two_claim_keeps_its_pid_in_the_first(db: Session) -> None:
    document = make_document(db, TEXT)
    pending = pending_import(db, document, "Tea is served at four.", SECOND, THIRD, FOURTH)
    correct(pending, {0: [2]})
    confirmed(db, pending)
    assert state(db, document)[:2] == [(5, [2]), (2, [2])]


# What a person decides


def doubted(db: Session, document: Document, *paragraphs: str, pids: tuple[int, ...]) -> PendingImport:
    """An import in which what became of these paragraphs of the draft is not certain."""
    pending = pending_import(db, document, *paragraphs)
    assert pending.compared is not None
    pending.compared = [[pid, index, 50 if pid in pids else 99] for pid, index, _percent in pending.compared]
    pending.links = importing.links_found(pending)
    return pending


def test_a_row_is_doubtful_until_a_person_vouches_for_it(db: Session) -> None:
    pending = doubted(db, make_document(db, TEXT), FIRST, SECOND, THIRD, pids=(2, 4))
    assert (confirming.doubtful_rows(pending), confirming.doubtful_ends(pending)) == ({1}, {4})
    assert (confirming.open_rows(pending), confirming.open_ends(pending)) == ({1}, {4})
    confirming.vouch(pending, [1])
    confirming.say_ends(pending, 4, [4])
    assert (confirming.open_rows(pending), confirming.open_ends(pending)) == (set(), set())
    confirming.put_back(pending, [1])
    confirming.put_back_end(pending, 4)
    assert (confirming.open_rows(pending), confirming.open_ends(pending)) == ({1}, {4})


def test_a_source_that_is_added_does_not_vouch_for_the_one_that_was_guessed(db: Session) -> None:
    document = make_document(db, TEXT)
    pending = doubted(db, document, FIRST, SECOND, THIRD, pids=(2,))
    confirming.add_source(pending, 1, 4, [4])
    assert confirming.open_rows(pending) == {1}
    confirming.remove_source(pending, 1, 2)
    assert confirming.open_rows(pending) == set()
    confirmed(db, pending, sure=False)
    assert state(db, document)[1] == (4, [4])
    assert all(row.certain for row in queries.draft(db, document))


def test_a_link_that_is_set_again_is_the_primary_one_again(db: Session) -> None:
    document = make_document(db, TEXT)
    pending = pending_import(db, document, FIRST, SECOND, THIRD, FOURTH)
    confirming.add_source(pending, 3, 1, [1])
    confirming.remove_source(pending, 0, 1)
    confirming.add_source(pending, 0, 1, [1])
    confirmed(db, pending)
    assert state(db, document) == [(1, [1]), (2, [2]), (3, [3]), (4, [4, 1])]


def test_a_paragraph_that_is_said_to_end_and_is_linked_does_not_end(db: Session) -> None:
    pending = pending_import(db, make_document(db, TEXT), FIRST, SECOND, THIRD, "Tea is served at four.")
    confirming.say_ends(pending, 1, [1])
    assert pending.ended == [1]
    confirming.add_source(pending, 3, 1, [1])
    assert pending.ended == []


def test_decisions_outlast_a_change_of_the_draft_which_stays_as_well(db: Session) -> None:
    document = make_document(db, TEXT)
    pending = doubted(db, document, FIRST, SECOND, "Tea is served at four.", "Coffee at five.", pids=(2,))
    correct(pending, {2: [3], 3: [4]})
    confirming.vouch(pending, [1])
    links = pending.links
    draft = Draft(db, document, by=None, reason="x", now=NOW)
    at = {row.pid: row.changed_in for row in queries.draft(db, document)}
    draft.edit(1, f"{FIRST} Always.", based_on=at[1])
    draft.edit(3, "Each government names a point.", based_on=at[3])
    draft.delete(4, based_on=at[4])
    with pytest.raises(Conflict):
        confirming.lock_unconfirmed(db, pending)
    confirming.compare_again(db, pending)
    confirming.lock_unconfirmed(db, pending)
    assert pending.links == links
    with pytest.raises(importing.Undecided) as refused:
        confirmed(db, pending, sure=False)
    assert [(clash.key, clash.theirs) for clash in refused.value.clashes] == [
        (3, "Each government names a point."),
        (4, ""),
    ]
    for clash in refused.value.clashes:
        confirming.settle(pending, clash, "mine")
    confirmed(db, pending, sure=False)
    assert [(row.markdown, row.origins) for row in queries.draft(db, document)] == [
        (f"{FIRST} Always.", [1]),
        (SECOND, [2]),
        ("Tea is served at four.", [3]),
        ("Coffee at five.", [4]),
    ]


def test_the_file_that_waits_is_the_last_one_unless_it_was_confirmed(db: Session) -> None:
    document = make_document(db, TEXT)
    assert confirming.waiting(db, document) is None
    pending_import(db, document, FIRST)
    second = pending_import(db, document, FIRST, SECOND)
    assert confirming.waiting(db, document) is second
    confirmed(db, second)
    assert confirming.waiting(db, document) is None


def test_a_guess_stays_marked_unless_a_person_vouches_for_it(db: Session) -> None:
    for sure in (True, False):
        document = make_document(db, TEXT)
        pending = pending_import(db, document, FIRST, SECOND, THIRD, FOURTH)
        pending.links = [
            [pid, index, int(CERTAIN * 100) - 1 if pid == 3 else percent]
            for pid, index, percent in pending.links
        ]
        assert importing.guesses(pending) == [(3, 2)]
        confirmed(db, pending, sure=sure)
        assert [row.certain for row in queries.draft(db, document)] == [True, True, sure, True]
        version = make_version(db, document, edit=False)
        assert [line.certain for line in queries.lines_to(db, version)] == [True, True, sure, True]


def test_the_preview_names_what_would_happen(db: Session) -> None:
    document = make_document(db, TEXT)
    new = "Bees are counted on the first Monday in May by licensed people."
    pending = pending_import(db, document, SECOND, THIRD.replace("address", "address and hours"), FOURTH, new)
    draft = {row.pid: row.markdown for row in queries.draft(db, document)}
    kinds = {(line.old, line.new): line.kind for line in merging.lines_of(merging.merged(db, pending), draft)}
    assert kinds == {
        (2, 0): "unchanged",
        (3, 1): "edited",
        (4, 2): "unchanged",
        (None, 3): "added",
        (1, None): "deleted",
    }


def test_origins_lead_through_changes_made_before_the_import(db: Session) -> None:
    document = make_document(db, TEXT)
    at = {row.pid: row.changed_in for row in queries.draft(db, document)}
    draft = Draft(db, document, by=None, reason="x", now=NOW)
    draft.split(1, [FIRST, "Neighbours are named in the annex to this text."], based_on=at[1])
    split = [row.markdown for row in queries.draft(db, document)]
    confirmed(db, pending_import(db, document, *split))
    assert state(db, document) == [(1, [1]), (5, [1]), (2, [2]), (3, [3]), (4, [4])]


# What came between


def test_an_import_does_not_overwrite_what_was_saved_meanwhile(db: Session) -> None:
    document = make_document(db, TEXT)
    pending = pending_import(db, document, FIRST, SECOND)
    make_revision(db, document, 1, "Saved meanwhile.")
    with pytest.raises(Conflict):
        confirmed(db, pending)
    assert queries.draft(db, document)[0].markdown == "Saved meanwhile."


def test_an_import_is_confirmed_once(db: Session) -> None:
    document = make_document(db, TEXT)
    pending = pending_import(db, document, FIRST, SECOND)
    confirmed(db, pending)
    with pytest.raises(Refused):
        confirmed(db, pending)


def test_a_correction_names_paragraphs_of_the_draft(db: Session) -> None:
    document = make_document(db, TEXT)
    pending = pending_import(db, document, FIRST, SECOND)
    with pytest.raises(Invalid):
        confirming.add_source(pending, 0, 99, [row.pid for row in queries.draft(db, document)])
    with pytest.raises(Invalid):
        confirming.add_source(pending, 2, 1, [1])
    assert pending.links == importing.links_found(pending)


def test_an_edit_that_began_before_the_import_meets_it_only_where_it_changed_something(db: Session) -> None:
    document = make_document(db, TEXT)
    began = {row.pid: row.changed_in for row in queries.draft(db, document)}
    changed = THIRD.replace("address", "address and hours")
    confirmed(db, pending_import(db, document, FIRST, SECOND, changed, FOURTH))
    draft = Draft(db, document, by=None, reason="x", now=NOW)
    draft.edit(1, "My words.", based_on=began[1])
    with pytest.raises(EditConflict) as met:
        draft.edit(3, "My words.", based_on=began[3])
    assert (met.value.base, met.value.theirs) == (THIRD, changed)
    assert met.value.revision is not None
    assert met.value.revision.operation == "import"


def test_there_is_nothing_to_compare_with_in_an_empty_draft(db: Session) -> None:
    with pytest.raises(Refused):
        pending_import(db, make_document(db, ""), FIRST)


LOCKING = [confirming.lock_waiting, confirming.lock_unconfirmed, confirming.compare_again]


@pytest.mark.parametrize("locking", LOCKING)
def test_the_draft_is_locked_before_the_file_so_that_nobody_waits_for_one_another(
    db: Session, locking: Callable[[Session, PendingImport], None]
) -> None:
    pending = pending_import(db, make_document(db, TEXT), FIRST)
    read: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        read.extend(re.findall(r"FROM (document|pending_import)\b(?!_)", statement))

    event.listen(db.connection(), "before_cursor_execute", note)
    locking(db, pending)
    event.remove(db.connection(), "before_cursor_execute", note)
    assert read[:2] == ["document", "pending_import"]
