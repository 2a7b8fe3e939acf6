"""Of words in several languages a reader gets those of the page, else those of the document."""

import pytest

from sbcp.language import locales
from sbcp.language.words import Shown, for_reader, in_own_language

BOTH = {"en": "Aims", "sr-Cyrl": "Циљеви"}


@pytest.mark.parametrize(
    ("code", "texts", "shown"),
    [
        ("en", BOTH, Shown("Aims", "en")),
        ("sr-Cyrl", BOTH, Shown("Циљеви", "sr-Cyrl")),
        ("sr-Latn", BOTH, Shown("Ciljevi", "sr-Latn")),
        ("sr-Latn", {**BOTH, "sr-Latn": "Namere"}, Shown("Namere", "sr-Latn")),
        ("en", {"sr-Cyrl": "Циљеви"}, Shown("Циљеви", "sr-Cyrl")),
        ("sr-Cyrl", {"en": "Aims", "sr-Latn": "Ciljevi"}, Shown("Aims", "en")),
        ("sr-Cyrl", {"en": "", "sr-Latn": "Ciljevi"}, Shown("Ciljevi", "sr-Latn")),
        ("en", {}, None),
    ],
)
def test_a_reader_gets_the_language_of_the_page_first(
    code: str, texts: dict[str, str], shown: Shown | None
) -> None:
    with locales.speaking(locales.BY_CODE[code]):
        assert for_reader(texts, "en") == shown


def test_another_language_is_none_of_ones_own() -> None:
    with locales.speaking(locales.BY_CODE["sr-Cyrl"]):
        assert in_own_language({"en": "Aims"}) is None
