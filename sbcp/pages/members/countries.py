"""Calling a country otherwise: asked for here by one person, done when a second one approves."""

from starlette.responses import Response

from adoption.queries import participant_of_address
from members import country_names
from members.models import Participant
from sbcp.approvals import deciding, members
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name
from sbcp.pages.members.forms import CountryNames
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def rename_form(visit: Visit, form: CountryNames | None = None) -> Response:
    """The name and the footnote in each language, as they are now."""
    participant = _participant(visit)
    given = {"name": participant.names, "footnote": participant.footnotes}
    return render(
        visit,
        "members/participant_rename.html",
        **(form or CountryNames.read(visit, given)).shown(),
        participant=participant,
        languages=[(locale, _cldr(locale, participant)) for locale in locales.LOCALES],
        display_name=display_name,
    )


def rename(visit: Visit) -> Response:
    """Ask a second person for it."""
    participant = _participant(visit)
    by = visit.mandate("member:administer")
    form = CountryNames.read(visit)
    if form.is_right():
        with form.telling():
            names, footnotes = country_names.checked(
                participant, names=form.name.data, footnotes=form.footnote.data
            )
            asked = deciding.request_approval(
                visit.db,
                visit.settings,
                kind="participant.rename",
                subject="participants",
                body=members.rename_body(participant, names, footnotes),
                reason=form.reason.data,
                by=by,
                now=visit.now,
            )
            flash = _("Asked. It is done once a second person approves.")
            return redirect(visit, "approval", approval=asked.id, flash=flash)
    return rename_form(visit, form)


def _participant(visit: Visit) -> Participant:
    return participant_of_address(visit.db, str(visit.path["country"]))


def _cldr(locale: locales.Locale, participant: Participant) -> str:
    """What stands where nothing is agreed."""
    with locales.speaking(locale):
        return locales.country_name(participant.code)
