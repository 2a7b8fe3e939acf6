"""Pages from templates."""

from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeSerializer
from jinja2 import ChainableUndefined, Environment, FileSystemLoader, PackageLoader, PrefixLoader, Template
from jinja2.loaders import ChoiceLoader
from starlette.responses import HTMLResponse, RedirectResponse, Response

from core.writing.graphemes import shortened
from documents.text.words import plain
from sbcp import permissions
from sbcp.language import glossary, locales, participants
from sbcp.language.locales import gettext as _
from sbcp.language.words import named_here
from sbcp.paths import TEMPLATES
from sbcp.settings import Settings
from sbcp.urls import change_url, feed_url, url
from sbcp.web import drawing
from sbcp.web.cookies import FLASH, cookie_name, delete_cookie, set_cookie
from sbcp.web.headers import PARTS
from sbcp.web.static_files import static_url
from sbcp.web.text_html import (
    comment_excerpt,
    comment_html,
    document_html,
    lines,
    reasons_html,
    title_of,
    user_text,
)
from sbcp.web.visit import Visit


@dataclass(frozen=True)
class LocaleLink:
    """The page at hand in another language."""

    code: str
    lang: str
    name: str
    url: str


def render(visit: Visit, template: str, *, status: int = 200, block: str = "", **values: Any) -> Response:
    """A page; with ``block``, that block of it alone for whoever asks for a part. Every value a template
    needs is passed in: templates start no query.

    ``flash`` among the values is a message for the status region, which a part fills too.
    """
    partial = bool(block) and visit.partial
    waiting = "" if partial else visit.request.cookies.get(cookie_name(FLASH, visit.settings), "")
    context = {**_chrome(visit), "flash": _read_flash(waiting, visit.settings), **values}
    context.setdefault("errors", {})
    page = _environment().get_template(template)
    html = _part(page, block, context) if partial else page.render(context)
    response = HTMLResponse(html, status, headers={"Vary": PARTS})
    if waiting:
        delete_cookie(response, FLASH, visit.settings)
    if visit.person is not None:
        response.headers["Cache-Control"] = "no-store"
    return response


def _part(page: Template, block: str, values: dict[str, Any]) -> str:
    """One block of a page, after the imports and sets at the top of its template and of the frame; beside
    it, what goes into the status region."""
    context = page.new_context(values)
    next(iter(page.root_render_func(context)), None)  # up to the first letter of the frame
    html = page.environment.concat(context.blocks[block][0](context))
    if values["flash"]:
        status = page.environment.concat(context.blocks["status"][0](context))
        html += f'<div id="status" hx-swap-oob="innerHTML">{status}</div>'
    return html


def redirect(visit: Visit, name: str, *, flash: str = "", anchor: str = "", **params: Any) -> Response:
    """303 to a page of ours after a successful form, with a message for its reader."""
    response = go_on(visit, url(visit.locale.code, name, **params) + anchor)
    if flash:
        set_cookie(response, FLASH, _signer(visit.settings).dumps(flash), visit.settings, max_age=60)
    return response


def go_on(visit: Visit, address: str) -> Response:
    """303 to an address of ours. Asked for a part, a header that sends the window there: htmx would follow
    the 303 by itself and put the page where the part belongs. From a page to a place on it, the window
    stays where it is, and reads the page again."""
    answer = RedirectResponse(address, 303)
    if not visit.partial:
        return answer
    address = answer.headers["location"]  # with the letters that a header can hold
    if _place(visit.request.headers.get("HX-Current-URL", "")) == _place(address):
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    return Response(status_code=204, headers={"HX-Redirect": address})


def _place(address: str) -> tuple[str, str]:
    """The path and the query of an address; empty for what is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.path, parts.query


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(TEMPLATES),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        undefined=ChainableUndefined,  # the form macros rely on absent options being empty
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        optimized=False,  # else a filter would say a constant in the language of whoever came first
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        locales.gettext,
        locales.ngettext,
        newstyle=True,
        pgettext=locales.pgettext,
        npgettext=locales.npgettext,
    )
    environment.globals.update(
        static_url=static_url,
        date=locales.format_date,
        datetime=locales.format_instant,
        number=locales.format_number,
        file_size=locales.format_size,
        country_name=locales.country_name,
        display_name=participants.display_name,
        footnote=participants.footnote,
        language_name=locales.language_name,
        user_languages=locales.USER_LANGUAGES,
        user_text=user_text,
        reasons_html=reasons_html,
        comment_html=comment_html,
        comment_excerpt=comment_excerpt,
        document_html=document_html,
        document_words=locales.in_script,
        title_of=title_of,
        named_here=named_here,
        geometry=drawing.GEOMETRY,
        coastline=drawing.coastline,
        tick_name=locales.format_tick,
    )
    environment.filters.update(glossary.FILTERS, lines=lines, plain=plain, shortened=shortened)
    return environment


def _chrome(visit: Visit) -> dict[str, Any]:
    """What the frame of every page needs."""
    locale = visit.locale
    return {
        "visit": visit,
        "url": lambda name, **params: url(locale.code, name, **params),
        "change_url": partial(change_url, locale.code),
        "feed": partial(feed_url, locale.code),
        "locale": locale,
        "locales": [_locale_link(visit, other) for other in locales.LOCALES],
        "person": visit.person,
        "roles": [glossary.role_name(mandate.role) for mandate in visit.mandates],
        "may": visit.may,
        "member_links": _member_links(visit),
        "country_name": visit.country_name,
        "contact": visit.settings.contact,
        "demo": visit.settings.demo,
        "path": visit.request.url.path,
        "now": visit.now,
        "base_url": visit.settings.base_url,
    }


def _member_links(visit: Visit) -> list[dict[str, str]]:
    """The rooms that the person may enter beside the public ones."""
    rooms = [
        ("triage", _("Answering"), "draft:read"),
        ("acts_to_verify", _("Verifying"), "adoption:verify"),
        ("approvals", _("Requests"), "approval:read"),
        ("people", _("Members"), "member:administer"),
        ("mail", _("Mail"), "mail:read"),
        ("my_mandates", _("Your mandates"), "account:own"),
        ("account", _("Your account"), "account:own"),
    ]
    if visit.person is None:
        return []
    return [
        {"key": key, "label": label, "url": url(visit.locale.code, key)}
        for key, label, action in rooms
        if permissions.can(action, visit.mandates)
    ]


def _locale_link(visit: Visit, other: locales.Locale) -> LocaleLink:
    """The same address in another language; from an address without a language, the first page."""
    code, _, rest = visit.request.url.path.removeprefix("/").partition("/")
    query = visit.request.url.query
    path = f"/{other.code}/" + (rest if code == visit.locale.code else "")
    path += f"?{query}" if query else ""
    return LocaleLink(other.code, other.lang, other.name, path)


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key, salt="flash")


def _read_flash(value: str, settings: Settings) -> str:
    if not value:
        return ""
    try:
        return str(_signer(settings).loads(value))
    except BadSignature:
        return ""
