"""Adding a country, letting one succeed another, calling one otherwise: asked for here by one person, done
when a second one approves."""

from starlette.responses import Response

from adoption.queries import participant_of_address
from members.countries import names as country_names
from members.models import Mandate, Participant
from members.queries import participants
from sbcp.approvals import countries, deciding
from sbcp.approvals.act import Body
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.pages.members.forms import CountryNames, CountryToAdd
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
            body = countries.rename_body(participant, names, footnotes)
            return _ask(visit, "participant.rename", body, form.reason.data, by)
    return rename_form(visit, form)


def add_form(visit: Visit, form: CountryToAdd | None = None) -> Response:
    """A country that is new in the process."""
    return _adding(visit, form, None)


def add(visit: Visit) -> Response:
    """Show it for checking, and ask a second person for it once it is confirmed."""
    return _add(visit, None)


def succeed_form(visit: Visit, form: CountryToAdd | None = None) -> Response:
    """A new country that succeeds this one: what it was stays readable under its own code and name."""
    return _adding(visit, form, _participant(visit))


def succeed(visit: Visit) -> Response:
    """The same as ``add`` of a country that succeeds another."""
    return _add(visit, _participant(visit))


def _adding(visit: Visit, form: CountryToAdd | None, succeeds: Participant | None) -> Response:
    known = participants(visit.db)
    form = form or CountryToAdd.read(visit)
    form.offer(known, succeeds)
    texts = [f"{kind}-{locale.code}" for locale in locales.LOCALES for kind in ("name", "footnote")]
    return render(
        visit,
        "members/participant_new.html",
        order=["code", "from_on", *texts, "place", "reason"],
        **form.shown(),
        succeeds=succeeds,
        places=form.place.options,
        languages=locales.LOCALES,
    )


def _add(visit: Visit, succeeds: Participant | None) -> Response:
    by = visit.mandate("member:administer")
    form = CountryToAdd.read(visit)
    form.offer(participants(visit.db), succeeds)
    if form.is_right():
        with form.telling():
            kind = "participant.succeed" if succeeds else "participant.add"
            body = countries.add_body(form.country, form.place.data)
            if form.confirm.data:
                return _ask(visit, kind, body, form.reason.data, by)
            return render(
                visit,
                "members/participant_check.html",
                succeeds=succeeds,
                details=countries.ADD.details(visit.db, body),
                reason=form.reason.data,
                kept={name: value for name, value in form.values.items() if name != "confirm"},
            )
    return _adding(visit, form, succeeds)


def _ask(visit: Visit, kind: str, body: Body, reason: str, by: Mandate) -> Response:
    """Ask a second person. Raises Invalid."""
    asked = deciding.request_approval(
        visit.db,
        visit.settings,
        kind=kind,
        subject=countries.SUBJECT,
        body=body,
        reason=reason,
        by=by,
        now=visit.now,
    )
    flash = _("Asked. It is done once a second person approves.")
    return redirect(visit, "approval", approval=asked.id, flash=flash)


def _participant(visit: Visit) -> Participant:
    return participant_of_address(visit.db, str(visit.path["country"]))


def _cldr(locale: locales.Locale, participant: Participant) -> str:
    """What stands where nothing is agreed."""
    with locales.speaking(locale):
        return locales.country_name(participant.code)
