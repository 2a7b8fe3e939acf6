"""What the sheet sends, and the form by which its changes are closed."""

import json
import re
from typing import Any

from core.errors import N_, Invalid
from core.text import LONGEST_REASON
from documents.sheet.writing import BROKEN
from sbcp.web.forms import AsTyped, Choices, Form, Number, OneLine, Words


class Typed(Form):
    """What changed in the sheet, as JSON (docs/sheet.md)."""

    sheet = AsTyped()

    @property
    def windows(self) -> list[Any]:
        """The windows. Raises Invalid for what is none."""
        try:
            windows = json.loads(self.sheet.data or "")["windows"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Invalid(BROKEN) from error
        if not isinstance(windows, list):
            raise Invalid(BROKEN)
        return windows


class Here(Form):
    """Where in the sheet somebody is."""

    pid = Number()


class Take(Form):
    """The comment whose wording is taken, by its number, and the paragraph. ``changed_in``: the saved change
    of the paragraph that the person had before them."""

    pid = Number()
    comment = Number()
    changed_in = Number()


class Close(Form):
    """Why the open changes were made, and the comments that they answer. ``last_change``: the last of them as
    the person saw it."""

    reason = Words(N_("Why you made these changes"), limit=LONGEST_REASON)
    comments = Choices(N_("Comments on these paragraphs that the changes answer"))  # ticked
    others = OneLine(N_("Other comments that they answer"))  # typed
    link_reason = Words(N_("Why they answer comments on other paragraphs"), limit=LONGEST_REASON)
    last_change = Number()

    @property
    def numbers(self) -> list[str]:
        """The numbers of comments that were ticked or typed, as they were."""
        return [*self.comments.data, *(number for number in re.split(r"[\s,;]+", self.others.raw) if number)]
