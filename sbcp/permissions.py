"""Who may do what: one table, mandate in force × stage × action.

The only place that decides who may. What may be *true* is defended by the services, whoever calls.
``can`` and ``sees`` answer for one thing, ``visible`` for a list as a WHERE clause; they agree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from consultation.models import Comment, Submission
from core.db import Base
from core.errors import N_
from members.approvals import Approval
from members.models import Mandate, Role
from process.lifecycle import Stage

EVERY_STAGE = tuple(Stage)
EDITABLE = (Stage.DRAFTING, Stage.CONSULTATION, Stage.REVISION)
REMOVABLE = (Stage.DRAFTING, Stage.WITHDRAWN)
PUBLISHABLE = (Stage.DRAFTING, Stage.REVISION)
ANSWERABLE = (Stage.CONSULTATION, Stage.REVISION)
RECORDABLE = (Stage.ADOPTION, Stage.IN_FORCE)
STATABLE = (Stage.REVISION, Stage.ADOPTION, Stage.IN_FORCE)
SECRETARIAT = (Role.SECRETARIAT,)
GROUP = (Role.SECRETARIAT, Role.WORKING_GROUP)
OFFICE = (Role.SECRETARIAT, Role.ADMIN)
READERS = (*GROUP, Role.GOVERNMENT, Role.CONTACT_POINT, Role.OBSERVER)


@dataclass(frozen=True)
class Rule:
    """Roles that may, and the stages of the document in which they may. ``words``: what it is that they may.

    ``roles`` empty: anyone, signed in or not. ``own_country``: only for the country that the
    mandate speaks for. ``on_document``: what is done on one document, at its stage.
    """

    words: str
    roles: tuple[Role, ...] = ()
    stages: tuple[Stage, ...] = EVERY_STAGE
    own_country: bool = False
    on_document: bool = False


RULES: dict[str, Rule] = {
    "public:read": Rule(N_("Read everything that is published")),
    "session:begin": Rule(N_("Sign in")),
    "session:end": Rule(N_("Sign out")),
    # Whether the round takes comments is the service's to say.
    "consultation:comment": Rule(N_("Comment in a consultation")),
    # The address is the key.
    "receipt:read": Rule(N_("Open a receipt by its private address")),
    "receipt:erase": Rule(N_("Erase one’s own personal data by the private address of a receipt")),
    "document:import": Rule(N_("Begin a document"), SECRETARIAT),
    "document:name": Rule(
        N_("Write a document’s title and summary in other languages"), SECRETARIAT, on_document=True
    ),
    # With a second person; that it has no version is the service's to say.
    "document:take_out": Rule(
        N_("Take a document that was begun by mistake out of the lists"),
        SECRETARIAT,
        REMOVABLE,
        on_document=True,
    ),
    "draft:read": Rule(N_("Read working drafts and how comments are answered"), READERS, on_document=True),
    "draft:edit": Rule(N_("Edit the working draft"), GROUP, EDITABLE, on_document=True),
    # Whoever reads it, at whatever stage.
    "draft:discuss": Rule(
        N_("Write notes on working drafts, and say that what is assigned to oneself is done"),
        READERS,
        on_document=True,
    ),
    "draft:import": Rule(N_("Import the next text from a file"), SECRETARIAT, EDITABLE, on_document=True),
    "version:publish": Rule(N_("Publish a version"), SECRETARIAT, PUBLISHABLE, on_document=True),
    # At every stage: it is no part of the text.
    "version:summarise": Rule(N_("Write what a version says in plain words"), SECRETARIAT, on_document=True),
    "consultation:open": Rule(N_("Open a consultation"), SECRETARIAT, EDITABLE, on_document=True),
    "comment:answer": Rule(N_("Answer comments"), GROUP, ANSWERABLE, on_document=True),
    "comment:place": Rule(
        N_("Decide where a comment stands in a new version"), GROUP, ANSWERABLE, on_document=True
    ),
    "consultation:times": Rule(
        N_("Extend, close early or reopen a consultation"), SECRETARIAT, EDITABLE, on_document=True
    ),
    "process:step": Rule(
        N_("Lead a document to its next stage, or withdraw it"), SECRETARIAT, on_document=True
    ),
    "process:override": Rule(N_("Set conditions of a step aside"), SECRETARIAT, on_document=True),
    "stance:state": Rule(
        N_("State what one’s own country says of a document"),
        (Role.GOVERNMENT,),
        STATABLE,
        own_country=True,
        on_document=True,
    ),
    # At whatever stage: a country can always withdraw its objection.
    "stance:withdraw": Rule(
        N_("Withdraw a stance of one’s own country"),
        (Role.GOVERNMENT,),
        own_country=True,
        on_document=True,
    ),
    "adoption:record": Rule(
        N_("Record an act of adoption of one’s own country"),
        (Role.GOVERNMENT,),
        RECORDABLE,
        own_country=True,
        on_document=True,
    ),
    # With a second person, at whatever stage: what is taken in happened before.
    "adoption:import": Rule(N_("Take in a list of past acts"), SECRETARIAT, on_document=True),
    # With a second person; whether it may still be changed is the service's to say.
    "adoption:rule": Rule(N_("Set the rule of entry into force"), SECRETARIAT, on_document=True),
    # What exactly may be recorded, the others say.
    "adoption:enter": Rule(
        N_("Begin to enter an act of adoption"), (Role.GOVERNMENT, Role.SECRETARIAT), on_document=True
    ),
    # Whatever the stage: nobody is kept from taking back what they did, or putting it right.
    "adoption:withdraw": Rule(
        N_("Withdraw, or correct, an act of adoption of one’s own country"),
        (Role.GOVERNMENT,),
        own_country=True,
        on_document=True,
    ),
    # Of those of a country who may, the one that speaks for it (``sbcp.approvals.acts``), whatever the stage.
    "adoption:confirm": Rule(
        N_("Confirm an act that another representative of one’s own country has entered"),
        (Role.GOVERNMENT,),
        own_country=True,
        on_document=True,
    ),
    "adoption:record_for": Rule(
        N_("Record an act of adoption for a country, by the letter of its government"),
        SECRETARIAT,
        RECORDABLE,
        on_document=True,
    ),
    "adoption:withdraw_for": Rule(
        N_("Withdraw, or correct, an act of adoption for a country, by the letter of its government"),
        SECRETARIAT,
        on_document=True,
    ),
    "adoption:verify": Rule(N_("Verify an act of adoption"), SECRETARIAT, on_document=True),
    # Each request: whoever may do what it asks for.
    "approval:read": Rule(N_("See requests that wait for a second person"), (*OFFICE, Role.GOVERNMENT)),
    "approval:decide": Rule(N_("Decide requests of other people"), (*OFFICE, Role.GOVERNMENT)),
    "following:ask": Rule(N_("Ask for news by e-mail")),
    # Whoever has the mailed link, or is signed in.
    "following:own": Rule(N_("Look after what one’s own address follows")),
    "mail:read": Rule(N_("See what became of mail"), OFFICE),
    "mail:send": Rule(N_("Send a message again"), OFFICE),
    # Whoever is signed in: the view asks for the person.
    "account:own": Rule(N_("Look after one’s own account")),
    "member:administer": Rule(N_("Administer members, sessions and second factors"), (Role.ADMIN,)),
    # Whoever has the mailed link.
    "invitation:accept": Rule(N_("Accept an invitation by its private link")),
    "interest:declare": Rule(N_("Declare an interest, or take no part in a document"), tuple(Role)),
    # The holder of the mandate for themselves; an administrator for whoever cannot.
    "absence:declare": Rule(
        N_("Say that who speaks for a country is absent, or back"), (Role.GOVERNMENT, Role.ADMIN)
    ),
    # For somebody else, with a second person.
    "person:erase": Rule(N_("Erase the personal data of somebody else"), OFFICE),
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


def _sees_approval(approval: Approval, mandates: Sequence[Mandate]) -> bool:
    asker = approval.asked_by.participant
    country = asker.code if asker and RULES[approval.permission].own_country else None
    return can(approval.permission, mandates, country=country)


def _visible_approvals(mandates: Sequence[Mandate]) -> ColumnElement[bool]:
    """A request is there for those who may ask for such an act and decide it, at whatever stage; one of a
    country for those of that country."""
    allowed = [action for action in RULES if can(action, mandates)]
    national = [action for action in allowed if RULES[action].own_country]
    countries = [each.participant_id for each in mandates if each.role == Role.GOVERNMENT]
    return or_(
        Approval.permission.in_([action for action in allowed if action not in national]),
        Approval.permission.in_(national) & Approval.asked_by.has(Mandate.participant_id.in_(countries)),
    )


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
    Approval: Sight(_sees_approval, _visible_approvals),
    Comment: Sight(_sees_comment, _visible_comments),
}


def sees(thing: Base, mandates: Sequence[Mandate]) -> bool:
    """Whether someone with these mandates may know of a thing: if not, it is «not found»."""
    return SIGHTS[type(thing)].one(thing, mandates)


def visible(kind: type[Base], mandates: Sequence[Mandate]) -> ColumnElement[bool]:
    """The same for a list: the WHERE clause that leaves what they may see."""
    return SIGHTS[kind].listed(mandates)
