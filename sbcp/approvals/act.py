"""What an act that takes two persons consists of. Each module of this room describes its own;
``sbcp.approvals.deciding.TWO_PERSON_ACTS`` lists them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from members.models import Mandate

Body = dict[str, Any]
PageAddress = tuple[str, dict[str, Any]]  # a route's name and its parameters
CarryOut = Callable[[Session, Body, Mandate, Mandate, datetime], Body | None]


@dataclass(frozen=True)
class Detail:
    """One line of what is asked for, in the reader's language: how it is now, how it will be.

    ``before`` is empty where nothing was. ``language``: BCP 47 tag of the words, if not the page's.
    """

    name: str
    after: str
    before: str = ""
    language: str = ""


def nothing_on_record(_body: Body) -> Body:
    return {}


def never_stale(_db: Session, _body: Body) -> bool:
    return False


def not_known(_db: Session, _body: Body) -> str:
    return ""


def no_page(_body: Body) -> None:
    return None


@dataclass(frozen=True)
class TwoPersonAct:
    """A grave act: asked for by one person, done when another approves it.

    permission: who may ask, and who may decide. name: the act in words, marked for translation
    («Publish a version»); button: what pressing the button does («Approve and publish»).
    carry_out(db, body, asked_by, by, now): does it, checking again all that may have changed; the body has
    the request's ``reason`` too; its answer is kept as the request's result. details(db, body): what
    exactly, in words. public(body): what the record says of it, without personal data.
    page(body): the page of the thing concerned. outcome_page(body, result): that which shows what came of
    it, where it is another. stale(db, body): whether what it is about has changed since, so that it can
    only be refused or withdrawn; what_changed(db, body): what it was that changed, in words, where that is
    known; again(body): the page on which it can be asked for anew. secret_reason: the reason may name
    people and stays off the record.
    decider(db, body, now): the one mandate that decides, where not everybody does who has the permission;
    None if there is none. approved_on(body): the page on which it is approved, where that is not one of the
    pages of requests; what is done there is told to ``deciding.approve``.
    """

    permission: str
    name: str
    button: str
    carry_out: CarryOut
    details: Callable[[Session, Body], list[Detail]]
    public: Callable[[Body], Body] = nothing_on_record
    page: Callable[[Body], PageAddress | None] = no_page
    outcome_page: Callable[[Body, Body], PageAddress] | None = None
    stale: Callable[[Session, Body], bool] = never_stale
    what_changed: Callable[[Session, Body], str] = not_known
    again: Callable[[Body], PageAddress | None] = no_page
    secret_reason: bool = False
    decider: Callable[[Session, Body, datetime], Mandate | None] | None = None
    approved_on: Callable[[Body], PageAddress] | None = None

    def page_of_outcome(self, body: Body, result: Body) -> PageAddress | None:
        """The page that shows what came of it."""
        return self.outcome_page(body, result) if self.outcome_page else self.page(body)
