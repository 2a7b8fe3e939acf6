"""«What you were writing»: a form that came when its session had ended is kept for whose it was.

It waits on the server for a day, sealed (``members/signin/kept_forms.py``). Once the person has signed
in again they see all that they typed, and one button sends it to where it was going. Files are not
kept: the page says which are missing.
"""

from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect
from starlette.responses import Response

from core.db import Database
from core.errors import N_, DomainError, NotFound
from members.models import Person
from members.signin import kept_forms
from sbcp import permissions
from sbcp.i18n import gettext as _
from sbcp.web import errors
from sbcp.web.cookies import SIGN_IN, cookie_name
from sbcp.web.render import redirect, render

if TYPE_CHECKING:
    from sbcp.web.endpoint import Visit

NUMBER = "kept_form"  # the field that says which kept form is being sent
# What people write, by the name of its field; other names are shown as they are.
LABELS = {
    "markdown": N_("Text"),
    "text": N_("Text"),
    "body": N_("Text"),
    "title": N_("Title"),
    "label": N_("Label"),
    "reason": N_("Reason"),
    "justification": N_("Justification"),
    "proposed_text": N_("Suggested wording"),
    "introduction": N_("Introduction"),
    "basis": N_("Basis"),
    "note": N_("Note"),
    "name": N_("Name"),
    "organisation": N_("Organisation"),
    "email": N_("E-mail address"),
}
FILE = "\0file"  # before the name of a field: it held a file, and this is the file's name


def keep(visit: "Visit", permission: str, error: DomainError) -> None:
    """Keep the form of a member who has to sign in, or show their second factor, first.

    In a transaction of its own: the request's has been rolled back. Forms of signing in are not kept,
    since they hold codes.
    """
    ended = isinstance(error, errors.SignInFirst | errors.SecondFactorFirst)
    if not ended or visit.request.method != "POST" or not permissions.RULES[permission].roles:
        return
    database: Database = visit.request.app.state.database
    token = visit.request.cookies.get(cookie_name(SIGN_IN, visit.settings), "")
    with database.writing() as db:
        # Nothing is read over the request's own transaction: it would begin anew, and wait for this one.
        person = db.get(Person, inspect(visit.person).identity) if visit.person else None
        if person is None and token:
            person = kept_forms.whose_was(db, token, visit.now)
        fields = _fields(visit)
        if person is not None and any(name != NUMBER for name, _value in fields):
            key = visit.settings.secret_key
            path = visit.request.url.path + (f"?{visit.query}" if visit.query else "")
            visit.kept_form = kept_forms.keep(
                db, person=person, path=path, fields=fields, key=key, now=visit.now
            )
            db.commit()


def forget_sent(visit: "Visit", response: Response) -> None:
    """A kept form that has now been taken is not kept any longer."""
    number = visit.form.get(NUMBER)
    if visit.person is not None and response.status_code < 400 and isinstance(number, str):
        _forget(visit, visit.person, number)


def show(visit: "Visit") -> Response:
    """All that is kept for the person, each with its button."""
    found = kept_forms.kept_for(visit.db, _person(visit), visit.settings.secret_key, visit.now)
    return render(visit, "errors/unsent.html", forms=[_shown(row, fields) for row, fields in found])


def throw_away(visit: "Visit") -> Response:
    """Take one away that the person does not want."""
    person = _person(visit)
    if not _forget(visit, person, visit.form.get(NUMBER)):
        raise NotFound(N_("This text is no longer kept."))
    return redirect(visit, "unsent_forms", flash=_("The text was thrown away."))


def _fields(visit: "Visit") -> kept_forms.Fields:
    return [
        (name, value) if isinstance(value, str) else (FILE + name, value.filename or "")
        for name, value in visit.form.multi_items()
        if isinstance(value, str) or value.filename
    ]


def _shown(row: kept_forms.KeptForm, fields: kept_forms.Fields) -> dict[str, Any]:
    """What the page tells of a kept form. Short values go along unseen: they are choices and numbers."""
    sent = [(name, value) for name, value in fields if not name.startswith(FILE) and name != NUMBER]
    return {
        "id": row.id,
        "path": row.path,
        "at": row.kept_at,
        "fields": sent,
        "texts": [(_(LABELS.get(name, name)), value) for name, value in sent if _is_text(name, value)],
        "files": [value for name, value in fields if name.startswith(FILE)],
    }


def _is_text(name: str, value: str) -> bool:
    """Whether a person wrote it. One word under a name that we do not know is a choice or a number."""
    if name in errors.NOT_GIVEN_BACK or not value.strip():
        return False
    return name in LABELS or len(value.split()) > 1 or len(value) > 20


def _forget(visit: "Visit", person: Person, number: Any) -> bool:
    if not (isinstance(number, str) and number.isascii() and number.isdecimal() and len(number) < 10):
        return False
    kept_forms.forget(visit.db, person, int(number))
    return True


def _person(visit: "Visit") -> Person:
    if visit.person is None:
        raise errors.SignInFirst(N_("Sign in to see what you were writing."))
    return visit.person
