"""What the forms of an act have to know before they are read, and the act that comes out of them."""

from typing import Any

from adoption.begun import choosing
from adoption.kinds import ABOUT_ANOTHER, ActKind
from adoption.models import Act
from adoption.recording.acts import ActData
from adoption.recording.recorded import Paper
from core.days import Precision
from core.errors import N_
from core.files.models import File
from documents.models import Version
from documents.queries import version_by_number, versions
from members.models import Participant
from members.queries import participant_by_code
from sbcp.pages.adoption.entry import rights
from sbcp.pages.adoption.entry.forms import (
    EVERYTHING,
    KINDS,
    AboutAct,
    Dates,
    FilesOfAct,
    KindOfAct,
    PageOfAct,
)
from sbcp.pages.adoption.entry.pages import PAGES, Entered, EntryPage
from sbcp.web.visit import Visit

LATER_ALONE = N_("At the present stage an earlier act can be withdrawn or corrected, and nothing else.")
MUST_NAME = (ActKind.CORRECTION, ActKind.WITHDRAWAL, ActKind.WITHDRAWAL_RESCINDED)
TEXTS = ("title", "language", "title_en", "body", "number", "gazette", "link")

Forms = dict[EntryPage, PageOfAct]


def prepare(visit: Visit, entered: Entered, form: PageOfAct) -> None:
    """Tell a form what may be chosen in it, and what it must have."""
    if isinstance(form, KindOfAct):
        allowed = rights.rights(visit)
        form.country.options = [(country.code, country.code) for country in allowed.countries]
        form.version.options = [
            (str(each.number), each.label) for each in versions(visit.db, visit.subject())
        ]
        form.takes_new = [str(number) for number in allowed.new]
        if not allowed.new:
            form.kind.options = [(kind, label) for kind, label in KINDS if kind in ABOUT_ANOTHER]
            form.kind.wrong = LATER_ALONE
    if isinstance(form, AboutAct):
        form.needed = entered.kind in (*MUST_NAME, ActKind.OBJECTION_TO_RESERVATION)
        form.about.options = [(str(act.id), "") for act in acts_to_choose(visit, entered)]
        if entered.kind == ActKind.WITHDRAWAL:
            form.about.options.append((EVERYTHING, ""))
    if isinstance(form, FilesOfAct):
        form.letter = rights.is_on_behalf(visit, entered.country)


def forms_of(visit: Visit, entered: Entered) -> Forms:
    """The form of every page that is needed, with what was entered."""
    forms = {page: entered.form(page) for page in PAGES if page in entered.pages}
    for form in forms.values():
        prepare(visit, entered, form)
    return forms


def version_of(visit: Visit, entered: Entered) -> Version:
    return version_by_number(visit.db, visit.subject(), entered.version or 0)


def participant_of(visit: Visit, entered: Entered) -> Participant:
    participant = participant_by_code(visit.db, entered.country)
    assert participant is not None, "the first page is kept with a country of the process alone"
    return participant


def acts_to_choose(visit: Visit, entered: Entered) -> list[Act]:
    """The acts that it may be about, the newest first."""
    version, participant = version_of(visit, entered), participant_of(visit, entered)
    return choosing.acts_to_choose(visit.db, version, participant, entered.kind, visit.now.date())


def dates(form: Dates) -> dict[str, Any]:
    """What an act has of its dates, as its columns."""
    done, effective = form.done_on.data, form.effective_on.data
    return {
        "done_on": done.day,
        "done_precision": done.precision,
        "effective_on": effective.day if effective else None,
        "effective_precision": effective.precision if effective else Precision.DAY,
        "deposited_on": form.deposited_on.data,
        "published_on": form.published_on.data,
        "early_reason": form.early_reason.data,
    }


def act_data(visit: Visit, entered: Entered, forms: dict[str, Any], files: dict[int, File]) -> ActData:
    """The act for the service, from forms without a fault, by the names of their pages."""
    when, paper, words = forms["dates"], forms["instrument"], forms["words"]
    about = entered.about
    by_id = {act.id: act for act in acts_to_choose(visit, entered)} if about else {}
    return {
        "participant": participant_of(visit, entered),
        "kind": entered.kind,
        "instrument": Paper(
            languages=tuple(paper.languages.data), **{name: paper[name].data for name in TEXTS}
        ),
        "done_on": when.done_on.data,
        "effective_on": when.effective_on.data,
        "deposited_on": when.deposited_on.data,
        "depositary": when.depositary.data,
        "published_on": when.published_on.data,
        "early_reason": when.early_reason.data,
        "name": words.name.data,
        "on_behalf": rights.is_on_behalf(visit, entered.country),
        "scopes": words.chapters,
        "reservations": [(each.pid, each.words) for each in words.reservation.rows if each.pid],
        "statement": words.statement.data,
        "language": words.statement_language.data,
        "about": by_id.get(about or 0),
        "signatories": list(forms["signatories"].signatory.rows.values()) if "signatories" in forms else [],
        "files": [
            (files[each.number], each.purpose) for each in forms["files"].paper.rows if each.number in files
        ],
    }
