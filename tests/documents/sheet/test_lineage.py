"""Whatever is written in the sheet, by however many, each paragraph comes from exactly those of the last
version whose words it has, and no word is lost."""

import random
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from documents import queries
from documents.drafting import sets, states
from documents.models import Document
from documents.publishing import publish
from tests.documents.sheet.typist import Typist
from tests.support.factories import NOW, make_document, make_mandate


def draft_of(db: Session, document: Document) -> list[tuple[str, set[int]]]:
    return [(row.markdown, set(row.origins)) for row in queries.draft(db, document)]


def sheet_of(typist: Typist) -> list[tuple[str, set[int]]]:
    return [(_markdown(each), each.origins) for each in typist.blocks if each.words]


def _markdown(each: object) -> str:
    from tests.documents.sheet.typist import Written

    assert isinstance(each, Written)
    lead = {"heading": "#" * each.attrs.get("level", 0) + " ", "item": each.attrs.get("mark", "") + " "}
    return lead.get(each.kind, "") + each.words


def act(typist: Typist, chance: random.Random, word: str, gone: list) -> None:
    """One thing that somebody does."""
    at = chance.randrange(len(typist.blocks))
    last = len(typist.blocks) - 1
    block = typist.blocks[at]
    what = chance.choice(["type", "split", "join", "move", "delete", "write", "back", "type"])
    if what == "type":
        typist.type(at, f"{block.words} {word}".strip())
    elif what == "split" and len(block.words.split()) > 1:
        typist.split(at, chance.randrange(1, len(block.words.split())))
    elif what == "join" and at < last and typist.blocks[at + 1].kind == block.kind:
        typist.join(at)
    elif what == "move" and last:
        typist.move(at, chance.randrange(last + 1))
    elif what == "delete" and last > 2:
        gone.append(typist.delete(at))
    elif what == "back" and gone:
        typist.bring_back(gone.pop(), chance.randrange(last + 2))
    else:
        typist.write(at, f"New {word}.")


@pytest.mark.parametrize("seed", range(4))
def test_the_draft_is_what_was_written_with_its_lineage(db: Session, seed: int) -> None:
    chance = random.Random(seed)
    document = make_document(db)
    typist = Typist(db, document, make_mandate(db))
    gone: list = []
    for step in range(40):
        act(typist, chance, f"word{step}", gone)
        if chance.random() < 0.4:
            outcome = typist.save()
            assert not outcome.clashes
            assert not outcome.refusals
            gone.clear()  # what was deleted and saved is brought back in a test of its own
            assert draft_of(db, document) == sheet_of(typist)
    typist.save()
    assert draft_of(db, document) == sheet_of(typist)


@pytest.mark.parametrize("seed", range(4))
def test_several_write_at_once_and_no_word_is_lost(db: Session, seed: int) -> None:
    """Each has the sheet open and saves now and then. Who meets another's change is told so, and opens the
    sheet anew; all that was saved stands, and comes from what it came from."""
    chance = random.Random(seed)
    document = make_document(db)
    typists = [Typist(db, document, make_mandate(db)) for _ in range(3)]
    version = {row.pid for row in queries.draft(db, document)}
    met = 0
    for step in range(60):
        typist = chance.choice(typists)
        act(typist, chance, f"word{step}", [])
        if chance.random() < 0.5:
            before = Counter(_words(db, document))
            there = {row.pid: row.changed_in for row in queries.draft(db, document)}
            known = dict(typist.was)
            outcome = typist.save()
            if outcome.clashes or outcome.refusals:
                met += 1
                typist.load()
                assert Counter(_words(db, document)) == before, "nothing was half saved"
                continue
            now = {row.pid: row for row in queries.draft(db, document)}
            for pid, changed_in in there.items():
                if pid not in known:
                    assert now[pid].changed_in == changed_in, "what they never saw they never touched"
            typist.load()
    assert met, "they met"
    for typist in typists:
        typist.load()
    assert all(set(row.origins) <= version for row in queries.draft(db, document))
    _close_all(db, document)
    _goes_back(db, document)


def _words(db: Session, document: Document) -> list[str]:
    return [word for row in queries.draft(db, document) for word in row.markdown.split()]


def _close_all(db: Session, document: Document) -> None:
    for number, change_set in enumerate(sets.open_sets(db, document), start=1):
        sets.close(db, change_set, reason="Why", by=change_set.made_by, now=NOW)
        assert change_set.name == f"1.{number}"


def _goes_back(db: Session, document: Document) -> None:
    """What the revisions keep leads from the text of today back to the version, one by one."""
    text = {row.pid: row.markdown for row in queries.draft(db, document)}
    for revision in queries.revisions(db, document, 1):
        for state in revision.after:
            assert text.pop(state["pid"]) == state["markdown"], (revision.operation, state)
        text |= {state["pid"]: state["markdown"] for state in revision.before}
    assert text == queries.text_of(db, queries.version_by_number(db, document, 1))


@pytest.mark.parametrize("seed", range(2))
def test_the_saved_changes_lead_back_to_the_version(db: Session, seed: int) -> None:
    chance = random.Random(seed)
    document = make_document(db)
    typist = Typist(db, document, make_mandate(db))
    for step in range(50):
        act(typist, chance, f"word{step}", [])
        if chance.random() < 0.5:
            typist.save()
    typist.save()
    _goes_back(db, document)
    first = queries.revisions(db, document, 1)[-1]
    at_end = states.draft_at(db, document, queries.last_revision_id(db, document))
    assert [state.pid for state in at_end] == [row.pid for row in queries.draft(db, document)]
    assert states.draft_at(db, document, first.id)


def test_what_is_published_has_the_lineage_of_the_sheet(db: Session) -> None:
    document = make_document(db)
    typist = Typist(db, document, make_mandate(db))
    typist.split(1, 2)
    typist.save()
    _close_all(db, document)
    version = publish(db, document, label="two", by=None, now=NOW)
    kinds = Counter(line.kind for line in queries.lines_to(db, version))
    assert kinds["split"] == 2
    assert kinds["added"] == 0
