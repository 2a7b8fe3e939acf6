"""Who may record what: a country's own representative for it, the secretariat by a government's letter."""

from dataclasses import dataclass

from adoption.begun.choosing import countries_with_acts
from adoption.kinds import ABOUT_ANOTHER
from members import queries
from members.models import Mandate, Participant, Role
from sbcp.language.participants import in_order
from sbcp.web.visit import Visit


@dataclass(frozen=True)
class Rights:
    """What somebody may record about the document of an address now. countries: for which. new: any kind of
    act; else only what takes back or corrects an earlier one."""

    countries: list[Participant]
    new: bool


def rights(visit: Visit) -> Rights:
    """For whom the reader may record here and now, and what."""
    office = visit.may("adoption:withdraw_for")
    offered = queries.participants(visit.db) if office else own_countries(visit)
    new = visit.may("adoption:record") or visit.may("adoption:record_for")
    if not new:
        with_acts = countries_with_acts(visit.db, visit.subject())
        offered = [country for country in offered if country.id in with_acts]
    return Rights(in_order(offered), new)


def own_countries(visit: Visit) -> list[Participant]:
    """The countries that the reader speaks for."""
    speaking = [each.participant for each in visit.mandates if each.role == Role.GOVERNMENT]
    return list({country.id: country for country in speaking if country is not None}.values())


def is_on_behalf(visit: Visit, country: str) -> bool:
    """Whether what the reader records for a country is on behalf of its government."""
    return country not in [each.code for each in own_countries(visit)]


def mandate(visit: Visit, country: str, kind: str) -> Mandate:
    """The mandate under which the reader records an act of a kind for a country now. Raises Forbidden."""
    action = "adoption:withdraw" if kind in ABOUT_ANOTHER else "adoption:record"
    if is_on_behalf(visit, country) and visit.may("adoption:withdraw_for"):
        action += "_for"
    return visit.mandate(action, country=country)
