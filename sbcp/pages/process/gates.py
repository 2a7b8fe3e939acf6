"""The conditions of a step, each with what shows it: the page on which it is seen, and can be dealt with."""

from collections.abc import Sequence
from typing import NamedTuple

from documents.models import Document, Version
from process.lifecycle import Finding, Gate, Transition
from process.models import Step
from process.overview import Card
from sbcp.language.locales import gettext as _
from sbcp.language.locales import ngettext
from sbcp.urls import url
from sbcp.web.visit import Visit


class Condition(NamedTuple):
    """A condition of a step. finding: what stands in its way, None where it is met; href: of the page that
    shows it, empty where none does that the reader may see."""

    gate: Gate
    finding: Finding | None
    href: str


def words(finding: Finding) -> str:
    """What stands in the way, in the reader's language."""
    if finding.many:
        return ngettext(finding.message, finding.many, finding.count) % {"num": finding.count}
    return _(finding.message)


def set_aside(step: Step) -> list[Finding]:
    """What was set aside for a step that was taken, as it was recorded then."""
    nothing = {"gate": "", "message": "", "many": "", "count": 0}
    return [Finding(**{name: each.get(name, nothing[name]) for name in nothing}) for each in step.overridden]


def conditions(visit: Visit, card: Card, step: Transition, unmet: Sequence[Finding]) -> list[Condition]:
    """Every condition of a step, in the order of the table."""
    by_gate = {finding.gate: finding for finding in unmet}
    return [Condition(gate, by_gate.get(gate.name), _href(visit, card, gate.name)) for gate in step.gates]


def _href(visit: Visit, card: Card, gate: str) -> str:
    document, last, code = card.document, card.last, visit.locale.code
    if gate in ("answered", "linked"):
        if visit.may("draft:read"):
            return url(code, "document_triage", slug=document.slug)
        return url(code, "consultation", consultation=card.rounds[0].consultation.id) if card.rounds else ""
    if gate == "rounds over":
        return url(code, "consultation", consultation=card.rounds[0].consultation.id) if card.rounds else ""
    if gate == "round" and visit.may("consultation:open") and last:
        return url(code, "open_consultation", slug=document.slug)
    if gate in ("draft published", "new version") and visit.may("draft:read"):
        return url(code, "draft", slug=document.slug)
    return _public(code, document, last, gate)


def _public(code: str, document: Document, last: Version | None, gate: str) -> str:
    """What everybody may see of it."""
    if gate == "placed" and last is not None:
        return url(code, "placements", slug=document.slug, n=last.number)
    if gate == "no objection":
        return url(code, "process", slug=document.slug) + "#stances"
    if gate == "rule":
        return url(code, "entry_rule", slug=document.slug)
    if gate in ("rule met", "still in force", "not in force"):
        return url(code, "adoption", query={"document": document.slug})
    return url(code, "document", slug=document.slug)
