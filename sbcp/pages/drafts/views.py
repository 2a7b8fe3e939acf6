"""The working draft: reading it, changing one paragraph at a time, publishing it."""

from collections.abc import Callable
from dataclasses import replace

from starlette.responses import Response

from consultation.answers import tracing
from core.errors import N_, Invalid
from documents import queries
from documents.drafting import history
from documents.drafting.draft import Draft, EditConflict
from documents.drafting.split import cut
from documents.formats.reading import Omission
from documents.models import Revision
from sbcp.language.locales import gettext as _
from sbcp.pages.drafts import editing as forms
from sbcp.pages.drafts import paragraphs as pages
from sbcp.pages.drafts.fields import Fields, linked_comments, place, typed, whole
from sbcp.web.errors import message_of
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

REVISIONS = 50  # a page

Operation = Callable[[Draft], Revision | None]  # None: there was nothing to change


def show(visit: Visit) -> Response:
    """The draft, with what changed since the last version."""
    return render(visit, "drafts/draft.html", shown=pages.draft(visit.db, visit.subject()))


def paragraph(visit: Visit) -> Response:
    """A paragraph of the draft: its text to edit, what else can be done, its history."""
    row = queries.draft_paragraph(visit.db, visit.subject(), visit.path["pid"])
    if row is None:
        return forms.gone_page(visit, visit.path["pid"], "", 404)
    return forms.edit_page(visit, Fields(markdown=row.markdown, based_on=row.changed_in))


def edit(visit: Visit) -> Response:
    """Save a new text of a paragraph: what was typed, or after a conflict what was put together."""
    pid, fields = visit.path["pid"], typed(visit.form)
    markdown = fields.together if fields.take else fields.markdown
    return _change(visit, "edit", fields, lambda d: d.edit(pid, markdown, based_on=fields.based_on))


def insert_form(visit: Visit) -> Response:
    """Where new paragraphs go, and their text. An item is followed by one of the same depth."""
    after = whole(visit.query.get("after", ""))
    row = queries.draft_paragraph(visit.db, visit.subject(), after) if after else None
    level = row.level if row is not None and row.kind == "item" else 1
    return forms.insert_page(visit, Fields(after=str(row.pid) if row else forms.START, depth=level))


def insert(visit: Visit) -> Response:
    """Add paragraphs."""
    fields = typed(visit.form)
    return _change(
        visit, "insert", fields, lambda d: d.insert(place(fields), fields.markdown, depth=fields.depth)
    )


def delete_form(visit: Visit) -> Response:
    """Asks before a paragraph is taken out, and says which comments stand on it."""
    return forms.delete_page(visit, _as_it_stands(visit))


def delete(visit: Visit) -> Response:
    """Take a paragraph out."""
    pid, fields = visit.path["pid"], typed(visit.form)
    return _change(visit, "delete", fields, lambda d: d.delete(pid, based_on=fields.based_on))


def move_form(visit: Visit) -> Response:
    """Where a paragraph is to stand; the list begins at where it stands now."""
    before = _neighbour(visit)
    return forms.move_page(visit, replace(_as_it_stands(visit), after=str(before or forms.START)))


def move(visit: Visit) -> Response:
    """Put a paragraph elsewhere."""
    pid, fields = visit.path["pid"], typed(visit.form)
    return _change(visit, "move", fields, lambda d: d.move(pid, place(fields), based_on=fields.based_on))


def split_form(visit: Visit) -> Response:
    """The text of a paragraph, cut after the sentences that were chosen, if any."""
    fields = _as_it_stands(visit)
    chosen = {number for said in visit.query.getlist("cut") if (number := whole(said)) is not None}
    row = queries.draft_paragraph(visit.db, visit.subject(), visit.path["pid"])
    if chosen and row is not None:
        fields = replace(fields, markdown="\n\n".join(cut(row.block, chosen)))
    return forms.split_page(visit, fields)


def split(visit: Visit) -> Response:
    """Make several paragraphs of one."""
    pid, fields = visit.path["pid"], typed(visit.form)
    return _change(
        visit, "split", fields, lambda d: d.split(pid, [fields.markdown], based_on=fields.based_on)
    )


def merge_form(visit: Visit) -> Response:
    """Two paragraphs and their joined text. The next one is proposed; another may be chosen."""
    found = pages.places(visit.db, visit.subject())
    at = pages.index_of(found, visit.path["pid"])
    other = whole(visit.query.get("other", ""))
    beside = found[at + 1] if at + 1 < len(found) else found[at - 1]
    chosen = found[pages.index_of(found, other)] if other else beside
    row, gone = found[at].row, chosen.row
    fields = Fields(
        markdown=pages.joined(row.markdown, gone.markdown),
        based_on=row.changed_in,
        other=gone.pid,
        other_based_on=gone.changed_in,
    )
    return forms.merge_page(visit, fields)


def merge(visit: Visit) -> Response:
    """Make one paragraph of two."""
    pid, f = visit.path["pid"], typed(visit.form)
    return _change(
        visit,
        "merge",
        f,
        lambda d: d.merge(pid, f.other, f.markdown, based_on=f.based_on, other_based_on=f.other_based_on),
    )


def revisions(visit: Visit) -> Response:
    """Every saved change, the newest first."""
    page = paging(visit, history.revision_count(visit.db, visit.subject()), REVISIONS)
    saved = history.revisions(visit.db, visit.subject(), limit=page.size, offset=page.offset)
    return render(
        visit,
        "drafts/revisions.html",
        document=visit.subject(),
        changes=pages.changes(visit.db, visit.subject(), saved),
        paging=page,
    )


def _as_it_stands(visit: Visit) -> Fields:
    """The fields of a paragraph's form as it begins."""
    found = pages.places(visit.db, visit.subject())
    row = found[pages.index_of(found, visit.path["pid"])].row
    return Fields(markdown=row.markdown, based_on=row.changed_in)


def _change(visit: Visit, name: str, fields: Fields, operation: Operation) -> Response:
    """Save one change with the comments it answers; or show it first; or say why it cannot be."""
    document, page = visit.subject(), forms.PAGES[name]
    if fields.preview:
        return page(visit, fields)
    before = _neighbour(visit) if name == "delete" else None
    try:
        comments = linked_comments(visit.db, document, fields)
        by = visit.mandate("draft:edit")
        draft = Draft(visit.db, document, by=by, reason=fields.reason, now=visit.now)
        revision = operation(draft)
        if revision is None:
            raise Invalid(N_("It stands there already. Choose another place."), field="after")
        tracing.link_on_record(visit.db, comments, revision, by=by, now=visit.now)
    except EditConflict as conflict:
        return forms.conflict_page(visit, name, fields, conflict)
    except Invalid as error:
        errors = {error.field or "markdown": message_of(error)}
        if name == "edit" and fields.take:
            return forms.conflict_page(visit, name, fields, None, errors, 422)
        return page(visit, fields, errors, 422)
    saved = _("Saved as revision %(name)s.") % {"name": revision.name}
    pid = revision.after[0]["pid"] if revision.after else before
    return redirect(
        visit,
        "draft",
        flash=" ".join([saved, *_left_out(draft.left_out)]),
        anchor=f"#p-{pid}" if pid else "",
        slug=document.slug,
    )


def _neighbour(visit: Visit) -> int | None:
    """The paragraph before the one of the address: where to go on when it is gone."""
    pids = [row.pid for row in queries.draft(visit.db, visit.subject())]
    at = pids.index(visit.path["pid"]) if visit.path["pid"] in pids else 0
    return pids[at - 1] if at else None


def _left_out(omissions: list[Omission]) -> list[str]:
    names = ", ".join(dict.fromkeys(_(omission.what) for omission in omissions))
    return [_("Left out: %(names)s.") % {"names": names}] if names else []
