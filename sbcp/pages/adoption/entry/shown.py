"""What the pages of entering an act show."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from adoption import loading
from adoption.begun import keeping
from adoption.begun.models import ActDraft
from adoption.kinds import ActKind, Powers, Purpose
from adoption.models import Act
from adoption.recording.signatories import MOST_SIGNATORIES
from core.files.kinds import ACCEPT, MAX_BYTES
from documents.queries import versions
from sbcp.language.glossary import act_kind_name
from sbcp.language.locales import format_date
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name
from sbcp.pages.adoption import status_labels
from sbcp.pages.adoption.entry import papers, preparing, rights
from sbcp.pages.adoption.entry.fields import MOST_ROWS
from sbcp.pages.adoption.entry.forms import (
    CHAPTERS,
    EVERYTHING,
    WHOLE_TEXT,
    AboutAct,
    FilesOfAct,
    KindOfAct,
    PageOfAct,
    SignatoriesOfAct,
    WordsOfAct,
)
from sbcp.pages.adoption.entry.pages import GROUPS, INSTRUMENT, KIND, Entered, EntryPage
from sbcp.web.render import render
from sbcp.web.visit import Visit


@dataclass(frozen=True)
class Begun:
    """A line of the list of what somebody has begun."""

    draft: ActDraft
    name: str


def first_page(visit: Visit, form: KindOfAct) -> Response:
    """The first page of an act of which nothing is kept yet, with what was begun beside it."""
    drafts = keeping.of_person(visit.db, visit.person, visit.subject())
    return render(
        visit,
        KIND.template,
        **form.shown(),
        **_choices_of_kind(visit),
        document=visit.subject(),
        draft=None,
        page=KIND,
        place=(1, 0),
        begun=[_line(visit, draft) for draft in drafts],
    )


def page(visit: Visit, draft: ActDraft, shown: EntryPage, form: PageOfAct) -> Response:
    """One of the pages."""
    entered = Entered(draft.content)
    values: dict[str, Any] = {}
    if isinstance(form, KindOfAct):
        values = _choices_of_kind(visit)
    elif isinstance(form, AboutAct):
        values = {"choices": _choices_of_about(visit, entered), "needed": form.needed}
    elif isinstance(form, SignatoriesOfAct):
        values = _signatories(entered, form)
    elif isinstance(form, FilesOfAct):
        values = _files(visit, form)
    elif isinstance(form, WordsOfAct):
        values = _words(visit, entered, form)
    return render(
        visit,
        shown.template,
        **form.shown(),
        **frame(visit, draft),
        **values,
        page=shown,
        place=(entered.pages.index(shown) + 1, len(entered.pages) + 1),
    )


def frame(visit: Visit, draft: ActDraft) -> dict[str, Any]:
    """What every page about what was begun says of it."""
    entered = Entered(draft.content)
    return {
        "document": visit.subject(),
        "draft": draft,
        "entered": entered,
        "version": preparing.version_of(visit, entered),
        "participant": preparing.participant_of(visit, entered),
        "on_behalf": rights.is_on_behalf(visit, entered.country),
        "name": act_kind_name(entered.kind),
        **status_labels.words(visit.db),
    }


def begun(visit: Visit) -> list[Begun]:
    """All that the reader has begun, with its documents."""
    return [_line(visit, draft) for draft in keeping.of_person(visit.db, visit.person)]


def anchor_of_more(form: PageOfAct) -> str:
    """Where the new row is, on the page with one more."""
    if isinstance(form, WordsOfAct):
        return f"#reservation-{rows_offered(form) + 1}-pid"
    if isinstance(form, SignatoriesOfAct):
        return f"#signatory-{min(rows_offered(form) + 1, MOST_SIGNATORIES)}-name"
    return "#more"


def rows_offered(form: WordsOfAct | SignatoriesOfAct) -> int:
    """How many rows of reservations, or of those who signed, a form offers."""
    if isinstance(form, SignatoriesOfAct):
        return min(max(form.row_count.data or 1, form.signatory.last_row), MOST_SIGNATORIES)
    return min(max(form.row_count.data or 1, form.reservation.last_row), MOST_ROWS - 1)


def _line(visit: Visit, draft: ActDraft) -> Begun:
    entered = Entered(draft.content)
    words = {"kind": act_kind_name(entered.kind), "country": visit.country_name(entered.country)}
    return Begun(draft, _("%(kind)s, %(country)s") % words)


def _choices_of_kind(visit: Visit) -> dict[str, Any]:
    allowed = rights.rights(visit)
    own = [country.code for country in rights.own_countries(visit)]
    groups = [
        (_(title), [(kind, _(kind.label), _(kind.meaning)) for kind in kinds]) for title, kinds in GROUPS
    ]
    listed = versions(visit.db, visit.subject())[::-1]
    return {
        "countries": [(country.code, display_name(country)) for country in allowed.countries],
        "for_others": any(country.code not in own for country in allowed.countries),
        "versions": [(each.number, _version_name(each.number, each.label)) for each in listed],
        "groups": groups if allowed.new else groups[-1:],
        "new_allowed": allowed.new,
    }


def _choices_of_about(visit: Visit, entered: Entered) -> list[tuple[str, str]]:
    """The acts to choose from, as lists name them."""
    others = entered.kind == ActKind.OBJECTION_TO_RESERVATION
    acts = preparing.acts_to_choose(visit, entered)
    choices = [(str(act.id), _name(act, with_country=others)) for act in acts]
    if entered.kind == ActKind.WITHDRAWAL and choices:
        choices.append((EVERYTHING, _("All that the country has done about the text")))
    return choices


def _signatories(entered: Entered, form: SignatoriesOfAct) -> dict[str, Any]:
    offered = rows_offered(form)
    return {
        "rows": range(1, offered + 1),
        "row_count": offered,
        "offers_more": offered < MOST_SIGNATORIES,
        "powers": [(each, _(each.label)) for each in Powers],
        "language": entered.form(INSTRUMENT).values["language"],
    }


def _files(visit: Visit, form: FilesOfAct) -> dict[str, Any]:
    return {
        "rows": papers.rows(form, papers.kept(visit, form)),
        "purposes": [(purpose, _(purpose.label)) for purpose in Purpose],
        "accept": ACCEPT,
        "megabytes": MAX_BYTES >> 20,
    }


def _words(visit: Visit, entered: Entered, form: WordsOfAct) -> dict[str, Any]:
    version = preparing.version_of(visit, entered)
    return {
        "text": loading.text(visit.db, version),
        "rows": range(1, rows_offered(form) + 1),
        "row_count": rows_offered(form),
        "whole_act": entered.is_whole_act,
        "renames": entered.is_change_of_name,
        "whole_text": WHOLE_TEXT,
        "of_chapters": CHAPTERS,
    }


def _version_name(number: int, label: str) -> str:
    return _("Version %(number)s, “%(label)s”") % {"number": number, "label": label}


def _name(act: Act, *, with_country: bool) -> str:
    words = {
        "number": act.id,
        "kind": act_kind_name(act.kind),
        "day": format_date(*act.own_day),
    }
    name = _("No. %(number)s: %(kind)s, %(day)s") % words
    if with_country:
        return f"{display_name(act.participant)}, {name}"
    return name + (f" ({act.instrument.title_en})" if act.instrument and act.instrument.title_en else "")
