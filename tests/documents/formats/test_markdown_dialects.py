"""Definitions, captions, callouts and links to headings, as other dialects of Markdown write them."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from documents import queries
from documents.drafting.draft import Draft
from documents.formats import read_markdown, write_markdown
from documents.formats.links import names, with_places
from documents.imports import importing, merging
from documents.lineage import LineageKind
from documents.text.blocks import Block
from documents.text.html import render_blocks
from tests.support.factories import NOW, make_document

CASES = Path(__file__).parents[2] / "cases"
LINKS = (CASES / "28-links-inside-the-text/in.md").read_text()


def markdown(source: str) -> list[str]:
    return [block.markdown for block in read_markdown(source).blocks]


def test_definitions_captions_and_callouts():
    reading = read_markdown((CASES / "25-definitions-and-captions/in.md").read_text())
    assert [tuple(block) for block in reading.blocks[1:]] == [
        ("item", 1, "- **Cluster** — A group of firms and institutes."),
        ("item", 1, "- **Anchor firm** — The largest firm of a cluster."),
        ("paragraph", 1, "It pays the annual fee."),
        ("table", 0, "| Country | Fee |\n| --- | --: |\n| A | 10 |"),
        ("paragraph", 0, "Table 1. Fees by country"),
        ("quote", 0, "> The fee is set yearly."),
        ("paragraph", 0, "A remark."),
    ]
    assert [(omission.line, omission.excerpt) for omission in reading.omissions] == [
        (15, "[!NOTE]"), (18, "::: note"), (20, ":::"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("T\n\n: one\n\n    more\n\nU\n: two", ["- **T** — one", "more", "- **U** — two"]),
        ("T\n: one\nU\n: two", ["- **T** — one", "- **U** — two"]),
        ("T\n~ one", ["- **T** — one"]),
        ("**T**\n: one", ["- **T** — one"]),
        ("*T*\n: one", ["- ***T*** — one"]),
        ("T\n: - a\n  - b", ["- **T**", "- a", "- b"]),
        ("| a |\n|---|\n| 1 |\n\n: Fees *by* country", ["| a |\n| --- |\n| 1 |", "Fees *by* country"]),
        ("Before.\n\n: Fees\n\n| a |\n|---|\n| 1 |", ["Before.", "\\: Fees", "| a |\n| --- |\n| 1 |"]),
        ("> [!WARNING] Mind this\n> and that", ["> Mind this and that"]),
        ("> a\n>\n> [!NOTE]", ["> a\n>\n> [!NOTE]"]),
        ('!!! note "Mind this"\n\nx', ["Mind this", "x"]),
        (":::warning[Mind this]\nx\n:::", ["Mind this", "x"]),
        ("Really!!!\n\n!!! Важно", ["Really!!!", "\\!!! Важно"]),
        ("```\n::: note\n```", ["```\n::: note\n```"]),
    ],
)
def test_other_ways_to_write_them(source, expected):
    assert markdown(source) == expected
    assert markdown(write_markdown(read_markdown(source).blocks)) == expected


def test_headings_have_the_names_that_github_gives_them():
    words = ["Aims & means", "Aims & means", "Члан 7. Циљеви", "a_b C-d", "Aims  means-1", "x", "x", "x-1"]
    assert list(names(words)) == [
        "aims--means", "aims--means-1", "члан-7-циљеви", "a_b-c-d", "aims--means-1-1", "x", "x-1", "x-1-1",
    ]  # fmt: skip


def test_a_link_to_a_heading_of_the_text_is_kept():
    reading = read_markdown(LINKS)
    assert reading.omissions == []
    assert "[Meetings](#meetings)" in reading.blocks[1].markdown
    placed = with_places(reading.blocks, [11, 12, 13, 14, 15, 16])
    assert "[Meetings](#p-15)" in placed[1].markdown
    assert '<a href="#p-13"' in render_blocks(placed, [11, 12, 13, 14, 15, 16])[5]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[x](#циљеви)\n\n# Циљеви", "[x](#p-2)"),
        ("[x](#%D1%86%D0%B8%D1%99%D0%B5%D0%B2%D0%B8)\n\n# Циљеви", "[x](#p-2)"),
        ("[x](#Aims-1)\n\n# Aims\n\n# Aims", "[x](#p-3)"),
        ("[x](#aims 'T')\n\n# *Aims*", '[x](#p-2 "T")'),
        ("`](#aims)` [x](#aims)\n\n# Aims", "`](#aims)` [x](#aims)"),
        ("[x](#p-9)\n\n# Aims", "[x](#p-9)"),
        ("[x](#none)\n\n# Aims", "x"),
    ],
)
def test_links_to_headings_lead_to_their_paragraphs(source, expected):
    blocks = read_markdown(source).blocks
    assert with_places(blocks, range(1, 9)[: len(blocks)])[0].markdown == expected


def test_an_imported_text_leads_to_its_own_paragraphs(db: Session) -> None:
    document = make_document(db, "")
    importing.import_first(db, document, read_markdown(LINKS), file_name="a.md", by=None, now=NOW)
    assert "[Meetings](#p-5)" in queries.draft(db, document)[1].markdown
    pending = importing.begin_import(db, document, read_markdown(LINKS), file_name="a.md", by=None, now=NOW)
    draft = {paragraph.pid: paragraph.markdown for paragraph in queries.draft(db, document)}
    assert {line.kind for line in merging.lines_of(merging.merged(db, pending), draft)} == {
        LineageKind.UNCHANGED
    }
    importing.confirm(db, pending, by=None, reason="", now=NOW)
    assert "[Meetings](#p-5)" in queries.draft(db, document)[1].markdown


def test_what_is_typed_into_a_draft_leads_to_its_headings(db: Session) -> None:
    document = make_document(db, "# Charter\n\n## Meetings\n\nWords.")
    draft = Draft(db, document, by=None, reason="Link", now=NOW)
    draft.insert(3, "See [Meetings](#meetings).")
    draft.insert(4, "## New\n\nSee [it](#new).")
    texts = [paragraph.markdown for paragraph in queries.draft(db, document)]
    assert texts[3:] == ["See [Meetings](#p-2).", "## New", "See [it](#p-5)."]


def test_an_item_keeps_its_number_when_it_is_edited_or_added_alone(db: Session) -> None:
    document = make_document(db, "1. One.\n2. Two.\n\nWords.")
    draft = Draft(db, document, by=None, reason="Better", now=NOW)
    row = queries.draft(db, document)[1]
    draft.edit(row.pid, "2. Two, better.", based_on=row.changed_in)
    draft.insert(row.pid, "3. Three.", depth=1)
    draft.insert(3, "15. јануара")
    assert [tuple(paragraph.block) for paragraph in queries.draft(db, document)] == [
        Block("item", 1, "1. One."),
        Block("item", 1, "2. Two, better."),
        Block("item", 1, "3. Three."),
        Block("paragraph", 0, "Words."),
        Block("paragraph", 0, "15\\. јануара"),
    ]
