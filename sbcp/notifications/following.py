"""Following by mail: asked for, confirmed from the mailbox, changed, ended.

Whoever asks gets the same answer whatever the address follows already (S12): the mailbox is told.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from core import email_addresses
from core.errors import N_, Invalid, Refused
from core.record import entries, signed_heads
from core.tokens import new_token, token_hash
from documents.models import Document, Paragraph
from documents.queries import last_version, paragraph_in_versions
from members.models import Person
from sbcp.language import locales, participants
from sbcp.language.locales import gettext as _
from sbcp.language.locales import in_script
from sbcp.mail.letters import Letter, enqueue
from sbcp.notifications.models import HEADS, PACES, Follower, Subscription
from sbcp.notifications.tokens import manage_link
from sbcp.notifications.wording import place_name
from sbcp.settings import Settings
from sbcp.urls import url

CONFIRM_WITHIN = timedelta(days=7)  # longer than a message may wait for a mail server (F27)


@dataclass(frozen=True)
class Target:
    """What is followed. Without document, country and heads: everything. heads: the signed heads of the
    record, each as it is signed."""

    document: Document | None = None
    paragraph: Paragraph | None = None
    whole_section: bool = False
    country: str = ""
    heads: bool = False

    @property
    def kind(self) -> str:
        if self.heads:
            return HEADS
        if self.paragraph is not None:
            return "section" if self.whole_section else "paragraph"
        if self.document is not None:
            return "document"
        return "country" if self.country else "everything"


def request_subscription(
    db: Session, settings: Settings, *, email: str, locale: str, target: Target, pace: str, now: datetime
) -> None:
    """Mail a link that confirms; to an address that follows this already, a note that it does.

    Asked for again within the hour, there is no second mail. Raises Invalid with the form's field.
    """
    email = email_addresses.checked(email)
    follower = _follower(db, email, locale, now)
    subscription = _subscription(db, follower, target, _checked_pace(pace), now)
    if subscription.confirmed_at is not None:
        _notify_known(db, settings, subscription, locale, now)
        return
    subscription.pace = pace
    token = new_token()
    with locales.speaking(locales.BY_CODE[locale]):
        confirm = settings.base_url + _url("follow_confirm", token=token)
        values = {"what": name_of(db, subscription), "pace": pace}
    is_new = enqueue(
        db,
        settings,
        Letter(
            to=email,
            template="follow-confirm",
            locale=locale,
            values=values,
            key=f"follow:{subscription.id}:{now:%Y-%m-%dT%H}",
            secret={"confirm": confirm},
            about=f"follower:{follower.id}",
        ),
        now=now,
    )
    if is_new:
        subscription.token_hash = token_hash(token)
        subscription.made_at = now
        db.flush()


def follow_at_once(
    db: Session, person: Person, *, locale: str, target: Target, pace: str, now: datetime
) -> Subscription:
    """A member follows with the address they sign in by: it needs no confirmation."""
    follower = _follower(db, person.email, locale, now)
    follower.person, follower.locale = person, locale
    subscription = _subscription(db, follower, target, _checked_pace(pace), now)
    subscription.pace = pace
    if subscription.confirmed_at is None:
        _begin(db, subscription, now)
    return subscription


def waiting_by_token(db: Session, token: str) -> Subscription | None:
    """The subscription that a mailed link confirms, confirmed already or not; None if there is none."""
    return db.scalar(
        select(Subscription)
        .where(Subscription.token_hash == token_hash(token))
        .options(joinedload(Subscription.follower), joinedload(Subscription.document))
    )


def confirm(db: Session, token: str, now: datetime) -> tuple[Subscription, bool]:
    """Begin what a mailed link confirms; and whether that is news. Twice is as once, so that a mail
    scanner which presses the button does no harm (F28). Raises Refused for a link that is unknown or old.
    """
    subscription = waiting_by_token(db, token)
    if subscription is None or (
        subscription.confirmed_at is None and now >= subscription.made_at + CONFIRM_WITHIN
    ):
        raise Refused(N_("This link is too old, or it has been replaced by a newer one. Ask for a new one."))
    if subscription.confirmed_at is not None:
        return subscription, False
    _begin(db, subscription, now)
    return subscription, True


def mail_link(db: Session, settings: Settings, *, email: str, now: datetime) -> None:
    """Mail the link to the page of subscriptions to an address that has any; to others nothing, and
    whoever asks cannot tell. Raises Invalid for what is no address."""
    email = email_addresses.checked(email)
    same = select(Follower).where(Follower.email.in_(email_addresses.forms(email)))
    follower = db.scalars(same.where(Follower.confirmed_at.is_not(None)).order_by(Follower.id)).first()
    if follower is not None:
        enqueue(
            db,
            settings,
            Letter(
                to=email,
                template="following-link",
                locale=follower.locale,
                values={},
                key=f"following:{follower.id}:{now:%Y-%m-%dT%H}",
                secret={"manage": manage_link(settings, follower)},
                about=f"follower:{follower.id}",
            ),
            now=now,
        )


def change(db: Session, follower: Follower, subscription_id: int, pace: str) -> Subscription | None:
    """Get mail about one thing more or less often; None if it is not followed any more."""
    subscription = next((each for each in follower.subscriptions if each.id == subscription_id), None)
    if subscription is not None:
        subscription.pace = _checked_pace(pace)
        db.flush()
    return subscription


def end(db: Session, follower: Follower, subscriptions: Iterable[Subscription]) -> None:
    """Stop following; an address that follows nothing any more is forgotten."""
    ended = [each.id for each in subscriptions]
    for subscription in [each for each in follower.subscriptions if each.id in ended]:
        follower.subscriptions.remove(subscription)
    db.flush()
    if not follower.subscriptions:
        db.delete(follower)
        db.flush()


def name_of(db: Session, subscription: Subscription) -> str:
    """What is followed, in the current language: «section 3.2, Model policy»."""
    document, paragraph = subscription.document, None
    if document is not None and subscription.pid is not None:
        paragraph = next(reversed(paragraph_in_versions(db, document, subscription.pid)), None)
    section, heads = subscription.kind == "section", subscription.kind == HEADS
    return target_name(db, Target(document, paragraph, section, subscription.country, heads))


def target_name(db: Session, target: Target) -> str:
    """The same for what somebody might follow."""
    document = target.document
    if target.heads:
        return _("Signed heads of the record")
    if target.country:
        return participants.names(db).get(target.country) or locales.country_name(target.country)
    if document is None:
        return _("Everything on this site")
    title = in_script(document.title, document.language)
    if target.paragraph is None:
        return title
    place = place_name(target.paragraph, document.language)
    if target.whole_section:
        return _("%(place)s and what stands below it, %(title)s") % {"place": place, "title": title}
    return f"{place}, {title}"


def of_person(db: Session, person: Person) -> Follower | None:
    """What a member's address follows."""
    same = select(Follower).where(Follower.email.in_(email_addresses.forms(person.email)))
    return db.scalars(same.order_by(Follower.id)).first()


def path_of(db: Session, subscription: Subscription) -> str:
    """The address of the page about what is followed."""
    document = subscription.document
    if subscription.kind == HEADS:
        return _url("record_heads")
    if subscription.kind == "country":
        return _url("country", country=subscription.country)
    if document is None:
        return _url("home")
    last = last_version(db, document)
    if subscription.pid is None or last is None:
        return _url("document", slug=document.slug)
    stands = paragraph_in_versions(db, document, subscription.pid)
    number = stands[-1].version.number if stands else last.number
    return _url("paragraph", slug=document.slug, n=number, pid=subscription.pid)


def _url(name: str, **params: Any) -> str:
    return url(locales.current().code, name, **params)


def _checked_pace(pace: str) -> str:
    if pace not in PACES:
        raise Invalid(N_("Choose how often mail may come."), field="pace")
    return pace


def _follower(db: Session, email: str, locale: str, now: datetime) -> Follower:
    same = select(Follower).where(Follower.email.in_(email_addresses.forms(email)))
    same = same.order_by(Follower.id).limit(1).with_for_update()
    follower = db.scalar(same)
    if follower is None:
        with suppress(IntegrityError), db.begin_nested():  # the same form, sent twice, may be quicker
            db.add(Follower(email=email, locale=locale, made_at=now, told=[]))
        follower = db.scalars(same).one()
    if follower.confirmed_at is None:
        follower.locale = locale
    return follower


def _subscription(db: Session, follower: Follower, target: Target, pace: str, now: datetime) -> Subscription:
    """The subscription of an address to this, made if it is new."""
    wanted = {
        "kind": target.kind,
        "document_id": target.document.id if target.document else None,
        "pid": target.paragraph.pid if target.paragraph else None,
        "country": target.country,
    }
    for each in follower.subscriptions:
        if {name: getattr(each, name) for name in wanted} == wanted:
            return each
    subscription = Subscription(follower=follower, pace=pace, made_at=now, **wanted)
    db.add(subscription)
    db.flush()
    return subscription


def _begin(db: Session, subscription: Subscription, now: datetime) -> None:
    """From here on: what happened before is no news."""
    subscription.confirmed_at = subscription.told_until = now
    subscription.last_seq = _last_head(db) if subscription.kind == HEADS else entries.head(db).seq
    follower = subscription.follower
    follower.confirmed_at = follower.confirmed_at or now
    db.flush()


def _last_head(db: Session) -> int:
    newest = signed_heads.newest(db)
    return newest.number if newest else 0


def _notify_known(
    db: Session, settings: Settings, subscription: Subscription, locale: str, now: datetime
) -> None:
    """Somebody asked for what the address has: the mailbox learns of it, whoever asked does not."""
    follower = subscription.follower
    with locales.speaking(locales.BY_CODE[locale]):
        values = {"what": name_of(db, subscription), "pace": subscription.pace}
    enqueue(
        db,
        settings,
        Letter(
            to=follower.email,
            template="follow-known",
            locale=locale,
            values=values,
            key=f"known:{subscription.id}:{now:%Y-%m-%dT%H}",
            secret={"manage": manage_link(settings, follower)},
            about=f"follower:{follower.id}",
        ),
        now=now,
    )
