"""Declared interests and recusals: the public list, declaring one, ending one."""

from starlette.responses import Response

from core.errors import N_, Invalid, NotFound, Refused
from documents.models import Document
from documents.queries import documents
from members import interests
from members.models import Interest, Mandate, Participant
from sbcp.language.locales import USER_LANGUAGES, language_name
from sbcp.language.locales import gettext as _
from sbcp.pages.members.fields import Errors, country, country_options, text, texts
from sbcp.pages.members.words import documents_by_subject
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.text_html import title_of
from sbcp.web.visit import Visit

KINDS = {
    "interest": N_("I declare an interest"),
    "recusal": N_("I take no part in a document"),
    "adoption": N_("I take no part in its adoption by one country"),
}
HINTS = {
    "interest": N_("It becomes public. It changes nothing of what you may do."),
    "recusal": N_("You can still read it. You cannot edit, answer, decide or record anything on it."),
    "adoption": N_("You cannot record or verify acts of that country on the document."),
}


def listing(visit: Visit) -> Response:
    """Everything that members have declared, what holds first."""
    declared = interests.declared(visit.db)
    return render(
        visit,
        "members/interests.html",
        declared=declared,
        documents=documents_by_subject(visit.db, declared),
        declaring=visit.may("interest:declare"),
    )


def form(visit: Visit, status: int = 200, errors: Errors | None = None) -> Response:
    values = texts(visit.form) or {"kind": "interest", "document": visit.query.get("document", "")}
    listed = documents(visit.db)
    return render(
        visit,
        "members/interest_new.html",
        status=status,
        errors=errors or {},
        values=values,
        kinds=[(kind, _(words), _(HINTS[kind])) for kind, words in KINDS.items()],
        documents=[("", _("None in particular")), *((found.slug, title_of(found)) for found in listed)],
        countries=country_options(visit),
        languages=[("", _("Choose")), *((tag, language_name(tag)) for tag in USER_LANGUAGES)],
    )


def declare(visit: Visit) -> Response:
    """Show it for checking, and publish it once it is confirmed."""
    by = visit.mandate("interest:declare")
    if "change" in visit.form:
        return form(visit)
    try:
        kind, document, participant = _chosen(visit)
        said = interests.Said(
            text=text(visit.form, "text"),
            language=_language(visit),
            subject=document.subject if document else "",
            recused=kind != "interest",
            participant=participant,
        )
        if "confirm" not in visit.form:
            interests.check(said)
            return _check(visit, kind, document, participant)
        made = interests.declare(visit.db, said, by=by, now=visit.now)
    except Invalid as error:
        field = "document" if error.field == "subject" else error.field
        return form(visit, 422, {field: message_of(error)})
    except Refused as error:
        return form(visit, 422, {"kind": message_of(error)})
    flash = _("It is on the record, and public from now on.")
    return redirect(visit, "interests", flash=flash, anchor=f"#i-{made.id}")


def end_form(visit: Visit, status: int = 200, errors: Errors | None = None) -> Response:
    found, _by = _own(visit)
    return render(
        visit,
        "members/interest_end.html",
        status=status,
        errors=errors or {},
        interest=found,
        documents=documents_by_subject(visit.db, [found]),
        reason=text(visit.form, "reason"),
    )


def end(visit: Visit) -> Response:
    found, by = _own(visit)
    try:
        interests.end(visit.db, found, reason=text(visit.form, "reason"), by=by, now=visit.now)
    except Invalid as error:
        return end_form(visit, 422, {error.field: message_of(error)})
    return redirect(visit, "interests", flash=_("It has ended. It stays on the record."))


def _own(visit: Visit) -> tuple[Interest, Mandate]:
    """A declaration of the person's own that holds. Raises NotFound for another's."""
    found, by = interests.interest_by_id(visit.db, visit.path["interest"]), visit.mandate("interest:declare")
    if found.mandate.person_id != by.person_id:
        raise NotFound(N_("There is no such declaration."))
    if found.ended_at is not None:
        raise Refused(N_("This has ended already."))
    return found, by


def _chosen(visit: Visit) -> tuple[str, Document | None, Participant | None]:
    kind, slug = text(visit.form, "kind"), text(visit.form, "document")
    if kind not in KINDS:
        raise Invalid(N_("Choose what you declare."), field="kind")
    document = next((found for found in documents(visit.db) if found.slug == slug), None)
    if slug and document is None:
        raise Invalid(N_("Choose a document from the list."), field="document")
    participant = country(visit) if kind == "adoption" else None
    if kind == "adoption" and participant is None:
        raise Invalid(N_("Choose the country."), field="participant")
    return kind, document, participant


def _language(visit: Visit) -> str:
    chosen = text(visit.form, "language")
    return chosen if chosen in USER_LANGUAGES else ""


def _check(visit: Visit, kind: str, document: Document | None, participant: Participant | None) -> Response:
    kept = {name: value for name, value in texts(visit.form).items() if name not in ("confirm", "change")}
    return render(
        visit,
        "members/interest_check.html",
        words=_(KINDS[kind]),
        hint=_(HINTS[kind]),
        document=document,
        participant=participant,
        values=texts(visit.form),
        kept=kept,
    )
