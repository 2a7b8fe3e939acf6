"""Long lists: every page is small as it is sent, and every item stands on exactly one of them."""

import re
from collections.abc import Iterator
from datetime import date
from random import Random

import brotli
import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.world import data, words
from consultation.models import Comment, Wording
from consultation.queries import PAGE
from core.record import entries
from documents import queries
from members.models import Interest, Mandate, Organisation, Person
from sbcp.pages.members import interests, public
from sbcp.pages.record.views import PAGE as RECORD_PAGE
from sbcp.web.paging import PAGE as NUMBER
from tests.consultation.sending import send_comment
from tests.support.factories import NOW
from tests.support.markup import words as words_of
from tests.support.pages import Client

MOST_SENT, MOST_READ = 100_000, 300_000  # bytes of a page, compressed and not
COMMENTS = 10 * PAGE


def pages(client: Client, path: str) -> Iterator[str]:
    """Every page of a list, each measured as it is sent."""
    number, last = 0, 1
    while number < last:
        number += 1
        address = f"{path}{'&' if '?' in path else '?'}{NUMBER}={number}"
        with client.http.stream("GET", address, headers={"Accept-Encoding": "br"}) as answer:
            sent = b"".join(answer.iter_raw())
        assert (answer.status_code, answer.headers["content-encoding"]) == (200, "br")
        page = brotli.decompress(sent)
        assert len(sent) <= MOST_SENT, f"{address}: {len(sent)} bytes as sent"
        assert len(page) <= MOST_READ, f"{address}: {len(page)} bytes"
        last = max([last, *map(int, re.findall(rb"[?;]page=(\d+)", page))])
        yield page.decode()


def items(client: Client, path: str, pattern: str) -> list[int]:
    """The numbers of the items on all pages of a list, in their order; each page has several."""
    found = []
    for page in pages(client, path):
        here = [int(number) for number in re.findall(pattern, page)]
        assert here, f"a page of {path} is empty"
        found += here
    return found


@pytest.fixture
def commented(client: Client) -> Client:
    """An instance with ten times more comments and entries of the record than a page holds."""
    with client.saved() as db:
        version = data.make_document(db, "policy", 8, data.make_members(db))
        data.add_comments(db, data.make_round(db, version), COMMENTS)
        rest = 10 * RECORD_PAGE - entries.head(db).seq
        list(data._record(db, version.document, [{"comments": [{"number": n}]} for n in range(rest)]))
    return client


def add_members(db: Session) -> None:
    """Organisations, mandates and declarations, each ten times more than a page holds."""
    count, random = 10 * public.PAGE, Random(1)
    db.execute(insert(Organisation), [{"name": f"Chamber {n}", "tier": "cluster"} for n in range(count - 1)])
    db.execute(
        insert(Person), [{"name": f"Member {n}", "email": f"m{n}@example.org"} for n in range(count - 1)]
    )
    people = db.scalars(select(Person.id).order_by(Person.id)).all()
    organisations = db.scalars(select(Organisation.id).order_by(Organisation.id)).all()
    mandates = [
        {
            "person_id": person,
            "organisation_id": organisation,
            "role": "working_group",
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 6, 1) if number % 3 else None,
            "basis": words.sentence(random),
        }
        for number, (person, organisation) in enumerate(zip(people[1:], organisations[1:], strict=True))
    ]
    db.execute(insert(Mandate), mandates)
    texts = (" ".join(words.paragraph(random) for _ in range(8)) for _ in range(10 * interests.PAGE))
    declared = [{"mandate_id": 1, "text": text, "language": "en", "made_at": NOW} for text in texts]
    db.execute(insert(Interest), declared)


def test_every_item_of_a_long_list_stands_on_one_page_and_no_page_is_large(commented: Client) -> None:
    everyone = range(1, COMMENTS + 1)
    comments = "/en/consultations/1/comments"
    listed = items(commented, comments, r'<article class="comment" id="c-(\d+)"')
    assert sorted(listed) == list(everyone)
    assert items(commented, "/en/consultations/1/report", r'<h2 id="c-(\d+)"') == listed
    with commented.saved() as db:
        general = select(Comment.number).join(Comment.wording).where(Wording.kind == "general")
        wanted = db.scalars(general.order_by(Comment.number)).all()
        [paragraph, *_] = queries.paragraphs(
            db, queries.version_by_number(db, queries.document_by_slug(db, "policy"), 1)
        )
        here = db.scalars(
            select(Comment.number).where(Comment.pid == paragraph.pid).order_by(Comment.number)
        ).all()
    narrowed = items(commented, f"{comments}?kind=general", r'<article class="comment" id="c-(\d+)"')
    assert sorted(narrowed) == wanted
    thread = f"/en/documents/policy/versions/1/paragraphs/{paragraph.pid}"
    assert items(commented, thread, r'<article class="comment" id="c-(\d+)"') == here
    seqs = items(commented, "/en/record", r'scope="row".*?href="/en/record/(\d+)"')
    assert seqs == list(range(10 * RECORD_PAGE, 0, -1))


def test_members_of_a_large_network_are_listed_in_pages(client: Client) -> None:
    with client.saved() as db:
        data.make_members(db)
        add_members(db)
    count = 10 * public.PAGE
    mandates = items(client, "/en/mandates", r'scope="row".*?href="/en/mandates/(\d+)"')
    assert sorted(mandates) == list(range(1, count + 1))
    organisations = items(client, "/en/organisations", r'<li><a href="/en/organisations/(\d+)"')
    assert sorted(organisations) == list(range(1, count + 1))
    declared = items(client, "/en/interests", r'id="i-(\d+)"')
    assert declared == list(range(10 * interests.PAGE, 0, -1))


def test_the_figures_of_a_report_are_of_the_whole_round_on_every_page(commented: Client) -> None:
    for number in (1, COMMENTS // PAGE):
        page = commented.get(f"/en/consultations/1/report?page={number}")
        figures = [words_of(cell) for cell in page.all(".//table//td")]
        assert figures[-2:] == [str(COMMENTS), str(COMMENTS)], "not answered yet, and all"


def test_comments_as_long_as_can_be_are_told_in_brief_with_a_way_to_all_of_each(client: Client) -> None:
    words_of_ten_thousand = " ".join(f"кластер{n}" for n in range(900))
    with client.saved() as db:
        version = data.make_document(db, "policy", 8, data.make_members(db))
        round_ = data.make_round(db, version)
        pid = queries.paragraphs(db, version)[1].pid
        for number in range(PAGE):
            body = f"No. {number}: short." if number < 2 else f"No. {number}: {words_of_ten_thousand}"
            send_comment(db, round_, pid, body=body, language="sr-Cyrl")
    thread = f"/en/documents/policy/versions/1/paragraphs/{pid}"
    for path in ("/en/consultations/1/comments", "/en/consultations/1/report", thread):
        [page] = pages(client, path)
        assert "No. 0: short." in page
        told = [int(number) for number in re.findall(r"Read all of comment (\d+)", page)]
        whole = page.count("кластер899")
        assert len(told) + whole == PAGE - 2
        assert min(len(told), whole) > 0
    one = client.follow(
        client.get("/en/consultations/1/comments"), f"Read all of comment {told[0]}, which is long"
    )
    assert "кластер899" in one.text
