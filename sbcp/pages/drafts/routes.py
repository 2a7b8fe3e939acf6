"""What answers at each address, who may ask, and how often."""

from sbcp.pages.drafts import agreeing, publishing, undoing, views
from sbcp.pages.drafts.assignments.routes import ROUTES as ASSIGNMENTS
from sbcp.pages.drafts.forms import Delete, Edit, Insert, Merge, Move, Publish, Restore, Split, TakeBack
from sbcp.pages.drafts.notes.routes import ROUTES as NOTES
from sbcp.web.endpoint import page

ROUTES = [
    page("draft", get=("draft:read", views.show)),
    page("draft_paragraph", get=("draft:read", views.edit_form), post=("draft:edit", views.edit), form=Edit),
    page(
        "draft_insert", get=("draft:edit", views.insert_form), post=("draft:edit", views.insert), form=Insert
    ),
    page(
        "draft_delete", get=("draft:edit", views.delete_form), post=("draft:edit", views.delete), form=Delete
    ),
    page("draft_move", get=("draft:edit", views.move_form), post=("draft:edit", views.move), form=Move),
    page("draft_split", get=("draft:edit", views.split_form), post=("draft:edit", views.split), form=Split),
    page("draft_merge", get=("draft:edit", views.merge_form), post=("draft:edit", views.merge), form=Merge),
    page(
        "draft_restore",
        get=("draft:edit", undoing.restore_form),
        post=("draft:edit", undoing.restore),
        form=Restore,
    ),
    page("draft_deleted", get=("draft:read", undoing.deleted)),
    page(
        "draft_take_back",
        get=("draft:edit", undoing.take_back_form),
        post=("draft:edit", undoing.take_back),
        form=TakeBack,
    ),
    page("draft_agreed", post=("draft:edit", agreeing.mark)),
    page("draft_revisions", get=("draft:read", views.revisions)),
    page(
        "publish",
        get=("version:publish", publishing.publish_form),
        post=("version:publish", publishing.publish),
        form=Publish,
    ),
    page("publication", get=("draft:read", publishing.progress)),
    *NOTES,
    *ASSIGNMENTS,
]
