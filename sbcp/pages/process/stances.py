"""What a country says of a document: stating it, and taking it back, each with a page to check."""

from typing import Any

from starlette.responses import Response

from members.models import Mandate
from process.stances import reading, stating
from process.stances.standing import StanceKind
from process.stances.stating import Reason, Statement
from sbcp.language.locales import gettext as _
from sbcp.pages.process.forms import LANGUAGES, NewStance, WithdrawnStance
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def stance_form(visit: Visit, form: NewStance | None = None) -> Response:
    """The form, with what the country has said so far."""
    form = form or NewStance.read(visit)
    by = visit.mandate("stance:state", country=form.country.raw or None)
    return render(
        visit,
        "process/stance.html",
        **form.shown(),
        **_about(visit, by),
        kinds=[(kind, _(kind.label), _(kind.meaning)) for kind in StanceKind],
        languages=_languages(),
    )


def state(visit: Visit) -> Response:
    """Show the stance for checking, and publish it once that is confirmed."""
    form, document = NewStance.read(visit), visit.subject()
    by = visit.mandate("stance:state", country=form.country.raw or None)
    if form.is_right():
        statement = Statement(form.kind.data, form.reason.data, form.language.data)
        with form.telling():
            if not form.confirm.data:
                stance = stating.prepare_stance(visit.db, document, statement, by=by, now=visit.now)
                return render(
                    visit,
                    "process/stance_check.html",
                    **_about(visit, by),
                    kind=StanceKind(stance.kind),
                    reason=stance.reason,
                    language=stance.language,
                    kept=form.hidden,
                )
            stance = stating.state(visit.db, document, statement, by=by, now=visit.now)
            flash = _("It is on the record, and public from now on.")
            return redirect(visit, "process", slug=document.slug, flash=flash, anchor=f"#stance-{stance.id}")
    return stance_form(visit, form)


def withdrawal_form(visit: Visit, form: WithdrawnStance | None = None) -> Response:
    """The stance that would be withdrawn, and what would then stand."""
    stance = reading.stance_by_number(visit.db, visit.subject(), visit.path["stance"])
    visit.mandate("stance:withdraw", country=stance.participant.code)
    return render(
        visit,
        "process/stance_withdraw.html",
        **(form or WithdrawnStance.read(visit)).shown(),
        document=visit.subject(),
        stance=stance,
        then=reading.standing_without(visit.db, stance, visit.now.date()),
        languages=_languages(),
    )


def withdraw(visit: Visit) -> Response:
    """Show the withdrawal for checking, and publish it once that is confirmed."""
    document = visit.subject()
    stance = reading.stance_by_number(visit.db, document, visit.path["stance"])
    by = visit.mandate("stance:withdraw", country=stance.participant.code)
    form = WithdrawnStance.read(visit)
    if form.is_right():
        reason = Reason(form.reason.data, form.language.data)
        with form.telling():
            if not form.confirm.data:
                stating.prepare_withdrawal(stance, reason, by=by, now=visit.now)
                return render(
                    visit,
                    "process/stance_withdraw_check.html",
                    document=document,
                    stance=stance,
                    then=reading.standing_without(visit.db, stance, visit.now.date()),
                    reason=reason,
                    kept=form.hidden,
                )
            stating.withdraw(visit.db, stance, reason, by=by, now=visit.now)
            flash = _("It is withdrawn. It stays on the record with its withdrawal.")
            return redirect(visit, "process", slug=document.slug, flash=flash, anchor="#stances")
    return withdrawal_form(visit, form)


def _about(visit: Visit, by: Mandate) -> dict[str, Any]:
    """Who speaks, of what, and what they have said of it before."""
    document = visit.subject()
    participant = stating.country_of(by, visit.now)
    on_record = reading.stances(visit.db, document, visit.now.date())
    return {"document": document, "by": by, "participant": participant, "before": on_record.of(participant)}


def _languages() -> list[tuple[str, str]]:
    return [("", _("Choose a language")), *LANGUAGES]
