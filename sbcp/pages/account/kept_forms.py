"""«What you were writing»: a form that came when its session had ended is kept for whose it was.

It waits on the server for a day, sealed (``members/signin/kept_forms.py``). Once the person has signed
in again they see all that they typed, and one button sends it to where it was going. Files are not
kept: the page says which are missing.
"""

from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import Match

from core.errors import N_, NotFound
from members.models import Person
from members.signin import kept_forms
from sbcp.language.locales import gettext as _
from sbcp.pages.account.forms import KeptForm
from sbcp.web import errors
from sbcp.web.endpoint import PageRoute
from sbcp.web.forms import Form, told
from sbcp.web.kept_forms import FILE, NUMBER, forget
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def show(visit: Visit) -> Response:
    """All that is kept for the person, each with its button."""
    waiting = kept_forms.kept_for(visit.db, _person(visit), visit.settings.secret_key, visit.now)
    return render(
        visit, "account/kept_forms.html", forms=[_shown(visit, kept, fields) for kept, fields in waiting]
    )


def throw_away(visit: Visit) -> Response:
    """Take one away that the person does not want."""
    person = _person(visit)
    if not forget(visit, person, KeptForm.read(visit).kept_form.raw):
        raise NotFound(N_("This text is no longer kept."))
    return redirect(visit, "unsent_forms", flash=_("The text was thrown away."))


def _shown(visit: Visit, kept: kept_forms.KeptForm, fields: kept_forms.Fields) -> dict[str, Any]:
    """What the page tells of a kept form. What nobody typed goes along unseen: keys and numbers."""
    sent = [(name, value) for name, value in fields if not name.startswith(FILE) and name != NUMBER]
    return {
        "id": kept.id,
        "path": kept.path,
        "at": kept.kept_at,
        "fields": sent,
        "texts": told(_form_at(visit, kept.path), FormData([*sent])),
        "files": [value for name, value in fields if name.startswith(FILE)],
    }


def _form_at(visit: Visit, path: str) -> type[Form] | None:
    """The form that the page at an address takes."""
    scope = {"type": "http", "method": "POST", "path": path.partition("?")[0], "headers": []}
    for route in visit.request.app.routes:
        if isinstance(route, PageRoute) and route.matches(scope)[0] is Match.FULL:
            return route.terms.form
    return None


def _person(visit: Visit) -> Person:
    if visit.person is None:
        raise errors.SignInFirst(N_("Sign in to see what you were writing."))
    return visit.person
