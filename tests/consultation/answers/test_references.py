"""What refers to a paragraph of the draft says its label of the day, whatever gave it another. It does so in
the same set of changes, and what is said of comments and agreement stays as it is."""

import random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from consultation.answers import changing, tracing
from consultation.answers.changing import Links
from core.errors import Invalid
from documents import queries
from documents.drafting import sets, states, undoing
from documents.drafting.among_members import agreeing
from documents.drafting.draft import Draft
from documents.models import Document, Revision
from documents.sheet.reading import node_of
from documents.sheet.saving import Outcome
from documents.text.blocks import Block
from members.models import Mandate
from tests.consultation.answers.test_changing import Scene as WithComments
from tests.documents.sheet.typist import Typist
from tests.support.factories import NOW, make_document, make_mandate

TEXT = """\
## Aims

First aim.

## Means

Second aim: as [section 2](#p-3) says, with [1 ¶1](#p-2).

Third aim: [section 2](#p-3) too.
"""
AIMS, FIRST, MEANS, REFERRING, OTHER = range(1, 6)


class Scene:
    """A published text that refers to its own paragraphs, and one who writes in its draft."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.document: Document = make_document(db, TEXT)
        self.member: Mandate = make_mandate(db, "working_group")

    def text(self) -> dict[int, str]:
        return {row.pid: row.markdown for row in queries.draft(self.db, self.document)}

    def at(self, pid: int) -> int:
        row = queries.draft_paragraph(self.db, self.document, pid)
        assert row is not None
        return row.changed_in

    def change(self, operation: Any) -> Revision:
        """By a plain form."""
        saved = changing.change(
            self.db, self.document, operation, reason="To be better", by=self.member, now=NOW
        )
        assert saved is not None
        return saved.revision

    def save(self, *windows: dict[str, Any], by: Mandate | None = None) -> Outcome:
        """By the sheet."""
        return changing.gather(self.db, self.document, windows, by=by or self.member, now=NOW)

    def write_heading(self, by: Mandate | None = None) -> Outcome:
        """A section more, before the second one."""
        node = {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Scope"}]}
        window = {"after": FIRST, "was": [], "now": [{"key": "h", "sources": [], "node": node}]}
        return self.save(window, by=by)

    def edit(
        self, pid: int, markdown: str, *, began: int | None = None, by: Mandate | None = None
    ) -> Outcome:
        """Other words in the sheet. ``began``: the change that the browser knew."""
        block = {"key": "e", "sources": [pid], "node": node_of(Block("paragraph", 0, markdown))}
        was = [pid, self.at(pid) if began is None else began]
        return self.save({"after": None, "was": [was], "now": [block]}, by=by)

    def operations(self) -> list[str]:
        return [each.operation for each in reversed(queries.revisions(self.db, self.document, 1))]


@pytest.fixture
def scene(db: Session) -> Scene:
    return Scene(db)


FOLLOWED = {
    REFERRING: "Second aim: as [section 3](#p-3) says, with [1 ¶1](#p-2).",
    OTHER: "Third aim: [section 3](#p-3) too.",
}


def test_what_is_written_in_the_sheet_takes_the_references_along_in_the_same_set(scene: Scene) -> None:
    was = scene.text()
    outcome = scene.write_heading()
    assert scene.text().items() >= FOLLOWED.items()
    assert [each.pid for each in outcome.followed] == [REFERRING, OTHER]
    own = sets.open_set_of(scene.db, scene.document, scene.member)
    assert own is not None
    insert, follow = own.revisions
    assert (insert.operation, follow.operation, follow.pids) == ("insert", "follow", {REFERRING, OTHER})
    assert [state["markdown"] for state in follow.before] == [was[REFERRING], was[OTHER]]
    assert follow.made_by is scene.member
    assert scene.at(REFERRING) == follow.id
    rows = {row.pid: row.origins for row in queries.draft(scene.db, scene.document)}
    assert (rows[REFERRING], rows[OTHER]) == ([REFERRING], [OTHER])


def test_taking_it_out_again_leaves_nothing(scene: Scene) -> None:
    was, began = scene.text(), scene.at(REFERRING)
    new = scene.write_heading().stored["h"]
    scene.save({"after": FIRST, "was": [[new.pid, new.changed_in]], "now": []})
    assert scene.text() == was
    assert scene.operations() == []
    assert sets.open_set_of(scene.db, scene.document, scene.member) is None
    assert scene.at(REFERRING) == began


def test_what_is_typed_after_is_one_change_with_it(scene: Scene) -> None:
    was = scene.text()
    new = scene.write_heading().stored["h"]
    scene.edit(REFERRING, FOLLOWED[REFERRING] + " More.")
    assert scene.operations() == ["insert", "follow", "edit"]
    scene.save({"after": FIRST, "was": [[new.pid, new.changed_in]], "now": []})
    assert scene.text()[REFERRING] == was[REFERRING] + " More."
    assert scene.text()[OTHER] == was[OTHER]


def test_what_was_typed_while_it_followed_is_no_conflict(scene: Scene) -> None:
    """One person moves the section while another writes in what refers to it."""
    began = scene.at(REFERRING)
    scene.write_heading()
    typed = TEXT.split("\n\n")[3].replace("Second aim", "The second of the aims")
    outcome = scene.edit(REFERRING, typed, began=began, by=make_mandate(scene.db, "working_group"))
    assert outcome.clashes == []
    assert scene.text()[REFERRING] == FOLLOWED[REFERRING].replace("Second aim", "The second of the aims")


def test_who_types_into_the_label_itself_meets_the_other(scene: Scene) -> None:
    began = scene.at(OTHER)
    scene.write_heading()
    other = make_mandate(scene.db, "working_group")
    [clash] = scene.edit(OTHER, "Third aim: [section 22](#p-3) too.", began=began, by=other).clashes
    assert (clash.pid, clash.theirs.markdown if clash.theirs else "") == (OTHER, FOLLOWED[OTHER])


def test_what_is_deleted_while_it_followed_is_gone(scene: Scene) -> None:
    began = scene.at(OTHER)
    scene.write_heading()
    assert scene.save({"after": REFERRING, "was": [[OTHER, began]], "now": []}).clashes == []
    assert OTHER not in scene.text()


def test_two_people_each_give_it_another_label(scene: Scene) -> None:
    was = scene.text()
    one = scene.write_heading().stored["h"]
    other = make_mandate(scene.db, "working_group")
    scene.write_heading(by=other)
    assert scene.text()[OTHER] == "Third aim: [section 4](#p-3) too."
    scene.save({"after": FIRST, "was": [[one.pid, one.changed_in]], "now": []})
    assert scene.text()[OTHER] == FOLLOWED[OTHER]
    [theirs] = [each for each in sets.open_sets(scene.db, scene.document) if each.made_by_id == other.id]
    assert [each.operation for each in theirs.revisions] == ["insert", "follow"]
    text = {row.pid: row.markdown for row in queries.draft(scene.db, scene.document)}
    for revision in queries.revisions(scene.db, scene.document, 1):
        for state in revision.after:
            assert text.pop(state["pid"]) == state["markdown"]
        text |= {state["pid"]: state["markdown"] for state in revision.before}
    assert text == was


def test_a_reference_that_is_written_with_the_section_follows_at_once(db: Session) -> None:
    scene = Scene(db)
    scene.document = make_document(db, "## Aims\n\nFirst aim.\n\n## Means\n\nSecond aim.")
    heading = {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Scope"}]}
    refers = node_of(Block("paragraph", 0, "See [section 2](#p-3)."))
    now = [{"key": "h", "sources": [], "node": heading}, {"key": "r", "sources": [], "node": refers}]
    outcome = scene.save({"after": FIRST, "was": [], "now": now})
    assert outcome.stored["r"].markdown == "See [section 3](#p-3)."


@pytest.mark.parametrize(
    "operation",
    [
        lambda draft, at: draft.insert(None, "## Scope"),
        lambda draft, at: draft.insert(FIRST, "Some words.\n\n## Scope"),
        lambda draft, at: draft.split(FIRST, ["First", "## Scope"], based_on=at),
    ],
)
def test_each_form_takes_the_references_along_and_taking_back_brings_them_back(
    scene: Scene, operation: Any
) -> None:
    was = scene.text()
    revision = scene.change(lambda draft: operation(draft, scene.at(FIRST)))
    assert scene.text().items() >= {OTHER: FOLLOWED[OTHER]}.items()
    assert revision.operation != "follow"
    assert [each.operation for each in revision.change_set.revisions] == [revision.operation, "follow"]
    assert {each.name for each in revision.change_set.revisions} == {"1.1"}
    parts = undoing.parts_of(scene.db, revision.change_set)
    assert all(part.is_sure for part in parts)
    seen = queries.last_revision_id(scene.db, scene.document)
    scene.change(lambda draft: draft.take_back(revision.change_set, set(range(len(parts))), seen=seen))
    assert scene.text() == was


@pytest.mark.parametrize("more", ["", "\n\nSee [section 3](#p-3)."])
def test_taking_back_the_section_alone_lets_them_follow(scene: Scene, more: str) -> None:
    """What was added with it goes with it, though its own references followed something later."""
    was = scene.text()
    revision = scene.change(lambda draft: draft.insert(None, f"## Scope{more}"))
    later = scene.change(lambda draft: draft.insert(None, "## Even before"))
    parts = undoing.parts_of(scene.db, revision.change_set)
    assert all(part.is_sure for part in parts)
    seen = queries.last_revision_id(scene.db, scene.document)
    scene.change(lambda draft: draft.take_back(revision.change_set, set(range(len(parts))), seen=seen))
    assert scene.text()[OTHER] == FOLLOWED[OTHER]
    scene.change(lambda draft: draft.delete(min(later.pids), based_on=later.id))
    assert scene.text() == was


def test_what_comes_back_says_the_label_of_the_day(scene: Scene) -> None:
    """A paragraph that was not there when its target got another label."""
    gone = scene.change(lambda draft: draft.delete(OTHER, based_on=scene.at(OTHER)))
    reworded = scene.change(lambda draft: draft.edit(REFERRING, "Second aim.", based_on=scene.at(REFERRING)))
    scene.change(lambda draft: draft.insert(None, "## Scope"))
    block = Block("paragraph", 0, "Third aim: [section 2](#p-3) too.")
    scene.change(lambda draft: draft.restore(OTHER, block, based_on=gone.id))
    assert scene.text()[OTHER] == FOLLOWED[OTHER]
    seen = queries.last_revision_id(scene.db, scene.document)
    back = scene.change(lambda draft: draft.take_back(reworded.change_set, {0}, seen=seen))
    assert scene.text()[REFERRING] == "Second aim: as [section 3](#p-3) says, with [2 ¶1](#p-2)."
    assert [each.operation for each in back.change_set.revisions] == ["take back", "follow"]


def test_what_is_undone_in_the_sheet_says_it_too(scene: Scene) -> None:
    scene.save({"after": REFERRING, "was": [[OTHER, scene.at(OTHER)]], "now": []})
    scene.write_heading(by=make_mandate(scene.db, "working_group"))
    node = node_of(Block("paragraph", 0, "Third aim: [section 2](#p-3) too."))
    block = {"key": "b", "sources": [OTHER], "node": node}
    outcome = scene.save({"after": REFERRING, "was": [], "now": [block]})
    assert outcome.stored["b"].pid == OTHER
    assert scene.text()[OTHER] == FOLLOWED[OTHER]


def test_moving_and_another_level_give_other_labels(scene: Scene) -> None:
    scene.change(lambda draft: draft.move(AIMS, OTHER, based_on=scene.at(AIMS)))
    assert "[section 1](#p-3)" in scene.text()[OTHER]
    scene.change(lambda draft: draft.move(AIMS, None, based_on=scene.at(AIMS)))
    scene.change(lambda draft: draft.edit(MEANS, "### Means", based_on=scene.at(MEANS)))
    assert "[section 1.1](#p-3)" in scene.text()[OTHER]


def test_words_that_change_no_label_are_one_change(scene: Scene) -> None:
    scene.change(lambda draft: draft.edit(FIRST, "The very first aim.", based_on=scene.at(FIRST)))
    scene.edit(OTHER, "Third: [section 2](#p-3).")
    assert scene.operations() == ["edit", "edit"]


def test_a_section_that_is_deleted_leaves_the_words(scene: Scene) -> None:
    scene.change(lambda draft: draft.delete(MEANS, based_on=scene.at(MEANS)))
    assert scene.text()[OTHER] == "Third aim: [section 2](#p-3) too."
    assert scene.operations() == ["delete"]


def test_a_file_that_renumbers_takes_them_along(db: Session) -> None:
    scene = WithComments(db)
    text = "## Aims\n\nFirst aim of all of them.\n\n## Means\n\nAs [section 2](#p-3) says of its aims."
    scene.document = make_document(db, text)
    scene.take_in(text.replace("## Means", "## Scope of it\n\nIt holds.\n\n## Means"))
    assert [row.markdown for row in queries.draft(db, scene.document)][-1] == (
        "As [section 3](#p-3) says of its aims."
    )
    last, before = queries.revisions(db, scene.document, 1)
    assert (last.operation, before.operation, last.name) == ("follow", "import", before.name)


def test_an_agreed_paragraph_stays_agreed(scene: Scene) -> None:
    agreeing.agree(scene.db, scene.document, OTHER, based_on=scene.at(OTHER), by=scene.member, now=NOW)
    scene.write_heading()
    row = queries.draft_paragraph(scene.db, scene.document, OTHER)
    assert row is not None
    assert row.markdown == FOLLOWED[OTHER]
    assert row.agreed_at == NOW


def test_comments_are_answered_by_what_was_meant_and_stay_answered(db: Session) -> None:
    scene = WithComments(db)
    one, two = scene.pids[:2]
    heading = scene.change(lambda draft: draft.insert(None, "## Things"))
    [new] = heading.pids
    scene.edit(one, f"Thing number 1 is said in [section 1](#p-{new}).", scene.comments[0])
    trace = scene.trace()
    assert trace.kept_cache == "whole"
    told = scene.told()
    moved = scene.change(lambda draft: draft.insert(None, "## Before"))
    assert "[section 2]" in scene.words(one)
    assert (scene.trace().kept_cache, scene.told()) == ("whole", told)
    follow = moved.change_set.revisions[-1]
    assert follow.pids == {one}
    assert tracing.touched(follow) == set()
    assert moved not in tracing.revisions_touching(db, scene.comments[0])
    scene.edit(two, "Other words.")
    scene.publish()
    assert scene.trace().kept_cache == "whole"


def test_a_set_in_which_a_reference_followed_answers_no_comment_on_it(db: Session) -> None:
    """Who says that it does has to say why, as of any other paragraph."""
    scene = WithComments(db)
    one = scene.pids[0]
    [new] = scene.change(lambda draft: draft.insert(None, "## Things")).pids
    scene.edit(one, f"Thing number 1 is said in [section 1](#p-{new}).")
    node = {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Before"}]}
    window = {"after": None, "was": [], "now": [{"key": "h", "sources": [], "node": node}]}
    changing.gather(db, scene.document, [window], by=scene.member, now=NOW)
    assert "[section 2]" in scene.words(one)
    own = sets.open_set_of(db, scene.document, scene.member)
    assert own is not None
    links = Links([scene.comments[0]])
    with pytest.raises(Invalid) as refused:
        changing.close(db, own, reason="More", by=scene.member, now=NOW, links=links)
    assert refused.value.field == "link_reason"


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_in_the_sheet_each_reference_says_its_label(db: Session, seed: int) -> None:
    """And what the revisions keep leads back from the text of today to the version."""
    from tests.documents.sheet.test_lineage import act

    chance = random.Random(seed)
    sections = "".join(f"## Part{n}\n\nWords of {n} here.\n\n" for n in range(1, 5))
    refers = "".join(f"Note {n}: [§ {n}](#p-{2 * n - 1}) holds.\n\n" for n in range(1, 5))
    document = make_document(db, sections + refers)
    typists = [Typist(db, document, make_mandate(db)) for _ in range(2)]
    first = {row.pid: row.markdown for row in queries.draft(db, document)}
    for step in range(30):
        typist = chance.choice(typists)
        typist.load()
        referring, typist.blocks = typist.blocks[-4:], typist.blocks[:-4]
        act(typist, chance, f"word{step}", [])
        typist.blocks += referring
        assert not typist.save().refusals
        _say_their_labels(db, document)
    text = dict(first)
    now = {row.pid: row.markdown for row in queries.draft(db, document)}
    for revision in queries.revisions(db, document, 1):
        for state in revision.after:
            assert now.pop(state["pid"]) == state["markdown"], (revision.operation, state)
        now |= {state["pid"]: state["markdown"] for state in revision.before}
    assert now == text
    last = queries.last_revision_id(db, document)
    assert [state.pid for state in states.draft_at(db, document, last)] == [
        row.pid for row in queries.draft(db, document)
    ]


def _say_their_labels(db: Session, document: Document) -> None:
    from documents.text.numbering import labels

    rows = queries.draft(db, document)
    called = dict(zip([row.pid for row in rows], labels([row.block for row in rows]), strict=True))
    said = [(2 * n - 1, row) for n, row in enumerate(rows[-4:], 1)]
    for target, row in said:
        if target in called:
            assert f"[§ {called[target]}](#p-{target})" in row.markdown


def test_a_draft_without_references_is_not_read_for_them(db: Session) -> None:
    document = make_document(db)
    assert not queries.has_references(db, document)
    draft = Draft(db, document, by=None, reason="More", now=NOW)
    draft.insert(None, "## Scope with 50 \\]\\(#p- signs")
    assert not queries.has_references(db, document)
    Draft(db, document, by=None, reason="More", now=NOW).insert(None, "See [1](#p-1).")
    assert queries.has_references(db, document)
