"""What people type or send in files, made fit to be kept; and how words are written to be compared.

One rule for every text that comes in, in this order, each step linear in the length of the text:

1. a text much longer than may be kept is refused unread;
2. one kind of line end; spaces stay spaces, whichever kind they are;
3. signs that nobody sees are taken out, but for joiners where the writing needs them;
4. marks piled on one letter are cut, first to what Unicode calls a safe stream, so that composing the
   letters (NFC) takes no longer than reading them, and then to what can be read.

What is taken out is named, line by line: whoever imports a text sees it before it is published.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from core.errors import N_, Invalid
from core.writing.graphemes import PICTOGRAPHS

LONGEST_REASON = 10_000  # characters
RAW = 8  # times the limit: no letter is typed as more signs than this, counting what is taken out
PILE = 30  # marks on one letter that any writing can need (Unicode Standard Annex 15, 13)

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SEPARATORS = "\x1c\x1d\x1e\x1f"  # of files, groups, records, units: controls that keep words apart
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # directions: they can make a text read otherwise
    "\u00ad\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # no width
    "\ud800-\udfff\U000e0000-\U000e007f]"  # halves of characters, tags
)
# Of these the writing needs joiners within a sign of several pictographs (👩‍⚖️), between letters of Arabic
# script (Persian می‌خواهم) and after those of the scripts of India; and the tags of the flags of regions,
# a black flag, the code of the region in tags, an end (Scotland: 🏴󠁧󠁢󠁳󠁣󠁴󠁿; Unicode Technical Standard 51, C.1).
_ARABIC = "\u0620-\u08ff\ufb50-\ufdff"
_FLAG = "(?<=\U0001f3f4)[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_NEEDED = re.compile(
    f"{_FLAG}"
    f"|(?<=[{PICTOGRAPHS}\ufe0f])\u200d(?=[{PICTOGRAPHS}])"
    f"|(?<=[{_ARABIC}])[\u200c\u200d](?=[{_ARABIC}])"
    "|(?<=[\u0900-\u0dff])[\u200c\u200d]"
)
_FLAG_OR_UNSEEN = re.compile(f"{_FLAG}|{_UNSEEN.pattern}")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED = re.compile(f"({_MARK}{{4}}){_MARK}+")
# Where more marks than PILE may stand in a row: no mark of any script is a letter, a blank or in ASCII.
_MAYBE_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{PILE + 1},}}")


class Removed(NamedTuple):
    """What was taken out of a line, counted from 1: signs that nobody sees, by their numbers, or marks
    piled on a letter, with the line as it was left."""

    line: int
    what: Literal["unseen", "piled"]
    excerpt: str


class Cleaned(NamedTuple):
    """A text fit to be kept, and what was taken out of it."""

    text: str
    removed: list[Removed]


class TooLong(Exception):
    """A text that is refused unread. ``length``: its characters."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


def clean(text: str, limit: int | None = None) -> Cleaned:
    """A text by the rule above; tabs, blanks and empty lines stay. What is clean stays as it is.

    limit: the most characters that may be kept. Raises TooLong for a text that is far above it, whose
    length is not to cost anything; whether a shorter one keeps to it is the caller's to see.
    """
    if limit is not None and len(text) > RAW * limit:
        raise TooLong(len(text))
    text = _LINE_END.sub("\n", text.removeprefix("\ufeff"))
    unseen = []
    if _UNSEEN.search(text):
        unseen = [Removed(number, "unseen", names) for number, names in _lines_with_unseen(text)]
        text = _FLAG_OR_UNSEEN.sub(_instead, text)
    text, piled = _composed(text)
    return Cleaned(text, unseen + piled)


def checked(
    text: str,
    field: str,
    *,
    limit: int,
    missing: str = "",
    too_long: str = N_("Shorten this to %(limit)s characters."),
) -> str:
    """A clean text of some lines, without blanks around it.

    missing: what to say if nothing is left; without it, nothing is a text too. too_long: what to say
    of one above the limit, which may show ``limit`` and ``length``. Raises Invalid with the field.
    """
    return _checked(text, field, limit, missing, too_long, str.strip)


def checked_line(
    text: str,
    field: str,
    *,
    limit: int,
    missing: str = "",
    too_long: str = N_("Shorten this to %(limit)s characters."),
) -> str:
    """The same for what stands on one line, such as a name or a title: with single blanks."""
    return _checked(text, field, limit, missing, too_long, one_line)


def checked_reason(text: str, field: str = "reason", *, missing: str = N_("Give a reason.")) -> str:
    """Why somebody does something. Raises Invalid with the field if it is missing or too long."""
    return checked(text, field, limit=LONGEST_REASON, missing=missing)


def one_line(text: str) -> str:
    """A text on one line, with single blanks: spaces of every kind are blanks there."""
    return " ".join(text.split())


def nfc(text: str) -> str:
    """Letters and their marks as one sign where there is one (NFC). Of more marks in a row than any
    writing has, the first are kept: composing more would take the square of their number."""
    return text if text.isascii() else unicodedata.normalize("NFC", _bounded(text))


def apart(text: str) -> str:
    """Without case, letters and their marks as signs of their own, variants of a sign made one (NFKD)."""
    if not text.isascii():  # the two marks that are letters until they fall apart, then the bound on all
        text = _bounded(text.replace("\uff9e", "\u3099").replace("\uff9f", "\u309a"))
    return unicodedata.normalize("NFKD", text.casefold())


def plain_letters(text: str) -> str:
    """Without case and without marks: ``Çelësi`` gives ``celesi``, ``Οδός`` ``οδοσ``."""
    return "".join(sign for sign in apart(text) if not unicodedata.combining(sign))


#: The alphabet of Vuk Karadžić and its counterparts in Ljudevit Gaj's (Pravopis srpskoga jezika).
SERBIAN = dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True)) | {
    "љ": "lj",
    "њ": "nj",
    "џ": "dž",
}
_WITHOUT_MARK = str.maketrans({"đ": "dj", "ž": "z", "ć": "c", "č": "c", "š": "s"})
_CYRILLIC = {letter: latin.translate(_WITHOUT_MARK) for letter, latin in SERBIAN.items()}
# Letters of its neighbours: Macedonian (Правопис на македонскиот јазик), and those that a text in any of
# these languages may cite.
_CYRILLIC |= {"ѓ": "gj", "ќ": "kj", "ѕ": "dz", "й": "j", "щ": "st", "ъ": "a", "ы": "y", "ь": "j"}
_CYRILLIC |= {"э": "e", "ю": "ju", "я": "ja"}
# Bulgarian, by its law on transliteration of 2009.
_BULGARIAN = {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "й": "y", "ь": "y"}
_BULGARIAN |= {"ю": "yu", "я": "ya"}
# Latin letters that have no mark that falls off. Turkish ı and İ are i here, as Turks type them on other
# keyboards: so case is one rule for all languages.
_LATIN = {"đ": "dj", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe"}

_TABLES = {"": str.maketrans(_CYRILLIC | _LATIN), "bg": str.maketrans(_CYRILLIC | _BULGARIAN | _LATIN)}


def fold(text: str, language: str = "") -> str:
    """A text as it is searched for: without case and accents, Cyrillic in plain Latin letters.

    language: its tag; what Bulgarian writes in Cyrillic letters is read otherwise than what its
    neighbours write. Greek stays Greek, with one sigma. Takes a clean text: ``Ђурђевдан`` gives
    ``djurdjevdan``, ``Ѓорче`` ``gjorce``, ``İzmir`` ``izmir``.
    """
    table = _TABLES.get(language.partition("-")[0], _TABLES[""])
    # Twice: й and ѓ are letters, not и and г with a mark; ѐ and ѝ become е and и first.
    return plain_letters(nfc(text).casefold().translate(table)).translate(table)


def fold_with_offsets(text: str, language: str = "") -> tuple[str, list[int]]:
    """The same, and for each sign of it where in the text the letter begins that it comes from: for
    marking in a text what was found in its folded form."""
    signs: list[str] = []
    offsets: list[int] = []
    for start, letter in _letters(text):
        folded = fold(letter, language)
        signs.append(folded)
        offsets += [start] * len(folded)
    return "".join(signs), offsets


def _checked(
    text: str, field: str, limit: int, missing: str, too_long: str, tidied: Callable[[str], str]
) -> str:
    try:
        text = tidied(clean(text, limit).text)
    except TooLong as error:
        raise Invalid(too_long, field=field, limit=limit, length=error.length) from error
    if missing and not text:
        raise Invalid(missing, field=field)
    if len(text) > limit:
        raise Invalid(too_long, field=field, limit=limit, length=len(text))
    return text


def _instead(unseen: re.Match[str]) -> str:
    """What is left of a sign that nobody sees."""
    if unseen[0] in _SEPARATORS:
        return " "
    return unseen[0] if _NEEDED.match(unseen.string, unseen.start()) else ""


def _lines_with_unseen(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold signs nobody sees, counted from 1, and the numbers of those signs."""
    for number, line in enumerate(text.split("\n"), 1):
        taken = [match[0] for match in _FLAG_OR_UNSEEN.finditer(line) if _instead(match) != match[0]]
        signs = set("".join(taken))
        if signs:
            yield number, ", ".join(f"U+{ord(sign):04X}" for sign in sorted(signs))


def _composed(text: str) -> tuple[str, list[Removed]]:
    """A text as NFC, with no more marks on a letter than can be read, and the lines that had more."""
    bounded = _bounded(text)
    composed = _bounded(unicodedata.normalize("NFC", bounded))  # some letters come apart, and bear more then
    if len(bounded) == len(text) and not _PILED.search(composed):
        return composed, []
    lines = zip(text.split("\n"), composed.split("\n"), strict=True)
    piled = [
        Removed(number, "piled", one_line(_PILED.sub(r"\1", left)))
        for number, (line, left) in enumerate(lines, 1)
        if _PILED.search(left) or len(_bounded(line)) < len(line)
    ]
    return nfc(_PILED.sub(r"\1", composed)), piled


def _bounded(text: str) -> str:
    """A text with no more than PILE marks in a row, the first."""
    return _MAYBE_MARKS.sub(_first_marks, text) if len(text) > PILE else text


def _first_marks(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for sign in run[0]:
        marks = marks + 1 if _is_mark(sign) else 0
        if marks <= PILE:
            kept.append(sign)
    return "".join(kept)


def _is_mark(sign: str) -> bool:
    """Whether it stands on the letter before, itself or as what it comes apart into."""
    return unicodedata.combining(unicodedata.normalize("NFD", sign)[0]) != 0


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """The letters of a text, each with its marks, and where it begins."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.combining(text[at]):
            if at > start:
                yield start, text[start:at]
            start = at
