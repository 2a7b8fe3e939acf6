"""A form that came when its session had ended is kept for whose it was.

It waits on the server for a day, sealed (``members/signin/kept_forms.py``). Once the person has signed
in again they see all that they typed, and one button sends it to where it was going. Files are not
kept: the page says which are missing.
"""

from sqlalchemy import inspect
from starlette.responses import Response

from core.db import Database
from core.errors import DomainError
from members.models import Person
from members.signin import kept_forms
from sbcp import permissions
from sbcp.web import errors
from sbcp.web.cookies import SIGN_IN, cookie_name
from sbcp.web.forms import AGAIN, integer
from sbcp.web.visit import Visit

NUMBER = "kept_form"  # the field that says which kept form is being sent
FILE = "\0file"  # before the name of a field: it held a file, and this is the file's name


def keep(visit: Visit, permission: str, error: DomainError) -> None:
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
            visit.kept_form = kept_forms.store(
                db, person=person, path=path, fields=fields, key=key, now=visit.now
            )
            db.commit()


def forget_sent(visit: Visit, response: Response) -> None:
    """A kept form that has now been taken is not kept any longer."""
    number = visit.form.get(NUMBER)
    taken = response.status_code < 400 and AGAIN not in visit.form
    if visit.person is not None and taken:
        forget(visit, visit.person, number)


def forget(visit: Visit, person: Person, sent: object) -> bool:
    """Throw away what is kept under a number, if it is the person's; whether the number is one."""
    number = integer(sent)
    if number is not None:
        kept_forms.forget(visit.db, person, number)
    return number is not None


def _fields(visit: Visit) -> kept_forms.Fields:
    return [
        (name, value) if isinstance(value, str) else (FILE + name, value.filename or "")
        for name, value in visit.form.multi_items()
        if isinstance(value, str) or value.filename
    ]
