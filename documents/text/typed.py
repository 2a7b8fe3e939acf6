"""What a person typed into a form, as safe HTML: a comment, a reason, a justification."""

import re
from html import escape
from typing import Any

from documents.text.dialect import MAX_NESTING_IN_COMMENTS
from documents.text.html import clean, html_parser, tidy

_DEEP_QUOTE = re.compile(r"(?m)^[ \t]*+(?:>[ \t]*+){12}")


def render(markdown: str) -> str:
    """Safe HTML of what a person wrote: a comment, a reason, a justification.

    Images leave their description. A heading becomes a bold line, so that no comment can take
    part in the outline of the page it is shown on. Footnotes stay where they were written.
    """
    md = html_parser(False, MAX_NESTING_IN_COMMENTS)
    env: dict[str, Any] = {}
    tokens = [] if _DEEP_QUOTE.search(markdown) else md.parse(markdown, env)
    if not tokens or any(
        token.level >= MAX_NESTING_IN_COMMENTS - 1 and token.nesting == 1 for token in tokens
    ):
        if not markdown.strip():
            return ""
        return f"<pre>{escape(markdown.strip())}</pre>"  # nested too deep to lay out: shown as it was typed
    tokens = tidy(tokens)
    return clean(md.renderer.render(tokens, md.options, env)).strip()


def count_images(markdown: str) -> int:
    """How many images `render` would leave out, so that the author can be told."""
    tokens = html_parser(False).parse(markdown)
    return sum(child.type == "image" for token in tokens for child in token.children or ())
