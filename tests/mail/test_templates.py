"""Every message can be written in every language, says why it came, and has all its words translated."""

import re
from collections.abc import Iterator

import pytest
from jinja2 import nodes

from sbcp.language import glossary, locales
from sbcp.mail import compose
from sbcp.mail.letters import MAIL

NAMES = sorted(path.stem for path in MAIL.glob("*.txt"))


def parts(name: str) -> Iterator[nodes.Template]:
    source = (MAIL / f"{name}.txt").read_text("utf-8")
    subject, _, rest = source.partition("\n")
    body, _, reason = rest.partition(compose.REASON)
    for part in (subject, body, reason):
        yield compose._environment().parse(part)


def test_there_are_templates() -> None:
    assert {"receipt", "answer", "places", "news", "deadline", "follow-confirm"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_message_has_a_subject_in_one_line_and_says_why_one_gets_it(name: str) -> None:
    source = (MAIL / f"{name}.txt").read_text("utf-8")
    assert source.split("\n")[0].strip()
    assert not source.split("\n")[1].strip(), "an empty line after the subject"
    compose._templates(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_message_is_plain_text_whose_words_are_all_marked_for_translation(name: str) -> None:
    for part in parts(name):
        for output in part.find_all(nodes.TemplateData):
            # Names of fields, and commands, are for programs: the same in every language.
            loose = re.sub(r"(?m)https?://\S+|\bUTC\b|^[a-z]+: |^python3 \S+|--[a-z]+", "", output.data)
            assert not re.search(r"[^\W\d_]{3}", loose), f"not marked: {loose.strip()[:60]!r}"
        for call in part.find_all(nodes.Filter):
            known = {*compose._environment().filters, *glossary.FILTERS}
            assert call.name in known


@pytest.mark.parametrize("locale", locales.LOCALES, ids=lambda locale: locale.code)
def test_a_document_is_called_as_the_readers_script_has_it(locale: locales.Locale) -> None:
    with locales.speaking(locale):
        shown = locales.in_script("Љубљана", "sr-Cyrl")
        assert shown == ("Ljubljana" if locale.code == "sr-Latn" else "Љубљана")
        assert locales.in_script("Љубљана", "mk") == "Љубљана", "other languages stay as they are"


def test_what_somebody_wrote_is_marked_as_a_quotation() -> None:
    assert compose.quoted("One.\n\nTwo.") == "> One.\n>\n> Two."
