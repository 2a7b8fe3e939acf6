"""How pages say where countries stand, and how far a text is on its way into force."""

from typing import Any

from adoption.entry_rules import EntryRule, When
from adoption.kinds import Status
from adoption.status import Standing
from core.errors import N_
from sbcp.language.glossary import act_kind_name, level_name
from sbcp.language.locales import format_date, ngettext
from sbcp.language.locales import gettext as _

NO_INFORMATION = N_("No information")
OBJECTS = N_("Objects to the text")
STATEMENT_ONLY = N_("Reservation or declaration only")


def words() -> dict[str, Any]:
    """What the templates of this room say standings and rules with."""
    return {
        "standing_word": standing_word,
        "standing_sign": standing_sign,
        "rule_words": rule_words,
    }


def standing_word(standing: Standing) -> str:
    """Where a country stands, in the name of the act that it stands by: «Ratification», and of what was
    withdrawn «Signature withdrawn»."""
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


def rule_words(rule: EntryRule) -> list[str]:
    """A rule of entry into force in sentences."""
    kinds = ", ".join(act_kind_name(kind) for kind in rule.counts)
    sentences = [
        ngettext("%(num)s country is needed.", "%(num)s countries are needed.", rule.needs),
        _("What counts: %(kinds)s.") % {"kinds": kinds},
        _("How well it must be proved: %(level)s.") % {"level": level_name(rule.level)},
        _("In effect: %(when)s after the last act that is needed; for who comes later, after its own.")
        % {"when": when_words(rule.when)},
    ]
    if rule.must:
        sentences.append(_("These must be among them: %(codes)s.") % {"codes": ", ".join(rule.must)})
    if rule.not_before:
        sentences.append(_("Not before %(day)s.") % {"day": format_date(rule.not_before)})
    if rule.open_to:
        sentences.append(_("Open to: %(codes)s.") % {"codes": ", ".join(rule.open_to)})
    if rule.accession_open:
        sentences.append(_("Accession is open before the text is in force."))
    return sentences


def when_words(when: When) -> str:
    return _(when.delay.label) % {"n": when.n}
