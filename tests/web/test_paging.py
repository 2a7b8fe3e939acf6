"""Pages of a list: every item on one of them, whatever the address asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from core.record import entries
from sbcp.pages.record.views import PAGE
from sbcp.web.paging import Paging, number_asked
from tests.support import factories
from tests.support.markup import Page, words
from tests.support.pages import Client


@given(total=st.integers(0, 500), size=st.integers(1, 60))
def test_the_pages_share_a_list_out(total: int, size: int) -> None:
    items = list(range(total))
    first = Paging(total, size)
    pages = [Paging(total, size, number) for number in range(1, first.pages + 1)]
    assert [item for page in pages for item in page.cut(items)] == items
    assert all(items[page.first - 1 : page.last] == list(page.cut(items)) for page in pages if total)
    assert [page.previous for page in pages] == [None, *range(1, first.pages)]
    assert [page.next for page in pages] == [*range(2, first.pages + 1), None]
    assert all(item in first.around(item).cut(items) for item in items)


@given(total=st.integers(0, 500), asked=st.integers())
def test_a_page_that_is_not_there_is_the_nearest_that_is(total: int, asked: int) -> None:
    page = Paging(total, 10, asked)
    assert 1 <= page.number <= page.pages
    assert 0 <= page.offset <= page.last <= total


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("2", 2),
        ("", None),
        ("x", None),
        ("-1", None),
        ("1e3", None),
        ("٢", None),
        ("²", None),
        ("9" * 30, None),
    ],
)
def test_a_number_is_of_plain_digits(asked: str, number: int | None) -> None:
    assert number_asked(QueryParams({"page": asked})) == number


def test_links_to_other_pages_keep_what_else_is_asked() -> None:
    page = Paging(100, 10, 3, "/en/list", {"to": "a&b=c", "state": ""})
    assert page.href(2) == "/en/list?to=a%26b%3Dc&state=&page=2"


def numbers(page: Page) -> list[int]:
    heads = (words(row.find("th")) for row in page.root.iter("tr") if row.find("td") is not None)
    return [int(head.removeprefix("Entry ")) for head in heads]


def test_the_record_shows_each_entry_on_one_page_and_as_a_part_too(client: Client) -> None:
    with client.saved() as db:
        document = factories.make_document(db)
        for number in range(PAGE + 30):
            entries.append(
                db,
                action="test",
                actor="test",
                subject=document.subject,
                body={"n": number},
                at=factories.NOW,
            )
        last = entries.head(db).seq
    first = client.get("/en/record")
    assert first.links().count(("Next page →", "/en/record?page=2")) == 1
    second = client.part("/en/record?page=2")
    assert numbers(first) + numbers(second) == list(range(last, 0, -1))
    assert "How to verify it yourself" not in second.text
    assert client.get("/en/record?page=99").main is not None
