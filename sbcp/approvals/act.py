"""What a kind of act that takes two persons consists of. Each room of the application describes its own;
``sbcp.approvals.deciding.KINDS`` lists them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from members.models import Mandate

Body = dict[str, Any]
Place = tuple[str, dict[str, Any]]  # a route's name and its parameters
Perform = Callable[[Session, Body, Mandate, Mandate, datetime], Body | None]


@dataclass(frozen=True)
class Detail:
    """One line of what is asked for, in the reader's language: how it is now, how it will be.

    ``before`` is empty where nothing was. ``language``: BCP 47 tag of the words, if not the page's.
    """

    name: str
    after: str
    before: str = ""
    language: str = ""


def nothing(_body: Body) -> Body:
    return {}


def never(_db: Session, _body: Body) -> bool:
    return False


def nowhere(_body: Body, _result: Body) -> None:
    return None


@dataclass(frozen=True)
class Kind:
    """A grave act: asked for by one person, done when another approves it.

    permission: who may ask, and who may decide. name: the act in words, marked for translation
    («Publish a version»); button: what pressing the button does («Approve and publish»).
    perform(db, body, asked_by, by, now): does it, checking again all that may have changed; the body has
    the request's ``reason`` too; its answer is kept as the request's result. details(db, body): what
    exactly, in words. public(body): what the record says of it, without personal data.
    where(body): the page of the thing concerned.
    done(body, result): the page that shows what came of it. stale(db, body): whether what it is about has
    changed since, so that it can only be refused or withdrawn. secret_reason: the reason may name people
    and stays off the record.
    """

    permission: str
    name: str
    button: str
    perform: Perform
    details: Callable[[Session, Body], list[Detail]]
    public: Callable[[Body], Body] = nothing
    where: Callable[[Body], Place] | None = None
    done: Callable[[Body, Body], Place | None] = nowhere
    stale: Callable[[Session, Body], bool] = never
    secret_reason: bool = False
