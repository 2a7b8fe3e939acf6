"""What may be chosen in the forms about members, and what was."""

from core.errors import N_, Invalid
from members.models import Organisation, Participant, Tier
from members.queries import organisation_by_id, organisations, participant_by_code, participants_on
from sbcp.language import collation
from sbcp.language.glossary import tier_name
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name, in_order
from sbcp.pages.members.forms import NO_ORGANISATION
from sbcp.web.visit import Visit


def country(visit: Visit, code: str) -> Participant | None:
    """The country chosen, None for none. Raises Invalid for one that takes no part, or no more."""
    participant = participant_by_code(visit.db, code) if code else None
    if code and (participant is None or participant.has_ended(visit.now.date())):
        raise Invalid(N_("Choose a country from the list."), field="participant")
    return participant


def organisation(visit: Visit, number: int) -> Organisation:
    """The organisation chosen. Raises Invalid for one that is not there."""
    if number not in {listed.id for listed, _count in organisations(visit.db)}:
        raise Invalid(NO_ORGANISATION, field="organisation")
    return organisation_by_id(visit.db, number)


def country_options(visit: Visit, none: str = "") -> list[tuple[str, str]]:
    """The countries that take part now or later, with words for «none» first."""
    listed = in_order(participants_on(visit.db, visit.now.date(), coming=True))
    return [("", none or _("None")), *((country.code, display_name(country)) for country in listed)]


def tier_options() -> list[tuple[str, str]]:
    return [(tier, tier_name(tier)) for tier in Tier]


def organisation_options(visit: Visit) -> list[tuple[str, str]]:
    listed = [(str(listed.id), listed.name) for listed, _count in organisations(visit.db)]
    listed.sort(key=lambda option: collation.key(option[1]))
    return [("", _("Choose")), *listed]
