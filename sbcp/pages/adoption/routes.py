"""What answers at each address, who may ask, and how often."""

from sbcp.pages.adoption import recording, tracker
from sbcp.pages.adoption.forms import NewAct, Verification
from sbcp.web import page_cache
from sbcp.web.endpoint import page

ROUTES = [
    page("adoption", get=("public:read", tracker.tracker), keep=page_cache.everything),
    page("country", get=("public:read", tracker.country), keep=page_cache.everything),
    page(
        "record_act",
        get=("adoption:record", recording.act_form),
        post=("adoption:record", recording.record_act),
        form=NewAct,
    ),
    page(
        "act", get=("public:read", tracker.act), post=("adoption:verify", tracker.verify), form=Verification
    ),
]
