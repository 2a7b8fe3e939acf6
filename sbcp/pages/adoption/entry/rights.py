"""Who may record what: a country's own representative for it, the secretariat by a government's letter."""

from dataclasses import dataclass

from adoption.begun.choosing import countries_with_acts
from adoption.kinds import ABOUT_ANOTHER
from adoption.models import Act
from core.errors import N_, Conflict
from documents.queries import versions
from members import queries
from members.models import Mandate, Participant, Role
from process.lifecycle import Stage
from process.queries import in_force
from sbcp import permissions
from sbcp.language.participants import in_order
from sbcp.pages.adoption.entry.pages import Entered
from sbcp.web.visit import Visit

NEW = ("adoption:record", "adoption:record_for")


@dataclass(frozen=True)
class Rights:
    """What somebody may record about the document of an address now. countries: for which. new: the numbers
    of the versions that take any kind of act; the others only what takes back or corrects an earlier one."""

    countries: list[Participant]
    new: list[int]


def rights(visit: Visit) -> Rights:
    """For whom the reader may record here and now, and what."""
    office = visit.may("adoption:withdraw_for")
    offered = queries.participants(visit.db) if office else own_countries(visit)
    new = versions_for_acts(visit)
    if not new:
        with_acts = countries_with_acts(visit.db, visit.subject())
        offered = [country for country in offered if country.id in with_acts]
    return Rights(in_order(offered), new)


def versions_for_acts(visit: Visit) -> list[int]:
    """The numbers of the versions that the reader may record new acts on, the newest last."""
    stages = _stages(visit)
    return [
        number for number, stage in stages.items() if any(visit.may(action, stage=stage) for action in NEW)
    ]


def may_record(visit: Visit, act: Act) -> bool:
    """Whether the reader may record a new act of the same country on the version of an act."""
    stage, code = _stages(visit).get(act.version.number), act.participant.code
    return any(visit.may(action, country=code, stage=stage) for action in NEW)


def own_countries(visit: Visit) -> list[Participant]:
    """The countries that the reader speaks for."""
    speaking = [each.participant for each in visit.mandates if each.role == Role.GOVERNMENT]
    return list({country.id: country for country in speaking if country is not None}.values())


def is_on_behalf(visit: Visit, country: str) -> bool:
    """Whether what the reader records for a country is on behalf of its government."""
    return country not in [each.code for each in own_countries(visit)]


def mandate(visit: Visit, entered: Entered) -> Mandate:
    """The mandate under which the reader records what was entered, now. Raises Forbidden."""
    action = _action(entered)
    if is_on_behalf(visit, entered.country) and visit.may("adoption:withdraw_for"):
        action += "_for"
    return visit.mandate(action, country=entered.country, stage=_stages(visit).get(entered.version or 0))


def check_asker(visit: Visit, entered: Entered, by: Mandate) -> None:
    """Raises Conflict if the mandate that has entered an act may no longer record it."""
    stage = _stages(visit).get(entered.version or 0)
    if not permissions.can(_action(entered), [by], stage=stage, country=entered.country):
        raise Conflict(N_("Whoever asked for this may no longer do it at the present stage."))


def _action(entered: Entered) -> str:
    return "adoption:withdraw" if entered.kind in ABOUT_ANOTHER else "adoption:record"


def _stages(visit: Visit) -> dict[int, str | None]:
    """The stage of every version, by its number. A text in force takes acts whatever its next edition goes
    through."""
    document = visit.subject()
    binding = in_force(visit.db, [document], visit.now.date())[document.id].number
    numbers = sorted(version.number for version in versions(visit.db, document))
    return {number: Stage.IN_FORCE if number == binding else visit.stage for number in numbers}
