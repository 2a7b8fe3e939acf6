"""Taking in a list of past acts: what two persons agree to."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from adoption.lists.entering import Source, checked_lines, enter_list
from adoption.lists.preview import Preview, preview
from adoption.lists.reading import known_cells, unknown_columns
from adoption.models import ActList
from core.errors import N_
from documents.models import Version
from documents.queries import document_by_slug, version_by_number
from members.models import Mandate
from sbcp.approvals.act import Body, Detail, PageAddress, TwoPersonAct
from sbcp.language.locales import format_date, format_number
from sbcp.language.locales import gettext as _

KIND = "acts.import"
Table = Sequence[Sequence[str]]


def prepare(
    db: Session, version: Version, table: Table, source: Source, now: datetime
) -> tuple[Body, Preview]:
    """What would be asked for: the cells of the list that are read, not its bytes; and the acts as they are
    read from those. Raises what ``checked_lines`` and ``preview`` raise."""
    checked_lines(db, table, now)  # with all its columns
    rows = known_cells(table)
    shown = preview(db, version, checked_lines(db, rows, now), source.sha256, now)
    first, last = shown.days
    body = {
        "slug": version.document.slug,
        "version": version.number,
        "name": source.name,
        "sha256": source.sha256,
        "rows": rows,
        "unread": unknown_columns(table),
        "acts": len(shown.acts),
        "participants": shown.participants,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "unusual": sum(bool(each.unusual) for each in shown.acts),
    }
    return body, shown


def shown_again(db: Session, body: Body, now: datetime) -> Preview:
    """The list as whoever decides sees it, read anew. Raises what ``prepare`` raises."""
    return preview(db, _version(db, body), checked_lines(db, body["rows"], now), body["sha256"], now)


def list_of(db: Session, body: Body) -> ActList | None:
    """The list as it was taken in, by this request or another way; None if it was not."""
    version = _version(db, body)
    same = select(ActList).where(ActList.version_id == version.id, ActList.sha256 == body["sha256"])
    return db.scalars(same).first()


def _carry_out(db: Session, body: Body, asked_by: Mandate, by: Mandate, now: datetime) -> Body:
    act_list = enter_list(
        db,
        _version(db, body),
        checked_lines(db, body["rows"], now),
        Source(body["name"], body["sha256"], body["reason"]),
        asked_by=asked_by,
        approved_by=by,
        now=now,
    )
    return {"list": act_list.id}


def _details(db: Session, body: Body) -> list[Detail]:
    document, version = document_by_slug(db, body["slug"]), _version(db, body)
    days = " – ".join(format_date(date.fromisoformat(body[name])) for name in ("first", "last"))
    return [
        Detail(_("Document"), document.title, language=document.language),
        Detail(_("Version"), f"{version.number}, {version.label}"),
        Detail(_("File"), body["name"]),
        Detail("SHA-256", body["sha256"]),
        Detail(_("Acts"), format_number(body["acts"])),
        Detail(_("Countries"), format_number(body["participants"])),
        Detail(_("Dates of the acts"), days),
        Detail(_("Unusual acts"), format_number(body["unusual"])),
    ]


def _stale(db: Session, body: Body) -> bool:
    return list_of(db, body) is not None


def _public(body: Body) -> Body:
    return {name: body[name] for name in ("version", "acts", "participants", "name", "sha256")}


def _page(body: Body) -> PageAddress:
    return "acts_list_asked", {"slug": body["slug"], "n": body["version"], "digest": body["sha256"]}


def _outcome_page(body: Body, result: Body) -> PageAddress:
    return "acts_list", {"slug": body["slug"], "list": result["list"]}


def _version(db: Session, body: Body) -> Version:
    return version_by_number(db, document_by_slug(db, body["slug"]), body["version"])


IMPORT = TwoPersonAct(
    permission="adoption:import",
    name=N_("Take in a list of past acts"),
    button=N_("Approve and take in"),
    carry_out=_carry_out,
    details=_details,
    public=_public,
    page=_page,
    outcome_page=_outcome_page,
    stale=_stale,
)
