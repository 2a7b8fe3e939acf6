"""A letter to somebody who follows, with the links to change and to end what they follow."""

from datetime import datetime
from typing import Any

from sbcp.language import locales
from sbcp.mail.letters import Letter
from sbcp.notifications.models import Follower, Subscription
from sbcp.notifications.tokens import manage_link, stop_link
from sbcp.settings import Settings


def letter_to(
    settings: Settings,
    follower: Follower,
    served: list[Subscription],
    *,
    template: str,
    values: dict[str, Any],
    key: str,
    until: datetime | None = None,
) -> Letter:
    """A letter for the sake of these subscriptions, which its link of one click ends.

    The rest is as in ``Letter``; ``values`` are in the language of the follower.
    """
    return Letter(
        to=follower.person.email if follower.person else follower.email,
        template=template,
        locale=follower.locale,
        values=values,
        key=key,
        secret={"manage": manage_link(settings, follower)},
        unsubscribe=stop_link(settings, follower, served),
        about=f"follower:{follower.id}",
        until=until,
    )


def locale_of(follower: Follower) -> locales.Locale:
    """The language of the interface that somebody who follows reads."""
    return locales.BY_CODE.get(follower.locale, locales.DEFAULT)
