"""An invitation offers a mandate; accepting it brings it into force."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import Invalid, NotFound, Refused
from core.record import entries
from core.record.entries import Entry
from core.tokens import token_hash
from members import invitations, services
from members.models import Invitation, Mandate, Person
from members.terms import Terms
from tests.support.factories import NOW, make_mandate, make_participant, make_person

LOCALES = ("en", "sr-Cyrl")


def terms(db: Session, **values: Any) -> Terms:
    given: dict[str, Any] = {
        "organisation": services.add_organisation(db, name="Ministry One", tier="government"),
        "role": "working_group",
        "starts_on": NOW.date(),
        "basis": "Decision 7/2027",
    }
    return Terms(**{**given, **values})


def invited(
    db: Session, *, by: Mandate | None = None, email: str = "new@example.org", **values: Any
) -> Invitation:
    return invitations.invite(
        db,
        name="Nada New",
        email=email,
        locale="sr-Cyrl",
        terms=terms(db, **values),
        by=by or make_mandate(db, "admin"),
        now=NOW,
    )


def accepted(db: Session, token: str, now: datetime = NOW, **values: Any) -> Mandate:
    given: dict[str, Any] = {"name": "Nada New", "locale": "en", "locales": LOCALES}
    return invitations.accept(db, token=token, now=now, **{**given, **values})


def test_only_acceptance_brings_a_mandate_into_force(db: Session, now: datetime) -> None:
    admin = make_mandate(db, "admin")
    invitation = invited(db, by=admin)
    token = invitations.send(db, invitation, now=now)
    assert invitation.person.mandates == []
    mandate = accepted(db, token, name="Nada Novak", locale="en")
    assert mandate.in_force(now.date())
    assert (mandate.person.name, mandate.person.locale) == ("Nada Novak", "en")
    entry = db.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).one()
    assert (entry.action, entry.actor) == ("mandate.given", admin.actor)
    assert invitation.state(now) == "accepted"
    assert invitation.mandate is mandate


def test_P5_an_invitation_leaves_no_entry_and_the_mandate_names_nobody(db: Session, now: datetime) -> None:
    admin = make_mandate(db, "admin")
    before = db.scalar(select(func.count()).select_from(Entry))
    invitation = invited(db, by=admin)
    token = invitations.send(db, invitation, now=now)
    assert db.scalar(select(func.count()).select_from(Entry)) == before
    accepted(db, token, name="Nada Unmistakable")
    bodies = [str(entry.payload.body) for entry in db.scalars(select(Entry)) if entry.payload]
    assert not any("unmistakable" in body.casefold() for body in bodies)


def test_S11_the_link_of_an_invitation_works_once_and_only_its_digest_is_kept(
    db: Session, now: datetime
) -> None:
    invitation = invited(db)
    token = invitations.send(db, invitation, now=now)
    assert invitation.token_hash == token_hash(token)
    accepted(db, token)
    assert invitation.token_hash is None
    with pytest.raises(NotFound):
        accepted(db, token)
    assert db.scalar(select(func.count()).select_from(Mandate).where(Mandate.role == "working_group")) == 1


def test_S11_a_link_works_for_14_days_to_the_last_second(db: Session, now: datetime) -> None:
    invitation = invited(db)
    token = invitations.send(db, invitation, now=now)
    late = now + timedelta(days=14)
    with pytest.raises(NotFound):
        accepted(db, token, late)
    assert accepted(db, token, late - timedelta(seconds=1)).role == "working_group"


def test_S11_a_second_mail_makes_the_first_link_useless(db: Session, now: datetime) -> None:
    invitation = invited(db)
    first = invitations.send(db, invitation, now=now)
    second = invitations.send(db, invitation, now=now)
    with pytest.raises(NotFound):
        accepted(db, first)
    accepted(db, second)


def test_an_invitation_that_is_withdrawn_lets_nobody_in_and_cannot_be_sent(
    db: Session, now: datetime
) -> None:
    invitation = invited(db)
    token = invitations.send(db, invitation, now=now)
    invitations.withdraw(db, invitation, now=now)
    with pytest.raises(NotFound):
        accepted(db, token)
    with pytest.raises(Refused):
        invitations.send(db, invitation, now=now)


def test_what_was_accepted_is_ended_and_not_withdrawn(db: Session, now: datetime) -> None:
    invitation = invited(db)
    accepted(db, invitations.send(db, invitation, now=now))
    with pytest.raises(Refused):
        invitations.withdraw(db, invitation, now=now)


def test_S20_an_administrator_is_not_invited_before_a_second_person_agrees(
    db: Session, now: datetime
) -> None:
    first, second = make_mandate(db, "admin"), make_mandate(db, "admin")
    invitation = invited(db, by=first, role="admin")
    with pytest.raises(Refused):
        invitations.send(db, invitation, now=now)
    invitations.agree(db, invitation.id, by=second, now=now)
    mandate = accepted(db, invitations.send(db, invitation, now=now))
    entry = db.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).one()
    assert entry.payload is not None
    assert (mandate.role, entry.payload.body["approved_by"]) == ("admin", second.actor)
    with pytest.raises(Refused):
        invitations.agree(db, invitation.id, by=second, now=now)


def test_somebody_who_is_known_is_invited_under_their_own_name(db: Session) -> None:
    known = make_person(db, "Known Example", email="known@example.org")
    invitation = invited(db, email="KNOWN@example.org")
    assert invitation.person is known
    assert known.name == "Known Example"
    assert db.scalar(select(func.count()).select_from(Person).where(Person.name == "Nada New")) == 0


def test_somebody_who_is_disabled_is_neither_invited_nor_let_in(db: Session, now: datetime) -> None:
    invitation = invited(db)
    token = invitations.send(db, invitation, now=now)
    invitation.person.disabled_at = now
    with pytest.raises(NotFound):
        accepted(db, token)
    with pytest.raises(Refused):
        invited(db)


def test_the_same_offer_is_not_made_twice_while_it_stands(db: Session, now: datetime) -> None:
    first = invited(db)
    with pytest.raises(Invalid):
        invited(db)
    invited(db, role="observer")
    invitations.withdraw(db, first, now=now)
    invited(db)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": "king"}, "role"),
        ({"role": "government"}, "participant"),
        ({"basis": " "}, "basis"),
        ({"ends_on": date(2026, 1, 1)}, "ends_on"),
        ({"starts_on": date(2025, 1, 1), "ends_on": date(2026, 1, 1)}, "ends_on"),
        ({"basis_link": "javascript:alert(1)"}, "basis_link"),
        ({"basis_link": "https://"}, "basis_link"),
        ({"basis_on": NOW.date() + timedelta(days=1)}, "basis_on"),
    ],
    ids=str,
)
def test_an_invitation_offers_only_what_a_mandate_can_be(
    db: Session, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as error:
        invited(db, **values)
    assert error.value.field == field


def test_a_new_name_of_somebody_known_shows_on_pages_that_were_kept(db: Session, now: datetime) -> None:
    known = make_mandate(db, person=make_person(db, "Old Example", email="known@example.org")).person
    entries.append(db, at=now, actor="operator", action="test", subject="document:policy", body={})
    token = invitations.send(db, invited(db, email="known@example.org"), now=now)
    before = entries.last_seq(db, "document:policy")
    accepted(db, token, name="New Example")
    assert known.name == "New Example"
    assert entries.last_seq(db, "document:policy") > before


@pytest.mark.parametrize(("values", "field"), [({"name": " "}, "name"), ({"locale": "xx"}, "language")])
def test_who_accepts_gives_a_name_and_a_language_that_there_is(
    db: Session, now: datetime, values: dict[str, Any], field: str
) -> None:
    token = invitations.send(db, invited(db), now=now)
    with pytest.raises(Invalid) as error:
        accepted(db, token, **values)
    assert error.value.field == field


def test_a_mandate_keeps_its_basis_with_date_and_address(db: Session, now: datetime) -> None:
    link = "https://gazette.example.org/7?year=2027"
    invitation = invited(
        db,
        role="government",
        participant=make_participant(db, "MK"),
        basis_link=link,
        basis_on=date(2027, 2, 1),
    )
    mandate = accepted(db, invitations.send(db, invitation, now=now))
    entry = db.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).one()
    assert entry.payload is not None
    assert (mandate.basis_link, mandate.basis_on) == (link, date(2027, 2, 1))
    assert entry.payload.body["basis_link"] == link
    assert entry.payload.body["basis_on"] == "2027-02-01"
