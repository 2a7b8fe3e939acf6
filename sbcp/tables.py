"""Every room's tables and kinds of public rows: importing this makes all of them known."""
# ruff: noqa: F401

import adoption.begun.models
import adoption.models
import adoption.public
import consultation.counts
import consultation.models
import consultation.public
import consultation.rounds.closing
import core.files.models
import core.limits.rates
import core.limits.tallies
import core.queue.jobs
import core.queue.outbox
import core.queue.schedule
import core.record.entries
import core.record.signed_heads
import core.record.states
import documents.models
import documents.public
import members.absences.models
import members.approvals
import members.assignments.models
import members.models
import members.notes.models
import members.public
import members.signin.kept_forms
import members.signin.models
import process.models
import process.public
import sbcp.notifications.models
import sbcp.record.inclusion
import sbcp.record.search
from core.db import Base

METADATA = Base.metadata

# Every table that a page, a feed, a download or the API reads for whoever is not signed in belongs to a kind
# of public row (``core.record.public``), which its room declares in ``public.py`` beside its tables. These
# alone do not, each for the reason given; tests/verifier/test_public_tables.py holds anybody to it.
READ_BUT_NOT_COVERED: dict[str, str] = {
    "comment_count": "derived from the comments, their wordings and their answers: how many there are",
    "job": "what a worker of the instance has to do: it looks for that by itself, whoever reads",
    "record_entry": "the record itself: each entry is under the digest of the next, and under signed heads",
    "record_head": "the end of the record, which the entries give",
    "record_payload": "the content of entries, which they commit to",
    "record_state": "derived from the entries, and checked against them by `sbcp record verify`",
    "record_subject": "derived from the entries: how new a page is",
}
