"""A long text stays whole at one address, small as it is sent, with little around its words."""

import re

import brotli
import pytest

from benchmarks.world import data
from tests.support.markup import words
from tests.support.pages import Client

PARAGRAPHS = 1000
MOST_SENT, MOST_MARKUP = 400_000, 500  # bytes of the page as sent, and of each paragraph beside its words
TAG = re.compile(r"<[^>]*>")
TEXT = re.compile(r'<div class="para[^>]*>.*?<div>(.*?)</div>', re.DOTALL)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
def test_a_text_of_a_thousand_paragraphs_is_one_small_page(client: Client) -> None:
    with client.saved() as db:
        version = data.make_document(db, "policy", PARAGRAPHS, data.make_members(db))
        data.add_comments(db, data.make_round(db, version), PARAGRAPHS)
    address = "/en/documents/policy/versions/1"
    with client.http.stream("GET", address, headers={"Accept-Encoding": "br"}) as answer:
        sent = b"".join(answer.iter_raw())
    page = brotli.decompress(sent).decode()
    texts = TEXT.findall(page)
    said = sum(len(TAG.sub("", text).encode()) for text in texts)
    assert len(texts) == PARAGRAPHS
    assert page.count(">1 comment<span>") == page.count("respond/comment?pid=") == PARAGRAPHS
    assert len(sent) <= MOST_SENT
    assert len(page.encode()) - said <= MOST_MARKUP * PARAGRAPHS


def test_every_paragraph_has_its_links_by_name(client: Client) -> None:
    with client.saved() as db:
        version = data.make_document(db, "policy", 12, data.make_members(db))
        round_ = data.make_round(db, version)
        data.add_comments(db, round_, 30)
        address = f"/en/consultations/{round_.id}/respond/comment"
    page = client.get("/en/documents/policy/versions/1")
    paras = page.with_class("para")
    assert len(paras) == 12
    for para in paras:
        pid = para.get("id", "").removeprefix("p-")
        number, talk, write = (link for link in para.iter() if link.tag == "a")
        place = number.get("aria-label", "").removeprefix("Link to ")
        assert number.get("href") == f"#p-{pid}"
        assert page.absolute(talk.get("href", "")) == f"/en/documents/policy/versions/1/paragraphs/{pid}"
        assert re.fullmatch(rf"[23] comments on {re.escape(place)}", words(talk))
        assert (write.get("href"), words(write)) == (f"{address}?pid={pid}", f"Comment on {place}")
        assert client.get(page.absolute(talk.get("href", ""))).status == 200
