"""Line numbers that stay for a version: whoever reads «line 3», on whatever device and in whatever script,
reads the same words."""

import re

from sqlalchemy import text

from documents import queries
from tests.support.factories import NOW, make_document, make_mandate, make_revision, make_version
from tests.support.markup import Page, words
from tests.support.pages import Client

ADDRESS = "/en/documents/policy/versions/1"
LONG = "Each participant names one contact point, which answers within thirty days and reports once a year."
SERBIAN = (
    "Сваки учесник именује једно место за везу, које одговара у року од тридесет дана; учесник који **не "
    "одговори** добија опомену."
)


def paragraphs(page: Page) -> list[str]:
    """The words of each paragraph as they are read."""
    return [words(para.find("div")) for para in page.with_class("para")]


def numbers(page: Page) -> list[str]:
    return [mark.get("data-line", "") for mark in page.with_class("line")]


def lines(page: Page) -> list[int]:
    """How many words each line has."""
    cut = re.split(r'<span class="line"', page.html)[1:]
    return [len(re.sub(r"^[^>]*>|<[^>]*>", " ", line.partition("</div>")[0]).split()) for line in cut]


def inside(page: Page) -> list[tuple[str, str]]:
    """The links to places of the page."""
    return [(label, to.partition("#")[2]) for label, to in page.links() if "#p-" in to]


def test_a_text_is_read_with_its_lines_and_without(client: Client) -> None:
    with client.saved() as db:
        make_document(db, f"## Aims\n\n{LONG}\n\n- An item.", slug="policy")
    plain = client.get(ADDRESS)
    assert numbers(plain) == []
    lined = client.follow(plain, "Line numbers")
    assert lined.address == f"{ADDRESS}?lines=on"
    assert numbers(lined) == ["1", "2", "3", "4"]
    assert [mark.get("id") for mark in lined.with_class("line")] == ["l1", "l2", "l3", "l4"]
    assert {mark.get("aria-hidden") for mark in lined.with_class("line")} == {"true"}
    assert {words(mark) for mark in lined.with_class("line")} == {""}, "a number is no word of the text"
    assert paragraphs(lined) == paragraphs(plain)
    assert client.follow(lined, "Without line numbers").html == plain.html


def test_what_is_not_asked_for_in_the_right_words_is_the_usual_page(client: Client) -> None:
    with client.saved() as db:
        make_document(db, slug="policy")
    plain = client.get(ADDRESS)
    for query in ("lines=off", "lines=", "lines=ON", "line=on", "lines=on%20x"):
        assert numbers(client.get(f"{ADDRESS}?{query}")) == []
    assert client.get(ADDRESS).html == plain.html, "neither is kept in the place of the other"
    assert numbers(client.get(f"{ADDRESS}?utm=x&lines=on"))


def test_a_line_is_the_same_words_in_both_scripts(client: Client) -> None:
    with client.saved() as db:
        make_document(db, f"## Циљеви\n\n{SERBIAN}", slug="policy", language="sr-Cyrl")
    cyrillic = client.get("/sr-Cyrl/documents/policy/versions/1?lines=on")
    latin = client.get("/sr-Latn/documents/policy/versions/1?lines=on")
    assert "Сваки учесник" in cyrillic.text
    assert "Svaki učesnik" in latin.text
    assert numbers(latin) == numbers(cyrillic) == ["1", "2", "3"]
    assert lines(latin) == lines(cyrillic)
    assert paragraphs(latin) == paragraphs(client.get("/sr-Latn/documents/policy/versions/1"))


def test_footnotes_links_and_changes_are_there_with_lines_too(client: Client) -> None:
    with client.saved() as db:
        by = make_mandate(db)
        document = make_document(db, f"{LONG}[^1]\n\nLast one.\n\n[^1]: A note.", slug="policy", by=by)
        make_revision(db, document, by=by)
        make_version(db, document, edit=False, by=by, now=NOW)
    address = "/en/documents/policy/versions/2"
    plain, lined = client.get(address), client.get(f"{address}?lines=on")
    assert inside(lined) == inside(plain)
    assert len(inside(plain)) > len(paragraphs(plain)), "the notes among them"
    assert paragraphs(lined) == paragraphs(plain)
    assert "Edited" in lined.text


def test_the_lines_of_a_version_stay_when_another_one_is_published(client: Client) -> None:
    with client.saved() as db:
        by = make_mandate(db)
        document = make_document(db, slug="policy", by=by)
    before = lines(client.get(f"{ADDRESS}?lines=on"))
    with client.saved() as db:
        document = queries.document_by_slug(db, "policy")
        make_revision(db, document, by=by)
        make_version(db, document, edit=False, by=by, now=NOW)
    assert lines(client.get(f"{ADDRESS}?lines=on")) == before


def test_programs_are_told_the_first_line_of_each_paragraph(client: Client) -> None:
    with client.saved() as db:
        make_document(db, f"## Aims\n\n{LONG}\n\n- An item.", slug="policy")
    told = client.http.get("/api/v1/documents/policy/versions/1").json()
    assert [each["first_line"] for each in told["paragraphs"]] == [1, 2, 4]
    rows = client.http.get("/api/v1/public/line.jsonl").text.splitlines()[1:]
    assert len(rows) == 3
    with client.database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM line_map")).scalar() == 3
