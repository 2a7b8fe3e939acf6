"""Declared interests and recusals: the public list, declaring one, ending one."""

from starlette.responses import Response

from core.errors import N_, Invalid, NotFound, Refused
from documents.models import Document
from documents.queries import documents
from members import interests
from members.models import Interest, Mandate, Participant
from sbcp.language.locales import gettext as _
from sbcp.pages.members.fields import country, country_options
from sbcp.pages.members.forms import KINDS, THEIR_LANGUAGES, EndedInterest, NewInterest
from sbcp.pages.members.words import documents_by_subject
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.text_html import title_of
from sbcp.web.visit import Visit

PAGE = 20

HINTS = {
    "interest": N_("It becomes public. It changes nothing of what you may do."),
    "recusal": N_("You can still read it. You cannot edit, answer, decide or record anything on it."),
    "adoption": N_("You cannot record or verify acts of that country on the document."),
}


def listing(visit: Visit) -> Response:
    """Everything that members have declared, what holds first."""
    page = paging(visit, interests.count_declared(visit.db), PAGE)
    declared = interests.declared(visit.db, limit=page.size, offset=page.offset)
    return render(
        visit,
        "members/interests.html",
        declared=declared,
        paging=page,
        documents=documents_by_subject(visit.db, declared),
        declaring=visit.may("interest:declare"),
    )


def form(visit: Visit, sent: NewInterest | None = None) -> Response:
    given = {"kind": "interest", "document": visit.query.get("document", "")}
    listed = documents(visit.db)
    return render(
        visit,
        "members/interest_new.html",
        **(sent or NewInterest.read(visit, given)).shown(),
        kinds=[(kind, _(words), _(HINTS[kind])) for kind, words in KINDS.items()],
        documents=[("", _("None in particular")), *((each.slug, title_of(each)) for each in listed)],
        countries=country_options(visit),
        languages=[("", _("Choose")), *THEIR_LANGUAGES],
    )


def declare(visit: Visit) -> Response:
    """Show it for checking, and publish it once it is confirmed."""
    by = visit.mandate("interest:declare")
    sent = NewInterest.read(visit)
    if sent.is_right():
        with sent.telling(refused="kind"):
            document, participant = _document(visit, sent), _country(visit, sent)
            if not sent.confirm.data:
                return _check(visit, sent, document, participant)
            declaration = interests.Declaration(
                text=sent.text.data,
                language=sent.language.data,
                subject=document.subject if document else "",
                recused=sent.kind.data != "interest",
                participant=participant,
            )
            interest = interests.declare(visit.db, declaration, by=by, now=visit.now)
            flash = _("It is on the record, and public from now on.")
            return redirect(visit, "interests", flash=flash, anchor=f"#i-{interest.id}")
    return form(visit, sent)


def end_form(visit: Visit, sent: EndedInterest | None = None) -> Response:
    interest, _by = _own(visit)
    return render(
        visit,
        "members/interest_end.html",
        **(sent or EndedInterest.read(visit)).shown(),
        interest=interest,
        documents=documents_by_subject(visit.db, [interest]),
    )


def end(visit: Visit) -> Response:
    interest, by = _own(visit)
    sent = EndedInterest.read(visit)
    if sent.is_right():
        with sent.telling():
            interests.end(visit.db, interest, reason=sent.reason.data, by=by, now=visit.now)
            return redirect(visit, "interests", flash=_("It has ended. It stays on the record."))
    return end_form(visit, sent)


def _own(visit: Visit) -> tuple[Interest, Mandate]:
    """A declaration of the person's own that holds. Raises NotFound for another's."""
    by = visit.mandate("interest:declare")
    interest = interests.interest_by_id(visit.db, visit.path["interest"])
    if interest.mandate.person_id != by.person_id:
        raise NotFound(N_("There is no such declaration."))
    if interest.ended_at is not None:
        raise Refused(N_("This has ended already."))
    return interest, by


def _document(visit: Visit, sent: NewInterest) -> Document | None:
    """The document chosen, None for none. Raises Invalid for one that is not there."""
    slug = sent.document.data
    document = next((each for each in documents(visit.db) if each.slug == slug), None)
    if slug and document is None:
        raise Invalid(N_("Choose a document from the list."), field="document")
    return document


def _country(visit: Visit, sent: NewInterest) -> Participant | None:
    """The country whose adoption it is about; None for every other kind."""
    return country(visit, sent.participant.data) if sent.kind.data == "adoption" else None


def _check(
    visit: Visit, sent: NewInterest, document: Document | None, participant: Participant | None
) -> Response:
    """What will be published, with the form in hidden fields."""
    kind, values = sent.kind.data, sent.values
    return render(
        visit,
        "members/interest_check.html",
        words=_(KINDS[kind]),
        hint=_(HINTS[kind]),
        document=document,
        participant=participant,
        values=values,
        kept={name: value for name, value in values.items() if name != "confirm"},
    )
