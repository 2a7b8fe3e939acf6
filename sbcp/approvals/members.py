"""Acts on members that take two persons: appointing an administrator, renaming a country."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import N_, NotFound
from members import country_names, invitations
from members.models import Mandate, Participant
from members.queries import participant_by_code
from sbcp.approvals.act import Body, Detail, PageAddress, TwoPersonAct
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name

ADMINISTER = "member:administer"


def rename_body(participant: Participant, names: dict[str, str], footnotes: dict[str, str]) -> Body:
    """What would be asked for, with how it is now: a later renaming makes the request stale."""
    return {
        "participant": participant.code,
        "before": {"names": participant.names, "footnotes": participant.footnotes},
        "names": names,
        "footnotes": footnotes,
    }


def _rename(db: Session, body: Body, asked_by: Mandate, by: Mandate, now: datetime) -> Body:
    country_names.rename(
        db,
        _participant(db, body),
        names=body["names"],
        footnotes=body["footnotes"],
        reason=body["reason"],
        asked_by=asked_by,
        approved_by=by,
        now=now,
    )
    return {}


def _rename_details(db: Session, body: Body) -> list[Detail]:
    details = [Detail(_("Country"), display_name(_participant(db, body)))]
    for kind, word in (("names", _("Name")), ("footnotes", _("Footnote"))):
        before = body["before"][kind]
        for locale in locales.LOCALES:
            new, old = body[kind].get(locale.code, ""), before.get(locale.code, "")
            if new != old:
                words = _("%(what)s in %(language)s") % {"what": word, "language": locale.name}
                details.append(Detail(words, new or _("as in CLDR"), old or _("as in CLDR"), locale.lang))
    return details


def _rename_stale(db: Session, body: Body) -> bool:
    participant = _participant(db, body)
    return bool(body["before"] != {"names": participant.names, "footnotes": participant.footnotes})


def _rename_public(body: Body) -> Body:
    return {name: body[name] for name in ("participant", "names", "footnotes")}


def _rename_page(body: Body) -> PageAddress:
    return "participant", {"country": body["participant"]}


def _participant(db: Session, body: Body) -> Participant:
    participant = participant_by_code(db, body["participant"])
    if participant is None:
        raise NotFound(N_("There is no country with this code in the process."))
    return participant


def _grant(db: Session, body: Body, _asked_by: Mandate, by: Mandate, now: datetime) -> Body:
    """The invitation leaves with the next run of the worker; the mandate comes with its acceptance."""
    invitation = invitations.agree(db, body["invitation"], by=by, now=now)
    return {"invitation": invitation.id}


def _grant_details(db: Session, body: Body) -> list[Detail]:
    invitation = invitations.invitation_by_id(db, body["invitation"])
    until = locales.format_date(invitation.ends_on) if invitation.ends_on else _("open")
    return [
        Detail(_("Person"), invitation.person.name),
        Detail(_("E-mail"), invitation.person.email),
        Detail(_("Organisation"), invitation.organisation.name),
        Detail(_("From and to"), f"{locales.format_date(invitation.starts_on)} – {until}"),
        Detail(_("Basis"), invitation.basis),
    ]


def _grant_stale(db: Session, body: Body) -> bool:
    invitation = invitations.invitation_by_id(db, body["invitation"])
    return invitation.withdrawn_at is not None or not invitation.waits_for_second


def _grant_page(body: Body) -> PageAddress:
    return "invited", {"invitation": body["invitation"]}


def _grant_public(body: Body) -> Body:
    return {"role": "admin", "organisation": body["organisation"]}


RENAME = TwoPersonAct(
    permission=ADMINISTER,
    name=N_("Call a country otherwise"),
    button=N_("Approve and rename"),
    carry_out=_rename,
    details=_rename_details,
    public=_rename_public,
    page=_rename_page,
    stale=_rename_stale,
)
GRANT_ADMIN = TwoPersonAct(
    permission=ADMINISTER,
    name=N_("Appoint an administrator"),
    button=N_("Approve and invite"),
    carry_out=_grant,
    details=_grant_details,
    public=_grant_public,
    page=_grant_page,
    stale=_grant_stale,
)
