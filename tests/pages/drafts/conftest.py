"""Where drafts are tried: a document in revision, and those who work on it."""

from datetime import timedelta
from types import SimpleNamespace as Place

import pytest

from documents import queries
from tests.consultation.sending import send_comment
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_mandate,
    make_person,
)
from tests.support.pages import Client


@pytest.fixture
def place(client: Client) -> Place:
    """A document in revision after a consultation, and its people; the reader is an editor."""
    with client.saved() as db:
        people = {name: make_person(db, f"{name} Example") for name in ("Ana", "Boris", "Vera")}
        secretary = make_mandate(db, "secretariat", person=people["Vera"])
        make_mandate(db, "working_group", person=people["Ana"])
        boris = make_mandate(db, "working_group", person=people["Boris"])
        minister = make_mandate(db, "government")
        document = make_document(db, by=secretary)
        version = queries.last_version(db, document)
        assert version is not None
        round_ = make_consultation(db, version, state="open")
        rows = queries.paragraphs(db, version)
        comment = send_comment(db, round_, rows[1].pid, body="Name the borders.")
        round_.closes_at = NOW - timedelta(hours=1)
        pids = [row.pid for row in rows]
    client.sign_in(people["Ana"])
    return Place(
        document=document,
        pids=pids,
        aims=pids[1],
        second=pids[2],
        last=pids[-1],
        comment=comment,
        people=people,
        boris=boris,
        secretary=secretary,
        minister=minister.person,
        draft=f"/en/documents/{document.slug}/draft",
    )
