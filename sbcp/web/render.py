"""Pages from templates."""

import re
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeSerializer
from jinja2 import ChainableUndefined, Environment, FileSystemLoader, PackageLoader, PrefixLoader, Template
from jinja2.loaders import ChoiceLoader
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, RedirectResponse, Response

from consultation.models import Comment
from core.errors import N_
from documents.models import Document
from documents.text.markdown import render as render_markdown
from sbcp import permissions
from sbcp.language import glossary, locales
from sbcp.language.locales import gettext as _
from sbcp.language.serbian import latin, latin_html
from sbcp.paths import TEMPLATES
from sbcp.settings import Settings
from sbcp.urls import change_url, feed_url, url
from sbcp.web.cookies import FLASH, cookie_name, delete_cookie, set_cookie
from sbcp.web.headers import PARTS
from sbcp.web.static_files import static_url
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
    if not visit.partial:
        return RedirectResponse(address, 303)
    here, there = urlsplit(visit.request.headers.get("HX-Current-URL", "")), urlsplit(address)
    if (here.path, here.query) == (there.path, there.query):
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    return Response(status_code=204, headers={"HX-Redirect": address})


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
        country_name=locales.country_name,
        language_name=locales.language_name,
        user_languages=locales.USER_LANGUAGES,
        user_text=user_text,
        comment_html=comment_html,
        comment_words=comment_words,
        document_html=document_html,
        document_words=document_words,
        title_of=title_of,
    )
    environment.filters.update(glossary.FILTERS)
    return environment


WITHHELD = N_("Withheld at the author’s request.")

_HEADING = re.compile(r"<(/?)h[2-6]([^>]*)>")
_PLACE = re.compile(r'<a href="#p-')


def user_text(text: str, lang: str) -> Markup:
    """What a person wrote, as safe HTML with its language. Never shown in another script."""
    return Markup('<div class="user-text" lang="{}">{}</div>').format(lang, Markup(render_markdown(text)))


def comment_html(comment: Comment) -> Markup:
    """The words of a comment, or in the reader's language that they are withheld."""
    if comment.withheld_at is not None:
        return Markup('<p class="soft">{}</p>').format(_(WITHHELD))
    return user_text(comment.body, comment.language)


def comment_words(comment: Comment) -> str:
    """The same as plain text, for lists that show its beginning."""
    return _(WITHHELD) if comment.withheld_at is not None else comment.body


def document_html(html: str, language: str, whole: bool = False, home: str = "") -> Markup:
    """A paragraph's kept HTML, in the script that the reader has chosen for Serbian.

    ``whole``: the whole text is on the page. Shown alone, a heading is a line like others, and a
    link to another paragraph leads to the address of the text, ``home``; without one it is none.
    A table scrolls by itself, by keyboard too, so that the page never scrolls sideways.
    """
    if not whole:
        html = _HEADING.sub(r"<\1p\2>", html)
        html = _PLACE.sub(rf'<a href="{escape(home)}#p-' if home else '<a data-place="', html)
    if language == "sr-Cyrl" and locales.current().derived_latin:
        html = latin_html(html)
    if "<table>" in html:
        label = _("Table")
        region = f'<div class="table-region" role="group" tabindex="0" aria-label="{label}">'
        html = html.replace("<table>", f"{region}<table>").replace("</table>", "</table></div>")
    return Markup(html)


def document_words(text: str, language: str) -> str:
    """A title or label of a document, likewise."""
    return latin(text) if language == "sr-Cyrl" and locales.current().derived_latin else text


def title_of(document: Document) -> str:
    """A document's title as the reader's script has it."""
    return document_words(document.title, document.language)


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
        "demo": visit.settings.demo,
        "path": visit.request.url.path,
        "now": visit.now,
        "base_url": visit.settings.base_url,
    }


def _member_links(visit: Visit) -> list[dict[str, str]]:
    """The rooms that the person may enter beside the public ones."""
    rooms = [
        ("triage", _("Answering"), "draft:read"),
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
