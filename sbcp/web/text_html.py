"""What people wrote, as HTML of ours: comments, paragraphs, and the marks between two texts.

The one module of the pages that declares text to be safe. What comes in is Markdown, which our renderers turn
into clean HTML, or HTML that they made before.
"""

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from consultation.models import Comment
from consultation.queries import Listed
from core.errors import N_
from core.text import one_line
from core.writing.graphemes import shortened
from documents import redline as redlining
from documents.models import Document
from documents.redline import Words
from documents.text.blocks import Block
from documents.text.dialect import block_parser
from documents.text.enumerators import marker
from documents.text.html import render_blocks
from documents.text.typed import render, words
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.language.locales import in_script
from sbcp.language.serbian import latin_html

MOST_WORDS = 150_000  # bytes of the words of comments on one page
WITHHELD = N_("Withheld at the author’s request.")

_HEADING = re.compile(r"<(/?)h[1-6]([^>]*)>")
_NUMBERS_MEET = re.compile(r"(\d\W?)\n(?=\W?\d)")
_PLACE = re.compile(r'<a href="#p-')


def user_text(text: str, lang: str) -> Markup:
    """What a person wrote, as safe HTML with its language. Never shown in another script."""
    return Markup('<div class="user-text" lang="{}">{}</div>').format(lang, Markup(render(text)))


def alone(markdown: str) -> Markup:
    """A paragraph of a text by itself as safe HTML, an item with what stands before it."""
    lists = [
        token for token in block_parser(True).parse(markdown) if token.level < 2 and "list" in token.type
    ]
    one_item = [token.type for token in lists][1:3] == ["list_item_open", "list_item_close"] and len(
        lists
    ) == 4
    block = Block("item" if one_item else "paragraph", 1, markdown)
    html, mark = render_blocks([block], [0])[0], marker(block)
    if not mark:
        return Markup(html)
    return Markup(
        html.replace("<p>", f"<p>{escape(mark)} ", 1) if html.startswith("<p>") else f"{escape(mark)} {html}"
    )


def lines(text: str) -> Markup:
    """Words that are kept without formatting, each line a line."""
    return Markup("<br>").join(text.splitlines())


def comment_html(comment: Comment) -> Markup:
    """The words of a comment, or in the reader's language that they are withheld."""
    if comment.withheld_at is not None:
        return Markup('<p class="soft">{}</p>').format(_(WITHHELD))
    return _kept(comment.wording.html, comment, comment.body)


def reasons_html(comment: Comment) -> Markup:
    """Why its author says so, empty without reasons."""
    return (
        _kept(comment.wording.justification_html, comment, comment.justification)
        if comment.justification
        else Markup()
    )


def _kept(html: str, comment: Comment, typed: str) -> Markup:
    """The HTML that was made when a comment was sent; of an unsent one, as it would be made now."""
    shown = Markup(html) if comment.wording.renderer else Markup(render(typed))
    return Markup('<div class="user-text" lang="{}">{}</div>').format(comment.language, shown)


def comment_words(comment: Comment) -> str:
    """The same as plain text, for lists that show its beginning."""
    return _(WITHHELD) if comment.withheld_at is not None else words(comment.body)


def shown_in_brief(comments: Iterable[Comment], redlined: Mapping[int, str] = {}) -> frozenset[int]:
    """Of the comments on a page those, by id, of which it shows the beginning alone, with a way to the rest:
    the longest, where all of them together would make it large. ``redlined``: their wordings as redlines."""
    sizes = {comment.id: _size(comment, redlined.get(comment.id, "")) for comment in comments}
    total, brief = sum(sizes.values()), set()
    for number, size in sorted(sizes.items(), key=lambda pair: -pair[1]):
        if total <= MOST_WORDS:
            break
        brief.add(number)
        total -= size
    return frozenset(brief)


def _size(comment: Comment, redline: str) -> int:
    """How many bytes the words of a comment and of its answer take on a page."""
    wording, answer = comment.wording, comment.disposition
    proposed = redline or wording.proposed_text
    texts = (wording.html, wording.justification_html, proposed, answer.reason if answer else "")
    return sum(len(text.encode()) for text in texts)


def comment_excerpt(comment: Comment, most: int) -> str:
    """The beginning of the same on one line, of at most so many characters. Numbers that end a line and
    begin the next are parted by a point, so that ``5`` and ``000`` are not read as one."""
    kept = (one_line(line) for line in comment_words(comment).splitlines())
    return shortened(_NUMBERS_MEET.sub(r"\1 · ", "\n".join(filter(None, kept))).replace("\n", " "), most)


def document_html(html: str, language: str, whole: bool = False, home: str = "") -> Markup:
    """A paragraph's kept HTML, in the script that the reader has chosen for Serbian.

    ``whole``: the whole text is on the page. Shown alone, a heading is a line like others, and a
    link to another paragraph leads to the address of the text, ``home``; without one it is none.
    A table scrolls by itself, by keyboard too, so that the page never scrolls sideways.
    """
    if not whole:
        html = _HEADING.sub(r"<\1p\2>", html)
        html = _PLACE.sub(rf'<a href="{escape(home)}#p-' if home else '<a data-place="', html)
    if locales.derives_latin(language):
        html = latin_html(html)
    if "<table>" in html:
        label = _("Table")
        region = f'<div class="table-region" role="group" tabindex="0" aria-label="{label}">'
        html = html.replace("<table>", f"{region}<table>").replace("</table>", "</table></div>")
    return Markup(html)


def title_of(document: Document) -> str:
    """A document's title as the reader's script has it."""
    return in_script(document.title, document.language)


def mark_words() -> Words:
    """The words that screen readers say at each mark, in the reader's language."""
    return Words(*(_(word) for word in Words()))


def redline(old: str, new: str, prefix: str = "", *, whole: bool = False) -> Markup:
    """The change from one text to another as safe HTML, with words for those who do not see marks.

    prefix: another one for each of several on a page, so that what moved in one is not taken for what moved
    in another. whole: the texts are several paragraphs. Headings are shown as strong words, since the page
    has headings of its own.
    """
    make = redlining.redline if whole else redlining.redline_block
    html = make(old, new, mark_words(), prefix)
    return Markup(_HEADING.sub(lambda tag: "</strong></p>" if tag[1] else f"<p{tag[2]}><strong>", html))


def redlines(listed: Iterable[Listed]) -> dict[int, Markup]:
    """The wordings that comments suggest, as redlines of their paragraphs, by id of the comment."""
    return {
        each.comment.id: redline(each.paragraph.markdown, each.comment.proposed_text, f"c{each.comment.id}-")
        for each in listed
        if each.paragraph is not None and each.comment.proposed_text
    }
