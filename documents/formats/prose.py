"""Words or a program? Markdown takes whatever stands four spaces in for code; policies are indented."""

import re

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|&#?\w{1,31};|https?://\S+")
_SIGNS = re.compile(
    r"[{}\\`|~^$@]|[=<>]{1,3}|\(\)|\[\]|\w\.\w+\(|^[^\S\n]*(?:#!|//|--|/\*|import\s|def\s)", re.MULTILINE
)
_LIST_OR_TAG = re.compile(r"\s*(?:[-*+•][ \t]|\(?\w{1,4}[.)]\s|<)")
_WORD = re.compile(r"[^\W\d_]{2,}")


def is_prose(indented: str) -> bool:
    """Is a text that stands far in a part of the policy? True for a list and for several words
    without the signs of programs; tags of HTML count for nothing."""
    words = _TAG.sub(" ", indented)
    if _SIGNS.search(words):
        return False
    return _LIST_OR_TAG.match(indented) is not None or len(_WORD.findall(words)) > 2
