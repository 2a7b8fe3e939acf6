"""The times of a round, asked to be changed by one person and approved by another."""

from datetime import datetime

from starlette.responses import Response

from consultation.kinds import RoundChangeKind, RoundState
from consultation.models import Consultation
from consultation.rounds import rounds
from core.errors import N_
from sbcp.approvals import round_times
from sbcp.language.local_times import clocks
from sbcp.language.locales import gettext as _
from sbcp.pages.approvals import views
from sbcp.pages.consultations.forms import RoundTimes, instant_of
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


def times_form(visit: Visit, form: RoundTimes | None = None) -> Response:
    """How the closing was changed so far, and how it can be changed now."""
    round_ = visit.consultation
    offered = round_times.choices(round_, visit.now)
    given = {"kind": offered[0] if len(offered) == 1 else ""}
    return render(
        visit,
        "consultations/times.html",
        **(form or RoundTimes.read(visit, given)).shown(),
        round=round_,
        state=round_.state(visit.now),
        closes=clocks(round_.closes_at, round_.zone),
        choices=[(change, _meaning(round_, change, visit.now)) for change in offered],
        waiting=views.waiting_about(visit, round_.document.subject, *round_times.REQUEST_KINDS.values()),
        changes=rounds.changes_of(visit.db, round_),
    )


def ask(visit: Visit) -> Response:
    """Ask a second person to extend the round, close it early or reopen it."""
    round_ = visit.consultation
    form = RoundTimes.read(visit)
    if form.is_sent:
        form.is_right()
        closes_at = instant_of(form, "closes", round_.zone)
        with form.telling():
            if not form.faults.keys() - {"reason"}:
                body = round_times.prepare(
                    visit.db, round_, form.kind.data, closes_at=closes_at, now=visit.now
                )
                if not form.faults:
                    by = visit.mandate("consultation:times")
                    kind = round_times.REQUEST_KINDS[RoundChangeKind(form.kind.data)]
                    return views.ask(visit, kind, round_.document.subject, body, form.reason.data, by)
    return times_form(visit, form)


def _meaning(round_: Consultation, change: str, now: datetime) -> str:
    backdated = change == RoundChangeKind.EXTENDED and round_.state(now) == RoundState.CLOSED
    return _(BACKDATED if backdated else MEANING[change])
