"""How pages say where countries stand, and how far a text is on its way into force."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from adoption.entry_rules import EntryRule
from adoption.kinds import ADOPTIONS, CONSENTS, SIGNATURES, ActKind, Status
from adoption.models import Act
from adoption.recording.checks import kind_restated
from adoption.status import Standing
from core.errors import N_
from sbcp.language.glossary import act_kind_name, level_name
from sbcp.language.locales import format_date, ngettext
from sbcp.language.locales import gettext as _
from sbcp.language.participants import named, names
from sbcp.language.when import how_long_after, when

# What has effect on the day that the rule of entry into force gives, unless the instrument states another.
BY_RULE = frozenset((*CONSENTS, *ADOPTIONS)) - {ActKind.SUCCESSION}
NO_INFORMATION = N_("No information")
LEFT = N_("Withdrawal from the whole")
OBJECTS = N_("Objects to the text")
STATEMENT_ONLY = N_("Reservation or declaration only")


def words(db: Session) -> dict[str, Any]:
    """What the templates of this room say standings and rules with."""
    countries = names(db)
    return {
        "standing_word": standing_word,
        "standing_sign": standing_sign,
        "ends_when": lambda view: when(view.ends_on, view.ends_precision),
        "by_rule": BY_RULE,
        "is_signed_by_nobody_named": is_signed_by_nobody_named,
        "rule_words": lambda rule: rule_words(rule, countries),
        "countries_named": lambda codes: named(codes, countries),
    }


def is_signed_by_nobody_named(act: Act) -> bool:
    """Whether it is a signature of which nobody has said whose it is. Instruments may leave that open."""
    return kind_restated(act) in SIGNATURES and not act.signatories


def standing_word(standing: Standing) -> str:
    """Where a country stands, in the name of the act that it stands by: «Ratification», and of what was
    withdrawn «Signature withdrawn»."""
    if standing.ended and standing.left:
        return _(LEFT)
    if standing.kind is not None:
        return _(standing.kind.ended) if standing.ended else act_kind_name(standing.kind)
    if standing.objection is not None:
        return _(OBJECTS)
    return _(STATEMENT_ONLY) if standing.statements else _(NO_INFORMATION)


def standing_sign(standing: Standing) -> str:
    """Its sign, as ``macros/status.html`` has them."""
    if standing.kind is None and standing.objection is not None:
        return "bad"
    if standing.status == Status.NONE and standing.says_something:
        return "note"
    return standing.status.sign


def rule_words(rule: EntryRule, countries: Mapping[str, str]) -> list[str]:
    """A rule of entry into force in sentences. countries: their names by code."""
    kinds = ", ".join(act_kind_name(kind) for kind in rule.counts)
    sentences = [
        ngettext("%(num)s country is needed.", "%(num)s countries are needed.", rule.needs)
        % {"num": rule.needs},
        _("What counts: %(kinds)s.") % {"kinds": kinds},
        _("How well it must be proved: %(level)s.") % {"level": level_name(rule.level)},
        _("When after the last act that is needed, and for who comes later after its own: %(when)s.")
        % {"when": how_long_after(rule.when)},
    ]
    if rule.must:
        sentences.append(
            _("These must be among them: %(countries)s.") % {"countries": named(rule.must, countries)}
        )
    if rule.not_before:
        sentences.append(_("Not before %(day)s.") % {"day": format_date(rule.not_before)})
    if rule.open_to:
        sentences.append(_("Open to: %(countries)s.") % {"countries": named(rule.open_to, countries)})
    if rule.accession_open:
        sentences.append(_("Accession is open before the text is in force."))
    return sentences
