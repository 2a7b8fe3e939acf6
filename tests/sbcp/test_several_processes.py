"""Several processes begin at once, and serve one database together."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest
from httpx2 import Response
from sqlalchemy import func, select

from consultation.models import Comment, Consultation, Submission
from consultation.queries import submission_by_token
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from core import clock
from core.db import Database, connect
from core.queue import jobs, outbox
from core.queue.jobs import Job
from core.record import entries
from core.record.entries import Entry
from members.models import Participant
from sbcp import mail
from sbcp.approvals import publication
from sbcp.language import participants
from sbcp.operation import schema
from sbcp.paths import PARTICIPANTS
from sbcp.settings import from_environment
from tests.support import factories
from tests.support.servers.databases import Store
from tests.support.servers.several import Forks, Served, environment, served
from tests.support.servers.smtp import PostOffice

PROCESSES = 4
WRITERS, EACH = 4, 4  # so many people write so many comments at once
JOBS = 6
SECONDS = 60.0
ERASURES, READERS, AFTERWARDS = 3, 8, 5
RESPOND = "/en/consultations/1/respond/comment"
SEND = "/en/consultations/1/respond/send"
COMMENTS = "/en/consultations/1/comments?language=en"


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    made = Forks()
    yield made
    made.close()


@pytest.fixture(scope="module")
def letters() -> Iterator[PostOffice]:
    """A mail server for all of them."""
    office = PostOffice()
    office.open()
    yield office
    office.shut()


@pytest.fixture(scope="module")
def four(store: Store, forks: Forks, letters: PostOffice) -> Iterator[Served]:
    """An instance with four processes, and a round that is open now."""
    url = store.fresh()
    database, now = connect(url), clock.now()
    with database.writing() as db:
        document = factories.make_document(db, slug="policy", versions=1, now=now)
        factories.make_consultation(
            db, document.versions[0], opens_at=now, closes_at=now + timedelta(days=30)
        )
        db.commit()
    database.engine.dispose()
    settings = {
        "SBCP_SMTP_HOST": "127.0.0.1",
        "SBCP_SMTP_PORT": str(letters.port),
        "SBCP_SMTP_SECURITY": "none",
        "SBCP_SMTP_SENDER": "no-reply@example.org",
    }
    with served(forks, url, processes=PROCESSES, **settings) as instance:
        yield instance
    store.drop(url)


def test_four_processes_that_begin_at_once_on_a_new_database_wait_for_one_another(
    store: Store, forks: Forks, tmp_path: Path
) -> None:
    url, log = store.empty(), tmp_path / "log"
    pids = forks.call(["serve"], environment(url, tmp_path / "data"), log, times=PROCESSES, serves=False)
    statuses = [forks.wait(pid) for pid in pids]
    assert statuses == [0] * PROCESSES, log.read_text("utf-8")
    database = connect(url)
    assert schema.differences(database.engine) == []
    with database.writing() as db:
        countries = Counter(db.scalars(select(Participant.code)))
        assert countries == Counter(country.code for country in participants.read(PARTICIPANTS).participant)
        named = select(func.count(Entry.seq)).where(Entry.action == "participant.added")
        assert db.scalar(named) in (0, len(countries)), "each is on the record once"
        assert entries.verify(db) is None
    database.engine.dispose()
    store.drop(url)


def test_F34_what_is_sent_to_four_processes_at_once_and_sent_again_on_the_way_is_stored_once(
    four: Served,
) -> None:
    """A web server that got no answer sends a form once more, perhaps to another process, perhaps while
    the first still works at it."""

    def write(writer: int) -> list[int]:
        statuses = []
        for number in range(EACH):
            form = {"body": f"Number {number} of {writer}.", "language": "en", "kind": "general"}
            form["key"] = f"{writer:020}-{number:022}"
            with ThreadPoolExecutor(2) as twice:
                statuses += [each.status_code for each in twice.map(send, [form, form])]
        return statuses

    def send(form: dict[str, str]) -> Response:
        with four.reader() as reader:
            return reader.post(RESPOND, data=form)

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = [status for statuses in pool.map(write, range(WRITERS)) for status in statuses]
    assert Counter(answers) == {303: 2 * WRITERS * EACH}
    with four.database.reading() as db:
        words = Counter(comment.body for comment in db.scalars(select(Comment)))
        assert words == Counter(f"Number {n} of {w}." for w in range(WRITERS) for n in range(EACH))
        assert db.scalar(select(func.count(Submission.id))) == WRITERS * EACH
        assert entries.verify(db) is None
    assert len(set(four.processes())) >= PROCESSES


def test_jobs_and_mail_are_done_once_by_four_processes(four: Served, letters: PostOffice) -> None:
    slugs = [f"other-{number}" for number in range(JOBS)]
    with four.database.writing() as db:
        settings = from_environment(environment("", Path()))
        one, another = factories.make_mandate(db), factories.make_mandate(db)
        for slug in slugs:
            document = factories.make_document(db, slug=slug, versions=1, by=one, now=clock.now())
            factories.make_revision(db, document, by=one, now=clock.now())
            body = publication.prepare(db, document, label="next", seen=None)
            publication.enqueue(db, document, body, by=one, approved_by=another, now=clock.now())
            letter = mail.Letter(
                to=f"{slug}@example.org",
                template="follow-confirm",
                locale="en",
                values={"what": "Model policy", "pace": "daily"},
                key=slug,
                secret={"confirm": "http://localhost/en/follow/confirm/secret-token"},
            )
            mail.enqueue(db, settings, letter, now=clock.now())
        db.commit()
    wait_until_nothing_waits(four.database)
    with four.database.reading() as db:
        assert {job.state for job in db.scalars(select(Job))} == {"done"}
        published = Counter(
            db.scalars(select(Entry.subject).where(Entry.action == "version.published", Entry.seq > 0))
        )
        assert {slug: published[f"document:{slug}"] for slug in slugs} == dict.fromkeys(slugs, 2)
        assert entries.verify(db) is None
    assert Counter(letters.recipients) == Counter(f"{slug}@example.org" for slug in slugs)
    letters.recipients.clear()


def test_what_is_said_to_be_gone_is_shown_by_no_process(four: Served) -> None:
    """Each keeps pages of its own, and readers keep asking all of them: whoever asks after the erasure was
    confirmed sees nothing of it."""
    for number in range(ERASURES):
        words, token = f"Words {number} that are to go.", sent_response(four.database, number)
        wait_until_it_is_shown(four, words)
        begun, confirmed = Barrier(READERS + 1, timeout=SECONDS), Event()

        def read(
            words: str = words, begun: Barrier = begun, confirmed: Event = confirmed
        ) -> list[tuple[bool, bool]]:
            """Whether each answer was asked for after the erasure, and whether it shows the words."""
            with four.reader() as reader:
                shown = [(False, words in reader.get(COMMENTS).text)]
                begun.wait()
                while sum(late for late, _ in shown) < AFTERWARDS:
                    late = confirmed.is_set()
                    shown.append((late, words in reader.get(COMMENTS).text))
            return shown

        with ThreadPoolExecutor(READERS) as pool, four.reader() as writer:
            readings = [pool.submit(read) for _ in range(READERS)]
            begun.wait()
            try:
                erased = writer.post(f"/en/receipts/{token}/erase", data={"text": "yes"})
            finally:
                confirmed.set()
            answers = [answer for reading in readings for answer in reading.result()]
        assert erased.status_code == 303
        assert answers.count((False, True)) >= READERS, "before, it was there"
        assert (True, True) not in answers


def test_whoever_has_written_sees_it_whichever_process_answers(four: Served) -> None:
    with ExitStack() as open_for_now:
        readers = [open_for_now.enter_context(four.reader()) for _ in range(READERS)]
        for number in range(ERASURES, 2 * ERASURES):
            token = unsent_response(four.database, number)
            for reader in readers:
                reader.get(COMMENTS)
            with four.reader() as writer:
                assert writer.post(SEND, data={"token": token}).status_code == 303
                cookies = "; ".join(f"{name}={value}" for name, value in writer.cookies.items())
            for reader in readers:  # whichever way the next request goes
                assert f"Words {number} " in reader.get(COMMENTS, headers={"cookie": cookies}).text


def wait_until_it_is_shown(instance: Served, words: str) -> None:
    """By every process: what is kept rests for a moment."""
    until = time.monotonic() + SECONDS
    with ExitStack() as open_for_now:
        readers = [open_for_now.enter_context(instance.reader()) for _ in range(READERS)]
        while not all(words in reader.get(COMMENTS).text for reader in readers):
            assert time.monotonic() < until
            time.sleep(0.1)


def unsent_response(database: Database, number: int) -> str:
    """The token of a response with one comment."""
    now = clock.now()
    with database.writing() as db:
        round_ = db.get_one(Consultation, 1)
        token = submissions.token_for(submissions.new_key())
        unsent = submissions.start(db, round_, token=token, now=now)
        said = CommentInput(body=f"Words {number} that are to go.", language="en")
        submissions.save_comment(db, unsent, said, key=submissions.new_key(), now=now)
        submissions.save_about(db, unsent, SenderInput(kind="person", language="en"))
        db.commit()
    return token


def sent_response(database: Database, number: int) -> str:
    """The token of one that has been sent."""
    token, now = unsent_response(database, number), clock.now()
    with database.writing() as db:
        submissions.send(db, submission_by_token(db, token), received_at=now)
        db.commit()
    return token


def test_a_process_that_is_killed_is_replaced_and_nobody_notices(four: Served) -> None:
    before = four.processes()
    os.kill(before[0], 9)
    with four.reader() as reader:
        until = time.monotonic() + SECONDS
        while before[0] in four.processes() or len(four.processes()) < PROCESSES:
            assert reader.get("/healthz").status_code == 200
            assert time.monotonic() < until
            time.sleep(0.1)
        form = {"body": "Still here.", "language": "en", "kind": "general", "key": "k" * 43}
        assert reader.post(RESPOND, data=form).status_code == 303


def wait_until_nothing_waits(database: Database) -> None:
    """In the queue and in the outbox."""
    until = time.monotonic() + SECONDS
    while True:
        with database.reading() as db:
            waiting = [
                db.scalar(select(func.count(table.id)).where(table.ended_at.is_(None)))
                for table in (jobs.Job, outbox.Message)
            ]
        if not any(waiting):
            return
        assert time.monotonic() < until, waiting
        time.sleep(0.1)
