"""What the forms of the working draft hold: one for each change of a paragraph, and that of publishing."""

import re
from collections.abc import Mapping
from typing import ClassVar

from core.errors import N_
from core.text import LONGEST_REASON
from documents import summaries
from documents.drafting.input import in_style
from sbcp.language.locales import gettext as _
from sbcp.web.forms import (
    AGAIN,
    AsTyped,
    ByLocale,
    Choice,
    Choices,
    Form,
    Hidden,
    Number,
    OneLine,
    Tick,
    Words,
    integer,
)

START = "start"  # the place before the first paragraph
COUNTS = "counts"  # the button that begins summaries with what changed
NO_TEXT = N_("Write the text of the paragraph.")
NO_REASON = N_("Say why you make this change.")


class Wording(Form):
    """The wording of one paragraph, or of several."""

    markdown = AsTyped(N_("Text"), missing=NO_TEXT)


class JoinedWording(Form):
    """The wording that joins two paragraphs."""

    markdown = AsTyped(N_("Joined text"), missing=NO_TEXT)


class ParagraphChange(Form):
    """What every change is saved with: why it is made, the comments that it answers, why those on other
    paragraphs are among them, and the saved change on which the person began. ``preview``: it is to be
    shown, and not saved yet."""

    aliases: ClassVar = {"": "markdown"}
    operation: ClassVar[str] = ""

    reason = Words(N_("Why you make this change"), limit=LONGEST_REASON)
    comments = Choices(N_("Comments on this paragraph that the change answers"))  # ticked
    others = OneLine(N_("Other comments that it answers"))  # typed
    link_reason = Words(N_("Why it answers comments on other paragraphs"), limit=LONGEST_REASON)
    based_on = Number()
    preview = Tick()

    @property
    def is_sent(self) -> bool:
        return super().is_sent and not self.preview.data

    @property
    def is_preview(self) -> bool:
        return super().is_sent and bool(self.preview.data)

    @property
    def began_on(self) -> int:
        """The id of the saved change on which the person began, 0 for none."""
        return self.based_on.data or 0

    @property
    def text(self) -> str:
        """The wording that was typed, of a form that has one, in the style that was chosen."""
        typed = (self["markdown"].data or "") if "markdown" in self else ""
        return in_style(typed, self["style"].data or "") if "style" in self else typed

    @property
    def numbers(self) -> list[str]:
        """The numbers of comments that were ticked or typed, as they were."""
        return [*self.comments.data, *(number for number in re.split(r"[\s,;]+", self.others.raw) if number)]


STYLE_WORDS = {
    "": N_("As it is written"),
    "paragraph": N_("Paragraph"),
    "heading-1": N_("Heading 1"),
    "heading-2": N_("Heading 2"),
    "heading-3": N_("Heading 3"),
    "heading-4": N_("Heading 4"),
    "heading-5": N_("Heading 5"),
    "heading-6": N_("Heading 6"),
    "bullet": N_("Point with a dot"),
    "number": N_("Numbered point"),
}


class StyledWording(Wording):
    """A wording, and the style that it is to have, for whoever types no signs."""

    style = Choice(N_("Style"), options=list(STYLE_WORDS.items()))


class Edit(StyledWording, ParagraphChange):
    """Another wording of a paragraph.

    After a conflict: ``together``: the wording put together of both; ``take``: it is to be saved, not
    ``markdown``; ``began``: the saved change on which ``markdown`` was written.
    """

    operation = "edit"

    together = AsTyped()
    take = Tick()
    began = Number()


class Insert(StyledWording, ParagraphChange):
    """New paragraphs, where they are to stand, and how deep their list items are."""

    operation = "insert"

    after = Hidden()
    depth = Number(N_("Depth of list items"), most=6)

    @property
    def item_depth(self) -> int:
        return max(self.depth.data or 1, 1)

    def check(self) -> None:
        _check_place(self, self.after.raw)


class Delete(ParagraphChange):
    """A paragraph to be taken out."""

    operation = "delete"


class Move(ParagraphChange):
    """Where a paragraph is to stand."""

    operation = "move"

    after = Hidden()

    def check(self) -> None:
        _check_place(self, self.after.raw)


class Split(Wording, ParagraphChange):
    """A paragraph cut by empty lines."""

    operation = "split"


class Merge(JoinedWording, ParagraphChange):
    """A paragraph to be joined with another, and their wording."""

    operation = "merge"

    other = Number()
    other_based_on = Number()


class Restore(ParagraphChange):
    """Earlier words of a paragraph, or the last ones of a deleted paragraph. ``revision``: the id of the
    saved change after which it had them; without it those that it ended with."""

    operation = "restore"

    revision = Number()


REST = "rest"


class TakeBack(ParagraphChange):
    """A change set to be undone. ``parts``: the indexes of those of its parts that are, and ``REST`` for
    all that are sure among those that the page does not list."""

    operation = "take back"

    parts = Choices(N_("What is taken back"))

    @property
    def chosen(self) -> set[int]:
        return {number for number in map(integer, self.parts.data) if number is not None}

    @property
    def takes_rest(self) -> bool:
        return REST in self.parts.data


class Agreed(Form):
    """Whether a paragraph is agreed. ``based_on``: the saved change with which it was read."""

    act = Hidden()
    based_on = Number()


class InPlainWords(Form):
    """What a version says in plain words, in each language of ours."""

    summary = ByLocale(N_("In plain words"))

    def check(self) -> None:
        if error := summaries.fault(self.summary.data):
            self.add_all([error])


class Publish(InPlainWords):
    """A draft to be published as a version. ``last_change``: the saved change up to which it was seen."""

    label = AsTyped(N_("Label"))
    reason = Words(N_("Why now"), missing=N_("Give a reason."))
    last_change = Number()

    @property
    def asks_for_counts(self) -> bool:
        """Whether it was sent for the counts of what changed, to begin the summaries with."""
        return self.sent is not None and self.sent.get(AGAIN) == COUNTS

    def begin_with(self, texts: Mapping[str, str]) -> None:
        """Put these into the summaries that nobody has begun."""
        for code, text in texts.items():
            if not self.summary.data.get(code, "").strip():
                self.summary.data[code] = text


class Summary(InPlainWords):
    """Other plain words for a version that is published. ``confirm``: they have been checked."""

    confirm = Tick()

    @property
    def hidden(self) -> dict[str, str]:
        """All that was typed, as inputs for the page on which it is checked."""
        return {name: str(value) for name, value in self.values.items() if name != "confirm"}


def place_after(after: str) -> int | None:
    """The paragraph after which something is to stand; None for the beginning."""
    return None if after == START else integer(after)


def _check_place(form: Form, after: str) -> None:
    if after != START and place_after(after) is None:
        form.add("after", _("Choose a place in the text."))
