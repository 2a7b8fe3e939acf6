"""Following by e-mail: asking, confirming, looking after what one follows, stopping."""

from collections.abc import Callable

from starlette.responses import Response

from core.errors import N_, Invalid, NotFound
from core.queue import outbox
from documents.queries import document_by_slug, last_version, paragraph_by_pid, paragraph_in_versions
from members.queries import participant_by_code
from sbcp.language import glossary, locales
from sbcp.language.locales import gettext as _
from sbcp.notifications import following, tokens
from sbcp.notifications.following import Target
from sbcp.notifications.models import PACES, Follower, Subscription
from sbcp.pages.responses.comment_form import whole
from sbcp.web.cookies import FOLLOWER, cookie_name, set_cookie
from sbcp.web.errors import message_of
from sbcp.web.headers import private
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def form(visit: Visit) -> Response:
    """What would be followed, how often, and where mail is to go."""
    values = {"email": "", "language": visit.locale.code, "pace": "daily", "part": "section"}
    return _form_page(visit, _target(visit, visit.query.get), values, {})


def ask(visit: Visit) -> Response:
    """A member follows at once; anybody else is sent a link, whatever their address follows already."""

    def field(name: str) -> str:
        return str(visit.form.get(name, ""))

    values = {name: field(name) for name in ("email", "language", "pace", "part")}
    target = _target(visit, field)
    try:
        if values["language"] not in locales.BY_CODE:
            raise Invalid(N_("Choose a language from the list."), field="language")
        wanted = {"locale": values["language"], "target": target, "pace": values["pace"], "now": visit.now}
        if visit.person is not None:
            following.follow_at_once(visit.db, visit.person, **wanted)  # type: ignore[arg-type]
            return redirect(visit, "following", flash=_("You follow this from now on."))
        following.request_subscription(visit.db, visit.settings, email=values["email"], **wanted)  # type: ignore[arg-type]
    except Invalid as error:
        return _form_page(visit, target, values, {error.field: message_of(error)}, 422)
    return redirect(visit, "follow_sent")


def sent(visit: Visit) -> Response:
    """The same page for everybody: look into your mailbox."""
    return render(visit, "following/sent.html", silent_since=outbox.silent_since(visit.db))


def confirm_form(visit: Visit) -> Response:
    """A mailed link: a button, since a GET changes nothing and scanners of mail open links."""
    found = following.waiting_by_token(visit.db, visit.path["token"])
    return private(
        render(
            visit,
            "following/confirm.html",
            what=following.name_of(visit.db, found) if found else "",
            confirmed=bool(found and found.confirmed_at),
            pace=glossary.pace_name(found.pace) if found else "",
        )
    )


def confirm(visit: Visit) -> Response:
    found, new = following.confirm(visit.db, visit.path["token"], visit.now)
    what = following.name_of(visit.db, found)
    response = redirect(visit, "following", flash=_("You follow this from now on: %(what)s") % {"what": what})
    if new:  # the link does this once; whoever finds it later learns nothing by it
        _remember(visit, response, found.follower)
    return response


def listing(visit: Visit) -> Response:
    """All that a member's or a mailed link's address follows; else a way to be mailed the link."""
    return _listing(visit, {})


def change(visit: Visit) -> Response:
    """More or less often, stop one, or another language."""
    follower = _follower(visit)
    if follower is None:
        return redirect(visit, "following")
    number, act = whole(visit.form.get("subscription")), visit.form.get("do")
    if act == "language":
        code = str(visit.form.get("language", ""))
        if code not in locales.BY_CODE:
            return _listing(visit, {"language": _("Choose a language from the list.")}, 422)
        follower.locale = code
        return redirect(visit, "following", flash=_("Your mail comes in this language from now on."))
    mine = [each for each in follower.subscriptions if each.id == number]
    if not mine:
        return redirect(visit, "following", flash=_("You do not follow that any more."))
    what = following.name_of(visit.db, mine[0])
    if act == "stop":
        following.end(visit.db, follower, mine)
        return redirect(visit, "following", flash=_("You no longer follow this: %(what)s") % {"what": what})
    try:
        following.change(visit.db, follower, mine[0].id, str(visit.form.get("pace", "")))
    except Invalid as error:
        return _listing(visit, {f"pace-{number}": message_of(error)}, 422)
    return redirect(visit, "following", flash=_("Changed: %(what)s") % {"what": what})


def mail_link(visit: Visit) -> Response:
    email = str(visit.form.get("email", ""))
    try:
        following.mail_link(visit.db, visit.settings, email=email, now=visit.now)
    except Invalid as error:
        return _listing(visit, {error.field: message_of(error)}, 422, email)
    return redirect(visit, "follow_sent")


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


def _target(visit: Visit, field: Callable[..., str | None]) -> Target:
    """What an address or a form names. Raises NotFound if it is not there."""
    slug, country = field("document") or "", field("country") or ""
    if country:
        if participant_by_code(visit.db, country) is None:
            raise NotFound(N_("This country takes no part in the process."))
        return Target(country=country)
    if not slug:
        return Target()
    document = document_by_slug(visit.db, slug)
    if not field("pid"):
        return Target(document)
    pid, last = whole(field("pid")), last_version(visit.db, document)
    found = paragraph_in_versions(visit.db, document, pid) if pid else []
    if not found or last is None:
        raise NotFound(N_("There is no such paragraph in this document."))
    here = next((row for row in found if row.version_id == last.id), found[-1])
    section = here.kind == "heading" and field("part") != "paragraph"
    return Target(document, paragraph_by_pid(visit.db, here.version, here.pid), section)


def _form_page(
    visit: Visit, target: Target, values: dict[str, str], errors: dict[str, str], status: int = 200
) -> Response:
    return private(
        render(
            visit,
            "following/follow.html",
            status=status,
            target=target,
            what=following.target_name(visit.db, target),
            paces=[(pace, glossary.pace_name(pace)) for pace in PACES],
            languages=[(locale.code, locale.name) for locale in locales.LOCALES],
            values=values,
            errors=errors,
        )
    )


def _listing(visit: Visit, errors: dict[str, str], status: int = 200, email: str = "") -> Response:
    follower = _follower(visit)
    rows = [each for each in follower.subscriptions if each.confirmed_at] if follower else []
    return private(
        render(
            visit,
            "following/following.html",
            status=status,
            follower=follower,
            known=visit.person is not None or follower is not None,
            rows=[
                (each, following.name_of(visit.db, each), following.path_of(visit.db, each)) for each in rows
            ],
            paces=[(pace, glossary.pace_name(pace)) for pace in PACES],
            languages=[(locale.code, locale.name) for locale in locales.LOCALES],
            stop_all=_stop_all(visit, follower, rows) if follower and rows else "",
            email=email,
            errors=errors,
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
