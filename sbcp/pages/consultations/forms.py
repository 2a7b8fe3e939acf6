"""What the forms about rounds hold: opening one, changing when it closes, and which comments to list."""

from datetime import datetime
from typing import ClassVar

from consultation import period
from consultation.counts import Filters
from consultation.kinds import CommentKind, RoundChangeKind
from consultation.rounds.rounds import LONGEST_INTRODUCTION
from core.errors import N_
from core.text import LONGEST_REASON
from sbcp.language.local_times import ZONES, city
from sbcp.language.locales import USER_LANGUAGES
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Choice, Form, Hidden, Moment, Number, Words

CLOSING_TIME = "17:00"  # in Brussels; midnight there is already tomorrow in Sofia
NO_VERSION = N_("Choose a version of this document.")
NO_CLOSING = N_("Enter the day on which the consultation closes.")
NO_ZONE = N_("Choose a time zone from the list.")
NO_CHANGE = N_("Choose what to do with the round.")
CHANGES = {
    RoundChangeKind.EXTENDED: N_("Extend"),
    RoundChangeKind.CLOSED_EARLY: N_("Close early"),
    RoundChangeKind.REOPENED: N_("Reopen"),
}


def zone_options() -> list[tuple[str, str]]:
    """The zones in which times may be given, by the cities that people know them by."""
    return [(zone, city(zone)) for zone in (*ZONES, "UTC")]


class OpenRound(Form):
    """A round on a version of the text. ``opens`` may be empty: at once."""

    version = Number(N_("Version to comment on"), missing=NO_VERSION, wrong=NO_VERSION)
    opens = Moment(N_("Opens"))
    closes = Moment(N_("Closes"), missing=NO_CLOSING, usual=CLOSING_TIME)
    zone = Choice(N_("The times are those of"), missing=NO_ZONE, wrong=NO_ZONE)
    introduction = Words(
        N_("Introduction (optional)"),
        limit=LONGEST_INTRODUCTION,
        too_long=N_("The introduction is longer than %(limit)s characters."),
    )

    def check(self) -> None:
        for name in ("opens", "closes"):
            instant_of(self, name, self.zone.raw)


class RoundTimes(Form):
    """Another closing of a round. ``closes`` may be empty to close it as soon as that is approved."""

    aliases: ClassVar = {"change": "kind"}  # a button has that name already (sbcp.web.forms.AGAIN)

    kind = Choice(N_("What is to be done"), options=list(CHANGES.items()), missing=NO_CHANGE, wrong=NO_CHANGE)
    closes = Moment(N_("New closing"))
    reason = Words(N_("Reason"), limit=LONGEST_REASON, missing=N_("Give a reason."))

    def check(self) -> None:
        early = self.kind.raw == RoundChangeKind.CLOSED_EARLY
        if self.closes.data is None and RoundChangeKind.has(self.kind.raw) and not early:
            self.add("closes", _(NO_CLOSING))


class CommentFilters(Form):
    """Which comments of a round an address asks for; a value that no link of ours has is not a filter."""

    kind = Hidden()
    language = Hidden()
    answered = Hidden()

    @property
    def filters(self) -> Filters:
        return Filters(
            kind=self.kind.raw if CommentKind.has(self.kind.raw) else "",
            language=self.language.raw if self.language.raw in USER_LANGUAGES else "",
            answered={"yes": True, "no": False}.get(self.answered.raw),
        )


def instant_of(form: Form, name: str, zone: str) -> datetime | None:
    """The instant that a moment of a form is in a zone; None for none, and for one that cannot be, of
    which the form tells."""
    local: datetime | None = form[name].data
    if local is not None:
        with form.telling():
            return period.instant(local, zone, field=name)
    return None
