"""People go: from every table of the inventory, in one transaction, with an entry on the record."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Executable, delete, event, select, update
from sqlalchemy.orm import Session, joinedload

from consultation.models import Submission
from consultation.responses.erasing import erase_author
from core.db import Base
from core.errors import N_, NotFound
from core.personal import Holding
from members.erasing import erase_person, refuse_unerasable
from members.models import Mandate, Person
from sbcp.approvals.act import Body, Detail, TwoPersonAct
from sbcp.language.locales import gettext as _
from sbcp.personal.inventory import HOLDINGS
from sbcp.personal.owning import Subject, belongs
from sbcp.personal.retention import scrub

PERMISSION = "person:erase"


def erase_response(
    db: Session, submission: Submission, *, with_text: bool, by: Mandate | None, now: datetime
) -> bool:
    """Erase the sender of a response; with ``with_text`` the words of the comments too. False if there
    was nothing left to erase. Raises NotFound for a response that was not sent."""
    done = erase_author(db, submission, with_text=with_text, by=by, now=now)
    _let_go(db, Subject(submission=submission.id))
    _scrub_afterwards(db)
    return done


def erase_member(db: Session, person: Person, *, by: Mandate | None, now: datetime) -> None:
    """Erase an account: name, address, sessions, factors, identities, subscriptions and mail go.

    Raises Refused while a mandate has not ended.
    """
    subject = Subject(person=person.id, address=person.email)
    refuse_unerasable(person, now.date())
    _let_go(db, subject)
    erase_person(db, person, by=by, now=now)
    _scrub_afterwards(db)
    db.expire_all()  # rows went that the session may have loaded


def erase_received(db: Session, entry: int, *, with_text: bool, now: datetime) -> None:
    """Erase the sender of the response that an entry of the record received. Raises NotFound."""
    submission = db.scalar(select(Submission).where(Submission.entry == entry))
    if submission is None:
        raise NotFound(N_("The record has no such entry."))
    erase_response(db, submission, with_text=with_text, by=None, now=now)


def erase_holder(db: Session, mandate_id: int, *, now: datetime) -> None:
    """Erase the member who held a mandate. Raises NotFound, and Refused as ``erase_member`` does."""
    mandate = db.get(Mandate, mandate_id)
    if mandate is None:
        raise NotFound(N_("There is no such mandate."))
    erase_member(db, mandate.person, by=None, now=now)


def _let_go(db: Session, subject: Subject) -> None:
    """Do what the inventory says with every row of a person but their own, the dependent ones first."""
    order = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    for holding in sorted(HOLDINGS, key=lambda holding: -order[holding.table]):
        if holding.erase == "delete":
            _change(db, delete(holding.rows).where(belongs(holding, subject)))
        elif holding.erase == "blank" and holding.table != "person":
            empty = {column: _empty_value(holding, column) for column in holding.emptied}
            _change(db, update(holding.rows).where(belongs(holding, subject)).values(empty))


def _scrub_afterwards(db: Session) -> None:
    """Once it is stored, take it off the disk too."""
    waiting = [db.get_bind()]

    def stored(session: Session) -> None:
        if waiting and not session.in_nested_transaction():  # the end of a savepoint is not the end
            bind = waiting.pop()
            scrub(bind if isinstance(bind, Engine) else bind.engine)

    event.listen(db, "after_commit", stored)


def _change(db: Session, statement: Executable) -> None:
    db.execute(statement, execution_options={"synchronize_session": False})


def _empty_value(holding: Holding, column: str) -> Any:
    """The empty value of a column."""
    field = holding.rows.c[column]
    return None if field.nullable else field.type.python_type()


# Somebody who wrote a letter: the secretariat asks, a second person approves (S20).


def _carry_out(db: Session, body: Body, asked_by: Mandate, by: Mandate, now: datetime) -> Body | None:
    if "person" in body:
        erase_member(db, _member(db, body), by=by, now=now)
    else:
        erase_response(db, _response(db, body), with_text=bool(body["text"]), by=by, now=now)
    return None


def _details(db: Session, body: Body) -> list[Detail]:
    """What is to be erased, by numbers: the person's name is not said again."""
    if "person" in body:
        mandates = ", ".join(str(mandate.id) for mandate in _member(db, body).mandates)
        whose = _("a member, mandates %(numbers)s") % {"numbers": mandates or "–"}
        return [Detail(_("Whose data"), whose)]
    numbers = ", ".join(str(comment.number) for comment in _response(db, body).comments)
    whose = _("the author of comment %(numbers)s") % {"numbers": numbers}
    what = _("name, organisation, e-mail address")
    if body["text"]:
        what = _("name, organisation, e-mail address, and the words of the comments")
    return [Detail(_("Whose data"), whose), Detail(_("What is erased"), what)]


def _public(body: Body) -> Body:
    """The numbers alone; they lead to a person only for those who administer members."""
    return {name: value for name, value in body.items() if name in ("entry", "text")}


def _member(db: Session, body: Body) -> Person:
    person = db.get(Person, body["person"])
    if person is None:
        raise NotFound(N_("There is no such person."))
    return person


def _response(db: Session, body: Body) -> Submission:
    submission = db.get(Submission, body["submission"], options=[joinedload(Submission.consultation)])
    if submission is None:
        raise NotFound(N_("There is no response at this address."))
    return submission


ERASE = TwoPersonAct(
    permission=PERMISSION,
    name=N_("Erase the personal data of a person"),
    button=N_("Approve and erase"),
    carry_out=_carry_out,
    details=_details,
    public=_public,
)
