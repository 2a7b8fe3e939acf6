"""Documents as lanes of a timeline, with a sentence each: where it stands, and what comes next."""

from collections.abc import Mapping, Sequence

from adoption.entry_rules import EntryRule
from process.lifecycle import Stage
from process.timeline import Kind, Stretch, Timeline
from sbcp.charts.timeline import Span, Text, Tint, Version
from sbcp.language.locales import format_date, in_script, ngettext
from sbcp.language.locales import gettext as _
from sbcp.language.when import how_long_after
from sbcp.urls import url
from sbcp.web.visit import Visit


def lanes(visit: Visit, shown: Sequence[Timeline], rules: Mapping[int, EntryRule | None]) -> list[Text]:
    """A lane for each document. rules: of entry into force, by the document's id."""
    return [lane(visit, each, rules.get(each.document.id)) for each in shown]


def lane(visit: Visit, shown: Timeline, rule: EntryRule | None) -> Text:
    document, code = shown.document, visit.locale.code
    return Text(
        title=in_script(document.title, document.language),
        spans=[_span(visit, each) for each in shown.stretches],
        versions=[
            Version(
                each.published_at.date(),
                str(each.number),
                _("Version %(number)s, “%(label)s”") % {"number": each.number, "label": each.label},
                href=url(code, "version", slug=document.slug, n=each.number),
            )
            for each in shown.versions
        ],
        href=url(code, "document", slug=document.slug),
        stage=shown.card.stage,
        sentence=sentence(shown, rule),
        lang=document.language,
    )


def sentence(shown: Timeline, rule: EntryRule | None) -> str:
    """«Open to governments since 2 July 2026. Next: in force 30 days after the seventh.» Says no more than is
    known: where nothing is promised, nothing is said of what comes."""
    words = [_binding(shown), _now(shown), _next(shown, rule)]
    return " ".join(word for word in words if word)


def _binding(shown: Timeline) -> str:
    """The version in force, while another one is worked on or stands beside it."""
    card, number = shown.card, shown.card.in_force.number
    if number and (card.stage != Stage.IN_FORCE or (card.last and card.last.number != number)):
        return _("In force: version %(number)s.") % {"number": number}
    return ""


def _now(shown: Timeline) -> str:
    card, force = shown.card, shown.card.in_force
    round_ = shown.last(Kind.ROUND)
    if round_ is not None and round_.end is not None:
        if round_.open:
            return _("Open for comments until %(day)s.") % {"day": format_date(round_.end)}
        return _("Opens for comments on %(day)s.") % {"day": format_date(round_.start)}
    if card.stage == Stage.REVISION:
        words = _("Being revised: %(answered)s of %(all)s comments are answered.")
        return words % {"answered": card.answered, "all": card.comments}
    if force.since is not None and card.stage == Stage.IN_FORCE:
        words = _("Version %(number)s is in force since %(day)s.")
        return words % {"number": force.number, "day": format_date(force.since)}
    adoption = shown.last(Kind.ADOPTION)
    if adoption is not None:
        return _("Open to governments since %(day)s.") % {"day": format_date(adoption.start)}
    if card.last is None:
        return _("No version has been published yet.")
    words = _("Version %(number)s was published on %(day)s.")
    return words % {"number": card.last.number, "day": format_date(card.last.published_at.date())}


def _next(shown: Timeline, rule: EntryRule | None) -> str:
    force = shown.card.in_force
    if force.changes_on is not None:
        return _("Enters into force on %(day)s.") % {"day": format_date(force.changes_on)}
    if shown.card.stage == Stage.ADOPTION and rule is not None and not force.number:
        words = ngettext(
            "It enters into force once %(num)s government has consented; from then: %(when)s.",
            "It enters into force once %(num)s governments have consented; from then: %(when)s.",
            rule.needs,
        )
        return words % {"num": rule.needs, "when": how_long_after(rule.when)}
    return ""


def _span(visit: Visit, stretch: Stretch) -> Span:
    code = visit.locale.code
    href = url(code, "consultation", consultation=stretch.round.id) if stretch.round else ""
    return Span(stretch.start, stretch.end, _tint(stretch), _words(stretch), href)


def _tint(stretch: Stretch) -> Tint:
    if stretch.promised:
        return Tint.PROMISED
    if stretch.open:
        return Tint.OPEN
    return Tint.PAST if stretch.kind == Kind.ROUND else Tint.MAIN


def _words(stretch: Stretch) -> str:
    if stretch.kind == Kind.ADOPTION:
        return _("Open to governments")
    if stretch.kind == Kind.IN_FORCE:
        if stretch.promised:
            return _("Enters into force")
        return _("Version %(number)s in force") % {"number": stretch.number}
    if not stretch.open:
        return _("Consultation %(number)s") % {"number": stretch.number}
    if stretch.promised:
        return _("Consultation %(number)s, still open") % {"number": stretch.number}
    return _("Consultation %(number)s, open") % {"number": stretch.number}
