"""Answering: the working group's queue, and a comment with its answer."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from consultation.answers import answering, tracing, triage
from consultation.answers.progress import CARRIED_OUT, progress_of
from consultation.kinds import Answer
from consultation.models import Comment
from core.errors import N_, Invalid
from documents import queries
from documents.models import Document, Revision
from documents.text.markdown import plain
from process.queries import stages_of
from sbcp import permissions
from sbcp.language.locales import USER_LANGUAGES
from sbcp.language.locales import gettext as _
from sbcp.web.errors import message_of
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.text_html import comment_words, redline
from sbcp.web.visit import Visit

EXCERPT = 140  # characters of a comment or paragraph in a list


def queue(visit: Visit) -> Response:
    """Every document with comments, those with most to do first."""
    documents = queries.documents(visit.db, permissions.visible(Document, visit.mandates))
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
        rows=[(row, _excerpt(comment_words(row.comment))) for row in rows],
        paging=page,
        progress=progress,
        counts=counts,
        last=queries.last_version(visit.db, document),
    )


def show(visit: Visit) -> Response:
    """A comment whole: what was said, where it stands, the answer, what changed."""
    comment = visit.comment
    standing = comment.disposition
    values = {
        "answer": standing.answer if standing else "",
        "reason": standing.reason if standing else "",
        "language": standing.language if standing else _own_language(visit),
        "touched": [],
        "revisions": "",
        "after": standing.id if standing else 0,
    }
    return _comment_page(visit, comment, values)


def answer(visit: Visit) -> Response:
    """Answer a comment, or name the revision that carried it out."""
    comment = visit.comment
    values: dict[str, Any] = {
        name: _text(visit, name) for name in ("answer", "reason", "language", "revisions", "after")
    }
    values["touched"] = [value for value in visit.form.getlist("touched") if isinstance(value, str)]
    try:
        _offered_language(values["language"])
        answering.answer_comment(
            visit.db,
            comment,
            answering.AnswerInput(
                answer=values["answer"],
                reason=values["reason"],
                language=values["language"],
                revisions=_chosen_revisions(visit, comment, values),
            ),
            by=visit.mandate("comment:answer"),
            now=visit.now,
            after=_number(values["after"]),
        )
    except Invalid as error:
        errors = {error.field or "answer": message_of(error)}
        return _comment_page(visit, comment, values, errors, status=422)
    flash = _("The answer to comment %(number)s is published.") % {"number": comment.number}
    slug = visit.subject().slug
    return redirect(visit, "comment", flash=flash, anchor="#the-answer", slug=slug, number=comment.number)


def _comment_page(
    visit: Visit,
    comment: Comment,
    values: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    document = visit.subject()
    may_answer = visit.may("comment:answer")
    linked = {trace.revision_id for trace in comment.traces}
    last = queries.last_version(visit.db, document)
    home = triage.home_of(visit.db, comment)
    proposed = comment.proposed_text
    return render(
        visit,
        "answers/comment.html",
        status=status,
        document=document,
        comment=comment,
        author=_author(comment),
        home=home,
        redline=redline(home.markdown, proposed) if home and proposed else None,
        stands=triage.stands_of(visit.db, document, [comment])[comment.id],
        published=last.number if last else 0,
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
        values=values,
        errors=errors or {},
    )


def _chosen_revisions(visit: Visit, comment: Comment, values: Mapping[str, Any]) -> list[Revision]:
    """The revisions that were ticked, and those that were named such as «1.4, 1.7»."""
    offered = {str(revision.id): revision for revision in tracing.revisions_touching(visit.db, comment)}
    found = [offered[id] for id in values["touched"] if id in offered]
    names = values["revisions"].replace(",", " ").replace(";", " ").split()
    found += [tracing.revision_named(visit.db, visit.subject(), name) for name in names]
    return list({revision.id: revision for revision in found}.values())


def _author(comment: Comment) -> str:
    """What the public may call the author; empty if they asked not to be named."""
    respondent = comment.submission.respondent
    return respondent.public_name if respondent else ""


def _own_language(visit: Visit) -> str:
    return visit.locale.lang if visit.locale.lang in USER_LANGUAGES else "en"


def _offered_language(tag: str) -> None:
    if tag not in USER_LANGUAGES:
        raise Invalid(N_("Choose a language from the list."), field="language")


def _excerpt(markdown: str, length: int = EXCERPT) -> str:
    words = " ".join(plain(markdown).split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def _text(visit: Visit, name: str) -> str:
    value = visit.form.get(name)
    return value if isinstance(value, str) else ""


def _number(text: str) -> int | None:
    """A whole number that a database can hold, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
