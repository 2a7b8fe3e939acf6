"""What we hold of people: told to everybody, handed out to each, erased when they ask."""

from datetime import date
from typing import Any

import anyio.from_thread
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
from sbcp.personal import exporting
from sbcp.personal.inventory import HOLDINGS, WHOSE
from sbcp.web.cookies import SIGN_IN, delete_cookie
from sbcp.web.errors import SignInFirst, message_of
from sbcp.web.render import redirect, render
from sbcp.web.text_html import title_of
from sbcp.web.visit import Visit

# How somebody may have asked us; the words are published with the request.
ASKED = {
    "letter": N_("Asked for in a letter of %(day)s."),
    "mail": N_("Asked for by e-mail on %(day)s."),
    "person": N_("Asked for in person on %(day)s."),
    "authority": N_("Ordered by an authority on %(day)s."),
}


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
    with_text = visit.query.get("text") == "yes"
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
    with_text = visit.form.get("text") == "yes"
    erasure.erase_response(visit.db, _sent(visit), with_text=with_text, by=None, now=visit.now)
    _forget_copies(visit)
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
    _forget_copies(visit)
    response = redirect(visit, "home", flash=_("Your account has been erased."))
    delete_cookie(response, SIGN_IN, visit.settings)
    return response


def ask_form(visit: Visit) -> Response:
    """For somebody who wrote to the secretariat: ask a second person to approve the erasure."""
    return _ask_page(visit, {"asked": "letter", "whose": "comment"}, {})


def ask(visit: Visit) -> Response:
    fields = ("whose", "document", "comment", "email", "text", "asked", "on-day", "on-month", "on-year")
    values = {name: str(visit.form.get(name, "")).strip() for name in fields}
    try:
        body, reason = _body(visit, values), _reason(values)
    except Invalid as error:
        return _ask_page(visit, values, {error.field: message_of(error)}, 422)
    by = visit.mandate(erasure.PERMISSION)
    return views.ask(visit, "person.erase", _subject(values), body, reason, by)


def _ask_page(visit: Visit, values: dict[str, str], errors: dict[str, str], status: int = 200) -> Response:
    ways = [(name, _(sentence) % {"day": "…"}) for name, sentence in ASKED.items()]
    return render(
        visit,
        "personal/ask.html",
        status=status,
        values=values,
        errors=errors,
        ways=ways,
        documents=[(document.slug, title_of(document)) for document in documents(visit.db)],
    )


def _body(visit: Visit, values: dict[str, str]) -> dict[str, Any]:
    """What is to be erased, in numbers."""
    if values["whose"] == "member":
        person = person_by_address(visit.db, values["email"])
        if person is None or person.erased_at is not None:
            raise Invalid(N_("Nobody has an account with this address."), field="email")
        if unended(person, visit.now.date()):
            raise Invalid(
                N_("A mandate of this person has not ended. End it first, or hand it over."), field="email"
            )
        return {"person": person.id}
    submission = _commented(visit, values)
    return {"submission": submission.id, "entry": submission.entry, "text": values["text"] == "yes"}


def _commented(visit: Visit, values: dict[str, str]) -> Submission:
    number = values["comment"]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Invalid(N_("Enter the number of a comment of this person."), field="comment")
    if values["document"] not in {document.slug for document in documents(visit.db)}:
        raise Invalid(N_("Choose a document from the list."), field="document")
    document = document_by_slug(visit.db, values["document"])
    return comment_by_number(visit.db, document, int(number)).submission


def _subject(values: dict[str, str]) -> str:
    return "members" if values["whose"] == "member" else f"document:{values['document']}"


def _reason(values: dict[str, str]) -> str:
    """How it was asked for, in a sentence without names: it is published."""
    if values["asked"] not in ASKED:
        raise Invalid(N_("Say how the person asked for it."), field="asked")
    try:
        day = date(*(int(values[f"on-{part}"]) for part in ("year", "month", "day")))
    except (ValueError, OverflowError) as error:
        raise Invalid(N_("Enter a real date, for example 16 7 2027."), field="on") from error
    return ASKED[values["asked"]] % {"day": day.isoformat()}


def _sent(visit: Visit) -> Submission:
    return receipt_by_token(visit.db, visit.path["token"])


def _member(visit: Visit) -> Person:
    if visit.person is None:
        raise SignInFirst(N_("Sign in to see what we hold of you."))
    return visit.person


def _forget_copies(visit: Visit) -> None:
    """Once it is stored: no page of before in the memory of this process."""
    pages = visit.request.app.state.pages
    visit.afterwards.append(lambda: anyio.from_thread.run_sync(pages.forget))


def _own(response: Response) -> Response:
    """The address is the key: it is told to nobody, and no copy is kept."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(value: dict[str, Any], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return _own(JSONResponse(value, headers=headers))
