"""What the public record, and programs, are told of an act."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from adoption.kinds import ActKind
from adoption.models import Act, Instrument
from adoption.recording import papers, signatories
from core.days import written


@dataclass(frozen=True)
class Paper:
    """The paper an act rests on. ``title`` is in ``language``, ``title_en`` in English; ``languages`` are
    those in which the text was issued; ``gazette`` is cited in the country's own style."""

    title: str
    language: str
    title_en: str
    body: str
    number: str = ""
    gazette: str = ""
    languages: tuple[str, ...] = ()
    link: str = ""


def recorded(act: Act) -> dict[str, Any]:
    """What the public record keeps of an act."""
    later = {
        "deposited_on": _iso(act.deposited_on),
        "depositary": act.depositary,
        "published_on": _iso(act.published_on),
        "early_reason": act.early_reason,
        "on_behalf": act.on_behalf,
        "confirmed_by": act.confirmed_by.actor if act.confirmed_by else None,
        "known_on": _iso(act.known_on),
        "list": act.list_id,
        "restates": act.restates,
        "ref": act.ref,
        "name": act.name,
        "note": act.note,
        "signatories": signatories.recorded(act),
        "withdrawn": act.about.kind if act.about and act.kind == ActKind.WITHDRAWAL else "",
    }
    return {
        "act": act.id,
        "participant": act.participant.code,
        "kind": act.kind,
        "version": act.version.number,
        "version_digest": act.version.digest,
        "scopes": act.scopes,
        "instrument": _paper(act.instrument),
        "done_on": written(act.done_on, act.done_precision),
        "effective_on": written(act.effective_on, act.effective_precision) if act.effective_on else None,
        "reservations": [
            {"pid": reservation.pid, "text": reservation.text} for reservation in act.reservations
        ],
        "statement": act.statement,
        "language": act.language,
        "about": act.about.id if act.about else None,
        "files": papers.recorded(act),
        **{name: value for name, value in later.items() if value},
    }


def paper_of(instrument: Instrument) -> Paper:
    """The fields of a stored instrument."""
    values = {name: getattr(instrument, name) for name in Paper.__dataclass_fields__}
    return Paper(**values | {"languages": tuple(instrument.languages)})


def _paper(instrument: Instrument | None) -> dict[str, Any] | None:
    if instrument is None:
        return None
    fields = asdict(paper_of(instrument))
    return {name: list(value) if name == "languages" else value for name, value in fields.items()}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
