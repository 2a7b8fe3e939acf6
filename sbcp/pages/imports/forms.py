"""What the forms of an import hold."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, ClassVar

from core.errors import N_
from documents.formats import ENCODINGS, Offer
from documents.imports.importing import LONGEST_SLUG, LONGEST_TITLE, NO_TITLE, SLUG
from documents.text.numbering import LabelsStyle
from sbcp.language.locales import USER_LANGUAGES, language_name
from sbcp.language.locales import gettext as _
from sbcp.web.forms import AsTyped, Choice, Choices, File, Form, Hidden, Inputs, OneLine, Words

NO_FILE = N_("Choose a file.")
NO_LANGUAGE = N_("Choose a language from the list.")
NO_BASE = N_("Choose the text that the file was begun from.")
NO_REASON = N_("Say why you make this change.")
WRONG_ADDRESS = N_("The address may have small letters a-z, digits and hyphens.")
MOST_KEPT = 4 * 1024 * 1024  # bytes of a file that a form carries with it
LONGEST_REASON = 5000  # characters
LABELS: list[tuple[LabelsStyle, str]] = [
    ("legal", N_("As in laws: headings and paragraphs are numbered where the text does not number them")),
    ("plain", N_("Headings have only the numbers of the text; paragraphs are counted from first to last")),
    ("none", N_("Only what the text numbers itself has a number")),
]
FROM_FILE, EMPTY = "file", "empty"
BEGINNINGS = [
    (FROM_FILE, N_("With the text of a file")),
    (EMPTY, N_("Without a text: you write the first paragraph on the next pages")),
]
LANGUAGES = [(tag, language_name(tag)) for tag in USER_LANGUAGES]


class FileForm(Form):
    """A form with a file, which may be in an encoding of before UTF-8.

    What it is in, a person says, of this very file (digest: its SHA-256). So that they need not choose it
    again, the form carries it with it meanwhile, if it is not too large: kept, its bytes as base64, and
    kept_name.
    """

    aliases: ClassVar = {"": "file"}

    file = File(N_("File"))
    encoding = Hidden()
    digest = Hidden()
    kept = Hidden()
    kept_name = Hidden()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.offers: Sequence[Offer] = ()

    def sent_file(self) -> tuple[str, bytes] | None:
        """The name and the bytes of the file that was chosen, or else of the one that is kept."""
        if (chosen := self.file.data) is not None:
            chosen.file.seek(0)
            return chosen.filename or "", chosen.file.read()
        try:
            data = b64decode(self.kept.raw, validate=True)
        except ValueError:
            return None
        return (self.kept_name.raw, data) if data else None

    def keep(self, name: str, data: bytes, offers: Sequence[Offer]) -> None:
        """Ask in which encoding the file is. offers: the likeliest first."""
        self.offers = offers
        is_small = len(data) <= MOST_KEPT
        if self.encoding_of(data) not in {offer.encoding for offer in offers}:
            self.encoding.process_data(offers[0].encoding)
        self.kept.process_data(b64encode(data).decode() if is_small else "")
        self.kept_name.process_data(name if is_small else "")
        self.digest.process_data(sha256(data).hexdigest())

    def encoding_of(self, data: bytes) -> str:
        """The encoding that was chosen for this very file; nothing if none was."""
        is_same = self.digest.raw == sha256(data).hexdigest()
        return self.encoding.raw if is_same and self.encoding.raw in ENCODINGS else ""

    def check(self) -> None:
        if self.sent_file() is None:
            self.add("file", _(NO_FILE))

    def shown(self) -> dict[str, Any]:
        return super().shown() | {"offers": [(offer, _(offer.name)) for offer in self.offers]}


class NextFile(FileForm):
    """The file of the next draft."""


class NewDocument(FileForm):
    """A document to be begun, with the text of a file or without a text. What is left empty is taken from
    the file."""

    begins = Choice(N_("How the text begins"), options=BEGINNINGS, wrong=N_("Choose one of the two."))
    title = OneLine(
        N_("Title"), limit=LONGEST_TITLE, too_long=N_("This title is longer than %(limit)s characters.")
    )
    slug = OneLine(N_("Address"), limit=LONGEST_SLUG, too_long=WRONG_ADDRESS)
    language = Choice(N_("Language of the text"), options=LANGUAGES, missing=NO_LANGUAGE, wrong=NO_LANGUAGE)
    labels_style = Choice(
        N_("How paragraphs are called"), options=LABELS, wrong=N_("Choose one of the three.")
    )
    summary = Words(N_("Summary (optional)"))

    @property
    def is_empty(self) -> bool:
        """Whether it begins without a text."""
        return self.begins.raw == EMPTY

    def check(self) -> None:
        if not self.is_empty:
            super().check()
        elif self.file.data is not None:
            self.add("file", _("You chose a file, and to begin without a text: choose one of the two."))
        if self.is_empty and not self.title.raw.strip():
            self.add("title", _(NO_TITLE))
        if self.slug.data and not SLUG.fullmatch(self.slug.data):
            self.add("slug", _(WRONG_ADDRESS))


class Decision(Form):
    """What a person says of the rows of an import, and what the button that was pressed says.

    do: the button. added: paragraphs of the draft chosen in lists, by the number of the paragraph of the
    file that comes from them; goes: the other way round. takes_back: saved changes of others that the file
    takes back, by their ids, if the page had them (ticks). alone, key: a row had a page of its own, and
    which. show: else the list it stood in.
    """

    aliases: ClassVar = {"": "reason"}

    do = Hidden()
    alone = Hidden()
    key = Hidden()
    show = Hidden()
    added = Inputs(name="add")
    goes = Inputs()
    ticks = Hidden()
    takes_back = Choices()
    reason = Words(
        N_("Why the text changes"),
        limit=LONGEST_REASON,
        too_long=N_("This reason is longer than %(limit)s characters."),
    )

    @property
    def row(self) -> str:
        """The key of the row whose own page was sent; empty if it was the list."""
        return self.key.raw if self.alone.raw == "yes" else ""


class BaseChoice(Form):
    """From which text a file was begun, as ``documents.imports.bases.Base`` names it."""

    base = Hidden()

    def check(self) -> None:
        if not self.base.raw:
            self.add("base", _(NO_BASE))


class ClashDecision(Form):
    """What becomes of a paragraph that both changed. do: the button; on: a digest of the texts that were
    seen; markdown: words of one's own."""

    do = Hidden()
    on = Hidden()
    markdown = AsTyped(N_("Your text"))


class Listing(Form):
    """Which rows an address asks for: those of a filter, around a row, or one alone."""

    show = Hidden()
    at = Hidden()
    alone = Hidden(name="row")
