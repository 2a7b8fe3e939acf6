"""Every room's tables and kinds of public rows: importing this makes all of them known."""
# ruff: noqa: F401

import adoption.models
import adoption.public
import consultation.models
import consultation.public
import consultation.rounds.closing
import core.queue.jobs
import core.queue.outbox
import core.queue.schedule
import core.rate_limits
import core.record.entries
import core.record.signed_heads
import core.record.states
import documents.models
import documents.public
import members.approvals
import members.models
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
