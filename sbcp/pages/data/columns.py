"""The columns of the tables that are handed out, each with what it means: the dictionary is made from these,
and so are the files.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from adoption.kinds import ActKind, Level, Status
from core.enumeration import Labelled
from core.errors import N_


class Written(Labelled):
    """How the values of a column are written; ``csvw``: what the vocabulary of «CSV on the Web» calls it."""

    csvw: str

    def __init__(self, value: str, label: str = "", csvw: str = "string") -> None:
        super().__init__(value, label)
        self.csvw = csvw

    CODE = "code", N_("a fixed word or code, the same in every language")
    TEXT = "text", N_("text")
    NUMBER = "number", N_("a whole number"), "integer"
    DAY = "day", N_("a day: 2027-05-17"), "date"
    PARTIAL_DAY = "partial day", N_("a day, or as much of it as is known: 2027-05-17, 2027-05, 2027")
    INSTANT = "instant", N_("an instant in UTC: 2027-05-17T09:30:00.000000Z"), "dateTime"
    YES_NO = "yes or no", N_("true or false"), "boolean"
    LIST = "list", N_("several values; in CSV and XLSX with “; ” between them")
    WORDS = (
        "words on paragraphs",
        N_("words on paragraphs; in CSV and XLSX each after the number of its paragraph in square brackets"),
    )
    ADDRESS = "address", N_("an address on the internet"), "anyURI"


BETWEEN = "; "  # the values of a list in one cell


@dataclass(frozen=True)
class Column:
    """A column: its name, how its values are written, what it means, and where they are those of an
    enumeration which. ``language``: the column that says in which language its words are."""

    name: str
    written: Written
    meaning: str
    values: type[Labelled] | None = None
    language: str = ""


@dataclass(frozen=True)
class Table:
    """A table that is handed out: its name in addresses, what it is, what tells its rows apart."""

    name: str
    title: str
    about: str
    columns: Sequence[Column]
    key: Sequence[str]


DOCUMENT = Column("document", Written.CODE, N_("The document by its name in addresses."))
COUNTRY = (
    Column("country", Written.CODE, N_("The country by its code in this process: mostly ISO 3166-1.")),
    Column(
        "country_name", Written.TEXT, N_("The country as this process calls it, in the language of the file.")
    ),
)


def _named(column: Column) -> tuple[Column, Column]:
    """A column of codes, and the same in words beside it."""
    same = N_("The same in the language of the file.")
    return column, Column(f"{column.name}_name", Written.TEXT, same)


def _dated(column: Column) -> tuple[Column, Column]:
    """A column of days of which not all may be known, and beside it how much is."""
    exactly = N_("How exactly that day is known: day, month or year.")
    return column, Column(f"{column.name}_precision", Written.CODE, exactly)


PROVED = _named(
    Column(
        "proof",
        Written.CODE,
        N_(
            "How well the act is proved. Reported: as its government or a list says, and nobody has verified "
            "it yet; document seen and in gazette: as a second person has verified it."
        ),
        Level,
    )
)

STATUS = Table(
    "status",
    N_("Where each country stands"),
    N_("One row for each document and country, as the page of adoption has them."),
    (
        DOCUMENT,
        *COUNTRY,
        *_named(Column("status", Written.CODE, N_("Where its acts leave it on the whole text."), Status)),
        *_named(
            Column(
                "act_kind",
                Written.CODE,
                N_("The kind of the act that it stands by; of what was withdrawn, that."),
                ActKind,
            )
        ),
        *_dated(
            Column(
                "date",
                Written.PARTIAL_DAY,
                N_(
                    "The day of the act that it stands by: of its deposit where there was one. Of what was "
                    "withdrawn, the day of the withdrawal."
                ),
            )
        ),
        Column(
            "bound_from", Written.DAY, N_("The day from which the text binds it, also one still to come.")
        ),
        *_dated(
            Column(
                "withdrawn_from",
                Written.PARTIAL_DAY,
                N_("The day from which what it stands by is withdrawn, also one still to come."),
            )
        ),
        Column(
            "version",
            Written.NUMBER,
            N_("The version of the document that its status is about. Empty where it has done nothing."),
        ),
        *PROVED,
        Column("statements", Written.NUMBER, N_("How many acts with reservations or declarations stand.")),
        Column("reservations", Written.NUMBER, N_("How many paragraphs these make a reservation to.")),
        Column("declarations", Written.NUMBER, N_("How many of them are declarations.")),
        Column("statement_acts", Written.LIST, N_("The numbers of these acts.")),
        Column(
            "differing_parts",
            Written.LIST,
            N_(
                "The chapters on which it stands otherwise than on the whole text: the permanent number of "
                "the heading, a colon, and the status there, with the kind of act, its day and how well it "
                "is proved; of what was withdrawn, the day and the proof of the withdrawal."
            ),
        ),
        Column(
            "objection", Written.NUMBER, N_("The number of its act of objection to the text, if one stands.")
        ),
        Column(
            "act",
            Written.NUMBER,
            N_("The number of the act that it stands by; where that was withdrawn, of the withdrawal."),
        ),
        Column("withdrawn_act", Written.NUMBER, N_("The number of the act that was withdrawn.")),
        Column(
            "corrected_by",
            Written.NUMBER,
            N_("The number of the correction whose data count instead of those of the act."),
        ),
        Column(
            "address", Written.ADDRESS, N_("The page of that act; of a country without one, its own page.")
        ),
    ),
    ("document", "country"),
)

ACTS = Table(
    "acts",
    N_("All acts"),
    N_("One row for each act that had happened and was known, in the order in which they were recorded."),
    (
        Column("act", Written.NUMBER, N_("The number of the act in this process.")),
        DOCUMENT,
        Column("version", Written.NUMBER, N_("The version of the document that the act is about.")),
        Column("version_digest", Written.CODE, N_("The SHA-256 digest of that version.")),
        *COUNTRY,
        *_named(Column("kind", Written.CODE, N_("What the government did."), ActKind)),
        Column(
            "withdrawn",
            Written.CODE,
            N_("Of a withdrawal of one act: the kind of what was withdrawn."),
            ActKind,
        ),
        Column(
            "about", Written.NUMBER, N_("The number of the act that this one is about, if it is about one.")
        ),
        Column(
            "scopes",
            Written.LIST,
            N_(
                "The chapters that it covers, by the permanent numbers of their headings. Empty for the "
                "whole text."
            ),
        ),
        Column(
            "done_on",
            Written.PARTIAL_DAY,
            N_(
                "When it was done. Of a correction, when the act that it corrects was done, as the "
                "correction says: its own day is that on which it was recorded, or became known."
            ),
        ),
        Column("deposited_on", Written.DAY, N_("When it was deposited.")),
        Column("depositary", Written.TEXT, N_("With whom it was deposited.")),
        Column("effective_on", Written.PARTIAL_DAY, N_("From when it has effect, if the act says so.")),
        Column("published_on", Written.DAY, N_("When it was published in the gazette.")),
        Column(
            "title",
            Written.TEXT,
            N_("The title of the paper that it rests on, as issued."),
            language="title_language",
        ),
        Column("title_language", Written.CODE, N_("The language of that title.")),
        Column("title_en", Written.TEXT, N_("The same title in English.")),
        Column("number", Written.TEXT, N_("The number of the paper.")),
        Column("body", Written.TEXT, N_("Who issued the paper.")),
        Column("gazette", Written.TEXT, N_("Where it was published, in the style of the country.")),
        Column("text_languages", Written.LIST, N_("The languages in which the paper was issued.")),
        Column("link", Written.ADDRESS, N_("Where the paper is on the internet.")),
        Column(
            "reservations",
            Written.WORDS,
            N_("The paragraphs that it makes a reservation to, with the words of the government."),
            language="language",
        ),
        Column("statement", Written.TEXT, N_("What the government states with it."), language="language"),
        Column("language", Written.CODE, N_("The language of the reservations and the statement.")),
        *PROVED,
        Column(
            "signatories",
            Written.LIST,
            N_(
                "Who signed: name, unless it was erased, office, and under what (full powers, functions, "
                "practice)."
            ),
        ),
        Column("files", Written.LIST, N_("The SHA-256 digests of the files that came with it.")),
        Column(
            "on_behalf",
            Written.YES_NO,
            N_("Whether the secretariat entered it for the government, with its letter."),
        ),
        Column(
            "confirmed_by",
            Written.CODE,
            N_("The mandate that spoke for the country, where another one entered it."),
        ),
        Column("early_reason", Written.TEXT, N_("Why it is dated before its version was published.")),
        Column(
            "name", Written.TEXT, N_("What the country was called in it, or is called by a change of name.")
        ),
        Column("note", Written.TEXT, N_("What should be read with it.")),
        Column("list", Written.NUMBER, N_("The number of the list of past acts that it came in with.")),
        Column("ref", Written.CODE, N_("How that list calls it.")),
        Column("restates", Written.LIST, N_("Of a correction in such a list: which days it corrects.")),
        Column("known_on", Written.DAY, N_("When an act of such a list became known, if the list says so.")),
        Column("recorded_at", Written.INSTANT, N_("When it was recorded here.")),
        Column("address", Written.ADDRESS, N_("Its page.")),
    ),
    ("act",),
)

TABLES = (STATUS, ACTS)

# What each file says of itself, in its order.
ABOUT: dict[str, str] = {
    "table": N_("Which table it is: status or acts."),
    "document": N_("The document that it was asked for, else empty: all that acts are about."),
    "version": N_("The version that it was asked for, else empty."),
    "as_of": N_("What had happened by the end of this day."),
    "known_at": N_(
        "As far as was known at the end of this day; empty: as far as was known when the file was made."
    ),
    "language": N_("The language of the names in it."),
    "rows": N_("How many rows the table has."),
    "sha256": N_(
        "The SHA-256 digest of the table as CSV: the same for the same state, in whichever form it is."
    ),
    "record": N_("The number of the last entry of the public record when the file was made."),
    "made_at": N_("When the file was made."),
    "address": N_("Where it is from: the table as CSV, with all that was asked for."),
    "dictionary": N_("Where this dictionary is."),
    "publisher": N_("Who publishes it."),
    "licence": N_("The licence of the content: it may be used by anyone, with its source named."),
    "licence_address": N_("The words of that licence."),
    "cut": N_(
        "In a workbook alone: the cells whose words were too long for it and end with “[…]”. CSV and JSON "
        "have all of them."
    ),
}
