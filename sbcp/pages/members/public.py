"""Who acts for whom, for everybody: mandates, organisations, countries."""

from starlette.responses import RedirectResponse, Response

from adoption.queries import participant_of_address
from members import approvals, interests, mandates, queries
from members.absences import declaring
from members.approvals import Approval
from members.countries import names as country_names
from members.models import Mandate, Role, Tier
from sbcp.language import collation, participants
from sbcp.pages.members.fields import tier_options
from sbcp.pages.members.forms import OrganisationName
from sbcp.pages.members.words import documents_by_subject
from sbcp.urls import url
from sbcp.web.paging import paging
from sbcp.web.render import render
from sbcp.web.visit import Visit

PAGE = 50
COUNTRIES = 100  # on one page of their list


def mandate_list(visit: Visit) -> Response:
    """Every mandate; those in force first. Public, as the acts under them are."""
    in_force, others = _by_standing(_listed(visit), visit)
    page = paging(visit, len(in_force) + len(others), PAGE)
    shown = page.cut([*in_force, *others])
    holding = max(0, len(in_force) - page.offset)
    return render(
        visit,
        "members/mandates.html",
        in_force=shown[:holding],
        others=shown[holding:],
        none_in_force=not in_force,
        standing=lambda mandate: standing(mandate, visit),
        recused=_recused(visit),
        paging=page,
    )


def mandate_page(visit: Visit) -> Response:
    """One mandate: what it rests on, how it began and ended, what was declared under it."""
    mandate = mandates.mandate_by_id(visit.db, visit.path["mandate"])
    declared = interests.declared(visit.db, mandates=[mandate])
    return render(
        visit,
        "members/mandate.html",
        mandate=mandate,
        standing=lambda mandate: standing(mandate, visit),
        predecessors=mandates.predecessors(visit.db, [mandate]),
        declared=declared,
        absences=declaring.of_mandate(visit.db, mandate),
        absent_link=may_declare(visit, mandate),
        documents=documents_by_subject(visit.db, declared),
    )


def may_declare(visit: Visit, mandate: Mandate) -> bool:
    """Whether the reader may say when the holder of a mandate is absent: theirs, or as an administrator."""
    if mandate.role != Role.GOVERNMENT or standing(mandate, visit) in ("ended", "over"):
        return False
    own = visit.person is not None and mandate.person_id == visit.person.id
    return visit.may("absence:declare" if own else "member:administer")


def organisation_list(visit: Visit) -> Response:
    """The organisations in the tiers of the declaration, and governments."""
    tiers = list(Tier)
    listed = sorted(
        queries.organisations(visit.db),
        key=lambda each: (tiers.index(Tier(each[0].tier)), collation.key(each[0].name)),
    )
    page = paging(visit, len(listed), PAGE)
    shown = page.cut(listed)
    return render(
        visit,
        "members/organisations.html",
        tiers=[(tier, [each for each in shown if each[0].tier == tier]) for tier in tiers],
        paging=page,
    )


def organisation_page(visit: Visit, form: OrganisationName | None = None) -> Response:
    """One organisation with those who act for it; its name can be changed here."""
    organisation = queries.organisation_by_id(visit.db, visit.path["organisation"])
    listed = queries.mandates(visit.db, organisation=organisation)
    page = paging(visit, len(listed), PAGE)
    return render(
        visit,
        "members/organisation.html",
        **(form or OrganisationName.read(visit, {"name": organisation.name})).shown(),
        organisation=organisation,
        mandates=page.cut(listed),
        paging=page,
        standing=lambda mandate: standing(mandate, visit),
        tiers=tier_options(),
    )


def participant_list(visit: Visit) -> Response:
    """The countries of the process, as they are called and in the order of the reader's language; those
    that take part no more last."""
    today = visit.now.date()
    everyone = participants.in_order(queries.participants(visit.db))
    listed = sorted(everyone, key=lambda each: each.has_ended(today))
    page = paging(visit, len(listed), COUNTRIES)
    shown = page.cut(listed)
    acting: dict[int | None, list[Mandate]] = {}
    for mandate in queries.mandates(visit.db):
        if standing(mandate, visit) == "in force":
            acting.setdefault(mandate.participant_id, []).append(mandate)
    return render(
        visit,
        "members/participants.html",
        present=[each for each in shown if not each.has_ended(today)],
        former=[each for each in shown if each.has_ended(today)],
        acting=acting,
        paging=page,
        waiting=waiting_about(visit, "participant.add"),
        called=participants.called,
    )


def participant_page(visit: Visit) -> Response:
    """One country: how it is called and was, who acts for it, which organisations are in it."""
    code = str(visit.path["country"])
    participant = participant_of_address(visit.db, code)
    if code != participant.code:
        return RedirectResponse(url(visit.locale.code, "participant", country=participant.code), 301)
    listed = queries.mandates(visit.db, participant=participant)
    page = paging(visit, len(listed), PAGE)
    history = country_names.history(visit.db, participant)
    return render(
        visit,
        "members/participant.html",
        participant=participant,
        history=history,
        # Who adds one in the browser says from which day; nobody can afterwards.
        added=history[-1].id if history and participant.from_on else None,
        waiting=[
            each
            for each in waiting_about(visit, "participant.rename", "participant.succeed")
            if participant.code in (each.body["participant"], each.body.get("succeeds"))
        ],
        mandates=page.cut(listed),
        paging=page,
        speaks=declaring.who_speaks(visit.db, participant, visit.now.date()),
        standing=lambda mandate: standing(mandate, visit),
        organisations=[
            organisation
            for organisation, _count in sorted(
                queries.organisations(visit.db), key=lambda each: collation.key(each[0].name)
            )
            if organisation.participant is participant
        ],
    )


def _by_standing(listed: list[Mandate], visit: Visit) -> tuple[list[Mandate], list[Mandate]]:
    """Those in force, and the others."""
    in_force = [mandate for mandate in listed if standing(mandate, visit) == "in force"]
    held = {mandate.id for mandate in in_force}
    return in_force, [mandate for mandate in listed if mandate.id not in held]


def standing(mandate: Mandate, visit: Visit) -> str:
    """in force, suspended (its person is disabled), rests (the one it stands in for is not in force),
    to come, ended (by somebody), or over (its time)."""
    today = visit.now.date()
    if mandate.ended_at is not None:
        return "ended"
    if mandate.last_day is not None and mandate.last_day < today:
        return "over"
    if mandate.person.disabled_at is not None:
        return "suspended"
    if mandate.starts_on > today:
        return "to come"
    return "in force" if mandate.in_force(today) else "rests"


def waiting_about(visit: Visit, *kinds: str) -> list[Approval]:
    """The requests about countries that wait for a second person, of these kinds."""
    return approvals.open_about(visit.db, "participants", kinds, visit.now)


def _listed(visit: Visit) -> list[Mandate]:
    """Every mandate: by role, by country in the order of the reader's language, then by date."""
    listed = participants.in_order(queries.participants(visit.db))
    places = {participant.id: at for at, participant in enumerate(listed)}
    return sorted(
        queries.mandates(visit.db),
        key=lambda mandate: (
            list(Role).index(Role(mandate.role)),
            places.get(mandate.participant_id or 0, -1),
        ),
    )


def _recused(visit: Visit) -> dict[int, int]:
    """How many recusals hold, by the person's id."""
    counts: dict[int, int] = {}
    for interest in interests.declared(visit.db):
        if interest.recused and interest.ended_at is None:
            person = interest.mandate.person_id
            counts[person] = counts.get(person, 0) + 1
    return counts
