"""What an act must be to go on the record. Each check raises Invalid, naming the field, or Refused."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from adoption import ruling
from adoption.entry_rules import consents
from adoption.fates import ActFacts, Fate, void
from adoption.gathering import gather
from adoption.kinds import ADOPTIONS, CONSENTS, SIGNED_BY_PEOPLE, STATEMENTS, ActKind, Purpose
from adoption.loading import CHAPTER_LEVEL
from adoption.models import Act
from adoption.queries import NOBODY, Days, version_status
from adoption.status import NAMING
from core.days import earliest
from core.errors import N_, Conflict, Invalid, Refused
from documents.models import Paragraph

# Kinds that are nothing without words.
WORDED = (ActKind.OBJECTION, ActKind.OBJECTION_TO_RESERVATION, ActKind.DECLARATION)
# Kinds that speak of a whole act, and so of no chapter or paragraph.
WHOLE = (ActKind.WITHDRAWAL, ActKind.WITHDRAWAL_RESCINDED, ActKind.CHANGE_OF_NAME)


def check_words(act: Act) -> None:
    """The kind is known, and what needs words has them."""
    if not ActKind.has(act.kind):
        raise Invalid(N_("Choose what kind of act this is."), field="kind")
    kind = kind_restated(act)
    if kind in WORDED and not act.statement:
        raise Invalid(N_("Enter the words of the statement."), field="statement")
    if kind == ActKind.RESERVATION and not act.reservations:
        raise Invalid(N_("Name the paragraph and enter the words of the reservation."), field="reservations")
    if kind == ActKind.CHANGE_OF_NAME and not act.name:
        raise Invalid(N_("Enter the new name of the country."), field="name")
    if kind in WHOLE and (act.reservations or act.scopes):
        raise Invalid(N_("A withdrawal is of the whole act that it is about."), field="scopes")
    if any(not reservation.text for reservation in act.reservations):
        raise Invalid(N_("Enter the words of the reservation."), field="reservations")
    if (act.statement or act.reservations) and not act.language:
        raise Invalid(N_("Choose the language of these words."), field="statement_language")


def check_dates(act: Act, now: datetime) -> None:
    """Nothing is recorded before it has happened, and nothing happened before there was a text, unless
    a reason says how."""
    today, first = now.date(), earliest(act.done_on, act.done_precision)
    if first <= today < act.done_on:
        raise Invalid(N_("This month or year is not over yet. Enter the day too."), field="done_on")
    for field in ("done_on", "deposited_on", "published_on"):
        day = getattr(act, field)
        if day is not None and day > today:
            message = N_("This date is in the future. Record the act once it has happened.")
            raise Invalid(message, field=field)
    if act.deposited_on is not None and act.deposited_on < first:
        raise Invalid(N_("It was deposited before its own date."), field="deposited_on")
    last = act.participant.until_on if act.participant else None
    if last is not None and first > last:
        message = N_("This country took part until %(day)s: it did nothing after that day.")
        raise Invalid(message, field="done_on", day=last)
    if act.done_on < act.version.published_at.date() and not act.early_reason:
        raise Invalid(
            N_("Version %(number)s was published later, on %(day)s. Say how an act can be older."),
            field="early_reason",
            number=act.version.number,
            day=act.version.published_at.date(),
        )


def check_about(act: Act) -> None:
    """What an act is about is an act of the same participant on the same version; of an objection to a
    reservation, one of another participant that reserves or declares something."""
    about = act.about
    if act.kind == ActKind.OBJECTION_TO_RESERVATION:
        if about is None or not (about.kind in STATEMENTS or about.reservations):
            raise Invalid(N_("Choose the reservation or declaration that it objects to."), field="about")
        if about.participant_id == act.participant.id or about.version_id != act.version.id:
            raise Invalid(N_("Choose a reservation of another country on the same version."), field="about")
        return
    if about is None:
        if act.kind in (ActKind.CORRECTION, ActKind.WITHDRAWAL_RESCINDED):
            raise Invalid(N_("Choose the act that this one is about."), field="about")
        return
    if (about.participant_id, about.version_id) != (act.participant.id, act.version.id):
        raise Invalid(N_("Choose an act of the same country on the same version."), field="about")
    if act.kind == ActKind.WITHDRAWAL_RESCINDED and about.kind != ActKind.WITHDRAWAL:
        raise Invalid(N_("Choose the withdrawal that is taken back."), field="about")


def check_places(db: Session, act: Act) -> None:
    """Scopes are chapters of the version, reservations are on its paragraphs."""
    named = {*act.scopes, *(reservation.pid for reservation in act.reservations)}
    rows = db.execute(
        select(Paragraph.pid, Paragraph.kind, Paragraph.level, Paragraph.position).where(
            Paragraph.version_id == act.version.id, Paragraph.pid.in_(named)
        )
    ).all()
    chapters = {
        paragraph.pid: paragraph.position
        for paragraph in rows
        if (paragraph.kind, paragraph.level) == ("heading", CHAPTER_LEVEL)
    }
    if not set(act.scopes) <= chapters.keys():
        raise Invalid(N_("An act covers the whole text or chapters of this version."), field="scopes")
    if not {reservation.pid for reservation in act.reservations} <= {paragraph.pid for paragraph in rows}:
        raise Invalid(
            N_("A reservation is on a paragraph of version %(number)s."),
            field="reservations",
            number=act.version.number,
        )
    act.scopes = sorted(set(act.scopes), key=chapters.__getitem__)


def check_signatories(act: Act) -> None:
    """What names who signed is a signature, or an instrument of consent; which one may name nobody."""
    if act.signatories and kind_restated(act) not in SIGNED_BY_PEOPLE:
        raise Invalid(N_("Nobody signs an act of this kind."), field="signatories")


def check_letter(act: Act) -> None:
    """What the secretariat enters on behalf of a government rests on its letter, which everybody can see."""
    if act.on_behalf and not any(link.purpose == Purpose.LETTER for link in act.files):
        message = N_("Attach the letter by which the government asks for this to be recorded.")
        raise Invalid(message, field="papers")


def check_process(db: Session, act: Act, now: datetime) -> None:
    """An act fits what was done before: accession joins a text that is in force or open to it, and is not for
    who has consented already; what is withdrawn stands."""
    if act.kind not in (
        ActKind.ACCESSION,
        ActKind.WITHDRAWAL,
        ActKind.WITHDRAWAL_RESCINDED,
        *CONSENTS,
        *ADOPTIONS,
    ):
        return
    gathered = gather(db, Act.version_id == act.version.id).get(act.version.id, NOBODY)
    rule = ruling.rule_of(db, act.version.document)
    days = Days(now.date())
    status = version_status(act.version, gathered, rule, days)
    own = status.became.get(act.participant.code, ())
    if act.kind == ActKind.ACCESSION:
        joinable = status.force.in_force(days.as_of) or (rule is not None and rule.accession_open)
        _check_accession(own, consents(rule), joinable=joinable)
    if act.kind in consents(rule) and rule is not None and not rule.takes(act.participant.code):
        raise Refused(N_("The rule of entry into force does not open this text to this country."))
    if act.kind == ActKind.WITHDRAWAL:
        _check_withdrawal(act, own, days.as_of)
    if act.kind == ActKind.WITHDRAWAL_RESCINDED:
        _check_rescission(act, gathered.facts.get(act.participant.code, ()), days)


def kind_restated(act: Act) -> str:
    """The kind of an act, or of the one that a correction restates."""
    while act.kind == ActKind.CORRECTION and act.about is not None:
        act = act.about
    return act.kind


def _check_accession(own: Sequence[Fate], binding: Collection[ActKind], *, joinable: bool) -> None:
    consented = (fate for fate in own if fate.act.kind in binding and not fate.act.scopes)
    if any(not fate.ended(date.max) for fate in consented):
        raise Invalid(
            N_("This country has adopted the text already: it does not accede to it."), field="kind"
        )
    if not joinable:
        raise Invalid(
            N_("Accession joins a text that is in force or open to it. This one is not: sign or adopt it."),
            field="kind",
        )


def _check_withdrawal(act: Act, own: Sequence[Fate], today: date) -> None:
    if act.about is None:
        if not any(fate.act.kind in (*NAMING, *STATEMENTS) and not fate.ended(today) for fate in own):
            raise Invalid(N_("There is nothing that this country could withdraw from."), field="about")
        return
    ended = next((fate for fate in own if fate.act.id == act.about.id and fate.ended_by), None)
    if ended is not None and ended.ended_by is not None:
        raise Conflict(
            N_("This act was withdrawn already, by act number %(number)s."), number=ended.ended_by.id
        )


def _check_rescission(act: Act, own: Sequence[ActFacts], days: Days) -> None:
    if act.about is not None and act.about.id in void({each.id: each for each in own}, days.as_of):
        raise Conflict(N_("This withdrawal was taken back already."))
