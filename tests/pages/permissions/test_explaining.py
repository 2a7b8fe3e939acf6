"""The page of rights says what the table of permissions does, and names what decides."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from members import people
from members.interests import Declaration, declare, recusals
from members.models import Mandate, Participant, Person, Role
from process.lifecycle import Stage
from sbcp.pages.permissions.explaining import explain, explain_all
from sbcp.permissions import EVERY_STAGE, RULES, can
from sbcp.routes import routes
from sbcp.web.endpoint import PageRoute
from tests.support.factories import NOW, make_document, make_mandate

TODAY = NOW.date()


def holder(role: str, starts_on: date = date(2026, 1, 1), ends_on: date | None = None) -> Person:
    country = Participant(code="RS", position=1)
    mandate = Mandate(role=role, participant=country, starts_on=starts_on, ends_on=ends_on)
    return Person(name="Ana Example", mandates=[mandate])


@pytest.mark.parametrize("role", ["", *Role])
@pytest.mark.parametrize("stage", [None, *Stage])
def test_S14_what_is_explained_is_what_is_allowed(role: str, stage: str | None) -> None:
    person = holder(role) if role else Person(name="Ana Example", mandates=[])
    for action in RULES:
        answer = explain(action, person, on=TODAY, stage=stage)
        assert answer.allowed is can(action, person.mandates, stage=stage), action
        assert (answer.reason in ("anyone", "own", "mandate")) is answer.allowed


@pytest.mark.parametrize(
    ("person", "values", "reason"),
    [
        (holder("observer"), {}, "role"),
        (holder("secretariat"), {"stage": "adoption"}, "stage"),
        (holder("secretariat", starts_on=date(2027, 3, 2)), {}, "rests"),
        (holder("secretariat", ends_on=date(2027, 2, 28)), {}, "rests"),
        (holder("secretariat"), {"second_factor": False}, "second factor"),
        (holder("secretariat"), {"stage": "drafting"}, "mandate"),
        (None, {}, "role"),
    ],
    ids=["role", "stage", "to come", "ended", "second factor", "none", "nobody"],
)
def test_a_refusal_names_what_stands_in_the_way(
    person: Person | None, values: dict[str, object], reason: str
) -> None:
    answer = explain("version:publish", person, on=TODAY, **values)  # type: ignore[arg-type]
    assert answer.reason == reason
    if person is not None and reason not in ("role",):
        assert answer.mandate is person.mandates[0]


def test_an_observer_needs_no_second_factor_to_read() -> None:
    assert explain("draft:read", holder("observer"), on=TODAY, second_factor=False).allowed
    assert not explain("draft:read", holder("working_group"), on=TODAY, second_factor=False).allowed


def test_a_disabled_person_may_what_anybody_may(db: Session, now: datetime) -> None:
    admin, mandate = make_mandate(db, "admin"), make_mandate(db)
    people.disable(db, mandate.person, reason="Lost a device.", by=admin, now=now)
    assert explain("version:publish", mandate.person, on=TODAY).reason == "disabled"
    assert explain("public:read", mandate.person, on=TODAY).allowed


def test_a_recusal_decides_on_its_document_alone(db: Session, now: datetime) -> None:
    mandate = make_mandate(db)
    for slug in ("policy", "other"):
        make_document(db, slug=slug, by=mandate)
    said = Declaration(text="Mine.", language="en", subject="document:policy", recused=True)
    made = declare(db, said, by=mandate, now=now)
    assert recusals(db, mandate.person) == [made]
    parts = {
        part.document.slug if part.document else "": part
        for part in explain_all(db, mandate.person, on=TODAY)
    }
    answers = {slug: {answer.action: answer for answer in part.answers} for slug, part in parts.items()}
    assert answers["policy"]["draft:edit"].recusal is made
    assert answers["policy"]["draft:read"].allowed
    assert answers["other"]["draft:edit"].allowed


def test_every_action_is_explained_once_in_general_or_for_each_document(db: Session) -> None:
    mandate = make_mandate(db)
    make_document(db, slug="policy", by=mandate)
    general, policy = explain_all(db, mandate.person, on=TODAY)
    on_documents = {action for action, rule in RULES.items() if rule.on_document}
    assert {answer.action for answer in policy.answers} == on_documents
    assert {answer.action for answer in general.answers} == set(RULES) - on_documents
    assert policy.stage == "drafting"


# Which of them it takes depends on the act that is entered: the addresses ask for «adoption:enter».
ASKED_BY_VIEWS = {"adoption:withdraw", "adoption:withdraw_for", "adoption:confirm"}


def test_the_table_says_what_is_done_on_documents() -> None:
    """Those that the address of some page names a document for, or that depend on its stage, and that not
    anybody may do."""
    of_addresses = {
        action[0]
        for route in routes()
        if isinstance(route, PageRoute) and {"slug", "consultation"} & route.param_convertors.keys()
        for action in route.actions.values()
        if action
    }
    for action, rule in RULES.items():
        concerns = action in of_addresses | ASKED_BY_VIEWS or rule.stages != EVERY_STAGE
        assert rule.on_document == bool(concerns and rule.roles), action
