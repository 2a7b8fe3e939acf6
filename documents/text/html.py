"""Markdown to safe HTML, for the paragraphs of a document.

Whatever leaves here as HTML has passed an allow-list, so that neither a document nor a comment
can script, style, frame or trigger anything (S21-S23).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from documents.text.blocks import Block
from documents.text.dialect import MAX_NESTING, block_parser, footnote_label, inline_tokens, is_safe_link

# The version of what makes HTML of blocks here, kept beside the HTML: another one, another number.
RENDERER = 1

_TAGS = "a blockquote br code em h2 h3 h4 h5 h6 hr li ol p pre s strong sub sup table tbody td th thead tr ul"
TAGS = frozenset(_TAGS.split())
_SPANS = ("rowspan", "colspan")
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "ol": {"start"},
    "td": set(_SPANS),
    "th": {"scope", *_SPANS},
}
CLASSES: dict[str, set[str]] = {
    "sup": {"footnote-ref", "footnote-number"},
    "td": {"align-left", "align-center", "align-right"},
    "th": {"align-left", "align-center", "align-right"},
}
REL = "nofollow ugc noopener"

#: Of a footnote: its number, the pid of its paragraph, the pid of its first reference.
Notes = Mapping[str, tuple[str, int, int | None]]


@cache
def html_parser(always_match_refs: bool, max_nesting: int = MAX_NESTING) -> MarkdownIt:
    """A parser for one block alone, with what is needed to write it as HTML."""
    md = block_parser(always_match_refs, max_nesting)
    md.add_render_rule("footnote_ref", _render_reference)
    md.add_render_rule("footnote_number", _render_number)
    md.add_render_rule("footnote_reference_open", _render_nothing)
    md.add_render_rule("footnote_reference_close", _render_nothing)
    return md


def clean(html: str) -> str:
    """Keep what the allow-list names, as it would be after cleaning twice; all else leaves its text.

    Links go to http, https, mailto or a place on the page; any other loses its address.
    """
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags={"script", "style"},
        attributes=ATTRIBUTES,
        attribute_filter=_keep_attribute,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if is_safe_link(value) else None
    if name == "start" or name in _SPANS:
        return value if value.isascii() and value.isdigit() else None
    if name == "scope":
        return value if value in ("col", "row") else None
    return value


def render_blocks(blocks: Sequence[Block], pids: Sequence[int]) -> list[str]:
    """Safe HTML of each block of one document; ``pids`` names the block at the same place.

    Footnotes are numbered by their first reference in the document; a reference links to the
    paragraph of its footnote, the number of the footnote links back. The outermost headings are
    ``<h2>``, since the page has its own ``<h1>``; those below follow one by one, whatever levels
    the source skips. An item gives its content without marker and list.
    """
    md = html_parser(False)
    homes: dict[str, int] = {}
    for block, pid in zip(blocks, pids, strict=True):
        if block.kind == "footnote":
            homes.setdefault(footnote_label(block), pid)
    parsed = [_parse_block(md, block, homes) for block in blocks]
    notes = _number_footnotes(parsed, pids, homes)
    return [
        _render_block(md, block, tokens, notes, rank)
        for block, tokens, rank in zip(blocks, parsed, _ranks(blocks), strict=True)
    ]


def _ranks(blocks: Sequence[Block]) -> Iterator[int]:
    """For each block the rank of the heading it is in or begins, 2 for the outermost."""
    above: list[int] = []
    for block in blocks:
        if block.kind == "heading":
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
        yield min(len(above) + 1, 6)


def _parse_block(md: MarkdownIt, block: Block, homes: Mapping[str, int]) -> list[Token]:
    known = {":" + label: -1 for label in homes}
    return md.parse(block.markdown, {"footnotes": {"refs": known, "list": {}}})


def _render_block(md: MarkdownIt, block: Block, tokens: list[Token], notes: Notes, rank: int) -> str:
    tokens = tidy(tokens, rank if block.kind == "heading" else 0)
    if block.kind == "item":
        tokens = _without_list(tokens)
    return clean(md.renderer.render(tokens, md.options, {"notes": notes})).strip()


def _number_footnotes(parsed: Sequence[list[Token]], pids: Sequence[int], homes: Mapping[str, int]) -> Notes:
    first: dict[str, int] = {}
    if homes:
        for tokens, pid in zip(parsed, pids, strict=True):
            for child in inline_tokens(tokens):
                if child.type == "footnote_ref":
                    first.setdefault(child.meta["label"], pid)
    order = [*first, *(label for label in homes if label not in first)]
    return {label: (str(n), homes[label], first.get(label)) for n, label in enumerate(order, 1)}


def tidy(tokens: list[Token], rank: int = 0) -> list[Token]:
    """Change parsed tokens into what readers may get; the allow-list comes after, whatever happens here.

    ``rank`` is that of a block that is a heading; any other heading becomes a bold line.
    """
    for index, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{rank}" if rank and token.level == 0 else "p"
        elif token.type in ("th_open", "td_open"):
            _dress_cell(token)
        elif token.type == "footnote_reference_open":
            _put_number(tokens, index)
        elif token.children:
            token.children = _tidy_inline(token.children)
            if index and tokens[index - 1].type == "heading_open" and tokens[index - 1].tag == "p":
                token.children = [
                    Token("strong_open", "strong", 1),
                    *token.children,
                    Token("strong_close", "strong", -1),
                ]
    return tokens


def _dress_cell(token: Token) -> None:
    """Alignment as a class, since inline style is forbidden on our pages."""
    style = str(token.attrs.pop("style", ""))
    if style.startswith("text-align:"):
        token.attrs["class"] = "align-" + style.removeprefix("text-align:")
    if token.tag == "th":
        token.attrs["scope"] = "col"


def _put_number(tokens: list[Token], opening: int) -> None:
    """Put the footnote's number at the head of its first paragraph."""
    number = Token("footnote_number", "", 0, meta=tokens[opening].meta)
    following = tokens[opening + 1 : opening + 3]
    if [token.type for token in following] == ["paragraph_open", "inline"]:
        following[1].children = [number, *(following[1].children or ())]
    else:
        tokens.insert(opening + 1, Token("inline", "", 0, children=[number]))


def _tidy_inline(children: list[Token]) -> list[Token]:
    kept: list[Token] = []
    inside_unsafe = False
    for child in children:
        if child.type == "image":
            kept.append(Token("text", "", 0, content=child.content))
        elif child.type == "link_open" and not is_safe_link(str(child.attrs.get("href", ""))):
            inside_unsafe = True
        elif child.type == "link_close" and inside_unsafe:
            inside_unsafe = False
        else:
            kept.append(child)
    return kept


def _without_list(tokens: list[Token]) -> list[Token]:
    """The content of the one item in ``tokens``; its paragraphs become visible ones."""
    if not tokens or not tokens[0].type.endswith("_list_open"):
        return tokens
    content = tokens[2:-2]
    for token in content:
        if token.level == 2:
            token.hidden = False
    return content


def _render_reference(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    label = tokens[index].meta["label"]
    if label not in env.get("notes", {}):
        return f'<sup class="footnote-ref">{escape(label)}</sup>'
    number, home, _ = env["notes"][label]
    return f'<sup class="footnote-ref"><a href="#p-{home}">{number}</a></sup>'


def _render_number(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    label = tokens[index].meta["label"]
    number, _, back = env.get("notes", {}).get(label, (escape(label), 0, None))
    shown = f'<a href="#p-{back}">{number}</a>' if back is not None else number
    return f'<sup class="footnote-number">{shown}</sup> '


def _render_nothing(_self: Any, _tokens: Sequence[Token], _index: int, _options: Any, _env: Any) -> str:
    return ""
