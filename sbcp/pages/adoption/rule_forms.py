"""What the form about the rule of entry into force holds."""

from typing import Any, ClassVar

from adoption.entry_rules import (
    COUNTABLE,
    MOST_DAYS,
    MOST_MONTHS,
    MOST_PARTICIPANTS,
    Delay,
    EntryRule,
    When,
    countable,
    parse_when,
)
from adoption.kinds import Level
from core.errors import N_
from core.text import LONGEST_REASON
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Choice, Choices, Day, Form, Number, Tick, Words

NO_LEVEL = N_("Choose how well the acts must be proved.")
NO_NUMBER = N_("Enter how many countries are needed, as a number.")
NO_WAY = N_("Choose how the day of effect is counted.")
NO_DELAY = N_("Enter a whole number.")
# How a day is counted, without the number, which stands in a field of its own.
WAYS = [
    (Delay.DAYS, N_("days after it")),
    (Delay.MONTHS, N_("months after it")),
    (Delay.DAYS_THEN_FIRST, N_("days after it, then the first of the next month")),
    (Delay.MONTHS_THEN_FIRST, N_("months after it, then the first of the next month")),
    (Delay.FIRST_OF_MONTH, N_("the first of that month after its own, such as 3 for the third")),
]


class NewRule(Form):
    """A rule as it is to be. ``confirm``: it has been checked, and a second person is to be asked."""

    aliases: ClassVar = {"when": "n", "": "counts"}

    counts = Choices(N_("Acts that count"))
    level = Choice(
        N_("How well they must be proved"),
        options=[(level, level.label) for level in Level],
        missing=NO_LEVEL,
        wrong=NO_LEVEL,
    )
    needs = Number(
        N_("How many countries are needed"), most=MOST_PARTICIPANTS, missing=NO_NUMBER, wrong=NO_NUMBER
    )
    must = Choices(N_("Countries that must be among them"))
    n = Number(N_("Number"), most=MOST_DAYS, missing=NO_DELAY, wrong=NO_DELAY)
    delay = Choice(N_("Counted as"), options=WAYS, missing=NO_WAY, wrong=NO_WAY)
    not_before = Day(N_("Not before (optional)"))
    open_to = Choices(N_("Countries to which the text is open"))
    accession_open = Tick(N_("Accession before the text is in force"))
    reason = Words(N_("Reason"), limit=LONGEST_REASON, missing=N_("Give a reason."))
    confirm = Tick()

    def rule(self) -> EntryRule:
        """The rule, of a form that is right."""
        return EntryRule(
            counts=tuple(countable(self.counts.data)),
            level=Level(self.level.data),
            needs=self.needs.data,
            when=When(Delay(self.delay.data), self.n.data),
            must=tuple(self.must.data),
            not_before=self.not_before.data,
            open_to=tuple(self.open_to.data),
            accession_open=self.accession_open.data,
        )

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """All that was typed as inputs for the page on which it is checked."""
        return [
            (name, text)
            for name, value in self.values.items()
            if name != "confirm"
            for text in (value if isinstance(value, list) else [value])
            if text
        ]

    def check(self) -> None:
        if not self.counts.data:
            self.add("counts", _("Choose at least one kind of act that counts."))
        elif not set(self.counts.data) <= set(COUNTABLE):
            self.add("counts", _("Choose one of the list."))
        if self.n.data is not None and Delay.has(self.delay.data):
            try:
                parse_when(str(When(Delay(self.delay.data), self.n.data)))
            except ValueError:
                words = _("Enter a number from 1 on, of %(days)s days or %(months)s months at most.")
                self.add("n", words % {"days": MOST_DAYS, "months": MOST_MONTHS})


def given_by(rule: EntryRule) -> dict[str, Any]:
    """The form filled from a rule, for changing it."""
    return {
        "counts": rule.counts,
        "level": rule.level,
        "needs": rule.needs,
        "must": rule.must,
        "n": rule.when.n,
        "delay": rule.when.delay,
        "not_before": rule.not_before,
        "open_to": rule.open_to,
        "accession_open": rule.accession_open,
    }
