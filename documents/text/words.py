"""The words of Markdown alone, without its marks."""

from collections.abc import Sequence

from markdown_it.token import Token

from documents.text.dialect import block_parser
from documents.text.raised import in_words


def plain(markdown: str) -> str:
    """The words alone, for comparison, search and quotes: no marks, list markers or footnote signs.

    Paragraphs, table rows and forced line breaks are lines; table cells, and lines in them, are parted
    by a space. Raised and lowered figures are those of Unicode, ``10⁶``, or in brackets, ``5^(th)``.
    """
    lines: list[str] = []
    cells: list[str] | None = None
    for token in block_parser(True).parse(markdown):
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            lines.append(" ".join(filter(None, cells or ())))
            cells = None
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip("\n"))
        elif token.type == "inline":
            words = line_words(token.children or ())
            lines.append(words) if cells is None else cells.append(words.replace("\n", " "))
    return "\n".join(filter(None, lines))


def line_words(children: Sequence[Token]) -> str:
    """The words of what stands in one line or cell."""
    open_: list[list[str]] = [[]]
    for child in children:
        if child.type in ("sup_open", "sub_open"):
            open_.append([])
        elif child.type in ("sup_close", "sub_close"):
            inner = "".join(open_.pop())
            open_[-1].append(in_words(child.tag, inner))
        else:
            open_[-1].append(_word(child))
    return "".join("".join(part) for part in open_).strip()


def _word(child: Token) -> str:
    if child.type == "softbreak":
        return " "
    return "\n" if child.type == "hardbreak" else child.content
