"""What people wrote, as HTML of ours: comments, paragraphs, and the marks between two texts.

The one module of the pages that declares text to be safe. What comes in is Markdown, which our renderers turn
into clean HTML, or HTML that they made before.
"""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from consultation.models import Comment
from consultation.queries import Listed
from core.errors import N_
from documents import redline as redlining
from documents.models import Document
from documents.redline import Words
from documents.text.typed import render as render_markdown
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.language.locales import in_script
from sbcp.language.serbian import latin_html

WITHHELD = N_("Withheld at the author’s request.")

_HEADING = re.compile(r"<(/?)h[1-6]([^>]*)>")
_PLACE = re.compile(r'<a href="#p-')


def user_text(text: str, lang: str) -> Markup:
    """What a person wrote, as safe HTML with its language. Never shown in another script."""
    return Markup('<div class="user-text" lang="{}">{}</div>').format(lang, alone(text))


def alone(markdown: str) -> Markup:
    """A paragraph by itself as safe HTML."""
    return Markup(render_markdown(markdown))


def comment_html(comment: Comment) -> Markup:
    """The words of a comment, or in the reader's language that they are withheld."""
    if comment.withheld_at is not None:
        return Markup('<p class="soft">{}</p>').format(_(WITHHELD))
    return user_text(comment.body, comment.language)


def comment_words(comment: Comment) -> str:
    """The same as plain text, for lists that show its beginning."""
    return _(WITHHELD) if comment.withheld_at is not None else comment.body


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
