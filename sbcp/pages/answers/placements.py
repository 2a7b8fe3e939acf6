"""Where the comments went: the list of a version, and a person's decision about one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from consultation.answers import triage
from consultation.answers.place_candidates import candidates
from consultation.answers.triage import Stand, Waiting
from consultation.placements.carrying import totals
from consultation.placements.settling import PlaceConflict, settle_placement
from documents import queries
from documents.models import Paragraph, Version
from sbcp.language.glossary import paragraph_name
from sbcp.language.locales import gettext as _
from sbcp.pages.answers.forms import CommentPlace
from sbcp.pages.drafts.paragraphs import excerpt
from sbcp.web.forms import integer
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.text_html import comment_excerpt, redline
from sbcp.web.visit import Visit

COMMENT = 140  # characters of a comment in the list
OPTION = 60  # of a paragraph to choose


@dataclass(frozen=True)
class Offer:
    """A paragraph at which a comment could stand. marked: how its words differ from those that the
    comment was made on."""

    paragraph: Paragraph
    words: str
    marked: Markup


@dataclass(frozen=True)
class ListedComment:
    """A comment of the list with the paragraphs offered for it, the best first."""

    waiting: Waiting
    words: str
    offers: list[Offer]


def listing(visit: Visit) -> Response:
    """Where the comments on earlier versions stand in this one, and the form for one of them."""
    version = visit.version
    number = integer(visit.query.get("comment"))
    if number is not None and visit.may("comment:place"):
        return _page(visit, version, triage.waiting_one(visit.db, version, number), CommentPlace.read(visit))
    show = visit.query.get("show", "all")
    show = show if show in triage.WAITING_FILTERS else "all"
    progress = triage.settled(visit.db, version)
    page = paging(visit, progress.count(show), triage.PAGE, comment=None)
    comments = triage.waiting(visit.db, version, show, limit=page.size, offset=page.offset)
    return render(
        visit,
        "answers/placements.html",
        document=visit.subject(),
        version=version,
        totals=totals(visit.db, version),
        progress=progress,
        filters=triage.WAITING_FILTERS,
        show=show,
        rows=_listed(visit, version, comments, most=1),
        paging=page,
    )


def settle(visit: Visit) -> Response:
    """A person says where a comment stands."""
    version = visit.version
    form = CommentPlace.read(visit)
    number, seen = form.comment.data or 0, form.seen.data
    waiting = triage.waiting_one(visit.db, version, number, seen)
    if form.is_right():
        try:
            with form.telling():
                settle_placement(
                    visit.db,
                    waiting.placement,
                    pid=form.chosen,
                    reason=form.reason.data,
                    by=visit.mandate("comment:place"),
                    now=visit.now,
                    seen=seen,
                )
                return redirect(
                    visit,
                    "placements",
                    flash=_("Comment %(number)s has its place.") % {"number": number},
                    anchor=f"#c-{number}",
                    slug=visit.subject().slug,
                    n=version.number,
                )
        except PlaceConflict:
            return _conflict(visit, version, waiting, form)
    return _page(visit, version, waiting, form)


def _page(visit: Visit, version: Version, waiting: Waiting, form: CommentPlace) -> Response:
    """One comment, the paragraphs offered for it, and the decision."""
    [listed] = _listed(visit, version, [waiting])
    return render(
        visit,
        "answers/place.html",
        **form.shown(),
        document=visit.subject(),
        version=version,
        row=listed,
        choices=_choices(queries.paragraphs(visit.db, version)),
    )


def _conflict(visit: Visit, version: Version, waiting: Waiting, form: CommentPlace) -> Response:
    """Two people decided about one place: both decisions, and the way on."""
    at = {paragraph.pid: paragraph for paragraph in queries.paragraphs(visit.db, version)}
    theirs = waiting.placement.pid
    return render(
        visit,
        "answers/place_conflict.html",
        status=409,
        document=visit.subject(),
        version=version,
        comment=waiting.comment,
        theirs=Stand(version, waiting.placement, at[theirs] if theirs else None),
        yours=at.get(form.chosen) if form.chosen is not None else None,
        values=form.values,
        errors={},
    )


def _listed(
    visit: Visit, version: Version, comments: Sequence[Waiting], most: int = 9
) -> list[ListedComment]:
    """What the page shows of each comment, with at most so many offers."""
    near = candidates(visit.db, version, comments)
    return [
        ListedComment(
            waiting,
            comment_excerpt(waiting.comment, COMMENT),
            [_offer(waiting, paragraph) for paragraph in near[waiting.comment.id][:most]],
        )
        for waiting in comments
    ]


def _offer(waiting: Waiting, paragraph: Paragraph) -> Offer:
    old = waiting.paragraph.markdown if waiting.paragraph else ""
    prefix = f"c{waiting.comment.number}-{paragraph.pid}-"
    return Offer(paragraph, _named(paragraph), redline(old, paragraph.markdown, prefix))


def _choices(paragraphs: Sequence[Paragraph]) -> list[tuple[int, str]]:
    """Each paragraph of a version as an option."""
    return [(paragraph.pid, _named(paragraph)) for paragraph in paragraphs]


def _named(paragraph: Paragraph) -> str:
    """A paragraph in a list: its label and how it begins."""
    name = paragraph_name(paragraph, paragraph.version.language)
    return f"{name} {excerpt(paragraph.markdown, OPTION)}".lstrip()
