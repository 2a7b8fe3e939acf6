"""The policy process is one table: no step outside it, no step past a gate that is not met."""

import itertools
from dataclasses import fields, replace

import pytest

from process import lifecycle
from process.lifecycle import (
    FIRST_STAGE,
    TRANSITIONS,
    Facts,
    Finding,
    Stage,
    Transition,
    findings,
    transition_between,
    transitions_from,
)

# Everything done: every gate of every step is open.
READY = Facts(
    versions=2,
    open_rounds=0,
    unpublished_revisions=0,
    unanswered=0,
    unlinked=0,
    uncertain=0,
    rules=1,
    in_force=0,
    objections=0,
)

ALLOWED = {
    ("drafting", "consultation"): ["version", "round"],
    ("consultation", "revision"): ["rounds over"],
    ("revision", "consultation"): ["version", "round"],
    ("revision", "adoption"): [
        "version",
        "new version",
        "rounds over",
        "answered",
        "linked",
        "placed",
        "draft published",
        "no objection",
    ],
    ("adoption", "revision"): [],
    ("adoption", "in force"): ["rule", "rule met", "no objection"],
    ("in force", "revision"): [],
    ("revision", "in force"): ["still in force", "rounds over"],
    ("in force", "superseded"): [],
    ("drafting", "withdrawn"): ["not in force"],
    ("consultation", "withdrawn"): ["not in force"],
    ("revision", "withdrawn"): ["not in force"],
    ("adoption", "withdrawn"): ["not in force"],
}

# For each gate: the fact it looks at, a value that closes it, and how much then stands in the way.
CLOSED = {
    "version": ("versions", 0, 1),
    "round": ("open_rounds", 0, 1),
    "rounds over": ("open_rounds", 2, 2),
    "answered": ("unanswered", 7, 7),
    "linked": ("unlinked", 3, 3),
    "placed": ("uncertain", 4, 4),
    "draft published": ("unpublished_revisions", 5, 5),
    "new version": ("in_force", 2, 1),
    "still in force": ("in_force", 0, 1),
    "not in force": ("in_force", 1, 1),
    "no objection": ("objections", 1, 1),
    "rule": ("rules", 0, 1),
    "rule met": ("in_force", 1, 1),
}


@pytest.mark.parametrize(("start", "end"), list(itertools.product(Stage, Stage)))
def test_S18_the_only_steps_are_those_of_the_table(start: str, end: str) -> None:
    step = transition_between(start, end)
    assert (step is not None) == ((start, end) in ALLOWED)
    if step is not None:
        assert [gate.name for gate in step.gates] == ALLOWED[start, end]


@pytest.mark.parametrize("stage", Stage)
def test_the_steps_from_a_stage_are_those_that_begin_there(stage: str) -> None:
    assert {(step.start, step.end) for step in transitions_from(stage)} == {
        pair for pair in ALLOWED if pair[0] == stage
    }


def open_for(step: Transition) -> Facts:
    """Facts that open every gate of a step: some steps want a round, others want none."""
    wants_round = "round" in ALLOWED[step.start, step.end]
    gates = ALLOWED[step.start, step.end]
    in_force = READY.versions if "rule met" in gates else 1 if "still in force" in gates else 0
    return replace(READY, open_rounds=1 if wants_round else 0, in_force=in_force)


@pytest.mark.parametrize("step", TRANSITIONS, ids=lambda step: f"{step.start}-{step.end}")
def test_a_step_is_free_when_all_its_gates_are_met(step: Transition) -> None:
    assert findings(step, open_for(step)) == []


@pytest.mark.parametrize(
    ("pair", "gate"), [(pair, gate) for pair, gates in ALLOWED.items() for gate in gates], ids=str
)
def test_one_gate_that_is_not_met_is_found_and_counted(pair: tuple[str, str], gate: str) -> None:
    step = transition_between(*pair)
    assert step is not None
    fact, value, count = CLOSED[gate]
    found = findings(step, replace(open_for(step), **{fact: value}))
    assert [(finding.gate, finding.count) for finding in found] == [(gate, count)]


def test_all_that_stands_in_the_way_of_adoption_is_said_at_once() -> None:
    step = transition_between("revision", "adoption")
    assert step is not None
    nothing_done = Facts(0, 2, 5, 7, 3, 4, 0, 0, 1)
    assert [(finding.gate, finding.count) for finding in findings(step, nothing_done)] == [
        (gate, CLOSED[gate][2]) for gate in ALLOWED["revision", "adoption"] if gate != "new version"
    ]


def test_a_finding_carries_a_message_that_its_count_completes() -> None:
    step = transition_between("revision", "adoption")
    assert step is not None
    [found] = findings(step, replace(READY, unanswered=7))
    assert found == Finding("answered", lifecycle.ANSWERED.message, lifecycle.ANSWERED.many, 7)
    assert found.many % {"num": found.count} == "7 on-time comments have no answer."


@pytest.mark.parametrize(
    "gate", sorted({gate for step in TRANSITIONS for gate in step.gates}, key=lambda g: g.name)
)
def test_every_message_can_be_said(gate: lifecycle.Gate) -> None:
    assert "%" not in gate.message % {"num": 1}
    assert "%" not in gate.many % {"num": 2}
    assert gate.words


def test_a_document_begins_as_a_draft_and_every_stage_can_be_reached() -> None:
    assert FIRST_STAGE == "drafting"
    reached, waiting = set(), [FIRST_STAGE]
    while waiting:
        stage = waiting.pop()
        if stage not in reached:
            reached.add(stage)
            waiting += [step.end for step in transitions_from(stage)]
    assert reached == set(Stage)


@pytest.mark.parametrize("stage", ["superseded", "withdrawn"])
def test_what_has_ended_stays_ended(stage: str) -> None:
    assert transitions_from(stage) == []


GRAVE = {
    ("revision", "adoption"),
    ("adoption", "revision"),
    ("adoption", "in force"),
    ("in force", "revision"),
    ("revision", "in force"),
    ("in force", "superseded"),
    *((stage, "withdrawn") for stage in ("drafting", "consultation", "revision", "adoption")),
}


def test_S20_the_steps_that_others_rely_on_take_two_persons_and_say_what_follows() -> None:
    assert {(step.start, step.end) for step in TRANSITIONS if step.two_persons} == GRAVE
    assert all(step.follows for step in TRANSITIONS if step.two_persons)


def test_what_is_in_force_is_withdrawn_or_adopted_again_by_no_override() -> None:
    step = transition_between("revision", "withdrawn")
    assert step is not None
    unmet = findings(step, replace(READY, in_force=1))
    assert lifecycle.fixed(step, unmet) == unmet
    onward = transition_between("revision", "adoption")
    assert onward is not None
    unmet = findings(onward, replace(READY, in_force=2, unanswered=1))
    assert [finding.gate for finding in lifecycle.fixed(onward, unmet)] == ["new version"]


def test_every_fact_is_looked_at_by_some_gate() -> None:
    """A fact that no gate reads is a promise that nobody keeps."""
    assert {fact for fact, _value, _count in CLOSED.values()} == {field.name for field in fields(Facts)}
    assert set(CLOSED) == {gate.name for step in TRANSITIONS for gate in step.gates}
