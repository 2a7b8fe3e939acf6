"""What somebody has recused themselves from is not done by them."""

from collections.abc import Sequence

from core.errors import N_, Forbidden
from members import interests
from members.models import Interest, Mandate
from sbcp import permissions
from sbcp.language import locales

# What a recusal from the adoption by one country concerns: what is done for that country.
FOR_A_COUNTRY = ("adoption:", "stance:")


def in_the_way(
    recusals: Sequence[Interest],
    mandates: Sequence[Mandate],
    action: str,
    *,
    stage: str | None,
    country: str | None,
) -> Interest | None:
    """The recusal, of those from one document, that keeps a person from an act that their mandates
    allow. It keeps nobody from reading, nor from what anybody may do."""
    rule = permissions.RULES[action]
    if not recusals or not rule.roles or action.endswith(":read"):
        return None
    if rule.own_country and country is None:
        own = permissions.mandate_for(action, mandates, stage=stage)
        country = own.participant.code if own and own.participant else None
    return interests.blocking(recusals, country=country, adoption=action.startswith(FOR_A_COUNTRY))


def refusal(recusal: Interest) -> Forbidden:
    """What its person is told."""
    return Forbidden(
        N_(
            "You have recused yourself from this on %(day)s, so you take no part in it. "
            "You can end the recusal on the page “Declared interests and recusals”."
        ),
        day=locales.format_date(recusal.made_at.date()),
    )
