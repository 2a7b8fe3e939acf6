"""The dialect of Markdown that texts are kept in: what the parser takes for what.

CommonMark with tables, strikethrough, raised and lowered figures and footnotes; any other HTML is text.
docs/markdown.md says how each thing is written.
"""

import re
from collections.abc import Iterator, Sequence
from copy import copy, deepcopy
from functools import cache, partial

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from documents.text import raised, tables
from documents.text.blocks import Block

#: Levels of quotes and lists that are followed in a document; an importer names the lines below them.
MAX_NESTING = 60
#: The same for what anyone may send.
MAX_NESTING_IN_COMMENTS = 20
#: The same for brackets in a line, where the time grows with the depth.
MAX_BRACKETS = 8

_SAFE_LINK = re.compile(r"(?:https?://[^\s/\\?#][^\s\\]*|mailto:[^\s\\]+|#[^\s\\]*)", re.IGNORECASE)


def parser() -> MarkdownIt:
    """A new parser of the house dialect. Give its tokens or HTML to readers only through `clean`."""
    return dialect().use(footnote_plugin)


def dialect(max_nesting: int = MAX_NESTING, html: bool = False) -> MarkdownIt:
    """The dialect before footnotes, for modules that treat them in their own way.

    ``html`` finds tags, so that an importer can report them; never render what it gives.
    """
    options = {"html": html, "typographer": False, "maxNesting": max_nesting, "store_labels": True}
    md = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    raised.use(md)
    tables.use(md)
    flat = copy(md)
    flat.options = deepcopy(md.options)
    flat.options["maxNesting"] = MAX_BRACKETS
    md.core.ruler.at("inline", partial(_parse_inline, flat))
    return md


def _parse_inline(flat: MarkdownIt, state: StateCore) -> None:
    """The inline step with its own limit of nesting: time for ``[[[[…`` grows with it. It knows
    whether a line is the cell of a table, or trusts ``env`` where there is but that line."""
    before = ""
    for token in state.tokens:
        if token.type == "inline":
            if not state.inlineMode:
                state.env["cell"] = before in ("th_open", "td_open")
            token.children = []
            flat.inline.parse(token.content, flat, state.env, token.children)
        before = token.type


@cache
def block_parser(always_match_refs: bool, max_nesting: int = MAX_NESTING) -> MarkdownIt:
    """A parser for one block alone: footnotes stay where they stand, their texts may be elsewhere."""
    md = dialect(max_nesting)
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=always_match_refs)
    return md


def is_safe_link(href: str) -> bool:
    """True for an address a reader may be sent to: absolute http(s), mailto, or a place on the page."""
    return _SAFE_LINK.fullmatch(href) is not None


def inline_tokens(tokens: Sequence[Token]) -> Iterator[Token]:
    """What stands in the lines of these tokens, in order."""
    for token in tokens:
        yield from token.children or ()


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
    tokens = block_parser(True).parse(markdown)
    return [child.meta["label"] for child in inline_tokens(tokens) if child.type == "footnote_ref"]
