"""Where the comments went: the list of a version, and a person's decision about one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from consultation.answers import triage
from consultation.answers.place_candidates import candidates
from consultation.answers.triage import Stand, Waiting
from consultation.placements.carrying import totals
from consultation.placements.settling import PlaceConflict, settle_placement
from core.errors import N_, Invalid
from documents import queries
from documents.models import Paragraph, Version
from sbcp.language.glossary import paragraph_name
from sbcp.language.locales import gettext as _
from sbcp.pages.drafts.fields import text, whole
from sbcp.pages.drafts.paragraphs import excerpt
from sbcp.web.errors import message_of
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.text_html import comment_words, redline
from sbcp.web.visit import Visit

COMMENT = 140  # characters of a comment in the list
OPTION = 60  # of a paragraph to choose

NOTHING = {"place": "", "pid": "", "reason": ""}


@dataclass(frozen=True)
class Offer:
    """A paragraph at which a comment could stand. marked: how its words differ from those that the
    comment was made on."""

    paragraph: Paragraph
    words: str
    marked: Markup


@dataclass(frozen=True)
class Row:
    """A comment of the list with the paragraphs offered for it, the best first."""

    found: Waiting
    words: str
    offers: list[Offer]


def listing(visit: Visit) -> Response:
    """Where the comments on earlier versions stand in this one, and the form for one of them."""
    version = visit.version
    number = whole(visit.query.get("comment", ""))
    if number is not None and visit.may("comment:place"):
        return _form(visit, version, triage.waiting_one(visit.db, version, number), NOTHING)
    show = visit.query.get("show", "all")
    show = show if show in triage.WAITING_FILTERS else "all"
    progress = triage.settled(visit.db, version)
    page = paging(visit, progress.count(show), triage.PAGE, comment=None)
    rows = triage.waiting(visit.db, version, show, limit=page.size, offset=page.offset)
    return render(
        visit,
        "answers/placements.html",
        document=visit.subject(),
        version=version,
        totals=totals(visit.db, version),
        progress=progress,
        filters=triage.WAITING_FILTERS,
        show=show,
        rows=_rows(visit, version, rows, most=1),
        paging=page,
    )


def settle(visit: Visit) -> Response:
    """A person says where a comment stands."""
    version = visit.version
    number = whole(text(visit.form, "comment")) or 0
    found = triage.waiting_one(visit.db, version, number, whole(text(visit.form, "seen")))
    values = {name: text(visit.form, name) for name in NOTHING}
    try:
        settle_placement(
            visit.db,
            found.placement,
            pid=_chosen(values),
            reason=values["reason"],
            by=visit.mandate("comment:place"),
            now=visit.now,
            seen=whole(text(visit.form, "seen")),
        )
    except PlaceConflict:
        return _conflict(visit, version, found, values)
    except Invalid as error:
        return _form(visit, version, found, values, {error.field or "place": message_of(error)}, 422)
    flash = _("Comment %(number)s has its place.") % {"number": number}
    anchor = f"#c-{number}"
    return redirect(
        visit, "placements", flash=flash, anchor=anchor, slug=visit.subject().slug, n=version.number
    )


def _form(
    visit: Visit,
    version: Version,
    found: Waiting,
    values: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """One comment, the paragraphs offered for it, and the decision."""
    [row] = _rows(visit, version, [found])
    return render(
        visit,
        "answers/place.html",
        status=status,
        document=visit.subject(),
        version=version,
        row=row,
        choices=_choices(queries.paragraphs(visit.db, version)),
        values=values,
        errors=errors or {},
    )


def _conflict(visit: Visit, version: Version, found: Waiting, values: Mapping[str, str]) -> Response:
    """Two people decided about one place: both decisions, and the way on."""
    pid = _chosen(values)
    here = queries.paragraphs(visit.db, version)
    at = {paragraph.pid: paragraph for paragraph in here}
    theirs = found.placement.pid
    return render(
        visit,
        "answers/place_conflict.html",
        status=409,
        document=visit.subject(),
        version=version,
        comment=found.comment,
        theirs=Stand(version, found.placement, at[theirs] if theirs else None),
        yours=at.get(pid) if pid is not None else None,
        values=values,
        errors={},
    )


def _rows(visit: Visit, version: Version, rows: Sequence[Waiting], most: int = 9) -> list[Row]:
    """What the page shows of each comment, with at most so many offers."""
    found = candidates(visit.db, version, rows)
    return [
        Row(
            row,
            excerpt(comment_words(row.comment), COMMENT),
            [_offer(row, paragraph) for paragraph in found[row.comment.id][:most]],
        )
        for row in rows
    ]


def _offer(row: Waiting, paragraph: Paragraph) -> Offer:
    old = row.paragraph.markdown if row.paragraph else ""
    prefix = f"c{row.comment.number}-{paragraph.pid}-"
    return Offer(paragraph, _named(paragraph), redline(old, paragraph.markdown, prefix))


def _choices(paragraphs: Sequence[Paragraph]) -> list[tuple[int, str]]:
    """Each paragraph of a version as an option."""
    return [(row.pid, _named(row)) for row in paragraphs]


def _named(paragraph: Paragraph) -> str:
    """A paragraph in a list: its label and how it begins."""
    return f"{paragraph_name(paragraph.label)} {excerpt(paragraph.markdown, OPTION)}".lstrip()


def _chosen(values: Mapping[str, str]) -> int | None:
    """The paragraph that a form chose; None for «nowhere»."""
    if values["place"] == "gone":
        return None
    if values["place"] == "":
        raise Invalid(N_("Choose where the comment stands."), field="place")
    pid = whole(values["pid"] if values["place"] == "other" else values["place"])
    if pid is None:
        raise Invalid(N_("Choose a paragraph of this version."), field="pid")
    return pid
