"""The acts that wait for a second person to look at the paper."""

from starlette.responses import Response

from adoption import dossiers, loading
from adoption.fates import level as level_of
from adoption.kinds import LEVELS
from members.queries import participants
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name, in_order
from sbcp.pages.adoption import status_labels
from sbcp.pages.adoption.forms import ActsToVerify
from sbcp.web.paging import paging
from sbcp.web.render import render
from sbcp.web.visit import Visit

SIZE = 25  # acts a page


def waiting(visit: Visit) -> Response:
    """All acts that are not proved in the best way, the one recorded first first; of one country, and of
    those proved so far, where the address asks for it."""
    form = ActsToVerify.asked(visit)
    countries = {country.code: country for country in participants(visit.db)}
    country = form.country.raw if form.country.raw in countries else ""
    level = form.level.raw if form.level.raw in LEVELS[:-1] else ""
    total = dossiers.count_to_verify(visit.db, country, level)
    page = paging(visit, total, SIZE)
    acts = dossiers.acts_to_verify(visit.db, country, level, limit=page.size, offset=page.offset)
    return render(
        visit,
        "adoption/to_verify.html",
        values={"country": country, "level": level},
        countries=[(each.code, display_name(each)) for each in in_order(countries.values())],
        levels=[(each, _(each.label)) for each in LEVELS[:-1]],
        acts=[(act, level_of(loading.facts(act))) for act in acts],
        paging=page,
        **status_labels.words(visit.db),
    )
