"""What a list holds that the pages would refuse: taken in as it happened, and named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adoption import loading
from adoption.entry_rules import EntryRule, consents
from adoption.fates import ActFacts, Fate, fates
from adoption.force import Force, force
from adoption.kinds import ADOPTIONS, CONSENTS, STATEMENTS, ActKind
from adoption.models import Act
from core.errors import N_

EARLY = N_("dated before the version was published")
TWICE = N_("the same act is there twice")


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
    if any(_alike(fate.act, own) for fate in became):
        reasons.append(TWICE)
    if own.effective is not None and own.effective < (own.begun or own.day):
        reasons.append(N_("in effect before its own day"))
    if act.kind in consents(text.rule) and text.rule and not text.rule.takes(act.participant.code):
        reasons.append(N_("by a participant to whom the rule does not open the text"))
    if (
        act.kind == ActKind.WITHDRAWAL
        and act.about_id is None
        and not any(fate.ended_by == own for fate in became)
    ):
        reasons.append(N_("withdrawal by a participant that had done nothing"))
    if act.kind == ActKind.OBJECTION_TO_RESERVATION and act.about and act.about.kind not in STATEMENTS:
        reasons.append(N_("objection to an act that is no reservation and no declaration"))
    if act.kind == ActKind.ACCESSION:
        if not text.in_force(own.day) and not (text.rule and text.rule.accession_open):
            reasons.append(N_("accession before the text was in force"))
        if any(
            fate.act.kind in (*CONSENTS, *ADOPTIONS) and fate.act.day < own.day and not fate.ended(own.day)
            for fate in became
        ):
            reasons.append(N_("accession of a participant that had consented before"))
    if own.day < act.version.published_at.date():
        reasons.append(EARLY)
    return reasons


def _alike(one: ActFacts, other: ActFacts) -> bool:
    """Whether two acts say the same of the same day."""
    if one.id == other.id:
        return False
    same = (one.kind, one.day, one.effective, one.about) == (
        other.kind,
        other.day,
        other.effective,
        other.about,
    )
    return same and (one.kind not in STATEMENTS or one.statement == other.statement)
