"""Marking a paragraph of the draft as agreed, and taking the mark away."""

from starlette.responses import Response

from documents.drafting.among_members import agreeing
from sbcp.language.locales import gettext as _
from sbcp.pages.drafts.forms import Agreed
from sbcp.web.render import redirect
from sbcp.web.visit import Visit

AGREE, NOT = "agree", "not"


def mark(visit: Visit) -> Response:
    """Mark it, or take the mark away."""
    document, pid, form = visit.subject(), visit.path["pid"], Agreed.read(visit)
    by, flash = visit.mandate("draft:edit"), ""
    if form.act.data == AGREE:
        agreeing.agree(visit.db, document, pid, based_on=form.based_on.data or 0, by=by, now=visit.now)
        flash = _("Marked as agreed. The first change of its words takes the mark away.")
    elif form.act.data == NOT:
        agreeing.disagree(visit.db, document, pid)
        flash = _("It is not marked as agreed any more.")
    return redirect(visit, "draft_paragraph", flash=flash, slug=document.slug, pid=pid)
