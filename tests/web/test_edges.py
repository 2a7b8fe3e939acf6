"""S18: whatever is sent in whatever order, only the edges that are written down here are taken.

Seeded walks of everything that moves something: steps of the process, rounds, requests, publications.
After each move every state has stayed where it was or gone along an edge.
"""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from consultation.models import Consultation
from consultation.period import state as round_state
from core import clock
from core.queue.jobs import Job
from core.record import entries
from documents.queries import document_by_slug, last_revision_id
from members.approvals import Approval
from members.models import Mandate
from process.lifecycle import Stage
from process.queries import stage_of
from tests.support.factories import make_consultation, make_document, make_mandate, make_revision
from tests.support.pages import Client

DOCUMENT = "/en/documents/policy"
MOVES = 60

# Written by hand, not read from the product.
EDGES: dict[str, set[tuple[str, str]]] = {
    "stage": {
        ("drafting", "consultation"),
        ("consultation", "revision"),
        ("revision", "consultation"),
        ("revision", "adoption"),
        ("adoption", "revision"),
        ("adoption", "in force"),
        ("in force", "superseded"),
        *((stage, "withdrawn") for stage in ("drafting", "consultation", "revision", "adoption")),
    },
    "round": {("announced", "open"), ("open", "closed"), ("closed", "open"), ("announced", "closed")},
    "request": {("waiting", end) for end in ("approved", "refused", "withdrawn", "expired", "void")},
    "task": {
        ("waiting", "running"),
        ("waiting", "done"),
        ("waiting", "failed"),
        ("running", "done"),
        ("running", "failed"),
    },
}
# A round is opened again, and closes before its time, by a change that is on the record.
ON_RECORD = {("closed", "open"): ("consultation.extended", "consultation.reopened")}


class Walk:
    """Somebody of the secretariat, their deputy and a stranger, who try everything."""

    def __init__(self, client: Client, seed: int, travel: time_machine.Traveller) -> None:
        self.client, self.random, self.travel = client, random.Random(seed), travel
        with client.saved() as db:
            self.people = [make_mandate(db), make_mandate(db), make_mandate(db, "observer")]
            document = make_document(db, slug="policy")
            make_consultation(db, document.versions[0])
            make_revision(db, document)

    def states(self) -> dict[tuple[str, int], str]:
        now = clock.now()
        with self.client.saved() as db:
            document = document_by_slug(db, "policy")
            found = {("stage", document.id): stage_of(db, document)}
            for each in db.scalars(select(Consultation)):
                found["round", each.id] = round_state(each.opens_at, each.closes_at, now)
            for request in db.scalars(select(Approval)):
                found["request", request.id] = request.state(now)
            for job in db.scalars(select(Job)):
                found["task", job.id] = job.state
            return found

    def actions(self) -> list[str]:
        with self.client.saved() as db:
            return list(db.scalars(select(entries.Entry.action).order_by(entries.Entry.seq)))

    def send(self, path: str, **fields: str) -> None:
        """A form as anybody could write it; whatever is answered, never a failure of ours."""
        response = self.client.http.post(path, data=fields)
        assert response.status_code in (303, 401, 403, 404, 409, 422), (path, response.status_code)

    def move(self) -> None:
        who: Mandate = self.random.choice(self.people)
        self.client.sign_in(who.person)
        moves: list[Callable[[], None]] = [
            self.step,
            self.step,
            self.override,
            self.times,
            self.publish,
            self.decide,
            self.decide,
            self.decide,
            self.wait,
            self.edit,
        ]
        self.random.choice(moves)()

    def step(self) -> None:
        stage = self.random.choice(list(Stage))
        self.send(f"{DOCUMENT}/process", stage=stage)
        self.send(f"{DOCUMENT}/process/step", stage=stage, reason=self.random.choice(["", "So."]))

    def override(self) -> None:
        self.send(f"{DOCUMENT}/process/override", stage=self.random.choice(list(Stage)), reason="So.")

    def times(self) -> None:
        day = clock.now() + timedelta(days=self.random.randint(-3, 30))
        change = self.random.choice(["extended", "closed early", "reopened", "burnt"])
        closes = {"closes-day": str(day.day), "closes-month": str(day.month), "closes-year": str(day.year)}
        self.send(
            "/en/consultations/1/times", kind=change, reason="So.", **closes, **{"closes-time": "17:00"}
        )

    def publish(self) -> None:
        with self.client.saved() as db:
            last = last_revision_id(db, document_by_slug(db, "policy"))
        self.send(f"{DOCUMENT}/draft/publish", label="next", reason="So.", last_change=str(last))

    def decide(self) -> None:
        with self.client.saved() as db:
            last = len(db.scalars(select(Approval.id)).all())
        path = f"/en/approvals/{max(last - self.random.randint(0, 2), 1)}"
        act = self.random.choice(["approve", "approve", "refuse", "withdraw", "burn"])
        if act == "withdraw":
            self.send(f"{path}/withdrawal")
        else:
            self.send(f"{path}/decision", act=act, answer="No.")

    def wait(self) -> None:
        self.travel.shift(timedelta(days=self.random.choice([1, 1, 3, 15])))

    def edit(self) -> None:
        with self.client.saved() as db:
            make_revision(db, document_by_slug(db, "policy"))


def refused_edges(before: dict[tuple[str, int], str], after: dict[tuple[str, int], str]) -> list[str]:
    """What has gone where no edge leads, or has vanished."""
    return [
        f"{what} {number}: {was} → {after.get((what, number))}"
        for (what, number), was in before.items()
        if (now := after.get((what, number))) != was and (was, now) not in EDGES[what]
    ]


@pytest.mark.parametrize("seed", [2])
def test_S18_no_order_of_requests_leads_along_an_edge_that_is_not_there(
    client: Client, clock: time_machine.Traveller, seed: int
) -> None:
    walk = Walk(client, seed, clock)
    before, moved = walk.states(), 0
    for _move in range(MOVES):
        said = len(walk.actions())
        walk.move()
        after = walk.states()
        assert refused_edges(before, after) == []
        for key, now in after.items():
            if actions := ON_RECORD.get((before.get(key, now), now)):
                assert set(walk.actions()[said:]) & set(actions), "a round opens again by a logged change"
        moved += before != after
        before = after
    assert moved > 5, "the walk went somewhere"
