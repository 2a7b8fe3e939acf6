"""What the forms of an import hold."""

from typing import ClassVar

from core.errors import N_
from documents.imports.importing import LONGEST_SLUG, LONGEST_TITLE, SLUG
from documents.text.numbering import LabelsStyle
from sbcp.language.locales import USER_LANGUAGES, language_name
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Choice, File, Form, Hidden, Inputs, OneLine, Words

NO_FILE = N_("Choose a file.")
NO_LANGUAGE = N_("Choose a language from the list.")
NO_REASON = N_("Say why you make this change.")
WRONG_ADDRESS = N_("The address may have small letters a-z, digits and hyphens.")
LONGEST_REASON = 5000  # characters
LABELS: list[tuple[LabelsStyle, str]] = [
    ("legal", N_("As in laws: headings and paragraphs are numbered where the text does not number them")),
    ("plain", N_("Headings have only the numbers of the text; paragraphs are counted from first to last")),
    ("none", N_("Only what the text numbers itself has a number")),
]
LANGUAGES = [(tag, language_name(tag)) for tag in USER_LANGUAGES]


class NextFile(Form):
    """The file of the next draft."""

    aliases: ClassVar = {"": "file"}

    file = File(N_("File"), missing=NO_FILE)


class NewDocument(Form):
    """A document to be begun from a file. What is left empty is taken from the file."""

    aliases: ClassVar = {"": "file"}

    file = File(N_("File"), missing=NO_FILE)
    title = OneLine(
        N_("Title"), limit=LONGEST_TITLE, too_long=N_("This title is longer than %(limit)s characters.")
    )
    slug = OneLine(N_("Address"), limit=LONGEST_SLUG, too_long=WRONG_ADDRESS)
    language = Choice(N_("Language of the text"), options=LANGUAGES, missing=NO_LANGUAGE, wrong=NO_LANGUAGE)
    labels_style = Choice(
        N_("How paragraphs are called"), options=LABELS, wrong=N_("Choose one of the three.")
    )
    summary = Words(N_("Summary (optional)"))

    def check(self) -> None:
        if self.slug.data and not SLUG.fullmatch(self.slug.data):
            self.add("slug", _(WRONG_ADDRESS))


class Decision(Form):
    """What a person says of the rows of an import, and what the button that was pressed says.

    do: the button. added: paragraphs of the draft chosen in lists, by the number of the paragraph of the
    file that comes from them; goes: the other way round. alone, key: a row had a page of its own, and
    which. show: else the list it stood in.
    """

    aliases: ClassVar = {"": "reason"}

    do = Hidden()
    alone = Hidden()
    key = Hidden()
    show = Hidden()
    added = Inputs(name="add")
    goes = Inputs()
    reason = Words(
        N_("Why the text changes"),
        limit=LONGEST_REASON,
        too_long=N_("This reason is longer than %(limit)s characters."),
    )

    @property
    def row(self) -> str:
        """The key of the row whose own page was sent; empty if it was the list."""
        return self.key.raw if self.alone.raw == "yes" else ""


class Listing(Form):
    """Which rows an address asks for: those of a filter, around a row, or one alone."""

    show = Hidden()
    at = Hidden()
    alone = Hidden(name="row")
