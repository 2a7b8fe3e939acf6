"""What answers at each address, who may ask, and how often."""

from starlette.routing import Route

from sbcp.pages.api import feeds, health, views
from sbcp.urls import PATTERNS
from sbcp.web import limits
from sbcp.web.endpoint import json
from sbcp.web.kept.pages import Keep

SPOKEN = ("language",)
ROUTES = [
    json("feed", get=("public:read", feeds.everything), keep=Keep.EVERYTHING, query=SPOKEN),
    json("document_feed", get=("public:read", feeds.document), keep=Keep.DOCUMENT, query=SPOKEN),
    json("paragraph_feed", get=("public:read", feeds.paragraph), keep=Keep.DOCUMENT, query=SPOKEN),
    json("adoption_feed", get=("public:read", feeds.adoption), keep=Keep.DOCUMENT, query=SPOKEN),
    json("country_feed", get=("public:read", feeds.country), keep=Keep.EVERYTHING, query=SPOKEN),
    json("calendar", get=("public:read", feeds.calendar), keep=Keep.EVERYTHING, query=SPOKEN),
    json("document_calendar", get=("public:read", feeds.document_calendar), keep=Keep.DOCUMENT, query=SPOKEN),
    json("openapi", get=("public:read", views.openapi), keep=Keep.NOTHING),
    json("api_documents", get=("public:read", views.documents)),
    json("api_document", get=("public:read", views.document)),
    json("api_version", get=("public:read", views.version)),
    json("api_as_it_binds", get=("public:read", views.as_it_binds)),
    json("api_compare", get=("public:read", views.comparison), limits=limits.COMPARE),
    json("api_stances", get=("public:read", views.stances)),
    json("api_comments", get=("public:read", views.comments), limits=limits.EXPORT),
    json("api_adoption", get=("public:read", views.adoption)),
    json("api_record", get=("public:read", views.record)),
    Route(PATTERNS["healthz"], health.alive, name="healthz"),  # for the operator's watch: as it is
    Route(PATTERNS["readyz"], health.ready, name="readyz"),
]
