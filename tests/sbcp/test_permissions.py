"""Who may do what, as a table written by hand: role × action, and in it the stages.

d drafting, c consultation, r revision, a adoption, f in force, s superseded, w withdrawn.
"""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Comment
from members.approvals import Approval
from members.models import Mandate, Participant, Role
from process.lifecycle import Stage
from sbcp.approvals import deciding
from sbcp.permissions import RULES, SIGHTS, can, mandate_for, sees, visible
from tests.consultation.sending import send_comment, unsent_comment
from tests.support.factories import NOW, make_consultation, make_document, make_mandate

LETTERS = dict(zip("dcrafsw", Stage, strict=True))

TABLE = """
                      nobody   secretariat working_group government contact_point observer admin
public:read           dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
session:begin         dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
session:end           dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
consultation:comment  dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
receipt:read          dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
draft:read            -        dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  -
draft:discuss         -        dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  -
receipt:erase         dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
document:import       -        dcrafsw     -             -          -             -        -
document:name         -        dcrafsw     -             -          -             -        -
document:take_out     -        dw          -             -          -             -        -
draft:edit            -        dcr         dcr           -          -             -        -
draft:import          -        dcr         -             -          -             -        -
version:publish       -        dr          -             -          -             -        -
version:summarise     -        dcrafsw     -             -          -             -        -
consultation:open     -        dcr         -             -          -             -        -
comment:answer        -        cr          cr            -          -             -        -
comment:place         -        cr          cr            -          -             -        -
consultation:times    -        dcr         -             -             -             -        -
approval:read         -        dcrafsw     -             dcrafsw       -             -        dcrafsw
approval:decide       -        dcrafsw     -             dcrafsw       -             -        dcrafsw
process:step          -        dcrafsw     -             -          -             -        -
process:override      -        dcrafsw     -             -          -             -        -
stance:state          -        -           -             raf        -             -        -
stance:withdraw       -        -           -             dcrafsw    -             -        -
adoption:record       -        -           -             af         -             -        -
adoption:import       -        dcrafsw     -             -          -             -        -
adoption:rule         -        dcrafsw     -             -          -             -        -
adoption:enter        -        dcrafsw     -             dcrafsw    -             -        -
adoption:confirm      -        -           -             dcrafsw    -             -        -
adoption:withdraw     -        -           -             dcrafsw    -             -        -
adoption:record_for   -        af          -             -          -             -        -
adoption:withdraw_for -        dcrafsw     -             -          -             -        -
adoption:verify       -        dcrafsw     -             -          -             -        -
following:ask         dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
following:own         dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
mail:read             -        dcrafsw     -             -          -             -        dcrafsw
mail:send             -        dcrafsw     -             -          -             -        dcrafsw
account:own           dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
person:erase          -        dcrafsw     -             -          -             -        dcrafsw
member:administer     -        -           -             -          -             -        dcrafsw
interest:declare      -        dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
absence:declare       -        -           -             dcrafsw    -             -        dcrafsw
invitation:accept     dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw  dcrafsw
"""

HEADS, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = {
    action: [
        (role, stage, letter in cell)
        for role, cell in zip(HEADS, cells, strict=True)
        for letter, stage in LETTERS.items()
    ]
    for action, *cells in ROWS
}


def mandate(role: str, country: str = "") -> Mandate:
    participant = Participant(code=country, position=1) if country else None
    return Mandate(role=role, participant=participant, starts_on=date(2026, 1, 1))


def test_the_table_has_every_rule_and_every_role() -> None:
    assert {action for action, *_cells in ROWS} == set(RULES)
    assert ["nobody", *Role] == HEADS


def test_every_rule_has_words_for_the_page_that_shows_the_table() -> None:
    assert not [action for action, rule in RULES.items() if not rule.words]


@pytest.mark.parametrize("action", CELLS)
def test_S14_a_role_may_do_what_the_table_says_at_each_stage_and_no_more(action: str) -> None:
    wrong = []
    for role, stage, expected in CELLS[action]:
        mandates = [] if role == "nobody" else [mandate(role, "RS")]
        if can(action, mandates, stage=stage, country="RS") is not expected:
            wrong.append(f"{role} at the stage {stage}: {'may not' if expected else 'may'}")
        under = mandates[0] if mandates and expected else None
        if RULES[action].roles and mandate_for(action, mandates, stage=stage, country="RS") is not under:
            wrong.append(f"{role} at the stage {stage}: not under {under}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("action", [action for action, rule in RULES.items() if rule.own_country])
@pytest.mark.parametrize(
    ("own", "asked", "expected"),
    [("RS", "RS", True), ("RS", "MK", False), ("", "RS", False), ("RS", None, True)],
)
def test_S15_a_country_is_spoken_for_by_its_own_mandate_alone(
    action: str, own: str, asked: str | None, expected: bool
) -> None:
    """Without a country asked for, the question is only whether to show the way there."""
    mandates = [mandate(RULES[action].roles[0], own)]
    assert can(action, mandates, stage=RULES[action].stages[0], country=asked) is expected


def test_the_mandate_that_allows_an_act_is_the_one_it_is_done_under() -> None:
    observer, serbian, greek = mandate("observer"), mandate("government", "RS"), mandate("government", "GR")
    held = [observer, serbian, greek]
    assert mandate_for("adoption:record", held, stage="adoption", country="GR") is greek
    assert mandate_for("adoption:record", held, stage="adoption", country="RS") is serbian
    assert mandate_for("adoption:record", held, stage="adoption", country="TR") is None


def test_where_no_document_is_concerned_the_stage_does_not_matter() -> None:
    assert can("comment:answer", [mandate("working_group")])
    assert not can("comment:answer", [mandate("observer")])


def test_an_action_that_is_in_no_rule_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        can("document:burn", [mandate("secretariat")])


@pytest.fixture
def things(db: Session) -> dict[type, int]:
    """At least one of each kind that everybody sees, and one that not everybody does."""
    published, unpublished = make_document(db), make_document(db, versions=0)
    round_ = make_consultation(db, published.versions[0])
    send_comment(db, round_)
    unsent_comment(db, round_)
    for kind in deciding.TWO_PERSON_ACTS:
        permission = deciding.TWO_PERSON_ACTS[kind].permission
        role = RULES[permission].roles[0]
        db.add(
            Approval(
                kind=kind,
                permission=permission,
                subject=unpublished.subject,
                body={},
                reason="So.",
                asked_by=make_mandate(db, role),
                asked_at=NOW,
                expires_at=NOW,
            )
        )
    db.flush()
    return {Comment: 1, Approval: 0}  # that a stranger sees


@pytest.mark.parametrize("role", ["nobody", *Role])
@pytest.mark.parametrize("kind", SIGHTS, ids=lambda kind: kind.__name__)
def test_S14_a_list_shows_exactly_what_can_be_seen_one_by_one(
    db: Session, things: dict[type, int], kind: type, role: str
) -> None:
    mandates = [] if role == "nobody" else [make_mandate(db, role)]
    everything: set[Any] = set(db.scalars(select(kind)))
    listed: set[Any] = set(db.scalars(select(kind).where(visible(kind, mandates))))
    assert listed == {thing for thing in everything if sees(thing, mandates)}
    if role == "nobody":
        assert len(listed) == things[kind]
        assert len(everything) > len(listed), "there is something to hide"
