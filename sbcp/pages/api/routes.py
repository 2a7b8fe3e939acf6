"""What answers at each address, who may ask, and how often."""

from sbcp.pages.api import feeds, health, views
from sbcp.web import limits, page_cache
from sbcp.web.endpoint import json

ROUTES = [
    json("feed", get=("public:read", feeds.everything), keep=page_cache.everything),
    json("document_feed", get=("public:read", feeds.document), keep=page_cache.document),
    json("paragraph_feed", get=("public:read", feeds.paragraph), keep=page_cache.document),
    json("country_feed", get=("public:read", feeds.country), keep=page_cache.everything),
    json("calendar", get=("public:read", feeds.calendar), keep=page_cache.everything),
    json("document_calendar", get=("public:read", feeds.document_calendar), keep=page_cache.document),
    json("openapi", get=("public:read", views.openapi)),
    json("api_documents", get=("public:read", views.documents)),
    json("api_document", get=("public:read", views.document)),
    json("api_version", get=("public:read", views.version)),
    json("api_compare", get=("public:read", views.comparison), limits=limits.COMPARE),
    json("api_comments", get=("public:read", views.comments), limits=limits.EXPORT),
    json("api_adoption", get=("public:read", views.adoption)),
    json("api_record", get=("public:read", views.record)),
    json("healthz", get=("public:read", health.alive)),
    json("readyz", get=("public:read", health.ready)),
]
