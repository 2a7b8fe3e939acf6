"""Every room's tables: importing this makes all of them known to the metadata."""
# ruff: noqa: F401

import adoption.models
import consultation.models
import consultation.rounds.closing
import core.queue.jobs
import core.queue.outbox
import core.queue.schedule
import core.rate_limits
import core.record.entries
import core.record.signed_heads
import documents.models
import members.approvals
import members.models
import members.signin.kept_forms
import members.signin.models
import process.models
import sbcp.notifications.models
import sbcp.record.inclusion
import sbcp.record.search
from core.db import Base

METADATA = Base.metadata
