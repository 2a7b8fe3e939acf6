"""Every macro on a page of ours: valid, in every language, with its words and its table, also of nothing."""

import pytest

from sbcp.language import locales
from tests.charts.showing import show
from tests.support.markup import Page
from tests.support.pages import Client


@pytest.fixture
def page(client: Client, monkeypatch: pytest.MonkeyPatch) -> Page:
    show(client.app, monkeypatch)
    for locale in locales.LOCALES[1:]:
        assert client.get(f"/{locale.code}/about").text, "it is looked at as every page is"
    return client.get("/en/about")


def test_every_chart_is_told_in_words(page: Page) -> None:
    for words in (
        "3 of 7 needed for entry into force",
        "Slovenia: Adopted",
        "Romania: No information",
        "Today, 29 Nov",
        "Promised: Every comment answered",
        "19 December 2025 – 2 February 2026 Consultation 1",
        "6 September 2026 Croatia Adopted by government in gazette",
        "September 2026 Bosnia & Herzegovina Objects",
        "Not accepted 8",
        "One dot stands for 1,000,000.",
        "2 The first hundred days 3 8",
        "Овај назив не прејудицира ставове о статусу.",
    ):
        assert words in page.text, words


def test_nothing_is_drawn_of_nothing(page: Page) -> None:
    first = page.text[page.text.index("nothing") : page.text.index("one 0 of 1")]
    assert first == "nothing reported · document seen · in gazette ", "but for what is there anyway"
