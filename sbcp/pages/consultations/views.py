"""A round in public: opening it, its page, its comments, and what became of them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from consultation import counts, period, queries
from consultation.counts import Facet, Filters
from consultation.kinds import Answer, CommentKind
from consultation.models import Consultation
from consultation.rounds import rounds
from core.errors import N_, Refused
from documents.queries import version_by_number, versions
from sbcp.language import collation, glossary, locales
from sbcp.language.local_times import ZONES, clocks
from sbcp.language.locales import gettext as _
from sbcp.pages.consultations.forms import CommentFilters, OpenRound, instant_of, zone_options
from sbcp.urls import url
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.text_html import redlines, shown_in_brief
from sbcp.web.visit import Visit


@dataclass(frozen=True)
class Choice:
    """A filter of a list as a link."""

    label: str
    count: int
    href: str
    current: bool


def open_form(visit: Visit, form: OpenRound | None = None) -> Response:
    """The form that sets a round. Raises Refused before there is a version."""
    listed = versions(visit.db, visit.subject())
    if not listed:
        raise Refused(N_("No version has been published yet. Publish one before opening a consultation."))
    given = {"version": listed[-1].number, "zone": ZONES[0]}
    return render(
        visit,
        "consultations/open.html",
        **(form or OpenRound.read(visit, given)).shown(),
        document=visit.subject(),
        versions=listed,
        zones=zone_options(),
    )


def open_round(visit: Visit) -> Response:
    """Set a round on a version."""
    document, form = visit.subject(), OpenRound.read(visit)
    if form.is_right():
        opens_at, closes_at = (instant_of(form, name, form.zone.data) for name in ("opens", "closes"))
        assert closes_at is not None, "a form that is right says when the round closes"
        with form.telling():
            round_ = rounds.open_round(
                visit.db,
                document,
                version_by_number(visit.db, document, form.version.data),
                opens_at=opens_at or visit.now,
                closes_at=closes_at,
                zone=form.zone.data,
                introduction=form.introduction.data,
                by=visit.mandate("consultation:open"),
                now=visit.now,
            )
            return redirect(
                visit, "consultation", consultation=round_.id, flash=_("The consultation is set.")
            )
    return open_form(visit, form)


def show(visit: Visit) -> Response:
    round_ = _in_time(visit)
    facets = counts.facets(visit.db, round_)
    return render(
        visit,
        "consultations/consultation.html",
        round=round_,
        changes=rounds.changes_of(visit.db, round_),
        state=round_.state(visit.now),
        opens=clocks(round_.opens_at, round_.zone),
        closes=clocks(round_.closes_at, round_.zone),
        comments=sum(facet.count for facet in facets),
        answered=sum(facet.count for facet in facets if facet.answered),
    )


def comments(visit: Visit) -> Response:
    round_ = _in_time(visit)
    filters = CommentFilters.asked(visit).filters
    facets = counts.facets(visit.db, round_)
    total = sum(facet.count for facet in facets if _matches(facet, filters))
    page = paging(visit, total, queries.PAGE)
    listed = queries.comments_of(visit.db, round_, filters, limit=page.size, offset=page.offset)
    marked = redlines(listed)
    return render(
        visit,
        "consultations/comments.html",
        round=round_,
        listed=listed,
        redlines=marked,
        brief=shown_in_brief([each.comment for each in listed], marked),
        filters=_choices(round_, facets, filters),
        total=total,
        all=sum(facet.count for facet in facets),
        paging=page,
    )


def report(visit: Visit) -> Response:
    """«You said → We answered → What changed»."""
    round_ = _in_time(visit)
    answers: Counter[str] = Counter()
    for facet in counts.facets(visit.db, round_):
        answers[facet.answer] += facet.count
    total = answers.total()
    page = paging(visit, total, queries.PAGE)
    listed = queries.comments_of(visit.db, round_, limit=page.size, offset=page.offset)
    marked = redlines(listed)
    return render(
        visit,
        "consultations/report.html",
        round=round_,
        state=round_.state(visit.now),
        listed=listed,
        redlines=marked,
        brief=shown_in_brief([each.comment for each in listed], marked),
        answers=[(answer, answers[answer]) for answer in Answer],
        total=total,
        answered=total - answers[""],
        paging=page,
    )


def _in_time(visit: Visit) -> Consultation:
    """The round of the address, for pages that say whether it is open: they are good until that changes."""
    round_ = visit.consultation
    visit.request.state.good_until = period.next_change(round_.opens_at, round_.closes_at, visit.now)
    return round_


def _matches(facet: Facet, filters: Filters) -> bool:
    return (
        filters.kind in ("", facet.kind)
        and filters.language in ("", facet.language)
        and filters.answered in (None, facet.answered)
    )


def _choices(
    round_: Consultation, facets: list[Facet], filters: Filters
) -> list[tuple[str, str, list[Choice]]]:
    """The filters as (name, words, links), each counted with the other filters as they are."""

    def choice(label: str, **changed: Any) -> Choice:
        narrowed = Filters(**{**vars(filters), **changed})
        count = sum(facet.count for facet in facets if _matches(facet, narrowed))
        return Choice(label, count, _address(round_, narrowed), narrowed == filters)

    kinds = [kind for kind in CommentKind if any(facet.kind == kind for facet in facets)]
    languages = sorted(
        {facet.language for facet in facets}, key=lambda tag: collation.key(locales.language_name(tag))
    )
    answered = [choice(_("All"), answered=None), choice(_("Answered"), answered=True)]
    return [
        ("answer", _("Answer"), [*answered, choice(_("Not answered yet"), answered=False)]),
        (
            "kind",
            _("Kind"),
            [choice(_("All"), kind=""), *(choice(glossary.comment_kind_name(k), kind=k) for k in kinds)],
        ),
        (
            "language",
            _("Language"),
            [
                choice(_("All"), language=""),
                *(choice(locales.language_name(t), language=t) for t in languages),
            ],
        ),
    ]


def _address(round_: Consultation, filters: Filters) -> str:
    asked = {"kind": filters.kind, "language": filters.language}
    asked["answered"] = {True: "yes", False: "no", None: ""}[filters.answered]
    query = {name: value for name, value in asked.items() if value}
    return url(locales.current().code, "comments", consultation=round_.id, query=query)
