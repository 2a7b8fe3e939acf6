"""Recording an act: one form, a page to check, then the record. For a government's representative."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from adoption import dossiers, loading, services
from adoption.dossiers import act_of_document
from adoption.kinds import ActKind
from adoption.models import Act
from adoption.services import ActData, Paper
from core.errors import N_, Invalid, NotFound
from documents.models import Version
from documents.queries import last_version, version_by_number
from sbcp.language.glossary import act_kind_name
from sbcp.language.locales import format_date
from sbcp.language.locales import gettext as _
from sbcp.pages.adoption import status_labels
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

RESERVATIONS = 3  # rows offered; a correction of an act with more gets as many as it has

# What every act must have, by the field of the form.
REQUIRED = {
    "kind": N_("Choose what kind of act this is."),
    "language": N_("Choose the language of the instrument."),
    "title": N_("Enter the title of the instrument as it was issued."),
    "title_en": N_("Enter the title of the instrument in English."),
    "body": N_("Enter the body that issued the instrument."),
}

# Fields of the service that have another name on the form.
FIELDS = {"reservations": "reservation-1-pid", "scopes": "coverage"}


@dataclass
class Entry:
    """What was typed: kept as text for the form, and read for the service as far as it can be."""

    values: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)
    done_on: date | None = None
    effective_on: date | None = None
    scopes: list[int] = field(default_factory=list)
    reservations: list[tuple[int, str]] = field(default_factory=list)
    about: int | None = None


def act_form(visit: Visit) -> Response:
    """An empty form; with ``?about=`` one about an earlier act, filled from it for a correction."""
    by = visit.mandate("adoption:record")
    version = _version(visit, visit.query.get("version", ""))
    kind = visit.query.get("kind", "")
    values: dict[str, Any] = {"kind": kind}
    if number := _number(visit.query.get("about", "")):
        about = act_of_document(visit.db, visit.subject(), number)
        if about.participant_id == by.participant_id:
            version = about.version
            values = values_of(about) if kind == ActKind.CORRECTION else values
            values |= {"kind": kind, "about": str(about.id)}
    return _form(visit, version, Entry(values))


def record_act(visit: Visit) -> Response:
    """Show the act for checking, and record it once it is confirmed."""
    by = visit.mandate("adoption:record", country=str(visit.form.get("country", "")) or None)
    assert by.participant is not None, "a government's mandate names its country"
    version = _version(visit, str(visit.form.get("version", "")))
    entry = read(visit.form)
    if "change" in visit.form:
        entry.errors.clear()
        return _form(visit, version, entry)
    if entry.errors:
        return _form(visit, version, entry, status=422)
    document, confirmed = visit.subject(), "confirm" in visit.form
    work = services.record_act if confirmed else services.prepare_act
    try:
        data = _data(visit, entry) | {"participant": by.participant}
        act = work(visit.db, document, version, by=by, now=visit.now, **data)
    except Invalid as error:
        entry.errors[FIELDS.get(error.field, error.field)] = message_of(error)
        return _form(visit, version, entry, status=422)
    if confirmed:
        flash = _("The act is on the record. A second person verifies it now.")
        return redirect(visit, "act", slug=document.slug, act=act.id, flash=flash)
    return _check(visit, version, act)


def read(form: FormData) -> Entry:
    """What the form says, with the words of every mistake that shows without the database."""
    values: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
    values["scopes"] = [str(value) for value in form.getlist("scopes")]
    entry = Entry(values)
    for name, message in REQUIRED.items():
        if not values.get(name, "").strip():
            entry.errors[name] = _(message)
    entry.about = _number(values.get("about", ""))
    entry.scopes = [number for value in values["scopes"] if (number := _number(value))]
    if values.get("coverage") == "chapters" and not entry.scopes:
        entry.errors["scopes"] = _("Choose the chapters, or the whole text above.")
    if values.get("coverage") != "chapters":
        entry.scopes = []
    entry.done_on = _day(entry, "done_on")
    entry.effective_on = _day(entry, "effective_on")
    if entry.done_on is None and "done_on" not in entry.errors:
        entry.errors["done_on"] = _("Enter the date of the act.")
    _read_reservations(entry)
    worded = values.get("statement", "").strip() or entry.reservations
    if worded and not values.get("statement_language"):
        entry.errors["statement_language"] = _("Choose the language of these words.")
    return entry


def values_of(act: Act) -> dict[str, Any]:
    """The form filled from an act, for correcting it."""
    values: dict[str, Any] = {
        name: getattr(act.instrument, name)
        for name in ("title", "language", "title_en", "number", "body", "gazette")
    }
    values |= {
        "coverage": "chapters" if act.scopes else "whole",
        "scopes": [str(pid) for pid in act.scopes],
        "statement": act.statement,
        "statement_language": act.language,
    }
    for name, day in (("done_on", act.done_on), ("effective_on", act.effective_on)):
        if day is not None:
            values |= {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}
    for row, made in enumerate(act.reservations, 1):
        values |= {f"reservation-{row}-pid": made.pid, f"reservation-{row}-text": made.text}
    return values


def _form(visit: Visit, version: Version, entry: Entry, status: int = 200) -> Response:
    by = visit.mandate("adoption:record", country=str(visit.form.get("country", "")) or None)
    assert by.participant is not None, "a government's mandate names its country"
    earlier = dossiers.acts_to_refer_to(visit.db, version, by.participant)
    return render(
        visit,
        "adoption/record.html",
        status=status,
        document=visit.subject(),
        version=version,
        last=last_version(visit.db, visit.subject()),
        by=by,
        kinds=[(kind, _(kind.label), _(kind.meaning)) for kind in ActKind],
        earlier=[(act.id, _name(act)) for act in earlier],
        text=loading.text(visit.db, version),
        rows=range(1, max(RESERVATIONS, _last_row(entry.values)) + 1),
        values=entry.values,
        errors=entry.errors,
        **status_labels.words(),
    )


def _check(visit: Visit, version: Version, act: Act) -> Response:
    """What will be recorded, with the form in hidden fields."""
    kept = [
        (name, value)
        for name, value in visit.form.multi_items()
        if isinstance(value, str) and name not in ("confirm", "change", "version")
    ]
    return render(
        visit,
        "adoption/check.html",
        document=visit.subject(),
        version=version,
        act=act,
        text=loading.text(visit.db, version),
        kept=kept,
        **status_labels.words(),
    )


def _data(visit: Visit, entry: Entry) -> ActData:
    """The act for the service, without its participant."""
    values, done_on = entry.values, entry.done_on
    assert done_on is not None, "an entry without mistakes has a date"
    names = ("title", "language", "title_en", "body", "number", "gazette")
    data = {
        "kind": values["kind"],
        "instrument": Paper(**{name: values.get(name, "") for name in names}),
        "done_on": done_on,
        "effective_on": entry.effective_on,
        "scopes": entry.scopes,
        "reservations": entry.reservations,
        "statement": values.get("statement", ""),
        "language": values.get("statement_language", ""),
        "about": act_of_document(visit.db, visit.subject(), entry.about) if entry.about else None,
    }
    return data  # type: ignore[return-value]


def _version(visit: Visit, number: str) -> Version:
    """The version named by number, the last one by default."""
    document = visit.subject()
    if wanted := _number(number):
        return version_by_number(visit.db, document, wanted)
    found = last_version(visit.db, document)
    if found is None:
        raise NotFound(N_("This document has no published version yet."))
    return found


def _day(entry: Entry, name: str) -> date | None:
    """A date typed in three fields; None if all are empty."""
    parts = [str(entry.values.get(f"{name}-{part}", "")).strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, OverflowError):
        entry.errors[name] = _("Enter a real date, with day, month and year.")
        return None


def _read_reservations(entry: Entry) -> None:
    """The rows that are filled in; a row needs both the paragraph and the words."""
    for row in range(1, _last_row(entry.values) + 1):
        pid = _number(str(entry.values.get(f"reservation-{row}-pid", "")))
        words = str(entry.values.get(f"reservation-{row}-text", "")).strip()
        if pid and words:
            entry.reservations.append((pid, words))
        elif pid:
            message = _("Enter the words of reservation %(row)s.")
            entry.errors[f"reservation-{row}-text"] = message % {"row": row}
        elif words:
            message = _("Choose the paragraph of reservation %(row)s.")
            entry.errors[f"reservation-{row}-pid"] = message % {"row": row}


def _last_row(values: dict[str, Any]) -> int:
    rows = [_number(name.split("-")[1]) or 0 for name in values if name.startswith("reservation-")]
    return min(max(rows, default=0), 100)


def _name(act: Act) -> str:
    """An act as lists of choice name it."""
    words = {"number": act.id, "kind": act_kind_name(act.kind), "day": format_date(act.done_on)}
    return _("No. %(number)s: %(kind)s, %(day)s") % words + f" ({act.instrument.title_en})"


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
