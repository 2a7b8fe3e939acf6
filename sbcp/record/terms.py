"""What an entry of the record can be found by: terms, made of the entry alone.

``action:act.recorded`` what happened; ``document:policy`` which document it is about; ``country:HR`` a
country that it concerns, by the mandate of its actor or because its content names it; ``day:2027-05-03`` a
day on which it was recorded, or on which what it says took place; ``word:…`` a word of a thing that it
names, folded: an organisation, an instrument, a label, a number. Words that people wrote, such as reasons,
are no things.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from core.record.entries import Entry
from core.text import fold

LONGEST = 40  # signs of a word that count
LAST = "\U0010ffff"  # after every sign that a term may go on with

# Where bodies say when what they tell took place, as a day or an instant.
DAYS = ("done_on", "effective_on", "received_at", "published_at", "opens_at", "from")
CLOSINGS = ("consultation.closed", "consultation.closed_early")
# Where they name things by words, and by number.
NAMES = (
    "label",
    "name",
    "organisation",
    "organisations",
    "to_organisation",
    "names",
    "to",
    "from",
    "instrument",
)
NUMBERS = ("comment", "comments", "act", "approval", "mandate", "mandates", "entry", "number")
# Parts of a thing that are no words of its name.
CODES = ("language", "positions", "footnotes")


def terms_of(entry: Entry, country: str = "") -> set[str]:
    """Every term of an entry. country: the code of the one that its actor's mandate is for, if any."""
    body = entry.payload.body if entry.payload is not None else {}
    return {
        f"action:{entry.action}",
        *_subject(entry.subject),
        *(f"country:{code}" for code in _countries(country, body)),
        *(f"day:{day.isoformat()}" for day in {entry.at.date(), *_days(entry.action, body)}),
        *(f"word:{word}" for name in _named(body) for word in words(name)),
        *(f"word:{number}" for key in NUMBERS for number in _numbers(body.get(key))),
    }


def words(text: str) -> list[str]:
    """The words of a name or a question, as they are compared: ``Влада Србије, 12/2027`` gives ``vlada``,
    ``srbije``, ``12``, ``2027``."""
    signs = "".join(sign if sign.isalnum() else " " for sign in fold(text))
    return [word[:LONGEST] for word in signs.split()]


def _countries(country: str, body: Mapping[str, Any]) -> Iterator[str]:
    """The codes of those that an entry concerns: both where one succeeds another."""
    for code in (country, body.get("participant"), body.get("succeeds")):
        if isinstance(code, str) and code:
            yield code


def _subject(subject: str) -> Iterator[str]:
    if subject.startswith("document:"):
        yield subject


def _days(action: str, body: Mapping[str, Any]) -> Iterator[date]:
    keys = (*DAYS, "closes_at") if action in CLOSINGS else DAYS
    for key in keys:
        value = body.get(key)
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            continue
        if moment is not None:
            yield (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def _named(body: Mapping[str, Any]) -> Iterator[str]:
    for key in NAMES:
        yield from _texts(body.get(key))


def _texts(value: Any) -> Iterator[str]:
    """Every text within a value: names by language, the parts of an instrument."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key not in CODES:
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _numbers(value: Any) -> Iterable[int]:
    """A number, several, or those of several things."""
    values = value if isinstance(value, list) else [value]
    for each in values:
        number = each.get("number") if isinstance(each, Mapping) else each
        if isinstance(number, int) and not isinstance(number, bool):
            yield number
