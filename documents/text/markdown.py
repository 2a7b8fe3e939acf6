"""Markdown to safe HTML and to plain words.

One dialect everywhere: CommonMark with tables, strikethrough and footnotes; raw HTML is text.
Whatever leaves here as HTML has passed an allow-list, so that neither a document nor a comment
can script, style, frame or trigger anything (S21-S23).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy, deepcopy
from functools import cache, partial
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from documents.text.blocks import Block

#: Kept beside stored HTML; raise it whenever the same Markdown would give other HTML.
RENDERER_VERSION = 1

#: Levels of quotes and lists that are followed in a document; the preset stops at 20 and drops the rest.
MAX_NESTING = 240
#: The same for what anyone may send, and for brackets in a line, where the time grows with the depth.
MAX_NESTING_IN_COMMENTS = 20
#: Cells that a table may leave out; the parser fills them in, so few characters make much HTML.
MAX_MISSING_CELLS = 4096

_TAGS = "a blockquote br code em h2 h3 h4 h5 h6 hr li ol p pre s strong sup table tbody td th thead tr ul"
TAGS = frozenset(_TAGS.split())
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}, "th": {"scope"}}
CLASSES: dict[str, set[str]] = {
    "sup": {"footnote-ref", "footnote-number"},
    "td": {"align-left", "align-center", "align-right"},
    "th": {"align-left", "align-center", "align-right"},
}
REL = "nofollow ugc noopener"

_SAFE_LINK = re.compile(r"(?:https?://[^\s/\\?#][^\s\\]*|mailto:[^\s\\]+|#[^\s\\]*)", re.IGNORECASE)
_DEEP_QUOTE = re.compile(r"(?m)^[ \t]*+(?:>[ \t]*+){12}")
_BULLET = re.compile(r"[-*+](?:[ \t]+|$)")
_NUMBER = re.compile(r"(\d{1,9}[.)])(?:[ \t]+|$)")
_OWN_LABEL = re.compile(
    r"(\((?:\w{1,3}|[ivxlc]{1,6})\)"  # (a) (12) (iv)
    r"|(?:[^\W\d_]|\d{1,3}|[ivxlc]{1,6})\)"  # a) 3) iv)
    r"|\d{1,3}(?:\.\d{1,3})*\.?)(?=\s)"  # 1. 2.3
)

#: Of a footnote: its number, the pid of its paragraph, the pid of its first reference.
Notes = Mapping[str, tuple[str, int, int | None]]


def parser() -> MarkdownIt:
    """A new parser of the house dialect. Give its tokens or HTML to readers only through `clean`."""
    return dialect().use(footnote_plugin)


def dialect(max_nesting: int = MAX_NESTING, html: bool = False) -> MarkdownIt:
    """The dialect before footnotes, for modules that treat them in their own way.

    ``html`` finds tags, so that an importer can report them; never render what it gives.
    """
    options = {"html": html, "typographer": False, "maxNesting": max_nesting, "store_labels": True}
    md = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    flat = copy(md)
    flat.options = deepcopy(md.options)
    flat.options["maxNesting"] = MAX_NESTING_IN_COMMENTS
    md.core.ruler.at("inline", partial(_parse_inline, flat))
    md.block.ruler.at("table", _parse_table, {"alt": ["paragraph", "reference"]})
    return md


def _parse_inline(flat: MarkdownIt, state: StateCore) -> None:
    """The inline step with its own limit of nesting: time for ``[[[[…`` grows with it."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            flat.inline.parse(token.content, flat, state.env, token.children)


def _parse_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The table step, refused where short rows under a wide header would grow without measure."""
    header = state.getLines(start + 1, start + 2, 0, False) if start + 1 < end else ""
    if not header or header.strip(" \t|:-"):
        return False
    last = start + 2
    while last < end and not state.isEmpty(last):
        last += 1
    asked = (header.count("|") + 1) * (last - start)
    given = state.src.count("|", state.bMarks[start], state.eMarks[last - 1]) + (last - start)
    return asked - given <= MAX_MISSING_CELLS and table(state, start, end, silent)


@cache
def _block_parser(always_match_refs: bool, max_nesting: int = MAX_NESTING) -> MarkdownIt:
    """A parser for one block alone: footnotes stay where they stand, their texts may be elsewhere."""
    md = dialect(max_nesting)
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=always_match_refs)
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


def is_safe_link(href: str) -> bool:
    """True for an address a reader may be sent to: absolute http(s), mailto, or a place on the page."""
    return _SAFE_LINK.fullmatch(href) is not None


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if is_safe_link(value) else None
    if name == "start":
        return value if value.isascii() and value.isdigit() else None
    if name == "scope":
        return value if value in ("col", "row") else None
    return value


def render(markdown: str) -> str:
    """Safe HTML of what a person wrote: a comment, a reason, a justification.

    Images leave their description. A heading becomes a bold line, so that no comment can take
    part in the outline of the page it is shown on. Footnotes stay where they were written.
    """
    md = _block_parser(False, MAX_NESTING_IN_COMMENTS)
    env: dict[str, Any] = {}
    tokens = [] if _DEEP_QUOTE.search(markdown) else md.parse(markdown, env)
    if not tokens or any(
        token.level >= MAX_NESTING_IN_COMMENTS - 1 and token.nesting == 1 for token in tokens
    ):
        if not markdown.strip():
            return ""
        return f"<pre>{escape(markdown.strip())}</pre>"  # nested too deep to lay out: shown as it was typed
    tokens = _tidy(tokens)
    return clean(md.renderer.render(tokens, md.options, env)).strip()


def count_images(markdown: str) -> int:
    """How many images `render` would leave out, so that the author can be told."""
    tokens = _block_parser(False).parse(markdown)
    return sum(child.type == "image" for token in tokens for child in token.children or ())


def render_blocks(blocks: Sequence[Block], pids: Sequence[int]) -> list[str]:
    """Safe HTML of each block of one document; ``pids`` names the block at the same place.

    Footnotes are numbered by their first reference in the document; a reference links to the
    paragraph of its footnote, the number of the footnote links back. The outermost headings are
    ``<h2>``, since the page has its own ``<h1>``; those below follow one by one, whatever levels
    the source skips. An item gives its content without marker and list.
    """
    md = _block_parser(False)
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
    tokens = _tidy(tokens, rank if block.kind == "heading" else 0)
    if block.kind == "item":
        tokens = _without_list(tokens)
    return clean(md.renderer.render(tokens, md.options, {"notes": notes})).strip()


def _number_footnotes(parsed: Sequence[list[Token]], pids: Sequence[int], homes: Mapping[str, int]) -> Notes:
    first: dict[str, int] = {}
    if homes:
        for tokens, pid in zip(parsed, pids, strict=True):
            for child in _inline(tokens):
                if child.type == "footnote_ref":
                    first.setdefault(child.meta["label"], pid)
    order = [*first, *(label for label in homes if label not in first)]
    return {label: (str(n), homes[label], first.get(label)) for n, label in enumerate(order, 1)}


def footnote_label(block: Block) -> str:
    """``2`` of the footnote block ``[^2]: text``."""
    return block.markdown[2 : block.markdown.find("]:")]


def footnote_numbers(blocks: Sequence[Block]) -> dict[str, int]:
    """The number that `render_blocks` shows for each footnote, by the label it is written with."""
    homes = dict.fromkeys(footnote_label(block) for block in blocks if block.kind == "footnote")
    cited = [block.markdown for block in blocks if homes and "[^" in block.markdown]
    first = dict.fromkeys(label for text in cited for label in footnote_references(text) if label in homes)
    return {label: number for number, label in enumerate({**first, **homes}, 1)}


def footnote_references(markdown: str) -> list[str]:
    """Labels of the footnotes that a block refers to, in order, with repetitions."""
    tokens = _block_parser(True).parse(markdown)
    return [child.meta["label"] for child in _inline(tokens) if child.type == "footnote_ref"]


def marker(block: Block) -> str:
    """What stands before an item: ``3.``, ``•``, or nothing when its text begins with ``(a)`` or the like."""
    if block.kind != "item":
        return ""
    if number := _NUMBER.match(block.markdown):
        return number[1]
    return "" if carried_label(block) else "•"


def carried_label(block: Block) -> str:
    """The number or letter that a bulleted item writes itself, as in ``- (a) text``; else nothing."""
    bullet = _BULLET.match(block.markdown)
    head = block.markdown[bullet.end() : bullet.end() + 24].replace("\\", "") if bullet else ""
    label = _OWN_LABEL.match(head)
    return label[1] if label else ""


def plain(markdown: str) -> str:
    """The words alone, for comparison, search and quotes: no marks, list markers or footnote signs.

    Paragraphs, table rows and forced line breaks are lines; table cells are parted by a space.
    """
    lines: list[str] = []
    cells: list[str] | None = None
    for token in _block_parser(True).parse(markdown):
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


def _inline(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def _tidy(tokens: list[Token], rank: int = 0) -> list[Token]:
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
