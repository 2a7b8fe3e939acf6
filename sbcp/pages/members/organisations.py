"""Adding an organisation, and calling one otherwise. For administrators."""

from starlette.responses import Response

from members import organisations, queries
from sbcp.language.locales import gettext as _
from sbcp.pages.members.fields import country, country_options, tier_options
from sbcp.pages.members.forms import NewOrganisation, OrganisationName
from sbcp.pages.members.public import organisation_page
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def add_form(visit: Visit, form: NewOrganisation | None = None) -> Response:
    return render(
        visit,
        "members/organisation_new.html",
        **(form or NewOrganisation.read(visit)).shown(),
        tiers=tier_options(),
        countries=country_options(visit),
    )


def add(visit: Visit) -> Response:
    form = NewOrganisation.read(visit)
    if form.is_right():
        with form.telling():
            organisation = organisations.add(
                visit.db,
                name=form.name.data,
                tier=form.tier.data,
                participant=country(visit, form.participant.data),
                by=visit.mandate("member:administer"),
                now=visit.now,
            )
            flash = _("The organisation is added.")
            return redirect(visit, "organisation", organisation=organisation.id, flash=flash)
    return add_form(visit, form)


def rename(visit: Visit) -> Response:
    organisation = queries.organisation_by_id(visit.db, visit.path["organisation"])
    form = OrganisationName.read(visit)
    if form.is_right():
        with form.telling():
            by = visit.mandate("member:administer")
            organisations.rename(visit.db, organisation, name=form.name.data, by=by, now=visit.now)
            flash = _("The name is changed. The record keeps the one before.")
            return redirect(visit, "organisation", organisation=organisation.id, flash=flash)
    return organisation_page(visit, form)
