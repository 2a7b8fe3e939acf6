"""Lines of a list as acts: what each says, and every line that cannot be one.

The columns, in any order, by their names in the first line: ``participant`` (code), ``act``, ``date``,
``effective``, ``recorded`` (the day on which it was told), ``ref`` (its name in the list), ``about`` (the
ref of the act that it is about), ``name`` (of the participant, then), ``note``; and where known
``instrument`` (title), ``number``, ``body``, ``gazette``, ``link``. Days as 2020-05-17, or so much of one as
is known: 2020-05, 2020.

Pure: bytes in, values out.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adoption.kinds import ActKind
from core.days import PartialDay, Precision, parse
from core.errors import N_, Invalid, Refused
from core.files import sheets
from core.text import checked, checked_line, clean, one_line
from core.writing.graphemes import shortened

COLUMNS = ("participant", "act", "date", "effective", "recorded", "ref", "about", "name", "note")
OPTIONAL = ("instrument", "number", "body", "gazette", "link")
KNOWN = (*COLUMNS, *OPTIONAL)
NEEDED = ("participant", "act", "date")
MOST_LINES = 5000
MOST_ROWS = 4 * MOST_LINES  # with those between that are empty
MOST_BYTES = 4 << 20
SHOWN = 70  # characters of a cell in what is said of it
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of before 2007, and of one with a password
LONGEST = {
    "ref": 64,
    "about": 64,
    "name": 200,
    "instrument": 500,
    "number": 120,
    "body": 300,
    "gazette": 300,
    "link": 500,
}
LONGEST_NOTE = 10_000

# Acts as lists write them, beside the values that are kept.
WORDS = {
    "signature": ActKind.SIGNED,
    "signature ad referendum": ActKind.SIGNED_AD_REFERENDUM,
    "signature subject to approval": ActKind.SIGNED_SUBJECT_TO_APPROVAL,
    "endorsement": ActKind.ENDORSED,
    "adoption by government": ActKind.ADOPTED_BY_GOVERNMENT,
    "adoption by parliament": ActKind.ADOPTED_BY_PARLIAMENT,
    "objection": ActKind.OBJECTION_TO_RESERVATION,
    "objection to the text": ActKind.OBJECTION,
    "denunciation": ActKind.WITHDRAWAL,
    **{str(kind): kind for kind in ActKind if kind != ActKind.OBJECTION},
}
WITHDRAWN = " withdrawn"


@dataclass(frozen=True)
class Line:
    """An act as its line says it. day is missing where a correction leaves it as it was. of: what kind of
    act it withdraws, where the line says so («reservation withdrawn»)."""

    number: int  # of the line in its file, the first after the names of the columns is 2
    participant: str
    kind: ActKind
    day: PartialDay | None
    effective: PartialDay | None = None
    recorded: date | None = None
    ref: str = ""
    about: str = ""
    of: ActKind | None = None
    name: str = ""
    note: str = ""
    paper: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line; ``message`` is a gettext id that ``values`` fill. Line 0: with the whole."""

    line: int
    message: str
    values: Mapping[str, object]

    @property
    def words(self) -> str:
        return self.message % self.values if self.values else self.message

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}" if self.line else self.words


class ListRefused(Refused):
    """A list that cannot be taken in; ``faults`` says why, line by line. Nothing of it was."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            N_("The list cannot be taken in: %(faults)s"), faults="; ".join(map(str, faults[:20]))
        )
        self.faults = list(faults)


def read_csv(data: bytes) -> list[Line]:
    """The acts of a CSV file, as ``cells`` reads it. Raises ListRefused."""
    return read_table(_csv(data))


def cells(data: bytes) -> list[list[str]]:
    """The cells of a file: of a CSV file in UTF-8, with or without its mark, parted by commas, semicolons or
    tabs; of a workbook (XLSX) those of its first sheet. Which it is, its content says. Raises ListRefused."""
    if data.startswith(OLD_WORKBOOK):
        raise _whole(N_("Workbooks are read as XLSX. Save it so, or as CSV."))
    if not sheets.is_packed(data):
        return _csv(data)
    _refuse_large(data)
    try:
        sheet = sheets.first_sheet(data)
    except Invalid as error:
        raise _whole(error.message, **error.values) from error
    if sheet.faults:
        raise ListRefused([Fault(*each) for each in sheet.faults])
    return sheet.rows


def _refuse_large(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise _whole(N_("The list is larger than %(limit)s MB."), limit=MOST_BYTES >> 20)


def _csv(data: bytes) -> list[list[str]]:
    _refuse_large(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _whole(N_("The list is not in UTF-8.")) from error
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        message = N_(
            "The list cannot be read as CSV: a quotation mark may be missing, or a cell is too long."
        )
        raise _whole(message) from error


def read_table(table: Sequence[Sequence[str]]) -> list[Line]:
    """The acts of rows of cells, the first of which names the columns. Raises ListRefused with every line
    that cannot be an act."""
    lines, faults = read_lines(table)
    if faults:
        raise ListRefused(sorted(faults, key=lambda fault: fault.line))
    return lines


def read_lines(table: Sequence[Sequence[str]]) -> tuple[list[Line], list[Fault]]:
    """The lines that can be acts, and what is wrong with the others. Raises ListRefused for what is no list
    of acts at all."""
    names = _names(table)
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise _whole(
            N_("The first line has to name the columns; these are missing: %(names)s."),
            names=", ".join(missing),
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise _whole(N_("These columns are there twice: %(names)s."), names=", ".join(twice))
    filled = [(number, cells) for number, cells in enumerate(table[1:], 2) if any(map(str.strip, cells))]
    if not filled:
        raise _whole(N_("There is no act in the list."))
    if len(filled) > MOST_LINES or filled[-1][0] > MOST_ROWS:
        raise _whole(N_("A list takes %(limit)s acts at most."), limit=MOST_LINES)
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, cells in filled:
        texts = (clean(cell).text.strip() for cell in cells)
        values = dict.fromkeys(names, "") | dict(zip(names, texts, strict=False))
        try:
            if any(map(str.strip, cells[len(names) :])):
                raise Invalid(N_("There are more cells than columns that have a name."))
            lines.append(_line(number, values))
        except Invalid as error:
            faults.append(Fault(number, error.message, error.values))
    return lines, [*faults, *_twice(lines)]


def unknown_columns(table: Sequence[Sequence[str]]) -> list[str]:
    """The columns that are not read, by their names."""
    return [name for name in _names(table) if name and name not in KNOWN]


def known_cells(table: Sequence[Sequence[str]]) -> list[list[str]]:
    """A table that ``read_table`` has read, with the columns alone that it reads. Each line stays where it
    was."""
    places = [place for place, name in enumerate(_names(table)) if name in KNOWN]
    last = max(number for number, line in enumerate(table) if any(map(str.strip, line)))
    return [
        [clean(line[place]).text.strip() if place < len(line) else "" for place in places]
        for line in table[: last + 1]
    ]


def _names(table: Sequence[Sequence[str]]) -> list[str]:
    return [one_line(cell).casefold() for cell in table[0]] if table else []


def _line(number: int, values: Mapping[str, str]) -> Line:
    """Raises Invalid for what cannot be an act."""
    kind, of = _kind(values["act"])
    code = values["participant"].upper()
    if not code:
        raise Invalid(N_("The participant is missing."))
    if len(code) > SHOWN:
        raise Invalid(N_("“%(text)s” is no code of a country."), text=shortened(code, SHOWN))
    day = _day(values["date"], "date")
    if day is None and kind != ActKind.CORRECTION:
        raise Invalid(N_("The date is missing."))
    told = _day(values.get("recorded", ""), "recorded")
    if told is not None and told.precision != Precision.DAY:
        raise Invalid(
            N_("“%(text)s” in the column “%(column)s” is no day."), text=values["recorded"], column="recorded"
        )
    short = {name: checked_line(values.get(name, ""), name, limit=limit) for name, limit in LONGEST.items()}
    paper = {name: short[name] for name in OPTIONAL}
    if paper["link"] and not paper["link"].startswith(("https://", "http://")):
        raise Invalid(N_("Enter a link that begins with https:// or http://."))
    return Line(
        number=number,
        participant=code,
        kind=kind,
        day=day,
        effective=_day(values.get("effective", ""), "effective"),
        recorded=told.day if told else None,
        ref=short["ref"],
        about=short["about"],
        of=of,
        name=short["name"],
        note=checked(values.get("note", ""), "note", limit=LONGEST_NOTE),
        paper=paper if any(paper.values()) else None,
    )


def _kind(text: str) -> tuple[ActKind, ActKind | None]:
    """The kind of act, and of «… withdrawn» the kind that was withdrawn."""
    word = one_line(text.replace("_", " ").replace("-", " ")).casefold()
    if word in WORDS:
        return WORDS[word], None
    withdrawn = word.removesuffix(WITHDRAWN)
    if withdrawn != word and WORDS.get(withdrawn) not in (None, ActKind.CHANGE_OF_NAME):
        return ActKind.WITHDRAWAL, WORDS[withdrawn]
    if not word:
        raise Invalid(N_("The act is missing."))
    raise Invalid(N_("“%(text)s” is no kind of act."), text=shortened(text, SHOWN))


def _day(text: str, column: str) -> PartialDay | None:
    if not text:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise Invalid(
            N_("“%(text)s” in the column “%(column)s” is no day."),
            text=shortened(text, SHOWN),
            column=column,
        ) from error


def _twice(lines: Iterable[Line]) -> Iterator[Fault]:
    """A ref names one act."""
    first: dict[str, int] = {}
    for line in lines:
        if line.ref and first.setdefault(line.ref, line.number) != line.number:
            values = {"ref": line.ref, "line": first[line.ref]}
            yield Fault(line.number, N_("The ref “%(ref)s” is that of line %(line)s already."), values)


def _whole(message: str, **values: object) -> ListRefused:
    return ListRefused([Fault(0, message, values)])
