"""People: the first ones let in, administrators counted, erasures done again."""

import argparse
import sys
from datetime import datetime

from sqlalchemy.orm import Session

from core import clock
from core.errors import Invalid, Refused
from members import services as members
from members.models import Person, Role
from members.queries import participant_by_code
from members.signin import factors, links
from sbcp.approvals import erasure
from sbcp.commands.opening import reading, writing
from sbcp.language import participants
from sbcp.settings import Settings

NO_ADMINISTRATOR = (
    "Nobody administers this instance yet, and only an administrator can invite others on its pages. "
    "Take one in first: the same command with «--role admin»."
)


def member(settings: Settings, options: argparse.Namespace) -> int:
    """The way in on a new instance: whoever runs it lets the first people in, an administrator first.
    Later, with or without a mandate, a new link for anybody."""
    with writing(settings) as db:
        now = clock.now()
        participants.ensure(db, settings.data_dir)
        person = members.add_person(db, name=options.name or options.email, email=options.email)
        is_first = _refuse_without_administrator(db, person, options.role, now)
        if options.role:
            _give_mandate(db, person, options, now)
        token = links.make(db, person=person, now=now)
        if is_first:
            print(
                f"{person.name} is the only administrator here, and can invite everybody else under "
                "«Members». Take a second one in with the same command: "
                "two of them appoint the next on the pages."
            )
        print(f"{settings.base_url}/en/signin/{token}")
        print("The link works once, within ten minutes.")
    return 0


def _refuse_without_administrator(db: Session, person: Person, role: str | None, now: datetime) -> bool:
    """Whether this is an instance's only administrator. Raises Refused for somebody new in another role while
    there is none; whoever has a mandate gets a new link all the same."""
    if factors.admins(db, now.date()):
        return False
    if role != Role.ADMIN and (role or not person.mandates):
        raise Refused(NO_ADMINISTRATOR)
    return role == Role.ADMIN


def _give_mandate(db: Session, person: Person, options: argparse.Namespace, now: datetime) -> None:
    country = participant_by_code(db, options.country.upper()) if options.country else None
    if options.country and country is None:
        raise Invalid("There is no participant %(code)s.", code=options.country)
    organisation = members.add_organisation(
        db,
        name=options.organisation or "Secretariat",
        tier=options.tier,
        participant=country,
    )
    terms = members.Terms(
        organisation=organisation,
        role=options.role,
        participant=country,
        starts_on=now.date(),
        basis=options.basis,
    )
    members.give_mandate(db, person, terms, now=now, by="operator")


def check_administrators(settings: Settings, options: argparse.Namespace) -> int:
    """Fails while fewer than two administrators have a second factor of their own: neither a lost device
    nor an identity provider that is away may keep everybody out (F32)."""
    with reading(settings) as db:
        admins = factors.admins(db, clock.now().date())
        for person, strong in admins:
            print(f"{person.email}: {'has' if strong else 'has no'} second factor of their own")
    enough = sum(strong for _person, strong in admins) >= factors.FEWEST_ADMINS
    if not enough:
        print(
            "sbcp: fewer than two administrators have a second factor of their own here. Take another in "
            "with «sbcp member EMAIL --role admin», and let each set one up under «Your account».",
            file=sys.stderr,
        )
    return 0 if enough else 1


def erase(settings: Settings, options: argparse.Namespace) -> int:
    """A restored backup has people who were erased after it was made."""
    with writing(settings) as db:
        now = clock.now()
        if options.entry is not None:
            erasure.erase_received(db, options.entry, with_text=options.with_text, now=now)
        else:
            erasure.erase_holder(db, options.mandate, now=now)
    print("Erased.")
    return 0
