"""Calling a country otherwise: asked for here by one person, done when a second one approves."""

from starlette.responses import Response

from adoption.queries import participant_of_address
from core.errors import Invalid
from members import country_names
from members.models import Participant
from sbcp.approvals import deciding, members
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name
from sbcp.pages.members.fields import Errors, text, texts
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def rename_form(visit: Visit, status: int = 200, errors: Errors | None = None) -> Response:
    """The name and the footnote in each language, as they are now."""
    participant = _participant(visit)
    values = texts(visit.form) or _values(participant)
    return render(
        visit,
        "members/participant_rename.html",
        status=status,
        errors=errors or {},
        values=values,
        participant=participant,
        languages=[(locale, _cldr(locale, participant)) for locale in locales.LOCALES],
        display_name=display_name,
    )


def rename(visit: Visit) -> Response:
    """Ask a second person for it."""
    participant = _participant(visit)
    by = visit.mandate("member:administer")
    try:
        names, footnotes = country_names.checked(
            participant, names=_typed(visit, "name"), footnotes=_typed(visit, "footnote")
        )
        asked = deciding.request_approval(
            visit.db,
            visit.settings,
            kind="participant.rename",
            subject="participants",
            body=members.rename_body(participant, names, footnotes),
            reason=text(visit.form, "reason"),
            by=by,
            now=visit.now,
        )
    except Invalid as error:
        return rename_form(visit, 422, {error.field: message_of(error)})
    flash = _("Asked. It is done once a second person approves.")
    return redirect(visit, "approval", approval=asked.id, flash=flash)


def _participant(visit: Visit) -> Participant:
    return participant_of_address(visit.db, str(visit.path["country"]))


def _typed(visit: Visit, kind: str) -> dict[str, str]:
    return {locale.code: text(visit.form, f"{kind}-{locale.code}") for locale in locales.LOCALES}


def _values(participant: Participant) -> dict[str, str]:
    names = {f"name-{locale}": name for locale, name in participant.names.items()}
    return names | {f"footnote-{locale}": note for locale, note in participant.footnotes.items()}


def _cldr(locale: locales.Locale, participant: Participant) -> str:
    """What stands where nothing is agreed."""
    with locales.speaking(locale):
        return locales.country_name(participant.code)
