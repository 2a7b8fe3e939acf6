"""The paragraphs of the working draft as lists, sentences and forms name them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from consultation.answers.triage import comment_by_number
from consultation.models import Comment
from consultation.queries import comments_at
from core.errors import N_, Invalid, NotFound
from core.text import one_line
from core.writing.graphemes import shortened
from documents import queries
from documents.models import Document, DraftParagraph
from documents.text.blocks import Block
from documents.text.citations import cite
from documents.text.numbering import labels
from documents.text.words import plain
from sbcp.language.locales import gettext as _
from sbcp.language.locales import in_script
from sbcp.web.forms import integer
from sbcp.web.text_html import alone

EXCERPT = 70  # characters of a paragraph in a list
NOT_THERE = N_("This paragraph is not in the working draft.")
_MARKER = re.compile(r"^(?:#{1,6}|[-*+>]|\d{1,9}[.)])\s+")


@dataclass(frozen=True)
class NamedParagraph:
    """A paragraph of the draft with its label: what it is called, and how it begins."""

    paragraph: DraftParagraph
    label: str

    @property
    def pid(self) -> int:
        return self.paragraph.pid

    @property
    def name(self) -> str:
        return name_of(self.label, self.paragraph.block, self.paragraph.document.language)

    @property
    def words(self) -> str:
        return excerpt(self.paragraph.markdown)


def name_of(label: str, block: Block, language: str) -> str:
    """How a sentence about the draft calls a paragraph: as its law cites it, or by its first words where it
    has no label; the title of the text is called so."""
    if label:
        depth = 0 if block.kind == "heading" else block.level
        return in_script(cite(label, language, depth), language)
    if block.kind == "heading" and block.level == 1:
        return _("the title")
    return f"“{in_script(excerpt(block.markdown, 40), language)}”"


def named_paragraphs(db: Session, document: Document) -> list[NamedParagraph]:
    """Every paragraph of the draft, in order."""
    rows = queries.draft(db, document)
    names = labels([paragraph.block for paragraph in rows], document.labels_style)
    return [NamedParagraph(paragraph, label) for paragraph, label in zip(rows, names, strict=True)]


def find(paragraphs: Sequence[NamedParagraph], pid: int | None) -> NamedParagraph | None:
    """One of them by its pid; None if the draft does not have it."""
    return next((paragraph for paragraph in paragraphs if paragraph.pid == pid), None)


def one_of(paragraphs: Sequence[NamedParagraph], pid: int) -> NamedParagraph:
    """One of them by its pid. Raises NotFound if the draft does not have it."""
    paragraph = find(paragraphs, pid)
    if paragraph is None:
        raise NotFound(NOT_THERE)
    return paragraph


def beside(
    paragraphs: Sequence[NamedParagraph], here: NamedParagraph
) -> tuple[NamedParagraph | None, NamedParagraph | None]:
    """The paragraphs before and after one."""
    at = paragraphs.index(here)
    return paragraphs[at - 1] if at else None, paragraphs[at + 1] if at + 1 < len(paragraphs) else None


def comments_on(db: Session, document: Document, *named: NamedParagraph | None) -> list[Comment]:
    """The comments that stand, in the last version, on what these paragraphs come from, by number."""
    last = queries.last_version(db, document)
    if last is None:
        return []
    pids = dict.fromkeys(pid for each in named if each is not None for pid in each.paragraph.origins)
    comments = {place.comment.id: place.comment for pid in pids for place in comments_at(db, last, pid)}
    return sorted(comments.values(), key=lambda comment: comment.number or 0)


def comments_numbered(db: Session, document: Document, numbers: Sequence[str]) -> list[Comment]:
    """The comments that were ticked or typed, each once. Raises Invalid for a number that there is not."""
    comments = [_comment(db, document, number) for number in numbers]
    return list({comment.id: comment for comment in comments}.values())


def _comment(db: Session, document: Document, typed: str) -> Comment:
    number = integer(typed.removeprefix("#"))
    try:
        if number is not None:
            return comment_by_number(db, document, number)
    except NotFound:
        pass
    raise Invalid(N_("There is no comment “%(number)s” on this document."), field="others", number=typed)


def each_alone(blocks: Sequence[Block]) -> list[Markup]:
    """Paragraphs by themselves as safe HTML, one by one."""
    return [alone(block.markdown) for block in blocks]


def joined(first: str, second: str) -> str:
    """Two paragraphs as one: the marker of the second falls away."""
    if "\n" in first + second:  # tables, code and quotes keep their lines
        return f"{first}\n{second}"
    return f"{first} {_MARKER.sub('', second)}"


def excerpt(markdown: str, length: int = EXCERPT) -> str:
    """How a paragraph begins, on one line."""
    return shortened(one_line(plain(markdown)), length)
