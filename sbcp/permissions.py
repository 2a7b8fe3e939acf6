"""Who may do what: one table, mandate in force × stage × action.

The only place that decides who may. What may be *true* is defended by the services, whoever calls.
``can`` and ``sees`` answer for one thing, ``visible`` for a list as a WHERE clause; they agree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, true
from sqlalchemy.orm import object_session

from consultation.models import Comment, Submission
from core.db import Base
from documents.models import Document, Version
from members.approvals import Approval
from members.models import ROLES, Mandate
from process.lifecycle import STAGES

EDITABLE = ("drafting", "consultation", "revision")
VERIFIABLE = ("adoption", "in force", "superseded", "withdrawn")
GROUP = ("secretariat", "working_group")


@dataclass(frozen=True)
class Rule:
    """Roles that may, and the stages of the document in which they may.

    ``roles`` empty: anyone, signed in or not. ``own_country``: only for the country that the
    mandate speaks for. ``on_document``: what is done on one document, at its stage.
    """

    roles: tuple[str, ...] = ()
    stages: tuple[str, ...] = STAGES
    own_country: bool = False
    on_document: bool = False


ANYONE = Rule()

RULES: dict[str, Rule] = {
    "public:read": ANYONE,
    "session:begin": ANYONE,
    "session:end": ANYONE,
    "consultation:comment": ANYONE,  # whether the round takes comments is the service's to say
    "receipt:read": ANYONE,  # the address is the key
    "receipt:erase": ANYONE,  # likewise
    "document:import": Rule(("secretariat",)),
    "draft:read": Rule((*GROUP, "government", "contact_point", "observer"), on_document=True),
    "draft:edit": Rule(GROUP, EDITABLE, on_document=True),
    "draft:import": Rule(("secretariat",), EDITABLE, on_document=True),
    "version:publish": Rule(("secretariat",), ("drafting", "revision"), on_document=True),
    "consultation:open": Rule(("secretariat",), EDITABLE, on_document=True),
    "comment:answer": Rule(GROUP, ("consultation", "revision"), on_document=True),
    "comment:place": Rule(GROUP, ("consultation", "revision"), on_document=True),
    "consultation:times": Rule(("secretariat",), EDITABLE, on_document=True),
    "process:step": Rule(("secretariat",), on_document=True),
    "process:override": Rule(("secretariat",), on_document=True),
    "adoption:record": Rule(("government",), ("adoption", "in force"), own_country=True, on_document=True),
    "adoption:verify": Rule(("secretariat",), VERIFIABLE, on_document=True),
    "approval:read": Rule(("secretariat", "admin")),  # each request: whoever may do what it asks for
    "approval:decide": Rule(("secretariat", "admin")),
    "following:ask": ANYONE,
    "following:own": ANYONE,  # whoever has the mailed link, or is signed in
    "mail:read": Rule(("secretariat", "admin")),
    "mail:send": Rule(("secretariat", "admin")),
    "account:own": Rule(),  # whoever is signed in: the view asks for the person
    "member:administer": Rule(("admin",)),
    "invitation:accept": ANYONE,  # whoever has the mailed link
    "interest:declare": Rule(ROLES),
    "person:erase": Rule(("secretariat", "admin")),  # for somebody else, with a second person
}


def mandate_for(
    action: str,
    mandates: Sequence[Mandate],
    *,
    stage: str | None = None,
    country: str | None = None,
) -> Mandate | None:
    """The first of a person's mandates in force that allows an action, or None.

    ``stage`` is the document's, None where no document is concerned; ``country`` is the ISO code
    of the participant acted for, where the rule asks for it.
    """
    rule = RULES[action]
    if stage is not None and stage not in rule.stages:
        return None
    for mandate in mandates:
        speaks_for = mandate.participant.code if mandate.participant else None
        if mandate.role in rule.roles and (not rule.own_country or country in (None, speaks_for)):
            return mandate
    return None


def can(
    action: str,
    mandates: Sequence[Mandate],
    *,
    stage: str | None = None,
    country: str | None = None,
) -> bool:
    """Whether someone with these mandates in force may do this."""
    if not RULES[action].roles:
        return True
    return mandate_for(action, mandates, stage=stage, country=country) is not None


def _sees_document(document: Document, mandates: Sequence[Mandate]) -> bool:
    if can("draft:read", mandates):
        return True
    db = object_session(document)
    assert db is not None
    return bool(db.scalar(exists().where(Version.document_id == document.id).select()))


def _visible_documents(mandates: Sequence[Mandate]) -> ColumnElement[bool]:
    """One that has no published version is there for those who may read the draft alone."""
    if can("draft:read", mandates):
        return true()
    return exists().where(Version.document_id == Document.id)


def _sees_approval(approval: Approval, mandates: Sequence[Mandate]) -> bool:
    return can(approval.permission, mandates)


def _visible_approvals(mandates: Sequence[Mandate]) -> ColumnElement[bool]:
    """A request is there for those who may ask for such an act and decide it, at whatever stage."""
    return Approval.permission.in_([action for action in RULES if can(action, mandates)])


def _sees_comment(comment: Comment, _mandates: Sequence[Mandate]) -> bool:
    return comment.submission.received_at is not None


def _visible_comments(_mandates: Sequence[Mandate]) -> ColumnElement[bool]:
    """One that has not been sent is there for the bearer of its token alone."""
    return exists().where(Submission.id == Comment.submission_id, Submission.received_at.is_not(None))


@dataclass(frozen=True)
class Sight:
    """Who sees the things of one kind: asked of one of them, and of a list."""

    one: Callable[[Any, Sequence[Mandate]], bool]
    listed: Callable[[Sequence[Mandate]], ColumnElement[bool]]


SIGHTS: dict[type[Base], Sight] = {
    Document: Sight(_sees_document, _visible_documents),
    Approval: Sight(_sees_approval, _visible_approvals),
    Comment: Sight(_sees_comment, _visible_comments),
}


def sees(thing: Base, mandates: Sequence[Mandate]) -> bool:
    """Whether someone with these mandates may know of a thing: if not, it is «not found»."""
    return SIGHTS[type(thing)].one(thing, mandates)


def visible(kind: type[Base], mandates: Sequence[Mandate]) -> ColumnElement[bool]:
    """The same for a list: the WHERE clause that leaves what they may see."""
    return SIGHTS[kind].listed(mandates)
