"""What answers at each address, who may ask, and how often."""

from functools import partial

from sbcp.pages.adoption import lists, papers, rules, tracker, verifying
from sbcp.pages.adoption.binding import certificate, compared
from sbcp.pages.adoption.days import ASKED
from sbcp.pages.adoption.entry import checking, views
from sbcp.pages.adoption.entry.forms import KindOfAct
from sbcp.pages.adoption.entry.pages import FILES, PAGES, EntryPage
from sbcp.pages.adoption.forms import Verification
from sbcp.pages.adoption.list_forms import NewList
from sbcp.pages.adoption.rule_forms import NewRule
from sbcp.web import limits
from sbcp.web.endpoint import PageRoute, json, page
from sbcp.web.kept.pages import Keep

TRACKED = ("document", "version", *ASKED)


def _entry(entered: EntryPage) -> PageRoute:
    """A page on which an act is entered. Whose it is, its view asks."""
    return page(
        entered.route,
        get=("adoption:enter", partial(views.page_form, entered)),
        post=("adoption:enter", partial(views.save_page, entered)),
        limits=limits.RECORD if entered is FILES else limits.ENTER,
        form=entered.form,
        files=entered is FILES,
    )


ROUTES = [
    page("adoption", get=("public:read", tracker.tracker), keep=Keep.EVERYTHING, query=TRACKED),
    page("countries_chosen", get=("public:read", compared.chosen)),
    page(
        "countries_compared",
        get=("public:read", compared.compared),
        keep=Keep.EVERYTHING,
        query=compared.KEPT,
    ),
    page("country", get=("public:read", tracker.country), keep=Keep.EVERYTHING, query=TRACKED),
    page(
        "record_act",
        get=("adoption:enter", views.new),
        post=("adoption:enter", views.begin),
        limits=limits.ENTER,
        form=KindOfAct,
    ),
    *map(_entry, PAGES),
    page(
        "begun_act",
        get=("adoption:enter", checking.overview),
        post=("adoption:enter", checking.record),
        limits=limits.RECORD,
    ),
    page(
        "begun_act_delete",
        get=("adoption:enter", views.delete_form),
        post=("adoption:enter", views.delete),
        limits=limits.ENTER,
    ),
    page("begun_acts", get=("adoption:enter", views.begun)),
    page("acts_to_verify", get=("adoption:verify", verifying.waiting)),
    page(
        "act",
        get=("public:read", tracker.act),
        post=("adoption:verify", tracker.verify),
        form=Verification,
    ),
    page("act_certificate", get=("public:read", certificate.show), keep=Keep.EVERYTHING),
    page("act_file", get=("public:read", papers.download), limits=limits.EXPORT),
    page(
        "acts_list_new",
        get=("adoption:import", lists.form),
        post=("adoption:import", lists.take),
        limits=limits.IMPORT,
        form=NewList,
        files=True,
    ),
    page("acts_list_asked", get=("adoption:import", lists.asked)),
    page("acts_list", get=("public:read", lists.show), keep=Keep.EVERYTHING, query=("page",)),
    page("acts_columns", get=("public:read", lists.columns), keep=Keep.NOTHING),
    json("acts_template", get=("public:read", lists.template)),
    page("entry_rule", get=("public:read", rules.show), keep=Keep.EVERYTHING),
    page(
        "entry_rule_new",
        get=("adoption:rule", rules.form),
        post=("adoption:rule", rules.set_rule),
        form=NewRule,
    ),
]
