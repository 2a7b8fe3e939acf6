"""Settings at the head of a Markdown file, as site generators write them: the title is taken from them."""

import re

from core.errors import N_
from documents.formats.reading import Omission

_FRONT_MATTER = re.compile(
    r"(?:---[ \t]*\n((?:.*\n)*?)(?:---|\.\.\.)|\+\+\+[ \t]*\n((?:.*\n)*?)\+\+\+)[ \t]*(?:\n|\Z)"
)
_SETTING = re.compile(r"\s*(?:[\w.-]+\s*[:=](?:\s|$)|#|- |\s|\[|$)")
_TITLE = re.compile(r"(?m)^title\s*[:=]\s*[\"']?(.*?)[\"']?\s*$")


def without_front_matter(text: str) -> tuple[str, str | None, list[Omission]]:
    """The text with empty lines in place of its settings, the title in them, and what was left out."""
    front_matter = _FRONT_MATTER.match(text)
    settings = (front_matter[1] or front_matter[2] or "") if front_matter else ""
    if not front_matter or not settings.strip() or not all(map(_SETTING.match, settings.splitlines())):
        return text, None, []
    title = _TITLE.search(settings)
    what, why = N_("Front matter"), N_("Settings of the source file; they are not part of the text.")
    omission = Omission(1, what, why, " ".join(settings.split()))
    rest = "\n" * front_matter[0].count("\n") + text[front_matter.end() :]
    return rest, title[1].strip() or None if title else None, [omission]
