"""Answering: the working group's queue, and a comment with its answer."""

from starlette.responses import Response

from consultation.answers import answering, tracing, triage
from consultation.answers.answering import AnswerInput
from consultation.answers.progress import CARRIED_OUT, progress_of
from consultation.kinds import Answer
from consultation.models import Comment
from core.errors import Conflict
from documents import queries
from documents.models import Revision
from process.queries import stages_of
from sbcp.language.locales import USER_LANGUAGES
from sbcp.language.locales import gettext as _
from sbcp.pages.answers.forms import NewAnswer
from sbcp.web.errors import message_of
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.text_html import comment_excerpt, redline
from sbcp.web.visit import Visit

EXCERPT = 140  # characters of a comment or paragraph in a list


def queue(visit: Visit) -> Response:
    """Every document with comments, those with most to do first."""
    documents = queries.documents(visit.db)
    progress = progress_of(visit.db, documents)
    stages = stages_of(visit.db, documents)
    items = [(document, stages[document.id], progress[document.id]) for document in documents]
    return render(
        visit,
        "answers/queue.html",
        waiting=sorted((item for item in items if item[2].waiting), key=lambda item: -item[2].waiting),
        done=[item for item in items if not item[2].waiting and item[2].comments + item[2].late],
    )


def table(visit: Visit) -> Response:
    """The comments of a document in the order of its text."""
    document = visit.subject()
    show = visit.query.get("show", "all")
    show = show if show in triage.FILTERS else "all"
    page = paging(visit, triage.table_count(visit.db, document, show), triage.PAGE)
    rows = triage.table(visit.db, document, show, limit=page.size, offset=page.offset)
    progress = progress_of(visit.db, [document])[document.id]
    counts = {
        "all": progress.comments + progress.late,
        "unanswered": progress.unanswered,
        "answered": progress.answered,
        "unlinked": progress.unlinked,
        "uncertain": progress.uncertain,
        "late": progress.late,
    }
    return render(
        visit,
        "answers/table.html",
        document=document,
        show=show,
        rows=[(each, comment_excerpt(each.comment, EXCERPT)) for each in rows],
        paging=page,
        progress=progress,
        counts=counts,
        last=queries.last_version(visit.db, document),
    )


def show(visit: Visit) -> Response:
    """A comment whole: what was said, where it stands, the answer, what changed."""
    comment = visit.comment
    standing = comment.disposition
    given = {
        "answer": standing.answer if standing else _begun(visit),
        "reason": standing.reason if standing else "",
        "language": standing.language if standing else _own_language(visit),
        "after": standing.id if standing else 0,
    }
    return _comment_page(visit, comment, NewAnswer.read(visit, given))


def _begun(visit: Visit) -> str:
    """The answer that a link to the form begins: ``?answer=accepted``."""
    begun = visit.query.get("answer", "")
    return begun if Answer.has(begun) else ""


def answer(visit: Visit) -> Response:
    """Answer a comment, or name the revision that carried it out."""
    comment = visit.comment
    form = NewAnswer.read(visit)
    if form.is_sent:
        form.is_right()
        revisions: list[Revision] = []
        with form.telling():
            revisions = _chosen_revisions(visit, comment, form)
        content = AnswerInput(
            form.answer.data,
            form.reason.data,
            form.language.data,
            revisions=revisions,
            link_reason=form.link_reason.data,
        )
        faults = answering.check_answer(content, comment)[1]
        form.add_all(faults or answering.check_links(visit.db, comment, content))
        with form.telling():
            if not form.faults:
                try:
                    return _answer(visit, comment, content, after=form.after.data)
                except Conflict as conflict:
                    form.add("reason", message_of(conflict))
                    return _comment_page(visit, comment, form, overtaken=True)
    return _comment_page(visit, comment, form)


def _answer(visit: Visit, comment: Comment, content: AnswerInput, after: int | None) -> Response:
    by = visit.mandate("comment:answer")
    answering.answer_comment(visit.db, comment, content, by=by, now=visit.now, after=after)
    flash = _("The answer to comment %(number)s is published.") % {"number": comment.number}
    slug = visit.subject().slug
    return redirect(visit, "comment", flash=flash, anchor="#the-answer", slug=slug, number=comment.number)


def _comment_page(visit: Visit, comment: Comment, form: NewAnswer, overtaken: bool = False) -> Response:
    """overtaken: somebody else has answered meanwhile. The page shows both answers, and whoever sends
    once more has seen the other."""
    document = visit.subject()
    shown = form.shown()
    if overtaken:
        visit.db.refresh(comment, ["dispositions"])
        shown["values"]["after"] = comment.disposition.id if comment.disposition else 0
        shown["status"] = 409
    may_answer = visit.may("comment:answer")
    linked = {trace.revision_id for trace in comment.traces}
    home = triage.home_of(visit.db, comment)
    proposed = comment.proposed_text
    return render(
        visit,
        "answers/comment.html",
        **shown,
        document=document,
        comment=comment,
        author=_author(comment),
        home=home,
        redline=redline(home.markdown, proposed) if home and proposed else None,
        stands=triage.stands_of(visit.db, document, [comment])[comment.id],
        beside=triage.unanswered_beside(visit.db, document, comment.number or 0)
        if visit.may("draft:read")
        else (None, None),
        may_answer=may_answer,
        choices=[r for r in tracing.revisions_touching(visit.db, comment) if r.id not in linked]
        if may_answer
        else [],
        answers=tuple(Answer),
        carried_out=CARRIED_OUT,
        needs_reason=answering.NEEDS_REASON,
    )


def _chosen_revisions(visit: Visit, comment: Comment, form: NewAnswer) -> list[Revision]:
    """The revisions that were ticked, and those that were named such as «1.4, 1.7»."""
    offered = {str(revision.id): revision for revision in tracing.revisions_touching(visit.db, comment)}
    revisions = [offered[id] for id in form.touched.data if id in offered]
    names = form.revisions.raw.replace(",", " ").replace(";", " ").split()
    revisions += [tracing.revision_named(visit.db, visit.subject(), name, comment) for name in names]
    return list({revision.id: revision for revision in revisions}.values())


def _author(comment: Comment) -> str:
    """What the public may call the author; empty if they asked not to be named."""
    respondent = comment.submission.respondent
    return respondent.public_name if respondent else ""


def _own_language(visit: Visit) -> str:
    return visit.locale.lang if visit.locale.lang in USER_LANGUAGES else "en"
