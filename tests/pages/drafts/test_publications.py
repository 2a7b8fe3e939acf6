"""Publishing through the pages: at once, later, twice, refused, and after a worker was killed."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta

import pytest
from time_machine import Traveller

from core.queue import jobs
from core.queue.jobs import Job
from documents import queries
from documents.drafting.draft import Draft
from members.models import Mandate
from process.services import take_step
from sbcp.approvals import publication
from sbcp.background.worker import run_next
from sbcp.paths import MIGRATIONS
from tests.support.factories import NOW, make_document, make_mandate, make_revision, make_version
from tests.support.markup import Page
from tests.support.pages import PARTIAL, Client

DRAFT = "/en/documents/policy/draft"


@dataclass(frozen=True)
class Scene:
    """A document whose draft has changed since version 1, and somebody who may publish it."""

    client: Client
    secretary: Mandate
    deputy: Mandate

    def ask(self, label: str = "second draft") -> int:
        """The publication asked for, approved and left waiting; the number of its task."""
        with self.client.saved() as db:
            document = queries.document_by_slug(db, "policy")
            last = queries.last_revision_id(db, document)
            body = publication.prepare(db, document, label=label, seen=last)
            by, approved_by = (db.get_one(Mandate, held.id) for held in (self.secretary, self.deputy))
            return publication.enqueue(db, document, body, by=by, approved_by=approved_by, now=NOW).id

    def request(self, label: str = "second draft") -> Page:
        """The page of the request, as the secretary sees it who has made it."""
        self.client.sign_in(self.secretary.person)
        form = self.client.get(f"{DRAFT}/publish")
        return self.client.submit(form, {"label": label, "reason": "It is ready."})

    def approve(self, address: str) -> Page:
        """Where the deputy gets who approves the request."""
        self.client.sign_in(self.deputy.person)
        return self.client.submit(self.client.get(f"{address}/decision?act=approve"))

    def versions(self) -> list[str]:
        with self.client.saved() as db:
            return [version.label for version in queries.versions(db, queries.document_by_slug(db, "policy"))]

    def job(self, number: int) -> Job:
        with self.client.saved() as db:
            return db.get_one(Job, number)


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        secretary, deputy = make_mandate(db), make_mandate(db)
        document = make_document(db, slug="policy", by=secretary)
        make_revision(db, document, by=secretary)
    client.sign_in(secretary.person)
    return Scene(client, secretary, deputy)


@pytest.fixture
def idle(scene: Scene) -> Scene:
    """The scene with no worker in this process: tasks wait until the test does them."""
    scene.client.app.state.worker.stop()
    return scene


AGAIN = '<noscript><meta http-equiv="refresh" content="2"></noscript>'


def test_a_quick_publication_ends_at_the_version(scene: Scene) -> None:
    asked = scene.request()
    assert "Asked for. A second person decides; nothing is done yet." in asked.text
    assert len(scene.versions()) == 1
    page = scene.approve(asked.address)
    assert page.address == "/en/documents/policy/versions/2"
    assert "Version 2 is published." in page.text


def test_F14_pressing_twice_makes_one_version(scene: Scene) -> None:
    page = scene.client.get(f"{DRAFT}/publish")
    first, second = (
        scene.client.submit(page, {"label": "second draft", "reason": "It is ready."}) for _press in range(2)
    )
    assert first.address == second.address
    scene.approve(first.address)
    assert len(scene.versions()) == 2


def test_F14_pressing_twice_while_it_waits_joins_the_same_task(idle: Scene) -> None:
    assert idle.ask() == idle.ask()
    while run_next(idle.client.database) is not None:
        pass
    assert len(idle.versions()) == 2


def test_a_publication_under_way_has_a_page_that_can_be_left(idle: Scene) -> None:
    number = idle.ask()
    address = f"{DRAFT}/publish/{number}"
    page = idle.client.get(address)
    assert page.heading == "Version 2 is being published"
    assert "You can leave this page." in page.text
    assert AGAIN in idle.client.http.get(address).text, "without scripts it comes anew as a whole"
    part = idle.client.part(address)
    [progress] = part.all(".//*[@id='progress']")
    assert progress.get("hx-trigger") == "every 2s", "with them what is done so far is exchanged"
    assert "You can leave this page." not in part.text
    idle.client.follow(page, "Stop refreshing")
    assert AGAIN not in idle.client.http.get(f"{address}?still=1").text
    assert "hx-trigger" not in idle.client.http.get(f"{address}?still=1").text
    idle.client.follow(page, "Leave this page")
    assert run_next(idle.client.database) == number
    done = idle.client.http.get(address, headers=PARTIAL)
    assert done.headers["hx-redirect"] == "/en/documents/policy/versions/2", "and the last answer leads on"
    assert idle.client.get(address).address == "/en/documents/policy/versions/2"


def test_until_it_is_done_nothing_of_it_is_public(idle: Scene) -> None:
    idle.ask()
    idle.client.get("/en/documents/policy/versions/2", status=404)


def test_a_draft_that_changed_meanwhile_is_not_published(idle: Scene) -> None:
    number = idle.ask()
    with idle.client.saved() as db:
        make_revision(db, queries.document_by_slug(db, "policy"))
    run_next(idle.client.database)
    page = idle.client.get(f"{DRAFT}/publish/{number}")
    assert page.heading == "Version 2 was not published"
    assert "The draft has changed since you looked at it." in page.text
    assert "refresh" not in page.headers
    form = idle.client.follow(page, "Look again and publish")
    assert form.all(".//input[@name='label'][@value='second draft']"), "the label is kept"
    assert len(idle.versions()) == 1


def test_a_stage_that_changed_meanwhile_is_told(idle: Scene) -> None:
    number = idle.ask()
    with idle.client.saved() as db:
        document = queries.document_by_slug(db, "policy")
        take_step(db, document, "withdrawn", by=None, now=NOW, reason="Overtaken by events.")
    run_next(idle.client.database)
    page = idle.client.get(f"{DRAFT}/publish/{number}")
    assert "You hold no mandate for this at the present stage." in page.text


def test_S02_a_mandate_that_ended_meanwhile_publishes_nothing(idle: Scene) -> None:
    number = idle.ask()
    with idle.client.saved() as db:
        db.get_one(Mandate, idle.secretary.id).ends_on = NOW.date() - timedelta(days=1)
    run_next(idle.client.database)
    assert idle.job(number).state == "failed"
    assert len(idle.versions()) == 1


def test_what_cannot_be_published_is_said_at_once(scene: Scene) -> None:
    old = scene.client.get(f"{DRAFT}/publish")
    with scene.client.saved() as db:
        make_revision(db, queries.document_by_slug(db, "policy"))
    page = scene.client.submit(old, {"label": "second draft", "reason": "It is ready."}, status=409)
    assert "Look again before publishing." in page.text


def test_another_document_does_not_show_the_task(idle: Scene) -> None:
    number = idle.ask()
    with idle.client.saved() as db:
        make_document(db, slug="other")
    idle.client.get(f"/en/documents/other/draft/publish/{number}", status=404)
    idle.client.get(f"{DRAFT}/publish/{number + 1}", status=404)


def test_the_public_does_not_see_it(idle: Scene) -> None:
    number = idle.ask()
    idle.client.sign_out()
    idle.client.get(f"{DRAFT}/publish/{number}", status=401)


def test_two_versions_by_two_people_are_one_and_a_reason(idle: Scene) -> None:
    first, second = idle.ask("second draft"), idle.ask("draft two")
    while run_next(idle.client.database) is not None:
        pass
    assert idle.job(first).state == "done"
    page = idle.client.get(f"{DRAFT}/publish/{second}")
    assert "The draft has not changed since version 2." in page.text
    assert idle.versions()[1:] == ["second draft"]


# A worker that is killed

KILLED = """
import os, signal, sys
from datetime import datetime
from core.queue import jobs
from core.db import connect
from sbcp.approvals import publication
database, now = connect(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
with database.writing() as db:
    job = jobs.claim(db, now)
    db.commit()
    number, tries = job.id, job.tries
with database.writing() as db:
    job = jobs.lock(db, number, tries)
    publication.publish(db, job.body, now)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_F01_a_worker_killed_in_the_middle_leaves_nothing_and_the_task_is_taken_again(
    idle: Scene, clock: Traveller
) -> None:
    number = idle.ask()
    program = [sys.executable, "-c", KILLED, idle.client.settings.database_url, NOW.isoformat()]
    killed = subprocess.run(program, cwd=MIGRATIONS.parent, check=False)
    assert killed.returncode == -9
    assert idle.job(number).state == "running"
    assert len(idle.versions()) == 1
    assert run_next(idle.client.database) is None, "the lease has not ended"
    page = idle.client.get(f"{DRAFT}/publish/{number}")
    assert page.heading == "Version 2 is being published"
    clock.shift(jobs.LEASE)
    assert run_next(idle.client.database) == number
    assert idle.job(number).state == "done"
    assert len(idle.versions()) == 2


def test_a_task_is_not_done_under_a_lease_that_somebody_else_has(idle: Scene, clock: Traveller) -> None:
    number = idle.ask()
    with idle.client.saved() as db:
        first = jobs.claim(db, NOW)
    with idle.client.saved() as db:
        second = jobs.claim(db, NOW + jobs.LEASE)
    assert first is not None
    assert second is not None
    assert (first.id, second.id) == (number, number)
    with idle.client.saved() as db:
        assert jobs.lock(db, number, first.tries) is None
        assert jobs.lock(db, number, second.tries) is not None


def test_what_breaks_off_is_tried_again_and_given_up_in_the_end(idle: Scene, clock: Traveller) -> None:
    """A task that names a mandate which no database has: nobody has foreseen that."""
    number = idle.ask()
    with idle.client.saved() as db:
        job = db.get_one(Job, number)
        job.body = {**job.body, "mandate": 999_999}
    for _try in range(jobs.TRIES):
        assert run_next(idle.client.database) == number
        assert run_next(idle.client.database) is None
        clock.shift(jobs.RETRY)
    page = idle.client.get(f"{DRAFT}/publish/{number}")
    assert "Something went wrong on our side. Nothing was changed." in page.text
    assert len(idle.versions()) == 1


def test_a_failed_task_may_be_asked_for_again(idle: Scene) -> None:
    number = idle.ask()
    with idle.client.saved() as db:
        job = db.get_one(Job, number)
        jobs.broke_off(db, job, NOW)
        job.tries = jobs.TRIES
        jobs.broke_off(db, job, NOW)
    assert idle.ask() != number


def test_the_next_version_is_another_task(scene: Scene) -> None:
    scene.approve(scene.request("a draft").address)
    with scene.client.saved() as db:
        make_revision(db, queries.document_by_slug(db, "policy"))
    scene.approve(scene.request("a draft").address)
    assert len(scene.versions()) == 3


def test_the_command_line_publishes_while_the_task_waits(idle: Scene) -> None:
    number = idle.ask()
    with idle.client.saved() as db:
        make_version(db, queries.document_by_slug(db, "policy"), label="by hand", edit=False)
    run_next(idle.client.database)
    assert idle.job(number).state == "failed"
    assert idle.versions()[1:] == ["by hand"]


def test_the_last_look_names_the_references_that_lead_nowhere_and_lets_them_be(scene: Scene) -> None:
    with scene.client.saved() as db:
        document = queries.document_by_slug(db, "policy")
        rows = queries.draft(db, document)
        words = "Second aim: as [section 2](#p-4) and [1 ¶1](#p-2) say, not `[section 2](#p-99)`."
        make_revision(db, document, rows[2].pid, words, by=scene.secretary)
    assert "lead nowhere" not in scene.client.get(f"{DRAFT}/publish").text
    with scene.client.saved() as db:
        document = queries.document_by_slug(db, "policy")
        work = Draft(db, document, by=None, reason="Taken out", now=NOW)
        work.delete(2, based_on=queries.draft(db, document)[1].changed_in)
    page = scene.client.get(f"{DRAFT}/publish")
    assert "1 reference leads to a paragraph that the draft no longer has." in page.text
    assert any(address.endswith("/draft/paragraphs/3") for pair in page.links() for address in pair)
    scene.client.submit(page, {"label": "second draft", "reason": "It is ready."})
