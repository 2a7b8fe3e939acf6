"""Which mandate speaks for a country on a day: one at a time."""

from collections.abc import Collection, Iterable
from datetime import date

from members.models import Mandate, Role


def speaking(mandates: Iterable[Mandate], absent: Collection[int], on: date) -> Mandate | None:
    """The mandate that speaks for a country on a day; None if nobody does.

    mandates: those of the country, in whatever role and of whatever time. absent: the ids of those whose
    holder is absent that day. The first principal (the lowest number) speaks; where they are absent, their
    first substitute who is there; without one, the next principal, in the same way.
    """
    there = [
        each
        for each in sorted(mandates, key=lambda mandate: mandate.id)
        if each.role == Role.GOVERNMENT and each.person.disabled_at is None and each.in_force(on)
    ]
    for principal in there:
        if principal.substitute_for is not None:
            continue
        if principal.id not in absent:
            return principal
        for other in there:
            if other.substitute_for is principal and other.id not in absent:
                return other
    return None
