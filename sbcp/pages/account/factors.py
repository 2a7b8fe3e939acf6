"""One's own second factors: adding, removing, recovery codes. Each change is told to the person by mail."""

import segno
from starlette.responses import Response

from core.errors import Invalid, NotFound, Refused
from members.signin import apps, factors, passkeys, recovery, sessions
from members.signin.models import CodeApp, Passkey
from sbcp.language.locales import gettext as _
from sbcp.pages.signin.entry import own, refuse_stale, site, strengthen
from sbcp.pages.signin.forms import NewApp, NewPasskey
from sbcp.pages.signin.notices import tell
from sbcp.pages.signin.second_factor import after
from sbcp.web.headers import private
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def show(visit: Visit) -> Response:
    """What the person has."""
    person = own(visit)
    return render(
        visit,
        "account/factors.html",
        held=factors.of_person(visit.db, person),
        needed=sessions.writes(visit.held),
        strong=bool(visit.session and visit.session.second_factor_at),
        others=len(sessions.of_person(visit.db, person, visit.now)) - 1,
    )


def choose(visit: Visit) -> Response:
    """Which kind to add; the page that those see first who need one and have none."""
    held = refuse_stale(visit)
    needed = sessions.writes(visit.held) and not held.any
    return render(visit, "account/factor_new.html", held=held, needed=needed, next=after(visit))


def passkey_form(visit: Visit, form: NewPasskey | None = None) -> Response:
    refuse_stale(visit)
    assert visit.session is not None, "somebody is signed in"
    ceremony = passkeys.options_to_register(
        visit.db, site(visit.settings), person=own(visit), session=visit.session.id, now=visit.now
    )
    return render(
        visit,
        "account/passkey_new.html",
        **(form or NewPasskey.read(visit)).shown(),
        ceremony=ceremony,
        next=after(visit),
    )


def add_passkey(visit: Visit) -> Response:
    held, person, session = refuse_stale(visit), own(visit), visit.session
    assert session is not None, "somebody is signed in"
    form = NewPasskey.read(visit)
    if not form.is_right():
        return passkey_form(visit, form)
    try:
        passkey = passkeys.register(
            visit.db,
            site(visit.settings),
            person=person,
            session=session.id,
            ticket=form.token.data,
            answer=form.key.data,
            name=form.name.data,
            now=visit.now,
        )
    except (Invalid, Refused) as error:
        form.refuse(error, getattr(error, "field", "") or "passkey")
        return passkey_form(visit, form)
    tell(visit, person, "passkey-added", name=passkey.name)
    return _added(visit, held, _("The passkey “%(name)s” is added.") % {"name": passkey.name})


def app_form(visit: Visit, form: NewApp | None = None) -> Response:
    """The picture to scan and the same as text; after a wrong code the same again."""
    refuse_stale(visit)
    form = form or NewApp.read(visit)
    person, key, ticket = own(visit), visit.settings.secret_key, form.token.data
    secret = apps.proposed(key, ticket, person=person, now=visit.now) if ticket else None
    if secret is None:
        secret, ticket = apps.propose(key, person=person, now=visit.now)
    address = apps.address(secret, person=person, issuer=site(visit.settings).name)
    picture = segno.make(address, error="m", micro=False)
    return render(
        visit,
        "account/app_new.html",
        **form.shown(),
        picture=picture.svg_data_uri(scale=4, border=4, light="white"),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        ticket=ticket,
        next=after(visit),
    )


def add_app(visit: Visit) -> Response:
    held, person = refuse_stale(visit), own(visit)
    form = NewApp.read(visit)
    if not form.is_right():
        return app_form(visit, form)
    try:
        apps.add(
            visit.db,
            visit.settings.secret_key,
            person=person,
            ticket=form.token.data,
            code=form.code.data,
            now=visit.now,
        )
    except (Invalid, Refused) as error:
        form.refuse(error, "code")
        return app_form(visit, form)
    tell(visit, person, "app-added")
    return _added(visit, held, _("The app is set up."))


def removal_check(visit: Visit) -> Response:
    """Before a passkey or the app is removed: which, and what follows."""
    held = refuse_stale(visit)
    passkey, app = _named(visit)
    return render(
        visit,
        "account/factor_remove.html",
        passkey=passkey,
        app=app,
        last=held.count == 1,
        needed=sessions.writes(visit.held),
    )


def remove(visit: Visit) -> Response:
    """Remove it. Without any factor left the session is no stronger than one by mail alone."""
    refuse_stale(visit)
    person, (passkey, app) = own(visit), _named(visit)
    if passkey is not None:
        name, left = passkey.name, factors.remove_passkey(visit.db, passkey)
        tell(visit, person, "passkey-removed", name=name)
    else:
        assert app is not None, "one of the two is named"
        left = factors.remove_app(visit.db, app)
        tell(visit, person, "app-removed")
    if not left and visit.session is not None:
        visit.session.second_factor_at = None
        visit.db.flush()
    return redirect(visit, "factors", flash=_("Removed. It lets nobody in any more."))


def recovery_check(visit: Visit) -> Response:
    """Before new codes are made: those of before will be worthless."""
    held = refuse_stale(visit)
    return render(visit, "account/recovery_new.html", held=held)


def make_recovery(visit: Visit) -> Response:
    """New codes, shown this once."""
    held, person = refuse_stale(visit), own(visit)
    if not held.any:
        return redirect(visit, "factor_new")
    tell(visit, person, "recovery-made")
    return _show_codes(visit, "")


def _added(visit: Visit, before: factors.Factors, words: str) -> Response:
    """On under a new token; with the first factor come recovery codes, shown once."""
    if before.any:
        return strengthen(visit, redirect(visit, "factors", flash=words))
    return strengthen(visit, _show_codes(visit, words))


def _show_codes(visit: Visit, words: str) -> Response:
    codes = recovery.make(visit.db, own(visit), visit.now)
    others = len(sessions.of_person(visit.db, own(visit), visit.now)) - 1
    return private(
        render(
            visit, "account/recovery_codes.html", codes=codes, words=words, next=after(visit), others=others
        )
    )


def _named(visit: Visit) -> tuple[Passkey | None, CodeApp | None]:
    """The factor that the address names. Raises NotFound."""
    if "passkey" in visit.path:
        return passkeys.own(visit.db, own(visit), visit.path["passkey"]), None
    app = apps.of_person(visit.db, own(visit))
    if app is None:
        raise NotFound(passkeys.NO_PASSKEY)
    return None, app
