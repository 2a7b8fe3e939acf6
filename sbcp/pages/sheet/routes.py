"""What answers at each address, who may ask, and how often."""

from functools import partial

from sbcp.pages.sheet import closing, margin, views
from sbcp.pages.sheet.answers import answer_error
from sbcp.pages.sheet.forms import Close, Here, Take, Typed
from sbcp.web.endpoint import page

told = partial(page, answer_error=answer_error)  # for the sheet: errors too are JSON

ROUTES = [
    page("draft_sheet", get=("draft:edit", views.show)),
    told("draft_sheet_text", get=("draft:edit", views.text), post=("draft:edit", views.save), form=Typed),
    told("draft_sheet_news", get=("draft:edit", views.news)),
    told("draft_sheet_since", get=("draft:edit", views.since)),
    told("draft_sheet_events", get=("draft:edit", views.events)),
    told("draft_sheet_here", post=("draft:edit", views.here), form=Here),
    told("draft_sheet_margin", get=("draft:edit", margin.show)),
    told("draft_sheet_take", post=("draft:edit", margin.take), form=Take),
    page("draft_close", get=("draft:edit", closing.show), post=("draft:edit", closing.close), form=Close),
]
