"""Who has adopted what: the tracker, a country, an act and its verification."""

from starlette.responses import RedirectResponse, Response

from adoption import dossiers, queries
from adoption.binding.bindings import corrections_of, of_status
from adoption.kinds import LEVELS, Level
from adoption.models import Act
from adoption.queries import Days
from adoption.recording import acts
from core.errors import N_, NotFound
from documents.models import Document, Version
from documents.queries import document_by_slug, documents, versions
from process.queries import in_force, stages_of
from sbcp import permissions
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name, names
from sbcp.notifications.depositary import series
from sbcp.pages.adoption import status_labels
from sbcp.pages.adoption.binding.sentences import act_sentence, head_sentence
from sbcp.pages.adoption.days import days_asked, typed
from sbcp.pages.adoption.entry.rights import may_record
from sbcp.pages.adoption.forms import Verification
from sbcp.pages.adoption.glance import glance
from sbcp.record import inclusion
from sbcp.urls import url
from sbcp.web.forms import tomorrow
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

# Stages in which acts can be recorded: a document is then shown here before anybody has done anything.
OPEN_FOR_ACTS = permissions.RULES["adoption:record"].stages


def tracker(visit: Visit) -> Response:
    """Every country with where it stands on a document, at the end of a day and as far as was known."""
    visit.request.state.good_until = tomorrow(visit.now)
    days, errors = days_asked(visit)
    status = 422 if errors else 200
    offered, open_for_acts = offered_documents(visit)
    wanted = visit.query.get("document")
    document = document_by_slug(visit.db, wanted) if wanted else next(iter(offered), None)
    listed = versions(visit.db, document) if document else []
    asked = _version(visit, listed)
    shown = queries.document_status(visit.db, document, days, asked) if document and listed else None
    return render(
        visit,
        "adoption/tracker.html",
        block="tracker",
        status=status,
        errors=errors,
        typed=typed(visit),
        days=days,
        offered=offered,
        document=document,
        versions=listed[::-1],
        chosen=asked is not None,
        shown=shown,
        seen=glance(visit, shown, _asked(visit, days)) if shown else None,
        recording=document is not None
        and (
            document in open_for_acts or in_force(visit.db, [document], visit.now.date())[document.id].number
        )
        and (visit.may("adoption:record") or visit.may("adoption:record_for")),
        **status_labels.words(visit.db),
    )


def country(visit: Visit) -> Response:
    """What stands for one country, and all its acts in time."""
    code = str(visit.path["country"])
    participant = queries.participant_of_address(visit.db, code)
    if code != participant.code:
        address = url(visit.locale.code, "country", country=participant.code, query=dict(visit.query))
        return RedirectResponse(address, 301)
    visit.request.state.good_until = tomorrow(visit.now)
    days, errors = days_asked(visit)
    shown = dossiers.country_page(visit.db, participant, days)
    corrections = corrections_of(visit.db, participant)
    return render(
        visit,
        "adoption/country.html",
        status=422 if errors else 200,
        errors=errors,
        typed=typed(visit),
        days=days,
        shown=shown,
        sentences={
            part.version.id: head_sentence(
                of_status(participant, part.status, {}, corrections), display_name(participant)
            )
            for part in shown.parts
        },
        others=[(code, name) for code, name in names(visit.db).items() if code != participant.code],
        **status_labels.words(visit.db),
    )


def act(visit: Visit, form: Verification | None = None) -> Response:
    """One act: what it says, the paper, who recorded and verified it, what became of it."""
    view = dossiers.act_view(visit.db, visit.subject(), visit.path["act"], visit.now.date())
    included = inclusion.of_act(visit.db, view.act)
    verified = inclusion.of_verifications(visit.db, view.act)
    entries = [*verified.values(), *([included.entry.seq] if included else [])]
    cited = view.act.instrument and view.act.instrument.gazette
    levels = [level for level in Level if cited or level != Level.IN_GAZETTE]
    return render(
        visit,
        "adoption/act.html",
        **(form or Verification.read(visit)).shown(),
        document=visit.subject(),
        view=view,
        sentence=act_sentence(view, display_name(view.act.participant)),
        levels=[
            (level, _(level.label)) for level in levels if LEVELS.index(level) >= LEVELS.index(view.level)
        ],
        own=_recorded_by(visit, view.act),
        recording=may_record(visit, view.act),
        included=included,
        verified=verified,
        notified=series.numbers(visit.db, entries),
        **status_labels.words(visit.db),
    )


def verify(visit: Visit) -> Response:
    """A second person says how well the act is proved."""
    recorded = dossiers.act_of_document(visit.db, visit.subject(), visit.path["act"])
    form = Verification.read(visit)
    if form.is_right():
        with form.telling():
            acts.verify_act(
                visit.db,
                recorded,
                level=form.level.data,
                note=form.note.data,
                by=visit.mandate("adoption:verify", country=recorded.participant.code),
                now=visit.now,
            )
            flash = _("Your verification is on the record.")
            return redirect(visit, "act", slug=visit.subject().slug, act=recorded.id, flash=flash)
    return act(visit, form)


def _asked(visit: Visit, days: Days) -> dict[str, str]:
    """The days of a page, as addresses ask for them; nothing for today as it is known now."""
    asked = {} if days.as_of == visit.now.date() else {"as_of": days.as_of.isoformat()}
    return asked | ({"known_at": days.known_at.isoformat()} if days.known_at else {})


def offered_documents(visit: Visit) -> tuple[list[Document], list[Document]]:
    """The documents that some act is about or that wait for acts, the newest first; those of them
    that acts can be recorded on now."""
    everything = documents(visit.db)
    stages = stages_of(visit.db, everything)
    with_acts = queries.documents_with_acts(visit.db)
    waiting = [document for document in everything if stages[document.id] in OPEN_FOR_ACTS]
    return [each for each in everything if each.id in with_acts or each in waiting], waiting


def _version(visit: Visit, listed: list[Version]) -> Version | None:
    """The version asked for, if one is."""
    wanted = visit.query.get("version")
    if not wanted:
        return None
    named = next((version for version in listed if str(version.number) == wanted), None)
    if named is None:
        raise NotFound(N_("This document has no such version."))
    return named


def _recorded_by(visit: Visit, recorded: Act) -> bool:
    """Whether the reader recorded the act, or had a substitute record it."""
    return visit.person is not None and visit.person.id in acts.recorders(recorded)
