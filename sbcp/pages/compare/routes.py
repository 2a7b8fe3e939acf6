"""What answers at each address, who may ask, and how often."""

from sbcp.pages.compare import authorship, options, paragraph_history, views
from sbcp.web import limits
from sbcp.web.endpoint import page
from sbcp.web.kept.pages import Keep

ROUTES = [
    page(
        "compare",
        get=("public:read", views.compare),
        keep=Keep.DOCUMENT,
        query=(*options.NAMES, "at"),
        limits=limits.COMPARE,
    ),
    page("compare_draft", get=("draft:read", views.compare_draft), limits=limits.COMPARE),
    page("paragraph_words", get=("public:read", authorship.of_version), limits=limits.COMPARE),
    page("draft_words", get=("draft:read", authorship.of_draft)),
    page("compare_chosen", get=("public:read", views.choose)),
    page(
        "paragraph_history",
        get=("public:read", paragraph_history.history),
        keep=Keep.DOCUMENT,
        query=("old", "new"),
    ),
]
