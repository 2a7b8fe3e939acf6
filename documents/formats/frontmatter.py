"""Settings at the head of a Markdown file, as site generators write them: the title is taken from them."""

import re

from core.errors import N_
from documents.formats.reading import Omission

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n((?:.*\n)*?)\1[ \t]*(?:\n|\Z)")
_SETTING = re.compile(r"\s*(?:[\w.-]+\s*[:=](?:\s|$)|#|- |\s|\[|$)")
_TITLE = re.compile(r"(?m)^title\s*[:=]\s*[\"']?(.*?)[\"']?\s*$")


def without_front_matter(text: str) -> tuple[str, str | None, list[Omission]]:
    """The text with empty lines in place of its settings, the title in them, and what was left out."""
    found = _FRONT_MATTER.match(text)
    if not found or not found[2].strip() or not all(map(_SETTING.match, found[2].splitlines())):
        return text, None, []
    title = _TITLE.search(found[2])
    what, why = N_("Front matter"), N_("Settings of the source file; they are not part of the text.")
    omission = Omission(1, what, why, " ".join(found[2].split()))
    rest = "\n" * found[0].count("\n") + text[found.end() :]
    return rest, title[1].strip() or None if title else None, [omission]
