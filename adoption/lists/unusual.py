"""What a list holds that the pages would refuse: taken in as it happened, and named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adoption import loading
from adoption.entry_rules import EntryRule
from adoption.fates import ActFacts, Fate, fates
from adoption.force import Force, force
from adoption.kinds import ADOPTIONS, CONSENTS, ActKind
from adoption.models import Act
from core.errors import N_


@dataclass(frozen=True)
class Unusual:
    """An act that is unusual, and why: a gettext id."""

    act: Act
    why: str


def unusual(acts: Sequence[Act], everything: Sequence[Act], rule: EntryRule | None) -> list[Unusual]:
    """The unusual among some acts, in their order. everything: all acts on their version, these too."""
    became = {code: fates(facts, date.max) for code, facts in loading.facts_by_country(everything).items()}
    text = force(rule, became)
    facts = {fate.act.id: fate.act for each in became.values() for fate in each}
    named = []
    for act in acts:
        own, theirs = facts.get(act.id), became[act.participant.code]
        named += [Unusual(act, why) for why in _reasons(act, own, theirs, text)]
    return named


def _reasons(act: Act, own: ActFacts | None, became: Sequence[Fate], text: Force) -> list[str]:
    reasons: list[str] = []
    if own is None:
        return reasons
    if act.kind == ActKind.ACCESSION:
        if not text.in_force(own.day) and not (text.rule and text.rule.accession_open):
            reasons.append(N_("accession before the text was in force"))
        if any(
            fate.act.kind in (*CONSENTS, *ADOPTIONS) and fate.act.day < own.day and not fate.ended(own.day)
            for fate in became
        ):
            reasons.append(N_("accession of a participant that had consented before"))
    if own.day < act.version.published_at.date():
        reasons.append(N_("dated before the version was published"))
    return reasons
