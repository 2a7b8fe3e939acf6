"""Why somebody may do something, or not: the same answer as ``sbcp.permissions``, with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from documents.models import Document
from documents.queries import documents
from members import interests
from members.models import Interest, Mandate, Person
from members.queries import mandates_in_force
from members.signin.sessions import READING_ROLES
from process.queries import stages_of
from sbcp.permissions import RULES, Rule
from sbcp.recusals import FOR_A_COUNTRY


@dataclass(frozen=True)
class Because:
    """Whether an action is allowed, and what decides it.

    reason: anyone, own (whoever is signed in), mandate; or, refused: disabled, role (no mandate in a
    role that may), rests (a mandate that would allow it is not in force), stage, recused, second factor.
    mandate: the one it would be done under, or that nearly allows it.
    """

    action: str
    rule: Rule
    allowed: bool
    reason: str
    mandate: Mandate | None = None
    recusal: Interest | None = None


@dataclass(frozen=True)
class AnswersOnDocument:
    """The answers for one document at its present stage; without a document, for all that concerns none."""

    document: Document | None
    stage: str | None
    answers: list[Because]


def explain(
    action: str,
    person: Person | None,
    *,
    on: date,
    stage: str | None = None,
    recusals: Sequence[Interest] = (),
    second_factor: bool = True,
) -> Because:
    """Whether a person may do something on a day, and why.

    stage: of the document concerned. recusals: what they take no part in of it. second_factor: whether
    their session has shown one.
    """
    rule = RULES[action]
    if not rule.roles:
        own = action.startswith("account:")
        return Because(action, rule, person is not None or not own, "own" if own else "anyone")
    every = person.mandates if person else []
    fitting = [mandate for mandate in every if mandate.role in rule.roles]
    if person is not None and person.disabled_at is not None:
        return Because(action, rule, False, "disabled", next(iter(fitting), None))
    held = [mandate for mandate in mandates_in_force(person, on) if mandate in fitting]
    if not held:
        rests = fitting[-1] if fitting else None
        return Because(action, rule, False, "rests" if rests else "role", rests)
    if stage is not None and stage not in rule.stages:
        return Because(action, rule, False, "stage", held[0])
    usable = [mandate for mandate in held if second_factor or mandate.role in READING_ROLES]
    if not usable:
        return Because(action, rule, False, "second factor", held[0])
    return _unless_recused(action, rule, usable, recusals)


def _unless_recused(
    action: str, rule: Rule, usable: Sequence[Mandate], recusals: Sequence[Interest]
) -> Because:
    mandate = usable[0]
    country = mandate.participant.code if rule.own_country and mandate.participant else None
    recusal = None
    if not action.endswith(":read"):
        recusal = interests.blocking(recusals, country=country, adoption=action.startswith(FOR_A_COUNTRY))
    if recusal is not None:
        return Because(action, rule, False, "recused", mandate, recusal)
    return Because(action, rule, True, "mandate", mandate)


def explain_all(
    db: Session, person: Person, *, on: date, second_factor: bool = True, slug: str = ""
) -> list[AnswersOnDocument]:
    """Every action, first those that concern no document, then those on each document at its present
    stage; on one document alone if ``slug`` is given."""
    listed = [document for document in documents(db) if slug in ("", document.slug)]
    stages = stages_of(db, listed)
    recusals = interests.recusals(db, person)

    def answers(document: Document | None) -> list[Because]:
        return [
            explain(
                action,
                person,
                on=on,
                stage=stages[document.id] if document else None,
                recusals=[each for each in recusals if document and each.subject == document.subject],
                second_factor=second_factor,
            )
            for action, rule in RULES.items()
            if rule.on_document == (document is not None)
        ]

    whole = AnswersOnDocument(None, None, answers(None))
    return [whole, *(AnswersOnDocument(each, stages[each.id], answers(each)) for each in listed)]
