"""The times of a round, asked to be changed by one person and approved by another."""

from datetime import datetime

from starlette.responses import Response

from consultation.kinds import RoundChangeKind, RoundState
from consultation.models import Consultation
from consultation.rounds import rounds
from core.errors import N_, Invalid
from core.text import checked_reason
from sbcp.approvals import round_times
from sbcp.language.local_times import clocks
from sbcp.language.locales import gettext as _
from sbcp.pages.approvals import views
from sbcp.pages.consultations.moments import moment
from sbcp.web.errors import message_of
from sbcp.web.render import render
from sbcp.web.visit import Visit

# What each change means, for the person who chooses.
MEANING = {
    "extended": N_("It closes later. What was received before the new closing counts as on time."),
    "closed early": N_(
        "It closes before its time, and never in the past: nobody who was in time becomes late."
    ),
    "reopened": N_("It takes comments again. What came since it closed counts as on time, too."),
}
BACKDATED = N_(
    "It stays closed. What was received before the time you give counts as on time: "
    "for a failure of this site, or a post that was late."
)


def form(visit: Visit, errors: dict[str, str] | None = None) -> Response:
    """How the closing was changed so far, and how it can be changed now."""
    round_ = visit.consultation
    offered = round_times.choices(round_, visit.now)
    values = {name: str(value) for name, value in visit.form.items()}
    values.setdefault("change", offered[0] if len(offered) == 1 else "")
    return render(
        visit,
        "consultations/times.html",
        status=422 if errors else 200,
        round=round_,
        state=round_.state(visit.now),
        closes=clocks(round_.closes_at, round_.zone),
        choices=[(change, _meaning(round_, change, visit.now)) for change in offered],
        waiting=views.waiting_about(visit, round_.document.subject, *round_times.REQUEST_KINDS.values()),
        changes=rounds.changes_of(visit.db, round_),
        values=values,
        errors=errors or {},
    )


def ask(visit: Visit) -> Response:
    """Ask a second person to extend the round, close it early or reopen it."""
    round_ = visit.consultation
    change, reason = str(visit.form.get("change", "")), str(visit.form.get("reason", ""))
    try:
        if not RoundChangeKind.has(change):
            raise Invalid(N_("Choose what to do with the round."), field="change")
        body = round_times.prepare(
            visit.db, round_, change, closes_at=_closing(visit, round_, change), now=visit.now
        )
        checked_reason(reason)
    except Invalid as error:
        return form(visit, {error.field: message_of(error)})
    return views.ask(
        visit,
        round_times.REQUEST_KINDS[RoundChangeKind(change)],
        round_.document.subject,
        body,
        reason,
        visit.mandate("consultation:times"),
    )


def _closing(visit: Visit, round_: Consultation, change: str) -> datetime | None:
    """The new closing that was typed, in the round's own zone; None to close when it is approved."""
    typed = moment(visit.form, "closes", round_.zone)
    if typed is None and change != RoundChangeKind.CLOSED_EARLY:
        raise Invalid(N_("Enter the day on which the consultation closes."), field="closes")
    return typed


def _meaning(round_: Consultation, change: str, now: datetime) -> str:
    backdated = change == RoundChangeKind.EXTENDED and round_.state(now) == RoundState.CLOSED
    return _(BACKDATED if backdated else MEANING[change])
