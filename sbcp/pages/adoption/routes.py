"""What answers at each address, who may ask, and how often."""

from sbcp.pages.adoption import lists, papers, recording, rules, tracker
from sbcp.pages.adoption.forms import NewAct, Verification
from sbcp.pages.adoption.list_forms import NewList
from sbcp.pages.adoption.rule_forms import NewRule
from sbcp.web import limits
from sbcp.web.endpoint import json, page
from sbcp.web.kept.pages import Keep

TRACKED = ("document", "version", "as_of", "known_at")
ROUTES = [
    page("adoption", get=("public:read", tracker.tracker), keep=Keep.EVERYTHING, query=TRACKED),
    page("country", get=("public:read", tracker.country), keep=Keep.EVERYTHING, query=TRACKED),
    page(
        "record_act",
        get=("adoption:record", recording.act_form),
        post=("adoption:record", recording.record_act),
        limits=limits.RECORD,
        form=NewAct,
        files=True,
    ),
    page(
        "act", get=("public:read", tracker.act), post=("adoption:verify", tracker.verify), form=Verification
    ),
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
