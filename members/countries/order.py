"""The order of the countries in lists: a general one, and one of their own for some locales."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.record import entries
from members.countries.names import renew_pages
from members.models import Participant

GENERAL = ""  # stands for the locales that have no order of their own
Order = Mapping[str, list[str]]  # codes by locale


def reorder(db: Session, order: Order, *, named: Collection[str], by: str, now: datetime) -> bool:
    """Set the place of each country in the lists of each locale; False if they had it already.

    order: as the configuration has it. A country that a locale does not list keeps its general place
    there, after those that are listed. named: the codes of all countries that the configuration names; one
    that was added in the browser keeps the place that it was given there.
    """
    everyone = list(db.scalars(select(Participant)))
    ours = [each for each in everyone if each.code not in named]
    kept = {
        locale: {each.code: each.positions[locale] for each in ours if locale in each.positions}
        for locale in order
    }
    whole = {locale: _joined(codes, kept[locale]) for locale, codes in order.items()}
    placed = {locale: {code: at for at, code in enumerate(codes, 1)} for locale, codes in whole.items()}
    changed = False
    for participant in everyone:
        own = {locale: at[participant.code] for locale, at in placed.items() if participant.code in at}
        if own != participant.positions:
            participant.positions, changed = own, True
    if changed:
        db.flush()
        body = {"order": whole}
        entries.append(db, at=now, actor=by, action="participants.ordered", subject="participants", body=body)
        renew_pages(db)
    return changed


def make_room(countries: Sequence[Participant], before: Mapping[str, str]) -> dict[str, int]:
    """Move countries on in their lists, so that one can be added.

    before: by locale, and ``GENERAL``, the code of the country that it is to stand before; without one it
    comes last. Returns its place by locale, that in the general list under ``GENERAL``; a locale that does
    not say has no list of its own, or lists it after all that it has.
    """
    by_code = {each.code: each for each in countries}
    places = {}
    for locale in sorted({locale for each in countries for locale in each.positions}):
        next_one = by_code.get(before.get(locale, ""))
        if next_one is None or locale not in next_one.positions:
            continue
        places[locale] = next_one.positions[locale]
        for each in countries:
            if each.positions.get(locale, 0) >= places[locale]:
                each.positions = {**each.positions, locale: each.positions[locale] + 1}
    last = max((each.position for each in countries), default=0) + 1
    next_one = by_code.get(before.get(GENERAL, ""))
    places[GENERAL] = next_one.position if next_one else last
    for each in countries:
        if next_one and each.position >= places[GENERAL]:
            each.position += 1
    return places


def _joined(codes: list[str], places: Mapping[str, int]) -> list[str]:
    """Codes in an order, and others among them, each at its place."""
    whole = list(codes)
    for code in sorted(places, key=lambda code: (places[code], code)):
        whole.insert(places[code] - 1, code)
    return whole
