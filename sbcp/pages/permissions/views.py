"""The table of permissions as a page, made from the table itself."""

from dataclasses import dataclass

from babel import lists
from starlette.responses import Response

from members.models import Role
from members.signin.sessions import READING_ROLES
from sbcp.approvals import deciding
from sbcp.language import glossary, locales
from sbcp.language.locales import gettext as _
from sbcp.permissions import EVERY_STAGE, RULES, Rule
from sbcp.web.render import render
from sbcp.web.visit import Visit

SIGNED_IN = ("account:own",)  # for whoever is signed in, with a mandate or without

# What a second person does by its very nature, without a request: the recorder of an act is the first.
BY_A_SECOND_PERSON = ("adoption:verify",)


@dataclass(frozen=True)
class RuleByRole:
    """One rule: what it allows, which of it takes two persons, and for each role when, empty for never."""

    action: str
    two_persons: list[str]
    own_country: bool
    when: list[str]


def show(visit: Visit) -> Response:
    """Roles × actions, with the stages in words; what takes two persons, and a second factor."""
    return render(
        visit,
        "permissions/permissions.html",
        anyone=[action for action, rule in RULES.items() if not rule.roles and action not in SIGNED_IN],
        signed_in=SIGNED_IN,
        rows=[_row(action, rule) for action, rule in RULES.items() if rule.roles],
        roles=tuple(Role),
        reading_roles=READING_ROLES,
    )


def _row(action: str, rule: Rule) -> RuleByRole:
    kinds = [_(kind.name) for kind in deciding.TWO_PERSON_ACTS.values() if kind.permission == action]
    if action in BY_A_SECOND_PERSON:
        kinds = [glossary.permission_name(action)]
    when = _when(rule)
    return RuleByRole(action, kinds, rule.own_country, [when if role in rule.roles else "" for role in Role])


def _when(rule: Rule) -> str:
    """The stages of a rule in words; «yes» is at every stage."""
    if rule.stages == EVERY_STAGE:
        return _("Yes")
    stages = [glossary.stage_name(stage) for stage in rule.stages]
    return lists.format_list(stages, style="unit", locale=locales.current().cldr)
