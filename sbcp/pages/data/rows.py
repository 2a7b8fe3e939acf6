"""The rows of the tables: values by the names of columns, and the same as cells."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from adoption import queries
from adoption.kinds import ActKind
from adoption.queries import CountryRow, Days, DocumentStatus
from adoption.status import Standing
from core.days import written
from core.files.tables import Cell
from documents.models import Document, Version
from sbcp.language import locales, participants
from sbcp.language.glossary import act_kind_name, level_name, status_name
from sbcp.pages.data.columns import ACTS, BETWEEN, STATUS, Table
from sbcp.urls import url

Values = dict[str, Any]


def status_rows(
    db: Session, documents: Sequence[Document], version: Version | None, days: Days, base: str
) -> list[Values]:
    """Where every country stands on some documents, in the order of their languages as pages have it.
    version: of the one document, the one to tell about."""
    rows = []
    for document in documents:
        shown = queries.document_status(db, document, days, version)
        by_id = {each.participant.id: each for each in shown.rows}
        ordered = participants.in_order(each.participant for each in shown.rows)
        rows += [_in_columns(STATUS, _status(shown, by_id[country.id], base)) for country in ordered]
    return rows


def acts_rows(
    db: Session, documents: Sequence[Document], version: Version | None, days: Days, base: str
) -> list[Values]:
    """The acts on some documents that had happened and were known. version: of one, those on it alone."""
    countries = participants.names(db)
    return [
        _in_columns(ACTS, _act(act, document, countries, base))
        for document in documents
        for act in queries.acts_json(db, document, days)
        if version is None or act["version"] == version.number
    ]


def documents_with_acts(db: Session) -> list[Document]:
    """The documents that some act is about, by their names."""
    ids = queries.documents_with_acts(db)
    return list(db.scalars(select(Document).where(Document.id.in_(ids)).order_by(Document.slug)))


def cells(table: Table, values: Mapping[str, Any]) -> list[Cell]:
    """The values of a row as CSV and workbooks have them."""
    return [_cell(values[column.name]) for column in table.columns]


def _in_columns(table: Table, values: Values) -> Values:
    return {column.name: values[column.name] for column in table.columns}


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return "\n\n".join(f"[{part['pid']}] {part['text']}" for part in value)
        return BETWEEN.join(map(str, value)) or None
    return None if value == "" else value


def _status(shown: DocumentStatus, country: CountryRow, base: str) -> Values:
    here, slug = country.standing, shown.document.slug
    code = country.participant.code
    over = country.ending(here)
    end = over if here.ended else None
    act, source = (end.act, end.source) if end else (here.act, here.source)
    day, precision = (end.done, end.precision) if end else (here.on, here.precision)
    proof = end.level if end else here.level
    locale = locales.current().code
    page = url(locale, "country", country=code)
    return {
        "document": slug,
        "country": code,
        "country_name": participants.display_name(country.participant),
        "status": str(here.status),
        "status_name": status_name(here.status),
        "act_kind": here.kind and str(here.kind),
        "act_kind_name": act_kind_name(here.kind) if here.kind else None,
        "date": written(day, precision) if day else None,
        "date_precision": precision if day else None,
        "bound_from": here.in_force_from and here.in_force_from.isoformat(),
        "withdrawn_from": written(over.on, over.on_precision) if over else None,
        "withdrawn_from_precision": over.on_precision if over else None,
        "version": country.version.version.number if country.version else None,
        "proof": proof and str(proof),
        "proof_name": level_name(proof) if proof else None,
        "statements": len(here.statements),
        "reservations": len(here.reservations),
        "declarations": sum(act.kind == ActKind.DECLARATION for act in here.statements),
        "statement_acts": [act.id for act in here.statements],
        "differing_parts": [_part(country, passage.pid, part) for passage, part in country.chapters],
        "objection": here.objection.id if here.objection else None,
        "act": act,
        "withdrawn_act": here.act if end else None,
        "corrected_by": source if source != act else None,
        "address": base + (url(locale, "act", slug=slug, act=act) if act else page),
    }


def _part(country: CountryRow, pid: int, part: Standing) -> str:
    """How it stands on a chapter: the status, the kind of act, its day and how well it is proved; of what
    was withdrawn, the day and the proof of the withdrawal."""
    over = country.ending(part) if part.ended else None
    day, precision = (over.done, over.precision) if over else (part.on, part.precision)
    proof = over.level if over else part.level
    facts = (part.status, part.kind, written(day, precision) if day else None, proof)
    return f"{pid}: {', '.join(str(each) for each in facts if each)}"


def _signatory(signed: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (signed["name"], signed["office"], signed["powers"])))


def _act(act: Values, document: Document, countries: Mapping[str, str], base: str) -> Values:
    paper = act["instrument"] or {}
    code = act["participant"]
    return {
        "act": act["act"],
        "document": document.slug,
        "version": act["version"],
        "version_digest": act["version_digest"],
        "country": code,
        "country_name": countries.get(code, code),
        "kind": act["kind"],
        "kind_name": act_kind_name(act["kind"]),
        **{name: act.get(name) for name in ("withdrawn", "about", "scopes", "done_on", "effective_on")},
        **{name: act.get(name) for name in ("deposited_on", "depositary", "published_on")},
        "title": paper.get("title"),
        "title_language": paper.get("language"),
        **{name: paper.get(name) for name in ("title_en", "number", "body", "gazette", "link")},
        "text_languages": paper.get("languages", []),
        **{name: act[name] for name in ("reservations", "statement", "language")},
        "proof": str(act["verification"]),
        "proof_name": level_name(act["verification"]),
        "signatories": [_signatory(each) for each in act["signatories"]],
        "files": [file["sha256"] for file in act["files"]],
        "on_behalf": act.get("on_behalf", False),
        **{name: act.get(name) for name in ("confirmed_by", "early_reason", "name", "note", "list", "ref")},
        "restates": act.get("restates", []),
        "known_on": act.get("known_on"),
        "recorded_at": act["recorded_at"],
        "address": base + url(locales.current().code, "act", slug=document.slug, act=act["act"]),
    }
