"""Closing open changes: what they are, why they were made, and the comments that they answer."""

from starlette.responses import Response

from consultation.answers import changing, taking
from consultation.answers.changing import Links
from core.errors import N_, Invalid
from documents import queries
from documents.drafting import sets
from documents.models import ChangeSet
from documents.references import FOLLOW
from members.models import Mandate
from sbcp.language.locales import gettext as _
from sbcp.pages.drafts.paragraphs import comments_numbered, comments_on, named_paragraphs
from sbcp.pages.drafts.revisions import marked_revisions
from sbcp.pages.sheet.forms import Close
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

NO_REASON = N_("Say why you made these changes.")
SEEN_ANEW = N_("More was changed since you looked at it. Look at it once more.")


def show(visit: Visit, form: Close | None = None) -> Response:
    """The open changes, and the form that closes them."""
    document, change_set = visit.subject(), _change_set(visit)
    revisions = list(reversed(change_set.revisions))
    touched = set().union(*(revision.pids for revision in revisions if revision.operation != FOLLOW))
    named = [each for each in named_paragraphs(visit.db, document) if each.pid in touched]
    given = {"comments": [str(number) for number in taking.numbers_taken(visit.db, change_set)]}
    shown = (form or Close.read(visit, given)).shown()
    shown["values"] |= {"last_change": max((revision.id for revision in revisions), default=0)}
    return render(
        visit,
        "drafts/close.html",
        **shown,
        document=document,
        change_set=change_set,
        changes=marked_revisions(visit.db, document, revisions),
        last=queries.last_version(visit.db, document),
        comments=comments_on(visit.db, document, *named),
        is_own=change_set.made_by_id in {mandate.id for mandate in visit.mandates},
    )


def close(visit: Visit) -> Response:
    """Close them."""
    document, change_set = visit.subject(), _change_set(visit)
    by, form = _closer(visit, change_set), Close.read(visit)
    form.reason.missing = NO_REASON if change_set.base else ""
    if form.is_right():
        with form.telling():
            if form.last_change.data != max((each.id for each in change_set.revisions), default=0):
                raise Invalid(SEEN_ANEW, field="last_change")
            comments = comments_numbered(visit.db, document, form.numbers)
            links = Links(comments, form.link_reason.data)
            changing.close(visit.db, change_set, reason=form.reason.data, by=by, now=visit.now, links=links)
            flash = _("Closed as revision %(name)s.") % {"name": change_set.name}
            query = {"closed": change_set.name}
            return redirect(visit, "draft", flash=flash, slug=document.slug, query=query)
    return show(visit, form)


def _change_set(visit: Visit) -> ChangeSet:
    """The open changes of the address, of whoever may close them. Raises NotFound, Forbidden."""
    change_set = sets.open_set_by_id(visit.db, visit.subject(), visit.path["set"])
    _closer(visit, change_set)
    return change_set


def _closer(visit: Visit, change_set: ChangeSet) -> Mandate:
    """The mandate that closes: one's own, or one that publishes, for somebody who is away."""
    own = visit.mandate("draft:edit")
    return own if own.id == change_set.made_by_id else visit.mandate("version:publish")
