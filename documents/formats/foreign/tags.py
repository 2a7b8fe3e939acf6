"""Tags of HTML in a line that say what marks of the dialect say: raised, lowered and struck words."""

from collections.abc import Sequence
from copy import copy

from markdown_it.token import Token

#: The mark for each tag.
MARKS = {"sup": "sup", "sub": "sub", "s": "s", "del": "s", "strike": "s"}
#: Tags that part the words before from those after.
PARTING = frozenset(
    """address article aside blockquote caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre rp rt section summary table
    tbody td tfoot th thead tr ul""".split()  # noqa: SIM905
)


def mark(name: str, nesting: int) -> Token:
    """The token that opens (1) or closes (-1) the mark of this name."""
    markup = "~~" if name == "s" else f"<{'/' if nesting < 0 else ''}{name}>"
    return Token(f"{name}_{'open' if nesting > 0 else 'close'}", name, nesting, markup=markup)  # type: ignore[arg-type]


def with_marks(children: Sequence[Token]) -> list[Token]:
    """The tokens of a line with marks in place of those tags that stand in pairs, inside what holds both."""
    tokens: list[Token] = []
    frames: list[list[tuple[str, int]]] = [[]]  # tags open inside each mark: name, place
    counts: list[dict[str, int]] = [{}]
    for token in children:
        name, closes = _tag(token) if token.type == "html_inline" else ("", False)
        if token.nesting > 0:
            frames.append([])
            counts.append({})
        elif token.nesting < 0 and len(frames) > 1:
            frames.pop()
            counts.pop()
        if name and not closes:
            frames[-1].append((name, len(tokens)))
            counts[-1][name] = counts[-1].get(name, 0) + 1
        elif name and counts[-1].get(name):
            opened = ""
            while opened != name:
                opened, place = frames[-1].pop()
                counts[-1][opened] -= 1
            tokens[place] = mark(MARKS[name], 1)
            token = mark(MARKS[name], -1)
        tokens.append(token)
    return _without_blanks(tokens)


def _tag(token: Token) -> tuple[str, bool]:
    """The name of a tag that is a mark, and whether it closes."""
    closes = token.content.startswith("</")
    name = token.content.strip("</>").split(maxsplit=1)
    return (name[0].lower(), closes) if name and name[0].lower() in MARKS else ("", closes)


def _without_blanks(tokens: Sequence[Token]) -> list[Token]:
    """Blanks at either end of struck words stand outside the marks, which would be words beside them."""
    kept: list[Token] = []
    for token in tokens:
        before = kept[-1] if kept else None
        if before is not None and before.type == "s_open" and _is_blank(token.content[:1], token):
            kept.insert(len(kept) - 1, Token("text", "", 0, content=" "))
            token = _with_content(token, token.content.lstrip())
        after: list[Token] = []
        if token.type == "s_close" and before is not None and _is_blank(before.content[-1:], before):
            kept[-1] = _with_content(before, before.content.rstrip())
            after = [Token("text", "", 0, content=" ")]
        if token.type != "text" or token.content:
            kept += [token, *after]
    return kept


def _is_blank(sign: str, token: Token) -> bool:
    return token.type == "softbreak" or (token.type == "text" and sign.isspace())


def _with_content(token: Token, content: str) -> Token:
    stripped = copy(token)
    stripped.type, stripped.content = "text", content
    return stripped
