"""The accounts at OpenID providers that people have added to sign in with."""

from starlette.responses import Response

from core.errors import N_, Conflict
from members.models import Person
from members.signin import identities, sessions
from members.signin.identities import Account
from members.signin.models import Identity
from sbcp import mail, security_log
from sbcp.language.locales import gettext as _
from sbcp.pages.signin.entry import SHOW_FACTOR, own, refuse_stale
from sbcp.pages.signin.provider_cookie import ACCEPTING, ADDING, Proven, bound_to, kept
from sbcp.settings import Settings
from sbcp.web import errors
from sbcp.web.client_address import client_address
from sbcp.web.cookies import PROVIDER, delete_cookie
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

OUTDATED = N_("This took longer than ten minutes, or was done already. Please start again.")


def show(visit: Visit) -> Response:
    """The person's own accounts, with what can be added."""
    listed = identities.of_person(visit.db, own(visit))
    rows = [(identity, provider_name(visit.settings, identity.issuer)) for identity in listed]
    return render(visit, "signin/identities.html", rows=rows)


def check(visit: Visit) -> Response:
    """Before an account is added: which it is."""
    return render(visit, "signin/identities_add.html", proven=_proven_for_owner(visit))


def add(visit: Visit) -> Response:
    refuse_weak(visit)
    proven = _proven_for_owner(visit)
    _add(visit, own(visit), proven)
    done = _("The account is added. You can sign in with it from now on.")
    response = redirect(visit, "identities", flash=done)
    delete_cookie(response, PROVIDER, visit.settings)
    return response


def check_removal(visit: Visit) -> Response:
    identity = identities.own(visit.db, person=own(visit), number=visit.path["identity"])
    name = provider_name(visit.settings, identity.issuer)
    return render(visit, "signin/identities_remove.html", identity=identity, name=name)


def remove(visit: Visit) -> Response:
    refuse_weak(visit)
    person = own(visit)
    identity = identities.own(visit.db, person=person, number=visit.path["identity"])
    identities.remove(visit.db, identity=identity)
    security_log.note("identity.removed", address=client_address(visit.request), person=person.id)
    return redirect(visit, "identities", flash=_("The account is removed. It lets nobody in any more."))


def proven_for_invitation(visit: Visit) -> Proven | None:
    """The account that this browser proved for the invitation it is reading: for the page that asks
    whether to accept (``templates/account/_proven.html`` shows it)."""
    return _proven(visit, ACCEPTING, None)


def add_for_invitation(visit: Visit, person: Person) -> Identity | None:
    """Add that account to the person who accepts the invitation and left the box ticked. Call it while
    the browser still has the cookie of the invitation. Raises Conflict if it is somebody else's."""
    proven = proven_for_invitation(visit)
    return None if proven is None else _add(visit, person, proven)


def refuse_weak(visit: Visit) -> None:
    """Whoever changes how a person signs in has shown a second factor a moment ago: always where their
    mandates ask for one, else if they have one. Raises SignInFirst or SecondFactorFirst."""
    refuse_stale(visit)
    assert visit.session is not None, "somebody is signed in"
    if sessions.writes(visit.held) and visit.session.second_factor_at is None:
        raise errors.SecondFactorFirst(SHOW_FACTOR)


def tell_owner(visit: Visit, identity: Identity) -> None:
    """A mail to the person that an account was added, in case it was not they (ASVS 6.3.7)."""
    person = identity.person
    security_log.note("identity.added", address=client_address(visit.request), person=person.id)
    mail.enqueue(
        visit.db,
        visit.settings,
        mail.Letter(
            to=person.email,
            template="identity-added",
            locale=person.locale,
            values={
                "provider": provider_name(visit.settings, identity.issuer),
                "label": identity.label,
                "at": visit.now.isoformat(),
            },
            key=f"identity-added:{identity.id}:{identity.added_at.isoformat()}",
            person=person,
        ),
        now=visit.now,
    )


def provider_name(settings: Settings, issuer: str) -> str:
    """What an issuer is called here; its address if it is not configured any more."""
    return next((provider.name for provider in settings.oidc if provider.issuer == issuer), issuer)


def _proven(visit: Visit, purpose: str, person: Person | None) -> Proven | None:
    """What was proved for the one it is now to be added to, and nobody else."""
    bound = bound_to(purpose, person=person, request=visit.request)
    proven = kept(visit.request, Proven, visit.now)
    return proven if proven is not None and bound and proven.bound == bound else None


def _proven_for_owner(visit: Visit) -> Proven:
    proven = _proven(visit, ADDING, own(visit))
    if proven is None:
        raise Conflict(OUTDATED)
    return proven


def _add(visit: Visit, person: Person, proven: Proven) -> Identity:
    account = Account(issuer=proven.issuer, subject=proven.subject, label=proven.label)
    identity = identities.add(visit.db, person=person, account=account, now=visit.now)
    if identity.added_at == visit.now:
        tell_owner(visit, identity)
    return identity
