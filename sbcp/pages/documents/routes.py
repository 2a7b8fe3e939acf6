"""What answers at each address, who may ask, and how often."""

from sbcp.pages.adoption.days import ASKED
from sbcp.pages.documents import binding, names, summaries, views
from sbcp.pages.documents.forms import NamesOfDocument
from sbcp.pages.drafts.forms import Summary
from sbcp.pages.imports import views as imports_views
from sbcp.pages.imports.forms import NewDocument
from sbcp.web import limits
from sbcp.web.endpoint import page
from sbcp.web.kept.pages import Keep
from sbcp.web.paging import PAGE

ROUTES = [
    page("document", get=("public:read", views.overview_page), keep=Keep.DOCUMENT),
    page(
        "document_names",
        get=("document:name", names.form),
        post=("document:name", names.write),
        form=NamesOfDocument,
    ),
    page("version", get=("public:read", views.read), keep=Keep.DOCUMENT, query=(views.LINES,)),
    page(
        "version_summary",
        get=("version:summarise", summaries.form),
        post=("version:summarise", summaries.write),
        form=Summary,
    ),
    page("as_it_binds", get=("public:read", binding.as_it_binds), keep=Keep.EVERYTHING, query=ASKED),
    page("paragraph", get=("public:read", views.paragraph), keep=Keep.DOCUMENT, query=(PAGE,)),
    page(
        "documents",
        get=("public:read", views.index),
        keep=Keep.EVERYTHING,
        post=("document:import", imports_views.create),
        limits=limits.IMPORT,
        form=NewDocument,
        files=True,
    ),
]
