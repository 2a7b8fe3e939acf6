"""What may stand in the fields of a response. Pure: no database, no clock."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from core import text as text_rule
from core.errors import N_, Invalid
from core.text import checked, checked_line
from documents.models import Paragraph
from documents.text.sentences import sentences
from documents.text.words import plain
from members.countries.codes import is_code

LONGEST_TEXT = 10_000
LONGEST_NAME = 200

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?")


@contextmanager
def collecting(faults: list[Invalid]) -> Iterator[None]:
    """Puts a fault that is raised inside into the list, so that what comes after is looked at too."""
    try:
        yield
    except Invalid as fault:
        faults.append(fault)


def refuse_first(faults: Sequence[Invalid]) -> None:
    """Raises the first of the faults; none raises nothing."""
    if faults:
        raise faults[0]


def clean(text: str) -> str:
    """NFC, one kind of line end, nothing invisible (F18, F20)."""
    return text_rule.clean(text).text.strip()


def hidden_characters(*texts: str) -> bool:
    """Whether cleaning takes something out of what was typed, so that its author can be told."""
    return any(text_rule.clean(text).removed for text in texts)


def checked_text(text: str, field: str) -> str:
    """A clean text. Raises Invalid if it is too long."""
    too_long = N_("This text has %(length)s characters. The most that can be sent is %(limit)s.")
    return checked(text, field, limit=LONGEST_TEXT, too_long=too_long)


def checked_name(text: str, field: str) -> str:
    """A clean name on one line. Raises Invalid if it is too long."""
    too_long = N_("This name is longer than %(limit)s characters.")
    return checked_line(text, field, limit=LONGEST_NAME, too_long=too_long)


def checked_choice(value: str, allowed: Sequence[str], message: str, field: str) -> str:
    if value not in allowed:
        raise Invalid(message, field=field)
    return value


def checked_language(tag: str) -> str:
    """A language tag such as ``sq`` or ``sr-Cyrl``; which ones are offered is the form's to say."""
    if not _LANGUAGE.fullmatch(tag):
        raise Invalid(N_("Choose a language from the list."), field="language")
    return tag


def checked_country(code: str) -> str:
    """The code of a country, or nothing."""
    if code and not is_code(code):
        raise Invalid(N_("Choose a country from the list."), field="country")
    return code


def quotable_sentences(paragraph: Paragraph) -> list[str]:
    """The sentences of a paragraph that a comment may quote, each once, in order."""
    quotable = (sentence.strip() for sentence in sentences(plain(paragraph.markdown)))
    return list(dict.fromkeys(filter(None, quotable)))


def checked_quote(paragraph: Paragraph | None, quote: Sequence[str]) -> list[str]:
    """The chosen sentences in the order of the text. Raises Invalid for words that are not there."""
    too_long = sum(map(len, quote)) > text_rule.RAW * LONGEST_TEXT  # more than any paragraph has to offer
    chosen = {""} if too_long else {clean(sentence) for sentence in quote}
    offered = quotable_sentences(paragraph) if paragraph and chosen else []
    quoted = [sentence for sentence in offered if clean(sentence) in chosen]
    if len(quoted) != len(chosen):
        raise Invalid(N_("Choose sentences of this paragraph."), field="quote")
    return quoted


def checked_proposal(paragraph: Paragraph | None, proposed: str) -> str:
    """Suggested wording; the paragraph as it stands suggests nothing."""
    proposed = checked_text(proposed, "proposed_text")
    if proposed and paragraph is None:
        raise Invalid(N_("A suggested wording belongs to a paragraph."), field="proposed_text")
    unchanged = paragraph is not None and proposed == clean(paragraph.markdown)
    return "" if unchanged else proposed
