"""Who may do what, as a table written by hand: role × action, and in it the stages.

d drafting, c consultation, r revision, a adoption, f in force, s superseded, w withdrawn.
"""

from datetime import date

import pytest

from members.models import ROLES, Mandate, Participant
from process.lifecycle import STAGES
from sbcp.permissions import RULES, can, mandate_for

LETTERS = dict(zip("dcrafsw", STAGES, strict=True))

TABLE = """
                      nobody   secretariat working_group government contact_point observer
public:read           dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw
session:begin         dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw
session:end           dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw
consultation:comment  dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw
receipt:read          dcrafsw  dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw
draft:read            -        dcrafsw     dcrafsw       dcrafsw    dcrafsw       dcrafsw
document:import       -        dcrafsw     -             -          -             -
draft:edit            -        dcr         dcr           -          -             -
draft:import          -        dcr         -             -          -             -
version:publish       -        dr          -             -          -             -
consultation:open     -        dcr         -             -          -             -
comment:answer        -        cr          cr            -          -             -
comment:place         -        cr          cr            -          -             -
process:step          -        dcrafsw     -             -          -             -
process:override      -        dcrafsw     -             -          -             -
adoption:record       -        -           -             af         -             -
adoption:verify       -        afsw        -             -          -             -
"""

HEADS, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (action, role, stage, letter in cell)
    for action, *cells in ROWS
    for role, cell in zip(HEADS, cells, strict=True)
    for letter, stage in LETTERS.items()
]


def mandate(role: str, country: str = "") -> Mandate:
    participant = Participant(code=country, position=1) if country else None
    return Mandate(role=role, participant=participant, starts_on=date(2026, 1, 1))


def test_the_table_has_every_rule_and_every_role() -> None:
    assert {action for action, *_cells in ROWS} == set(RULES)
    assert ["nobody", *ROLES] == HEADS


@pytest.mark.parametrize(("action", "role", "stage", "expected"), CELLS)
def test_S14_a_role_may_do_what_the_table_says_at_each_stage_and_no_more(
    action: str, role: str, stage: str, expected: bool
) -> None:
    mandates = [] if role == "nobody" else [mandate(role, "RS")]
    assert can(action, mandates, stage=stage, country="RS") is expected
    if RULES[action].roles:
        assert mandate_for(action, mandates, stage=stage, country="RS") == (mandates[0] if expected else None)


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
