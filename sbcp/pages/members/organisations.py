"""Adding an organisation, and calling one otherwise. For administrators."""

from starlette.responses import Response

from core.errors import Invalid
from members import organisations, queries
from sbcp.language.locales import gettext as _
from sbcp.pages.members.fields import Errors, country, country_options, text, texts, tier_options
from sbcp.pages.members.public import organisation_page
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def add_form(visit: Visit, status: int = 200, errors: Errors | None = None) -> Response:
    return render(
        visit,
        "members/organisation_new.html",
        status=status,
        errors=errors or {},
        values=texts(visit.form),
        tiers=tier_options(),
        countries=country_options(visit),
    )


def add(visit: Visit) -> Response:
    try:
        made = organisations.add(
            visit.db,
            name=text(visit.form, "name"),
            tier=text(visit.form, "tier"),
            participant=country(visit),
            by=visit.mandate("member:administer"),
            now=visit.now,
        )
    except Invalid as error:
        return add_form(visit, 422, {error.field: message_of(error)})
    return redirect(visit, "organisation", organisation=made.id, flash=_("The organisation is added."))


def rename(visit: Visit) -> Response:
    organisation = queries.organisation_by_id(visit.db, visit.path["organisation"])
    try:
        organisations.rename(
            visit.db,
            organisation,
            name=text(visit.form, "name"),
            by=visit.mandate("member:administer"),
            now=visit.now,
        )
    except Invalid as error:
        return organisation_page(visit, 422, {error.field: message_of(error)})
    flash = _("The name is changed. The record keeps the one before.")
    return redirect(visit, "organisation", organisation=organisation.id, flash=flash)
