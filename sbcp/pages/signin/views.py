"""Signing in: by mailed link or code, with a passkey, or as an example person; and signing out."""

from starlette.responses import Response

from core.errors import N_, DomainError, Invalid, NotFound, Refused
from core.queue import outbox
from members import queries
from members.signin import links, passkeys
from sbcp import mail, security_log
from sbcp.language.locales import gettext as _
from sbcp.pages.signin.entry import end_here, let_in, site
from sbcp.pages.signin.forms import Code, ExamplePerson, MailedLink, Onward, PasskeyAnswer
from sbcp.urls import url
from sbcp.web.client_address import local_path
from sbcp.web.cookies import ARRIVED, ASKED, SIGN_IN, cookie_name, delete_cookie, set_cookie
from sbcp.web.headers import private
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

SECONDS = int(links.LASTS.total_seconds())


def form(visit: Visit, sent: Onward | None = None) -> Response:
    """All ways in; on a demonstration instance one button for each example person."""
    settings = visit.settings
    ceremony = passkeys.options_to_answer(visit.db, site(settings), person=None, session=0, now=visit.now)
    response = render(
        visit,
        "signin/sign_in.html",
        **(sent or MailedLink.read(visit)).shown(),
        people=queries.example_people(visit.db) if settings.demo else [],
        by_mail=settings.smtp is not None or not settings.demo,
        silent=settings.smtp is None or outbox.silent_since(visit.db) is not None,
        next=local_path(Onward.read(visit).next.data or visit.query.get("next")) or "",
        ceremony=ceremony,
    )
    return private(response)


def ask(visit: Visit) -> Response:
    """Mail a link and a code to whoever has the address; the answer is the same if nobody has it."""
    sent = MailedLink.read(visit)
    if sent.is_right():
        with sent.telling():
            email, onward = sent.email.data, local_path(sent.next.data) or ""
            asked = links.create(visit.db, email=email, next_path=onward, now=visit.now)
            _leave(visit, email, asked)
            person = asked.person.id if asked.person else None
            security_log.note("signin.asked", address=visit.address, person=person)
            response = redirect(visit, "signin_code")
            set_cookie(response, ASKED, asked.browser, visit.settings, max_age=SECONDS)
            return private(response)
    return form(visit, sent)


def code_form(visit: Visit, sent: Code | None = None) -> Response:
    """Where the code from the message is typed; whoever has not asked for one does that first."""
    if not _cookie(visit, ASKED):
        return form(visit)
    return private(render(visit, "signin/code.html", **(sent or Code.read(visit)).shown()))


def use_code(visit: Visit) -> Response:
    browser, sent = _cookie(visit, ASKED), Code.read(visit)
    if not browser:
        return redirect(visit, "documents" if visit.person is not None else "signin")
    try:
        link = links.use_code(visit.db, browser=browser, code=sent.code.data, now=visit.now)
    except (Invalid, Refused) as error:
        _note_failure(visit, "code")
        sent.refuse(error, "code")
        return code_form(visit, sent)
    assert link.person is not None, "a code that lets in is somebody's"
    return let_in(visit, link.person, "code", next_path=link.next_path)


def from_link(visit: Visit) -> Response:
    """From the mailed address on to one that says nothing: the token goes into a cookie, and stands in
    no history. Programs that open links in mail spend nothing by it."""
    response = redirect(visit, "signin_arrived")
    set_cookie(response, ARRIVED, visit.path["token"], visit.settings, max_age=SECONDS)
    return private(response)


def link_form(visit: Visit, *, status: int = 200) -> Response:
    """Whom the link lets in, and the button that does it."""
    token = _cookie(visit, ARRIVED)
    if not token:
        return form(visit)
    whom = links.person_of(visit.db, token=token, now=visit.now)
    status = status if whom is not None else 410
    return private(render(visit, "signin/link.html", status=status, whom=whom))


def use_link(visit: Visit) -> Response:
    token = _cookie(visit, ARRIVED)
    if not token:
        return redirect(visit, "documents" if visit.person is not None else "signin")
    try:
        link = links.use(visit.db, token=token, now=visit.now)
    except Refused:
        _note_failure(visit, "link")
        return link_form(visit)
    assert link.person is not None, "a link that lets in is somebody's"
    return let_in(visit, link.person, "link", next_path=link.next_path)


def use_passkey(visit: Visit) -> Response:
    """In with a passkey alone: it is something one has, opened by something one knows or is."""
    sent = PasskeyAnswer.read(visit)
    try:
        passkey = passkeys.answer(
            visit.db,
            site(visit.settings),
            person=None,
            session=0,
            ticket=sent.token.data,
            answer=sent.key.data,
            now=visit.now,
        )
    except (Invalid, Refused) as error:
        _note_failure(visit, "passkey")
        sent.refuse(error, "passkey")
        return form(visit, sent)
    return let_in(visit, passkey.person, "passkey", second_factor=True, next_path=sent.next.data)


def as_example(visit: Visit) -> Response:
    """One click, on a demonstration instance only, for its invented people only."""
    if not visit.settings.demo:
        raise Refused(N_("Signing in with one click works only on a demonstration instance."))
    sent = ExamplePerson.read(visit)
    for person in queries.example_people(visit.db):
        if str(person.id) == sent.person.data:
            return let_in(visit, person, "example", second_factor=True, next_path=sent.next.data)
    raise NotFound(N_("There is no such person."))


def sign_out(visit: Visit) -> Response:
    end_here(visit)
    if visit.person is not None:
        security_log.note("session.ended", address=visit.address, person=visit.person.id)
    response = redirect(visit, "home", flash=_("You are signed out."))
    delete_cookie(response, SIGN_IN, visit.settings)
    return response


def _leave(visit: Visit, email: str, asked: links.NewLink) -> None:
    """Leave the message; where nobody has the address, take it back again: the work is the same."""
    person, step = asked.person, visit.db.begin_nested()
    try:
        mail.enqueue(
            visit.db,
            visit.settings,
            mail.Letter(
                to=email,
                template="sign-in",
                locale=person.locale if person else visit.locale.code,
                values={"minutes": SECONDS // 60},
                secret={"link": _link(visit, asked.link), "code": f"{asked.code[:4]} {asked.code[4:]}"},
                key=f"sign-in:{asked.id}",
                until=asked.expires_at,
                person=person,
            ),
            now=visit.now,
        )
    except DomainError:
        step.rollback()
        raise
    if person is None:
        step.rollback()
    else:
        step.commit()


def _link(visit: Visit, token: str) -> str:
    return visit.settings.base_url + url(visit.locale.code, "signin_link", token=token)


def _note_failure(visit: Visit, method: str) -> None:
    security_log.note("signin.failed", address=visit.address, method=method)


def _cookie(visit: Visit, name: str) -> str:
    return visit.request.cookies.get(cookie_name(name, visit.settings), "")
