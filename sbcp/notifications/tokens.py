"""Links in mail that need no signing in: signed, so that nobody can make one for somebody else.

What they open is theirs who read the mailbox, and no more: seeing and ending what it follows. They name
the row and the instant it was made, so that they end with it.
"""

from datetime import datetime
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from consultation.models import Respondent
from core.errors import N_, NotFound
from sbcp.language.locales import BY_CODE
from sbcp.notifications.models import Follower, Subscription
from sbcp.settings import Settings
from sbcp.urls import url

COOKIE_LASTS = 60 * 60  # seconds that the page of subscriptions stays open after its link was followed
UNKNOWN = N_("This link is not complete, or what it was for has ended.")


def manage_link(settings: Settings, follower: Follower) -> str:
    """The address of the page with all that an address follows."""
    token = _signer(settings, "manage").dumps([follower.id, _stamp(follower.made_at)])
    return _link(settings, follower.locale, "following_open", token)


def stop_link(settings: Settings, follower: Follower, subscriptions: list[Subscription]) -> str:
    """The address that ends these subscriptions with one click (RFC 8058)."""
    ids = [subscription.id for subscription in subscriptions]
    token = _signer(settings, "stop").dumps([follower.id, _stamp(follower.made_at), ids])
    return _link(settings, follower.locale, "unsubscribe", token)


def author_stop_link(settings: Settings, respondent: Respondent) -> str:
    """The address that ends mail about one response, by forgetting the mail address left with it."""
    submission = respondent.submission
    token = _signer(settings, "author").dumps([submission.id, _stamp(submission.created_at)])
    return _link(settings, respondent.locale, "unsubscribe", token)


def follower_of(db: Session, settings: Settings, token: str) -> Follower:
    """Whom a link to the page of subscriptions was mailed to. Raises NotFound."""
    content = _read(settings, "manage", token)
    return _follower(db, content)


def cookie(settings: Settings, follower: Follower) -> str:
    """What the browser keeps after such a link, for an hour."""
    return _timed(settings).dumps([follower.id, _stamp(follower.made_at)])


def follower_of_cookie(db: Session, settings: Settings, value: str) -> Follower | None:
    try:
        return _follower(db, _timed(settings).loads(value, max_age=COOKIE_LASTS))
    except (BadSignature, NotFound):
        return None


def stopped_by(db: Session, settings: Settings, token: str) -> tuple[Follower | None, list[Subscription]]:
    """What a link ends: those of the subscriptions that are still there. Raises NotFound for a link that
    we did not make."""
    content = _read(settings, "stop", token)
    try:
        follower = _follower(db, content)
    except NotFound:  # it has been ended before
        return None, []
    return follower, [each for each in follower.subscriptions if each.id in content[2]]


def author_stopped_by(db: Session, settings: Settings, token: str) -> Respondent:
    """Whose response a link ends the mail about. Raises NotFound."""
    submission_id, stamp = _read(settings, "author", token)
    respondent = db.get(Respondent, submission_id)
    if respondent is None or _stamp(respondent.submission.created_at) != stamp:
        raise NotFound(UNKNOWN)
    return respondent


def is_for_author(settings: Settings, token: str) -> bool:
    """Whether a link to end mail is about a response."""
    try:
        _read(settings, "author", token)
    except NotFound:
        return False
    return True


def _link(settings: Settings, locale: str, name: str, token: str) -> str:
    code = locale if locale in BY_CODE else "en"
    return settings.base_url + url(code, name, token=token)


def _follower(db: Session, named: list[Any]) -> Follower:
    follower = db.get(Follower, named[0])
    if follower is None or _stamp(follower.made_at) != named[1]:
        raise NotFound(UNKNOWN)
    return follower


def _stamp(instant: datetime) -> int:
    return int(instant.timestamp() * 1_000_000)


def _read(settings: Settings, purpose: str, token: str) -> list[Any]:
    try:
        content: list[Any] = _signer(settings, purpose).loads(token)
    except BadSignature as error:
        raise NotFound(UNKNOWN) from error
    return content


def _signer(settings: Settings, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key, salt=f"following {purpose}")


def _timed(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt="following cookie")
