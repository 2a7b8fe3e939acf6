"""From which text a file was begun: what shows it, what a person is asked, and what the text was."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.errors import Invalid
from documents import queries
from documents.formats.markdown import read_markdown
from documents.imports import bases, importing
from documents.imports.anchors import anchors_in
from documents.imports.bases import Base, Known
from documents.models import Document, PendingImport
from tests.support.factories import NOW, make_document, make_revision, make_version

FIRST = "Clusters work together across all borders of the region."
SECOND = "Each participating government names one contact point for clusters."
THIRD = "The contact point answers every question within thirty days."
TEXT = f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n"


@pytest.fixture
def document(db: Session) -> Document:
    """Two versions, and a change after the second."""
    document = make_document(db, TEXT)
    make_revision(db, document, 1, f"{FIRST} So be it.")
    make_version(db, document, edit=False)
    make_revision(db, document, 2, "Each government names two contact points.")
    return document


def recognised(db: Session, document: Document, text: str, before: str = "") -> Base | None:
    data, blocks = (before + text).encode(), read_markdown(before + text).blocks
    return bases.recognised(db, document, data, blocks, anchors_in(data, blocks))


NEW = TEXT.replace("thirty", "sixty")
HEADS = (
    "---\ntitle: Policy\ndigest: {}\n---\n\n",
    '<meta name="sbcp:digest" content="{}">\n\n',
    "Digest of the text (SHA-256): {}\n\n",
)


@pytest.mark.parametrize("head", HEADS)
def test_a_file_says_by_a_digest_from_which_version_it_was_begun(
    db: Session, document: Document, head: str
) -> None:
    one, two = queries.versions(db, document)
    assert recognised(db, document, NEW, head.format(one.digest)) == Base(1, None, Known.DIGEST)
    assert recognised(db, document, NEW, head.format(two.digest.upper())) == Base(2, None, Known.DIGEST)
    assert recognised(db, document, NEW, head.format("0" * 64)) is None
    assert recognised(db, document, NEW, head.format(f"{one.digest} {two.digest}")) is None


def test_the_digest_is_seen_in_utf16_as_well(db: Session, document: Document) -> None:
    text = f"digest: {queries.versions(db, document)[0].digest}\n\n{NEW}"
    blocks = read_markdown(text).blocks
    assert bases.recognised(db, document, text.encode("utf-16"), blocks, []) == Base(1, None, Known.DIGEST)


def test_a_text_that_changes_nothing_is_known_by_its_words(db: Session, document: Document) -> None:
    assert recognised(db, document, TEXT) == Base(1, None, Known.WORDS)
    now = "\n\n".join(paragraph.markdown for paragraph in queries.draft(db, document))
    last = queries.last_revision_id(db, document)
    assert recognised(db, document, now) == Base(None, last, Known.WORDS)


def test_links_to_headings_are_compared_by_where_they_lead(db: Session) -> None:
    text = "## Aims\n\nSee [the aims](#aims).\n"
    document = make_document(db, text)
    make_revision(db, document, 1, "## All aims")
    assert recognised(db, document, text) == Base(1, None, Known.WORDS)


def test_anchors_tell_a_version_that_alone_has_these_paragraphs(db: Session, document: Document) -> None:
    draft = queries.draft(db, document)
    assert recognised(db, document, NEW, '<a id="p-1"></a>\n\n') is None, "both versions have it"
    importing_four(db, document, draft[-1].pid)
    make_version(db, document, edit=False)
    assert recognised(db, document, NEW, '<a id="p-4"></a>\n\n') == Base(3, None, Known.PIDS)


def importing_four(db: Session, document: Document, after: int) -> None:
    from documents.drafting.draft import Draft

    Draft(db, document, by=None, reason="x", now=NOW).insert(after, "A fourth paragraph.")


def test_nobody_is_asked_where_there_is_one_text_only(db: Session) -> None:
    assert recognised(db, make_document(db, TEXT), NEW) == Base(1, None, Known.SINGLE)
    begun = make_document(db, TEXT, versions=0)
    assert recognised(db, begun, NEW) == Base(None, queries.last_revision_id(db, begun), Known.SINGLE)
    make_revision(db, begun)
    assert recognised(db, begun, NEW) is None


def test_the_nearest_text_is_a_guess(db: Session, document: Document) -> None:
    now = "\n\n".join(paragraph.markdown for paragraph in queries.draft(db, document))
    for text, name in ((NEW, "v1"), (NEW.replace(FIRST, f"{FIRST} So be it."), "v2"), (now + " x", "")):
        expected = name or f"r{queries.last_revision_id(db, document)}"
        assert bases.nearest(db, document, read_markdown(text).blocks).name == expected


def test_looking_through_all_versions_reads_each_once_and_not_what_became_of_them(
    db: Session, document: Document
) -> None:
    blocks = read_markdown(NEW).blocks

    def statements() -> list[str]:
        read: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            read.append(statement)

        db.expire_all()
        queries.versions(db, document)
        event.listen(db.connection(), "before_cursor_execute", note)
        assert bases.recognised(db, document, b"", blocks, [(1, 0)]) is None
        assert bases.nearest(db, document, blocks).name == "v1"
        event.remove(db.connection(), "before_cursor_execute", note)
        return read

    counts = []
    for _twice in range(3):
        read = statements()
        assert not [statement for statement in read if "lineage" in statement]
        counts.append(sum("paragraph.markdown" in statement for statement in read))
        for _version in range(2):
            make_version(db, document)
    assert counts == [4, 4, 4], "each of two looks through all versions at once, and the draft"


def test_a_person_chooses_a_text_of_this_document(db: Session, document: Document) -> None:
    last = queries.last_revision_id(db, document)
    assert bases.chosen(db, document, "v2") == Base(2, None, Known.ASKED)
    assert bases.chosen(db, document, f"r{last}") == Base(None, last, Known.ASKED)
    other = queries.last_revision_id(db, make_document(db, TEXT))
    for wrong in ("", "v3", "v0", "x1", "r0", "r99999999999", f"r{other}", "v²"):
        with pytest.raises(Invalid):
            bases.chosen(db, document, wrong)


def test_a_base_is_told_in_the_paragraphs_of_the_last_version(db: Session, document: Document) -> None:
    [*_rest, edited, last] = sorted(revision.id for revision in queries.revisions(db, document))
    one = bases.text_of(db, document, Base(1, None, Known.ASKED))
    assert [(place.pid, place.block.markdown, list(place.origins)) for place in one] == [
        (1, FIRST, [1]),
        (2, SECOND, [2]),
        (3, THIRD, [3]),
    ]
    earlier = bases.text_of(db, document, Base(None, edited, Known.ASKED))
    assert [place.block.markdown for place in earlier] == [f"{FIRST} So be it.", SECOND, THIRD]
    assert [list(place.origins) for place in earlier] == [[1], [2], [3]]
    now = bases.text_of(db, document, Base(None, last, Known.ASKED))
    assert now[1].block.markdown == "Each government names two contact points."


# Anchors


def waiting(db: Session, document: Document, text: str, base: Base) -> PendingImport:
    pending = importing.keep(
        db, document, read_markdown(text), file_name="n.md", by=None, now=NOW, data=text.encode()
    )
    importing.begun_from(db, pending, base)
    return pending


def test_paragraphs_with_anchors_are_known_for_certain_where_their_words_are_near(db: Session) -> None:
    document = make_document(db, "\n\n".join(f"The same words in paragraph {n % 2}." for n in range(4)))
    text = (
        '<a id="p-3"></a>The same words in paragraph 0.\n\n'
        '<a id="p-1"></a>\n\nThe same words in paragraph 0.\n\n'
        '<a id="p-4"></a>Bees are counted by people with a licence.\n'
    )
    pending = waiting(db, document, text, Base(1, None, Known.ASKED))
    assert pending.anchors == [[3, 0], [1, 1], [4, 2]]
    assert [link for link in pending.links if link[2] == 100 and link[0] in (1, 3)] == [
        [3, 0, 100],
        [1, 1, 100],
    ]
    assert [4, 2, 100] not in pending.links, "other words are no proof"
    importing.confirm(db, pending, by=None, reason="x", now=NOW)
    assert [row.pid for row in queries.draft(db, document)][:2] == [3, 1]


@pytest.mark.parametrize("again", ['id="p-1" ', "id = ", "id" + " " * 9, "<a id='p-1' ", 'a id="p-" '])
def test_looking_for_anchors_ends_in_megabytes_of_tags_that_never_end(again: str) -> None:
    data = b"<a id='p-2' " + again.encode() * (5_000_000 // len(again))
    assert anchors_in(data, []) == []


def test_a_tag_is_an_anchor_by_its_first_name_wherever_that_stands_in_it() -> None:
    text = f'<p class="x" name = \'p-9\' id="p-3">{FIRST}</p>\n\n<aid="p-4">{SECOND}\n'
    assert anchors_in(text.encode(), read_markdown(text).blocks) == [(9, 0)]


def test_anchors_of_another_text_mean_nothing(db: Session) -> None:
    document = make_document(db, TEXT)
    pending = waiting(db, document, f'<p id="p-77">{FIRST}</p>\n\n{SECOND}\n', Base(1, None, Known.ASKED))
    assert [link[:2] for link in pending.links] == [[1, 0], [2, 1]]
