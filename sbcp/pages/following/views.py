"""Following by e-mail: asking, confirming, looking after what one follows, stopping."""

from starlette.responses import Response

from core.errors import N_, NotFound
from core.queue import outbox
from documents.queries import document_by_slug, last_version, paragraph_by_pid, paragraph_in_versions
from members.models import Person
from members.queries import participant_by_code
from sbcp.language import glossary
from sbcp.language.locales import gettext as _
from sbcp.notifications import following, tokens
from sbcp.notifications.following import Target
from sbcp.notifications.models import PACES, Follower, Subscription
from sbcp.pages.following.forms import (
    LANGUAGES,
    Followed,
    FollowingChange,
    FollowingLink,
    MemberFollowing,
    NewFollowing,
)
from sbcp.web.cookies import FOLLOWER, cookie_name, set_cookie
from sbcp.web.headers import private
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def form(visit: Visit) -> Response:
    """What would be followed, how often, and where mail is to go."""
    target = _target(visit, Followed.asked(visit))
    given = {"language": visit.locale.code, "pace": "daily", "part": "section"}
    return _form_page(visit, target, MemberFollowing.read(visit, given))


def ask(visit: Visit) -> Response:
    """A member follows at once; anybody else is sent a link, whatever their address follows already."""
    if visit.person is not None:
        return _follow_at_once(visit, visit.person)
    asked = NewFollowing.read(visit)
    target = _target(visit, asked)
    if asked.is_right():
        with asked.telling():
            following.request_subscription(
                visit.db,
                visit.settings,
                email=asked.email.data,
                locale=asked.language.data,
                target=target,
                pace=asked.pace.data,
                now=visit.now,
            )
            return redirect(visit, "follow_sent")
    return _form_page(visit, target, asked)


def _follow_at_once(visit: Visit, person: Person) -> Response:
    asked = MemberFollowing.read(visit)
    target = _target(visit, asked)
    if asked.is_right():
        with asked.telling():
            language, pace = asked.language.data, asked.pace.data
            following.follow_at_once(
                visit.db, person, locale=language, target=target, pace=pace, now=visit.now
            )
            return redirect(visit, "following", flash=_("You follow this from now on."))
    return _form_page(visit, target, asked)


def sent(visit: Visit) -> Response:
    """The same page for everybody: look into your mailbox."""
    return render(visit, "following/sent.html", silent_since=outbox.silent_since(visit.db))


def confirm_form(visit: Visit) -> Response:
    """A mailed link: a button, since a GET changes nothing and scanners of mail open links."""
    subscription = following.waiting_by_token(visit.db, visit.path["token"])
    return private(
        render(
            visit,
            "following/confirm.html",
            what=following.name_of(visit.db, subscription) if subscription else "",
            confirmed=bool(subscription and subscription.confirmed_at),
            pace=glossary.pace_name(subscription.pace) if subscription else "",
        )
    )


def confirm(visit: Visit) -> Response:
    subscription, new = following.confirm(visit.db, visit.path["token"], visit.now)
    what = following.name_of(visit.db, subscription)
    response = redirect(visit, "following", flash=_("You follow this from now on: %(what)s") % {"what": what})
    if new:  # the link does this once; whoever finds it later learns nothing by it
        _remember(visit, response, subscription.follower)
    return response


def listing(visit: Visit) -> Response:
    """All that a member's or a mailed link's address follows; else a way to be mailed the link."""
    return _listing(visit, FollowingLink.read(visit))


def change(visit: Visit) -> Response:
    """More or less often, stop one, or another language."""
    follower, asked = _follower(visit), FollowingChange.read(visit)
    if follower is None:
        return redirect(visit, "following")
    if not asked.is_right():
        return _listing(visit, asked)
    if asked.do.data == "language":
        follower.locale = asked.language.data
        return redirect(visit, "following", flash=_("Your mail comes in this language from now on."))
    number = asked.subscription.data
    mine = [each for each in follower.subscriptions if each.id == number]
    if not mine:
        return redirect(visit, "following", flash=_("You do not follow that any more."))
    what = following.name_of(visit.db, mine[0])
    if asked.do.data == "stop":
        following.end(visit.db, follower, mine)
        return redirect(visit, "following", flash=_("You no longer follow this: %(what)s") % {"what": what})
    following.change(visit.db, follower, mine[0].id, asked.pace.data)
    return redirect(visit, "following", flash=_("Changed: %(what)s") % {"what": what})


def mail_link(visit: Visit) -> Response:
    asked = FollowingLink.read(visit)
    if asked.is_right():
        with asked.telling():
            following.mail_link(visit.db, visit.settings, email=asked.email.data, now=visit.now)
            return redirect(visit, "follow_sent")
    return _listing(visit, asked)


def open_link(visit: Visit) -> Response:
    """The mailed link: a cookie for an hour, and an address without the secret (S44)."""
    try:
        follower = tokens.follower_of(visit.db, visit.settings, visit.path["token"])
    except NotFound:
        return redirect(
            visit, "following", flash=_("This link is not complete, or you follow nothing any more.")
        )
    return private(_remember(visit, redirect(visit, "following"), follower))


def stop_form(visit: Visit) -> Response:
    """What one click would end. A GET changes nothing."""
    return _stop_page(visit, done=False)


def stop(visit: Visit) -> Response:
    """One click, by a person or by their mail program (RFC 8058): no session, no redirect."""
    token, settings = visit.path["token"], visit.settings
    names = _stopped_names(visit)
    if tokens.is_for_author(settings, token):
        respondent = tokens.author_stopped_by(visit.db, settings, token)
        respondent.email = ""
        outbox.erase(visit.db, about=f"submission:{respondent.submission_id}")
    else:
        follower, subscriptions = tokens.stopped_by(visit.db, settings, token)
        if follower is not None:
            following.end(visit.db, follower, subscriptions)
    visit.db.flush()
    return _stop_page(visit, done=True, names=names)


def _stop_page(visit: Visit, *, done: bool, names: list[str] | None = None) -> Response:
    author = tokens.is_for_author(visit.settings, visit.path["token"])
    return private(
        render(
            visit,
            "following/stop.html",
            token=visit.path["token"],
            names=_stopped_names(visit) if names is None else names,
            author=author,
            done=done,
        )
    )


def _stopped_names(visit: Visit) -> list[str]:
    """What the link of the address ends, in words; nothing if it has ended. Raises NotFound for a link
    that we did not make."""
    token, settings = visit.path["token"], visit.settings
    if tokens.is_for_author(settings, token):
        respondent = tokens.author_stopped_by(visit.db, settings, token)
        return [_("Mail about your response")] if respondent.email else []
    stopped = tokens.stopped_by(visit.db, settings, token)[1]
    return [following.name_of(visit.db, each) for each in stopped]


def _target(visit: Visit, named: Followed) -> Target:
    """What an address or a form names. Raises NotFound if it is not there."""
    if named.heads.data:
        return Target(heads=True)
    if named.country.data:
        if participant_by_code(visit.db, named.country.data) is None:
            raise NotFound(N_("This country takes no part in the process."))
        return Target(country=named.country.data)
    if not named.document.data:
        return Target()
    document = document_by_slug(visit.db, named.document.data)
    if not named.pid.raw:
        return Target(document)
    pid, last = named.pid.data, last_version(visit.db, document)
    versions = paragraph_in_versions(visit.db, document, pid) if pid else []
    if not versions or last is None:
        raise NotFound(N_("There is no such paragraph in this document."))
    here = next((each for each in versions if each.version_id == last.id), versions[-1])
    section = here.kind == "heading" and named.part.data != "paragraph"
    return Target(document, paragraph_by_pid(visit.db, here.version, here.pid), section)


def _form_page(visit: Visit, target: Target, asked: MemberFollowing) -> Response:
    return private(
        render(
            visit,
            "following/follow.html",
            **asked.shown(),
            target=target,
            what=following.target_name(visit.db, target),
            paces=[(pace, glossary.pace_name(pace)) for pace in PACES],
            languages=LANGUAGES,
        )
    )


def _listing(visit: Visit, asked: FollowingLink | FollowingChange) -> Response:
    follower = _follower(visit)
    rows = [each for each in follower.subscriptions if each.confirmed_at] if follower else []
    return private(
        render(
            visit,
            "following/following.html",
            **asked.shown(),
            follower=follower,
            known=visit.person is not None or follower is not None,
            rows=[
                (each, following.name_of(visit.db, each), following.path_of(visit.db, each)) for each in rows
            ],
            paces=[(pace, glossary.pace_name(pace)) for pace in PACES],
            languages=LANGUAGES,
            stop_all=_stop_all(visit, follower, rows) if follower and rows else "",
        )
    )


def _stop_all(visit: Visit, follower: Follower, rows: list[Subscription]) -> str:
    return tokens.stop_link(visit.settings, follower, rows).removeprefix(visit.settings.base_url)


def _follower(visit: Visit) -> Follower | None:
    """Whose subscriptions this visit may see: a member's own, or those of the mailed link followed last."""
    if visit.person is not None:
        return following.of_person(visit.db, visit.person)
    value = visit.request.cookies.get(cookie_name(FOLLOWER, visit.settings))
    return tokens.follower_of_cookie(visit.db, visit.settings, value) if value else None


def _remember(visit: Visit, response: Response, follower: Follower) -> Response:
    value = tokens.cookie(visit.settings, follower)
    set_cookie(response, FOLLOWER, value, visit.settings, max_age=tokens.COOKIE_LASTS)
    return response
