"""Every message can be written in every language, says why it came, and has all its words translated."""

import re
from collections.abc import Iterator

import pytest
from jinja2 import nodes

from sbcp import i18n
from sbcp.mail import writing
from sbcp.mail.leaving import MAIL
from sbcp.web import words

NAMES = sorted(path.stem for path in MAIL.glob("*.txt"))


def parts(name: str) -> Iterator[nodes.Template]:
    source = (MAIL / f"{name}.txt").read_text("utf-8")
    subject, _, rest = source.partition("\n")
    body, _, reason = rest.partition(writing.REASON)
    for part in (subject, body, reason):
        yield writing._environment().parse(part)


def test_there_are_templates() -> None:
    assert {"receipt", "answer", "places", "news", "deadline", "follow-confirm"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_message_has_a_subject_in_one_line_and_says_why_one_gets_it(name: str) -> None:
    source = (MAIL / f"{name}.txt").read_text("utf-8")
    assert source.split("\n")[0].strip()
    assert not source.split("\n")[1].strip(), "an empty line after the subject"
    writing._templates(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_message_is_plain_text_whose_words_are_all_marked_for_translation(name: str) -> None:
    for part in parts(name):
        for output in part.find_all(nodes.TemplateData):
            # Names of fields, and commands, are for programs: the same in every language.
            loose = re.sub(r"(?m)https?://\S+|\bUTC\b|^[a-z]+: |^python3 \S+|--[a-z]+", "", output.data)
            assert not re.search(r"[^\W\d_]{3}", loose), f"not marked: {loose.strip()[:60]!r}"
        for call in part.find_all(nodes.Filter):
            known = {*writing._environment().filters, *words.FILTERS}
            assert call.name in known


@pytest.mark.parametrize("locale", i18n.LOCALES, ids=lambda locale: locale.code)
def test_a_document_is_called_as_the_readers_script_has_it(locale: i18n.Locale) -> None:
    with i18n.speaking(locale):
        shown = writing._in_script("Љубљана", "sr-Cyrl")
        assert shown == ("Ljubljana" if locale.code == "sr-Latn" else "Љубљана")
        assert writing._in_script("Љубљана", "mk") == "Љубљана", "other languages stay as they are"


def test_what_somebody_wrote_is_marked_as_a_quotation() -> None:
    assert writing.quoted("One.\n\nTwo.") == "> One.\n>\n> Two."
