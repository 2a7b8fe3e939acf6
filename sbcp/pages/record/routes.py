"""What answers at each address, who may ask, and how often."""

from sbcp.pages.record import public_rows, views
from sbcp.web import limits
from sbcp.web.endpoint import json, page
from sbcp.web.kept.pages import Keep
from sbcp.web.paging import PAGE

ROUTES = [
    page("receipt_file", get=("receipt:read", views.receipt)),
    page(
        "record",
        get=("public:read", views.show),
        keep=Keep.EVERYTHING,
        query=("thing", "document", "country", "kind", "since", "until", PAGE),
    ),
    page("record_heads", get=("public:read", views.heads)),
    page("record_head", get=("public:read", views.head), keep=Keep.EVERYTHING),
    page("record_entry", get=("public:read", views.entry), keep=Keep.EVERYTHING),
    page("receipt_check", get=("public:read", views.check_receipt), keep=Keep.NOTHING),
    json("record_download", get=("public:read", views.download), limits=limits.EXPORT),
    json("api_heads", get=("public:read", views.heads_json)),
    json("api_public", get=("public:read", public_rows.kinds)),
    json("public_rows", get=("public:read", public_rows.rows), limits=limits.PUBLIC_ROWS),
    json("verifier", get=("public:read", views.verifier)),
]
