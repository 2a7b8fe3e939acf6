"""The margin of the sheet: what was said about the paragraph at hand, and taking a wording from there."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from consultation.answers import taking
from consultation.answers.taking import Suggestion
from consultation.models import Comment
from core.errors import N_, Conflict, Invalid, NotFound
from documents import queries
from documents.models import ChangeSet
from sbcp.pages.drafts.notes import shown as notes
from sbcp.pages.drafts.paragraphs import NamedParagraph, comments_on, find, named_paragraphs, one_of
from sbcp.pages.sheet import answers
from sbcp.pages.sheet.forms import Take
from sbcp.web.errors import message_of
from sbcp.web.forms import integer
from sbcp.web.render import render
from sbcp.web.text_html import comment_excerpt, redline
from sbcp.web.visit import Visit

EXCERPT = 200  # characters of a comment
MOST = 20  # comments in the margin; the page of the paragraph has all
WHICH = N_("Say which wording is to be taken, and into which paragraph.")
CHANGED = N_("Somebody has changed this paragraph since. Look at it again before you take a wording.")


@dataclass(frozen=True)
class MarginComment:
    """A comment beside the paragraph. ``marked``: what its wording would change in the paragraph as it
    stands. ``may_take``: it can be taken as it is. ``reads_so``:
    the paragraph has these words already. ``taken``: the open changes that have them."""

    comment: Comment
    author: str  # empty if they asked not to be named
    words: str
    suggestion: Suggestion | None
    marked: Markup | None
    reads_so: bool
    taken: ChangeSet | None
    is_own: bool  # the reader took it

    @property
    def may_take(self) -> bool:
        return self.suggestion is not None and self.suggestion.block is not None and not self.reads_so


def show(visit: Visit) -> Response:
    """What was said about one paragraph, as a part of the page of the sheet. Without one, of a paragraph that
    is not saved yet."""
    document, pid = visit.subject(), integer(visit.query.get("pid"))
    paragraphs = named_paragraphs(visit.db, document) if pid else []
    here = one_of(paragraphs, pid) if pid else None
    comments = comments_on(visit.db, document, here)
    return render(
        visit,
        "drafts/_margin.html",
        document=document,
        here=here,
        last=queries.last_version(visit.db, document),
        count=len(comments),
        comments=_shown(visit, here, comments[:MOST]) if here else [],
        threads=notes.of_paragraph(visit.db, document, paragraphs, here.pid) if here else [],
        note_form=notes.form_values(visit, None, here.paragraph.block if here else None),
    )


def take(visit: Visit) -> Response:
    """Take the wording of a comment into the paragraph it stands on."""
    document, form = visit.subject(), Take.read(visit)
    pid, number, began = form.pid.data, form.comment.data, form.changed_in.data
    if pid is None or number is None or began is None:
        raise Invalid(WHICH)
    here = find(named_paragraphs(visit.db, document), pid)
    comments = comments_on(visit.db, document, here)
    comment = next((each for each in comments if each.number == number), None)
    if comment is None:
        raise NotFound(N_("There is no such comment on this paragraph."))
    by = visit.mandate("draft:edit")
    outcome = taking.take(visit.db, document, comment, pid, began, by=by, now=visit.now)
    told = answers.taken(visit, outcome)
    if outcome.clashes:
        return JSONResponse(told | {"message": message_of(Conflict(CHANGED))}, 409)
    return JSONResponse(told)


def _shown(visit: Visit, here: NamedParagraph, comments: Sequence[Comment]) -> list[MarginComment]:
    takers = taking.takers(visit.db, comments)
    own = {mandate.id for mandate in visit.mandates}
    document, paragraph = visit.subject(), here.paragraph
    listed = []
    for comment in comments:
        suggestion = taking.suggested(visit.db, document, comment, paragraph)
        marked, reads_so = None, False
        if suggestion is not None and suggestion.text is not None:
            reads_so = suggestion.is_there(paragraph)
            marked = redline(paragraph.markdown, suggestion.text, f"m{comment.number}-")
        respondent, taken = comment.submission.respondent, takers.get(comment.id)
        listed.append(
            MarginComment(
                comment,
                respondent.public_name if respondent else "",
                comment_excerpt(comment, EXCERPT),
                suggestion,
                marked,
                reads_so,
                taken,
                taken is not None and taken.made_by_id in own,
            )
        )
    return listed
