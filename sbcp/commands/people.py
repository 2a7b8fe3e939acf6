"""People: the first ones let in, administrators counted, erasures done again."""

import argparse
import sys

from core import clock
from core.errors import Invalid
from members import services as members
from members.queries import participant_by_code
from members.signin import factors, links
from sbcp.approvals import erasure
from sbcp.commands.opening import reading, writing
from sbcp.language import participants
from sbcp.settings import Settings


def member(settings: Settings, options: argparse.Namespace) -> int:
    """The way in on a new instance: whoever runs it lets the first people in."""
    with writing(settings) as db:
        now = clock.now()
        participants.ensure(db, settings.data_dir)
        person = members.add_person(db, name=options.name or options.email, email=options.email)
        if options.role:
            country = participant_by_code(db, options.country.upper()) if options.country else None
            if options.country and country is None:
                raise Invalid("There is no participant %(code)s.", code=options.country)
            organisation = members.add_organisation(
                db,
                name=options.organisation or "Secretariat",
                tier=options.tier,
                participant=country,
            )
            members.give_mandate(
                db,
                person,
                members.Terms(
                    organisation=organisation,
                    role=options.role,
                    participant=country,
                    starts_on=now.date(),
                    basis=options.basis,
                ),
                now=now,
                by="operator",
            )
        token = links.make(db, person=person, now=now)
        print(f"{settings.base_url}/en/signin/{token}")
        print("The link works once, within ten minutes.")
    return 0


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
