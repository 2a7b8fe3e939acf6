"""The words of Markdown alone, without its marks."""

from collections.abc import Sequence

from markdown_it.token import Token

from documents.text.dialect import block_parser


def plain(markdown: str) -> str:
    """The words alone, for comparison, search and quotes: no marks, list markers or footnote signs.

    Paragraphs, table rows and forced line breaks are lines; table cells are parted by a space.
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
            (lines if cells is None else cells).append(_words(token.children or ()))
    return "\n".join(filter(None, lines))


def _words(children: Sequence[Token]) -> str:
    return "".join(_word(child) for child in children).strip()


def _word(child: Token) -> str:
    if child.type == "softbreak":
        return " "
    return "\n" if child.type == "hardbreak" else child.content
