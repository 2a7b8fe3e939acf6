"""«What you were writing»: a form that came when its session had ended is kept for whose it was.

It waits on the server for a day, sealed (``members/signin/kept_forms.py``). Once the person has signed
in again they see all that they typed, and one button sends it to where it was going. Files are not
kept: the page says which are missing.
"""

from typing import Any

from starlette.responses import Response

from core.errors import N_, NotFound
from members.models import Person
from members.signin import kept_forms
from sbcp.language.locales import gettext as _
from sbcp.web import errors
from sbcp.web.kept_forms import FILE, NUMBER, forget
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

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


def show(visit: Visit) -> Response:
    """All that is kept for the person, each with its button."""
    found = kept_forms.kept_for(visit.db, _person(visit), visit.settings.secret_key, visit.now)
    return render(visit, "account/kept_forms.html", forms=[_shown(row, fields) for row, fields in found])


def throw_away(visit: Visit) -> Response:
    """Take one away that the person does not want."""
    person = _person(visit)
    if not forget(visit, person, visit.form.get(NUMBER)):
        raise NotFound(N_("This text is no longer kept."))
    return redirect(visit, "unsent_forms", flash=_("The text was thrown away."))


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


def _person(visit: Visit) -> Person:
    if visit.person is None:
        raise errors.SignInFirst(N_("Sign in to see what you were writing."))
    return visit.person
