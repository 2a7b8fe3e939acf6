"""What we hold of people: told to everybody, handed out to each, erased when they ask."""

from typing import Any

from starlette.responses import JSONResponse, Response

from consultation.answers.triage import comment_by_number
from consultation.models import Submission
from consultation.queries import receipt_by_token
from core.errors import N_, Invalid
from documents.queries import document_by_slug, documents
from members.erasing import unended
from members.models import Person
from members.queries import person_by_address
from sbcp.approvals import erasure
from sbcp.language.locales import gettext as _
from sbcp.pages.approvals import views
from sbcp.pages.personal.forms import ASKED, NO_DOCUMENT, AskedErasure, ResponseErasure
from sbcp.personal import exporting
from sbcp.personal.inventory import HOLDINGS, WHOSE
from sbcp.web.cookies import SIGN_IN, delete_cookie
from sbcp.web.errors import SignInFirst
from sbcp.web.kept.pages import forget_afterwards
from sbcp.web.render import redirect, render
from sbcp.web.text_html import title_of
from sbcp.web.visit import Visit


def show(visit: Visit) -> Response:
    """The inventory in plain words."""
    groups = [
        (_(title), [holding for holding in HOLDINGS if holding.whose == whose])
        for whose, title in WHOSE.items()
    ]
    return render(visit, "personal/inventory.html", groups=groups)


def receipt_data(visit: Visit) -> Response:
    """What we hold of the author of a response, with the way to a copy and to erasure."""
    return _own(render(visit, "personal/response.html", sent=_sent(visit), token=visit.path["token"]))


def receipt_copy(visit: Visit) -> Response:
    sent = _sent(visit)
    return _file(exporting.of_respondent(visit.db, sent, visit.now), f"response-{sent.entry}")


def receipt_check(visit: Visit) -> Response:
    """Before anything is erased: what goes and what stays."""
    with_text = ResponseErasure.asked(visit).with_text
    return _own(
        render(
            visit,
            "personal/erase_response.html",
            sent=_sent(visit),
            token=visit.path["token"],
            text=with_text,
        )
    )


def receipt_erase(visit: Visit) -> Response:
    with_text = ResponseErasure.read(visit).with_text
    erasure.erase_response(visit.db, _sent(visit), with_text=with_text, by=None, now=visit.now)
    forget_afterwards(visit)
    token = visit.path["token"]
    return _own(redirect(visit, "receipt_data", token=token, flash=_("Your personal data has been erased.")))


def own_data(visit: Visit) -> Response:
    """What we hold of a member."""
    person = _member(visit)
    return render(visit, "personal/account.html", member=person, ends=unended(person, visit.now.date()))


def own_copy(visit: Visit) -> Response:
    person = _member(visit)
    return _file(exporting.of_member(visit.db, person, visit.now), f"member-{person.id}")


def own_check(visit: Visit) -> Response:
    person = _member(visit)
    ends = unended(person, visit.now.date())
    return render(visit, "personal/erase_account.html", member=person, ends=ends)


def own_erase(visit: Visit) -> Response:
    """Erase one's own account: the session goes with it."""
    erasure.erase_member(visit.db, _member(visit), by=None, now=visit.now)
    visit.session = visit.person = None
    forget_afterwards(visit)
    response = redirect(visit, "home", flash=_("Your account has been erased."))
    delete_cookie(response, SIGN_IN, visit.settings)
    return response


def ask_form(visit: Visit, form: AskedErasure | None = None) -> Response:
    """For somebody who wrote to the secretariat: ask a second person to approve the erasure."""
    return render(
        visit,
        "personal/ask.html",
        **(form or AskedErasure.read(visit, {"way": "letter", "whose": "comment"})).shown(),
        ways=[(name, _(sentence) % {"day": "…"}) for name, sentence in ASKED.items()],
        documents=[(document.slug, title_of(document)) for document in documents(visit.db)],
    )


def ask(visit: Visit) -> Response:
    form = AskedErasure.read(visit)
    if form.is_right():
        with form.telling():
            body = _member_body(visit, form) if form.of_member else _author_body(visit, form)
            subject = "members" if form.of_member else f"document:{form.document.data}"
            by = visit.mandate(erasure.PERMISSION)
            return views.ask(visit, "person.erase", subject, body, form.reason, by)
    return ask_form(visit, form)


def _member_body(visit: Visit, form: AskedErasure) -> dict[str, Any]:
    """Which member is to be erased. Raises Invalid."""
    person = person_by_address(visit.db, form.email.data)
    if person is None or person.erased_at is not None:
        raise Invalid(N_("Nobody has an account with this address."), field="email")
    if unended(person, visit.now.date()):
        raise Invalid(
            N_("A mandate of this person has not ended. End it first, or hand it over."), field="email"
        )
    return {"person": person.id}


def _author_body(visit: Visit, form: AskedErasure) -> dict[str, Any]:
    """Whose response is to be erased, in numbers. Raises Invalid, and NotFound for no such comment."""
    if form.document.data not in {document.slug for document in documents(visit.db)}:
        raise Invalid(NO_DOCUMENT, field="document")
    document = document_by_slug(visit.db, form.document.data)
    submission = comment_by_number(visit.db, document, form.comment.data).submission
    return {"submission": submission.id, "entry": submission.entry, "text": form.text.data}


def _sent(visit: Visit) -> Submission:
    return receipt_by_token(visit.db, visit.path["token"])


def _member(visit: Visit) -> Person:
    if visit.person is None:
        raise SignInFirst(N_("Sign in to see what we hold of you."))
    return visit.person


def _own(response: Response) -> Response:
    """The address is the key: it is told to nobody, and no copy is kept."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(value: dict[str, Any], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return _own(JSONResponse(value, headers=headers))
