"""What the filter of the record holds."""

from datetime import date

from wtforms.validators import StopValidation

from core.errors import N_
from sbcp.language.locales import gettext as _
from sbcp.pages.record.kinds import KINDS
from sbcp.web.forms import Choice, Form, OneLine, TypedField

LONGEST_QUESTION = 200  # characters


class IsoDay(TypedField):
    """A day as addresses have it, ``2027-05-03``; None without one."""

    def read(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text.strip()) if text.strip() else None
        except ValueError:
            return None

    def pre_validate(self, form: object) -> None:
        if self.raw.strip() and self.data is None:
            raise StopValidation(_("Write the day as year-month-day, like 2027-03-31."))


class RecordFilter(Form):
    """Which entries are shown. Who fills in nothing sees all."""

    thing = OneLine(N_("Name, title or number"), limit=LONGEST_QUESTION)
    document = Choice(N_("Document"))
    country = Choice(N_("Country"))
    kind = Choice(N_("Kind"), options=[(name, words) for name, (words, _actions) in KINDS.items()])
    since = IsoDay(N_("From"))
    until = IsoDay(N_("To"))

    def check(self) -> None:
        if self.since.data and self.until.data and self.until.data < self.since.data:
            self.add("until", _("The last day is before the first one."))
