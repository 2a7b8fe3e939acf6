"""What answers at each address, who may ask, and how often."""

from sbcp.pages.drafts.notes import views
from sbcp.pages.drafts.notes.forms import NewNote
from sbcp.web.endpoint import page

ROUTES = [
    page("draft_notes", get=("draft:read", views.listing)),
    page(
        "paragraph_notes",
        get=("draft:read", views.paragraph),
        post=("draft:discuss", views.write),
        form=NewNote,
    ),
    page("draft_note", get=("draft:read", views.thread), post=("draft:discuss", views.answer), form=NewNote),
    page("draft_note_state", post=("draft:discuss", views.state)),
]
