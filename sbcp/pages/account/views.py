"""«Your account»: what belongs to the person signed in, and their sessions."""

from starlette.responses import Response

from core.errors import N_
from members import people
from members.signin import factors, sessions
from members.signin.models import SignIn
from sbcp import security_log
from sbcp.language import locales
from sbcp.language.locales import gettext as _
from sbcp.pages.account.forms import EndedSession, MailLanguage
from sbcp.pages.signin.entry import own
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

# How a browser names itself: the first of these that occurs. Most say they are Chrome or Safari as well.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
METHODS = {
    "link": N_("link by mail"),
    "code": N_("code by mail"),
    "oidc": N_("account at another place"),
    "passkey": N_("passkey"),
    "example": N_("one click, on this demonstration"),
}


def show(visit: Visit, form: MailLanguage | None = None) -> Response:
    """Where everything about one's own account begins."""
    person = own(visit)
    return render(
        visit,
        "account/account.html",
        **(form or MailLanguage.read(visit, {"language": person.locale})).shown(),
        held=factors.of_person(visit.db, person),
        needed=sessions.writes(visit.held),
        strong=bool(visit.session and visit.session.second_factor_at),
        open_sessions=len(sessions.of_person(visit.db, person, visit.now)),
        languages=[(locale.code, locale.name) for locale in locales.LOCALES],
        admins=factors.admins(visit.db, visit.now.date()) if visit.may("member:administer") else None,
        fewest=factors.FEWEST_ADMINS,
    )


def save_language(visit: Visit) -> Response:
    """The language of mail to the person."""
    person, form = own(visit), MailLanguage.read(visit)
    if form.is_right():
        with form.telling():
            people.write_in(visit.db, person, form.language.data, locales.BY_CODE)
            flash = _("Saved. Mail to you comes in this language from now on.")
            return redirect(visit, "account", flash=flash)
    return show(visit, form)


def session_list(visit: Visit) -> Response:
    """The person's own sessions."""
    person = own(visit)
    listed = sessions.of_person(visit.db, person, visit.now)
    return render(visit, "account/sessions.html", rows=[described(session) for session in listed])


def end_session(visit: Visit) -> Response:
    """End one of the person's own sessions, or all but this one."""
    person, form = own(visit), EndedSession.read(visit)
    if form.which.data == "others":
        sessions.end_all(visit.db, person=person, now=visit.now, but=visit.session)
        flash = _("All other sessions have ended.")
    else:
        sessions.end_one(visit.db, person=person, session_id=form.session_id, now=visit.now)
        flash = _("The session has ended.")
    security_log.note("session.ended", address=visit.address, person=person.id, by=person.id)
    return redirect(visit, "sessions", flash=flash)


def described(session: SignIn) -> dict[str, object]:
    """A session as a page shows it."""
    return {
        "session": session,
        "browser": browser_name(session.agent),
        "method": _(METHODS.get(session.method, session.method)),
    }


def browser_name(agent: str) -> str:
    """«Firefox on Windows», from what a browser says of itself; the words themselves if they tell neither."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or agent[:60] or _("A browser that does not name itself")
