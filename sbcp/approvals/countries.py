"""Acts on the countries of the process that take two persons: adding one, calling one otherwise, and
letting one succeed another."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from core.errors import N_, Conflict, NotFound
from members.countries import adding, order
from members.countries import names as country_names
from members.countries.adding import NewCountry
from members.countries.names import Decision
from members.models import Mandate, Participant
from members.queries import participant_by_code, participants
from sbcp.approvals.act import Body, Detail, PageAddress, TwoPersonAct
from sbcp.language import country_places, locales
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name

ADMINISTER = "member:administer"
SUBJECT = "participants"


def rename_body(participant: Participant, names: dict[str, str], footnotes: dict[str, str]) -> Body:
    """What would be asked for, with how it is now: a later renaming makes the request stale."""
    return {
        "participant": participant.code,
        "before": {"names": participant.names, "footnotes": participant.footnotes},
        "names": names,
        "footnotes": footnotes,
    }


def add_body(new: NewCountry, place: str) -> Body:
    """The same of a country that is to be added, or to succeed another. place: see
    ``sbcp.language.country_places``. Raises Invalid for names and footnotes that are too long."""
    names, footnotes = country_names.in_lines(new.names, new.footnotes)
    body: Body = {
        "participant": new.code,
        "names": names,
        "footnotes": footnotes,
        "from": new.from_on.isoformat() if new.from_on else None,
        "place": place,
    }
    if new.succeeds is not None:
        body |= {"succeeds": new.succeeds.code, "before": {"until": _iso(new.succeeds.until_on)}}
    return body


def _rename(db: Session, body: Body, asked_by: Mandate, by: Mandate, now: datetime) -> Body:
    country_names.rename(
        db,
        _participant(db, body["participant"]),
        names=body["names"],
        footnotes=body["footnotes"],
        reason=body["reason"],
        asked_by=asked_by,
        approved_by=by,
        now=now,
    )
    return {}


def _rename_details(db: Session, body: Body) -> list[Detail]:
    details = [Detail(_("Country"), display_name(_participant(db, body["participant"])))]
    for kind, locale, words in _texts():
        new, old = body[kind].get(locale.code, ""), body["before"][kind].get(locale.code, "")
        if new != old:
            details.append(Detail(words, new or _("as in CLDR"), old or _("as in CLDR"), locale.lang))
    return details


def _rename_stale(db: Session, body: Body) -> bool:
    participant = _participant(db, body["participant"])
    return bool(body["before"] != {"names": participant.names, "footnotes": participant.footnotes})


def _rename_public(body: Body) -> Body:
    return {name: body[name] for name in ("participant", "names", "footnotes")}


def _add(db: Session, body: Body, asked_by: Mandate, by: Mandate, now: datetime) -> Body:
    known = adding.hold(db)
    if _add_stale(db, body):
        raise Conflict(N_("What this is about has changed since it was asked for."))
    succeeds = _succeeded(db, body)
    before = country_places.next_ones(body["place"], _as_it_will_be(body), known, succeeds)
    new = NewCountry(
        code=body["participant"],
        names=body["names"],
        footnotes=body["footnotes"],
        places=order.make_room(known, before),
        from_on=date.fromisoformat(body["from"]),
        succeeds=succeeds,
    )
    decision = Decision(body["reason"], asked_by, by)
    adding.add(db, new, by=by.actor, now=now, decision=decision)
    return {}


def _add_details(db: Session, body: Body) -> list[Detail]:
    first = date.fromisoformat(body["from"])
    details = [
        Detail(_("Country"), display_name(_as_it_will_be(body))),
        Detail(_("Code"), body["participant"]),
        Detail(_("Takes part from"), locales.format_date(first)),
        Detail(_("Place in lists"), country_places.in_words(body["place"], participants(db))),
    ]
    for kind, locale, words in _texts():
        if body[kind].get(locale.code):
            details.append(Detail(words, body[kind][locale.code], language=locale.lang))
    old = _succeeded(db, body)
    if old is not None:
        until = body["before"]["until"]
        before = locales.format_date(date.fromisoformat(until)) if until else _("open")
        last = locales.format_date(adding.eve(first))
        words = _("%(country)s takes part until") % {"country": display_name(old)}
        details.insert(1, Detail(_("Succeeds"), display_name(old)))
        details.append(Detail(words, last, before))
    return details


def _add_stale(db: Session, body: Body) -> bool:
    """Somebody has added it meanwhile, or the one that it succeeds ends otherwise."""
    old = _succeeded(db, body)
    ends_otherwise = old is not None and _iso(old.until_on) != body["before"]["until"]
    return ends_otherwise or participant_by_code(db, body["participant"]) is not None


def _add_public(body: Body) -> Body:
    shown = ("participant", "names", "footnotes", "from", "succeeds")
    return {name: body[name] for name in shown if name in body}


def _add_page(body: Body) -> PageAddress:
    return ("participant", {"country": body["succeeds"]}) if "succeeds" in body else ("participants", {})


def _page(body: Body, _result: Body | None = None) -> PageAddress:
    return "participant", {"country": body["participant"]}


def _texts() -> list[tuple[str, locales.Locale, str]]:
    """Names and footnotes in each language: which of them, the language, and what it is called."""
    return [
        (kind, locale, _("%(what)s in %(language)s") % {"what": word, "language": locale.name})
        for kind, word in (("names", _("Name")), ("footnotes", _("Footnote")))
        for locale in locales.LOCALES
    ]


def _as_it_will_be(body: Body) -> Participant:
    """A country with its code and names, which no session knows."""
    return Participant(code=body["participant"], names=body["names"], footnotes=body["footnotes"])


def _succeeded(db: Session, body: Body) -> Participant | None:
    return _participant(db, body["succeeds"]) if "succeeds" in body else None


def _participant(db: Session, code: str) -> Participant:
    participant = participant_by_code(db, code)
    if participant is None:
        raise NotFound(N_("There is no country with this code in the process."))
    return participant


def _iso(day: date | None) -> Any:
    return day.isoformat() if day else None


RENAME = TwoPersonAct(
    permission=ADMINISTER,
    name=N_("Call a country otherwise"),
    button=N_("Approve and rename"),
    carry_out=_rename,
    details=_rename_details,
    public=_rename_public,
    page=_page,
    stale=_rename_stale,
)
ADD = TwoPersonAct(
    permission=ADMINISTER,
    name=N_("Add a country"),
    button=N_("Approve and add"),
    carry_out=_add,
    details=_add_details,
    public=_add_public,
    page=_add_page,
    outcome_page=_page,
    stale=_add_stale,
)
SUCCEED = TwoPersonAct(
    permission=ADMINISTER,
    name=N_("Let a country succeed another"),
    button=N_("Approve the succession"),
    carry_out=_add,
    details=_add_details,
    public=_add_public,
    page=_add_page,
    outcome_page=_page,
    stale=_add_stale,
)
