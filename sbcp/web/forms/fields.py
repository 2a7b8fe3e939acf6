"""The kinds of fields that a form of ours has."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from starlette.datastructures import UploadFile
from wtforms.fields import Field
from wtforms.validators import StopValidation

from core import days, email_addresses
from core.db import MAX_ID
from core.errors import N_, Invalid
from core.text import checked, checked_line
from sbcp.language.locales import gettext
from sbcp.web.errors import message_of
from sbcp.web.forms.moments import WRONG_YEAR, NoSuchDay, read_day, read_partial_day, read_time
from sbcp.web.forms.values import integer

LONGEST_LINE = 500  # characters
LONGEST_WORDS = 10_000

Options = Sequence[tuple[str, str]]  # the values of a choice and their words


class TypedField(Field):
    """A field of one value. ``label``: as on the page, marked for translation; one without is not shown to
    anybody (a number, a key). ``missing``: what to say if it is left empty; without it, it may be."""

    def __init__(self, label: str = "", *, missing: str = "", **options: Any) -> None:
        super().__init__(label, **options)
        self.missing = missing
        self.raw = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        texts = [value for value in valuelist if isinstance(value, str)]
        self.raw = texts[0] if texts else ""
        self.data = self.read(self.raw)

    def process_data(self, value: Any) -> None:
        self.data = value
        self.raw = "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """The value that a text stands for."""
        return text

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, by the names of the inputs."""
        return {self.name: self.raw}

    @property
    def told(self) -> str:
        """The same in words, for its author to read outside of the form."""
        return self.raw.replace("\r\n", "\n")

    def pre_validate(self, form: Any) -> None:
        if self.missing and not self.raw.strip():
            raise StopValidation(gettext(self.missing))


class OneLine(TypedField):
    """Text on one line: a name, a title, a label."""

    def __init__(
        self, label: str = "", *, limit: int = LONGEST_LINE, too_long: str = "", **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.limit, self.too_long = limit, too_long

    rule = staticmethod(checked_line)

    def pre_validate(self, form: Any) -> None:
        words = {"too_long": self.too_long} if self.too_long else {}
        try:
            self.data = self.rule(self.raw, self.name, limit=self.limit, missing=self.missing, **words)
        except Invalid as error:
            raise StopValidation(message_of(error)) from error


class Words(OneLine):
    """Text of some lines, such as a reason or a comment."""

    rule = staticmethod(checked)

    def __init__(self, label: str = "", *, limit: int = LONGEST_WORDS, **options: Any) -> None:
        super().__init__(label, limit=limit, **options)

    @property
    def typed(self) -> dict[str, Any]:
        return {self.name: self.raw.replace("\r\n", "\n")}


class Email(TypedField):
    """An address of mail, as it is kept. ``needed``: it may not be left empty."""

    def __init__(self, label: str = "", *, needed: bool = True, **options: Any) -> None:
        super().__init__(label, **options)
        self.needed = needed

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if not self.needed and not self.raw.strip():
            return
        try:
            self.data = email_addresses.checked(self.raw, self.name)
        except Invalid as error:
            raise StopValidation(message_of(error)) from error


class AsTyped(TypedField):
    """Text that its service reads by a rule of its own, such as wording of the policy: nothing of it is
    changed here but the ends of lines."""

    def read(self, text: str) -> str:
        return text.replace("\r\n", "\n")

    @property
    def typed(self) -> dict[str, Any]:
        return {self.name: self.read(self.raw)}


class Inputs(TypedField):
    """All inputs whose names begin with ``name-``, for rows that repeat: their texts by the rest of the
    name, in the order of the form."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.data = dict(data) if isinstance(data, Mapping) else {}
        if formdata is not None:
            inputs = [(name, value) for name, value in formdata.multi_items() if isinstance(value, str)]
            start = f"{self.name}-"
            self.data = {name.removeprefix(start): text for name, text in inputs if name.startswith(start)}

    @property
    def typed(self) -> dict[str, Any]:
        return {f"{self.name}-{rest}": text for rest, text in self.data.items()}

    @property
    def told(self) -> str:
        return "\n".join(self.data.values()).replace("\r\n", "\n")


class Hidden(TypedField):
    """A text that nobody types: a key, a token, where to go on."""

    def __init__(self, **options: Any) -> None:
        super().__init__("", **options)


class Number(TypedField):
    """A whole number; None for none and for what is none. ``wrong``: what to say of the latter."""

    def __init__(self, label: str = "", *, most: int = MAX_ID, wrong: str = "", **options: Any) -> None:
        super().__init__(label, **options)
        self.most, self.wrong = most, wrong

    def read(self, text: str) -> int | None:
        return integer(text, self.most)

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.wrong and self.raw.strip() and self.data is None:
            raise StopValidation(gettext(self.wrong))


class Choice(TypedField):
    """One of several values. ``options`` are given with the class, or set once they are known; where they
    are not set, the service knows what may be chosen. ``wrong``: what to say of any other. ``words``: how a
    value reads, where the options do not say it."""

    def __init__(
        self,
        label: str = "",
        *,
        options: Options | None = None,
        wrong: str = N_("Choose one of the list."),
        words: Callable[[str], str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.options, self.wrong, self.words = options, wrong, words

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.raw and self.options is not None and self.raw not in dict(self.options):
            raise StopValidation(gettext(self.wrong))

    @property
    def told(self) -> str:
        options = dict(self.options or ())
        if self.words is not None and (self.options is None or self.raw in options):
            return self.words(self.raw)
        words = options.get(self.raw, "")
        return gettext(words) if words else self.raw


class Choices(TypedField):
    """Any number of values, as a list of texts."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [value for value in valuelist if isinstance(value, str)]
        self.raw = " ".join(self.data)

    def process_data(self, value: Any) -> None:
        self.data = [str(each) for each in value or []]
        self.raw = " ".join(self.data)

    @property
    def typed(self) -> dict[str, Any]:
        return {self.name: self.data}

    @property
    def told(self) -> str:
        return ", ".join(self.data)


class Tick(TypedField):
    """A box that is ticked or not."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = bool(valuelist)

    def process_data(self, value: Any) -> None:
        self.data = bool(value)

    @property
    def typed(self) -> dict[str, Any]:
        return {self.name: "yes" if self.data else ""}

    @property
    def told(self) -> str:
        return gettext("Yes") if self.data else ""


class Day(TypedField):
    """A day in three inputs, ``name-day``, ``name-month`` and ``name-year``; None if all are empty."""

    PARTS: tuple[str, ...] = ("day", "month", "year")
    told_apart = False  # whether a fault says which of the inputs is wrong
    kind: type[Any] = date  # of its value

    def __init__(
        self,
        label: str = "",
        *,
        wrong: str = N_("Enter a day that there is, like 27 3 2027."),
        years: tuple[int, int] = (1900, 2199),
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.wrong, self.years = wrong, years
        self.parts: dict[str, str] = {}
        self.fault = ""  # what is wrong, translated

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.process_data(data if isinstance(data, self.kind) else None)
        if formdata is not None and any(f"{self.name}-{part}" in formdata for part in self.PARTS):
            texts = {part: formdata.get(f"{self.name}-{part}", "") for part in self.PARTS}
            self.parts = {part: text if isinstance(text, str) else "" for part, text in texts.items()}
            self._read()

    def process_data(self, value: date | None) -> None:
        self.data = value
        self.parts = {part: str(getattr(value, part)) if value else "" for part in self.PARTS}

    @property
    def typed(self) -> dict[str, Any]:
        return {f"{self.name}-{part}": text for part, text in self.parts.items()}

    @property
    def told(self) -> str:
        return " ".join(text for text in self.parts.values() if text)

    def pre_validate(self, form: Any) -> None:
        if not any(self.parts[part].strip() for part in Day.PARTS):
            if self.missing:
                raise StopValidation(gettext(self.missing))
        elif self.data is None:
            raise StopValidation(self.fault)

    def _read(self) -> None:
        """Sets ``data`` and ``fault``."""
        try:
            self.data = read_day(*(self.parts[part][:LONGEST_LINE] for part in Day.PARTS))
        except Invalid as error:
            told = self.told_apart or isinstance(error, NoSuchDay)
            self.data = None
            self.fault = f"{message_of(error)} {gettext(self.wrong)}" if told else gettext(self.wrong)
            return
        if not self.years[0] <= self.data.year <= self.years[1]:
            # Nobody reckons with it: at the ends of the calendar there is no time in another zone.
            self.data, self.fault = None, gettext(WRONG_YEAR)


class PartialDay(Day):
    """A day, or the month or the year alone: what is not known stays empty. Its value is a
    ``core.days.PartialDay``."""

    told_apart = True
    kind = days.PartialDay

    def __init__(
        self,
        label: str = "",
        *,
        wrong: str = N_("Enter so much of the date as is known: the year, the month and the year, or all."),
        **options: Any,
    ) -> None:
        super().__init__(label, wrong=wrong, **options)

    def process_data(self, value: Any) -> None:
        known = str(value).split("-") if value else []  # the year first
        self.data = value
        self.parts = {
            part: known[place].lstrip("0") if place < len(known) else ""
            for place, part in enumerate(reversed(Day.PARTS))
        }

    def _read(self) -> None:
        try:
            self.data = read_partial_day(*(self.parts[part][:LONGEST_LINE] for part in Day.PARTS))
        except Invalid as error:
            self.data, self.fault = None, f"{message_of(error)} {gettext(self.wrong)}"
            return
        if not self.years[0] <= self.data.day.year <= self.years[1]:
            self.data, self.fault = None, gettext(WRONG_YEAR)


class Moment(Day):
    """A day with a time, also in an input ``name-time``: of a wall clock, whose zone the form knows.

    usual: the time that stands there at first.
    """

    PARTS = (*Day.PARTS, "time")
    told_apart = True

    def __init__(
        self,
        label: str = "",
        *,
        usual: str = "",
        wrong: str = N_("Enter a real date in numbers and a time, for example 16 7 2027 and 17:00."),
        **options: Any,
    ) -> None:
        super().__init__(label, wrong=wrong, **options)
        self.usual = usual

    def process_data(self, value: date | None) -> None:
        self.data = value
        self.parts = {part: str(getattr(value, part)) if value else "" for part in Day.PARTS}
        self.parts["time"] = f"{value:%H:%M}" if value else self.usual

    @property
    def told(self) -> str:
        return super().told if any(self.parts[part] for part in Day.PARTS) else ""

    def _read(self) -> None:
        super()._read()
        if self.data is None:
            return
        try:
            self.data = datetime.combine(self.data, read_time(self.parts["time"][:LONGEST_LINE]))
        except Invalid as error:  # of the zone the form knows
            self.data, self.fault = None, message_of(error)


class File(TypedField):
    """A file that was sent, None for none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        files = [value for value in valuelist if isinstance(value, UploadFile) and value.filename]
        self.data = files[0] if files else None

    @property
    def typed(self) -> dict[str, Any]:
        return {}

    def pre_validate(self, form: Any) -> None:
        if self.missing and self.data is None:
            raise StopValidation(gettext(self.missing))
