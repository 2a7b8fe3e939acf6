"""What answers at each address, who may ask, and how often."""

from sbcp.pages.adoption import papers, recording, tracker
from sbcp.pages.adoption.forms import NewAct, Verification
from sbcp.web import limits
from sbcp.web.endpoint import page
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
]
