"""For administrators: how a person signs in, ending their sessions, resetting their second factors."""

from starlette.responses import Response

from members.models import Person
from members.queries import person_by_id
from members.signin import factors, sessions
from sbcp import security_log
from sbcp.language.locales import gettext as _
from sbcp.pages.account.forms import EndedSession
from sbcp.pages.account.views import described
from sbcp.pages.signin.notices import tell
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def show(visit: Visit) -> Response:
    """A person's sessions, and which kinds of second factor they have."""
    someone = _someone(visit)
    listed = sessions.of_person(visit.db, someone, visit.now)
    return render(
        visit,
        "account/person_signin.html",
        someone=someone,
        rows=[described(session) for session in listed],
        held=factors.of_person(visit.db, someone),
    )


def end_session(visit: Visit) -> Response:
    """End one session of a person, or all."""
    someone, form = _someone(visit), EndedSession.read(visit)
    if form.which.data == "all":
        sessions.end_all(visit.db, person=someone, now=visit.now)
        flash = _("All sessions of this person have ended.")
    else:
        sessions.end_one(visit.db, person=someone, session_id=form.session_id, now=visit.now)
        flash = _("The session has ended.")
    by = visit.mandate("member:administer")
    security_log.note("session.ended", address=visit.address, person=someone.id, by=by.person_id)
    return redirect(visit, "person_signin", person=someone.id, flash=flash)


def reset_check(visit: Visit) -> Response:
    """What a reset does, and that one has to be sure who asks for it."""
    someone = _someone(visit)
    return render(
        visit, "account/person_reset.html", someone=someone, held=factors.of_person(visit.db, someone)
    )


def reset(visit: Visit) -> Response:
    """Every session ends and every factor goes; what asks for a second factor goes on asking."""
    someone, by = _someone(visit), visit.mandate("member:administer")
    factors.reset(visit.db, person=someone, by=by)
    sessions.end_all(visit.db, person=someone, now=visit.now)
    tell(visit, someone, "factors-reset")
    flash = _("Reset. At the next sign-in this person sets up a new second factor.")
    return redirect(visit, "person_signin", person=someone.id, flash=flash)


def _someone(visit: Visit) -> Person:
    return person_by_id(visit.db, visit.path["person"])
