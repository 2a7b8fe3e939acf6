"""What a document is called in other languages than its own: written, checked, published."""

from starlette.responses import Response

from core.errors import Invalid
from documents import names
from sbcp.language.locales import BY_CODE, LOCALES, Locale
from sbcp.language.locales import gettext as _
from sbcp.pages.documents.forms import NamesOfDocument
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def form(visit: Visit, sent: NamesOfDocument | None = None) -> Response:
    """What it is called in each language, to be written anew."""
    document = visit.subject()
    given = {"title": document.titles, "summary": document.summaries}
    return render(
        visit,
        "documents/names.html",
        **(sent or NamesOfDocument.read(visit, given)).shown(),
        document=document,
        languages=_languages(visit),
    )


def write(visit: Visit) -> Response:
    """Show the names for checking, and publish them once that is confirmed."""
    sent, document = NamesOfDocument.read(visit), visit.subject()
    by = visit.mandate("document:name")
    if not sent.is_right():
        return form(visit, sent)
    codes = [locale.code for locale in _languages(visit)]
    given = names.Names(
        {code: sent.title.data.get(code, "") for code in codes},
        {code: sent.summary.data.get(code, "") for code in codes},
    )
    try:
        if sent.confirm.data:
            names.write(visit.db, document, given, by=by, now=visit.now)
            flash = _("It is on the record, and public from now on.")
            return redirect(visit, "document", flash=flash, slug=document.slug)
        new = names.changed(document, given)
    except Invalid as error:
        sent.add(error.field, message_of(error))
        return form(visit, sent)
    if not new:
        sent.add(f"title-{codes[0]}", _(names.NOTHING_NEW))
        return form(visit, sent)
    return render(
        visit,
        "documents/names_check.html",
        document=document,
        changed=[(BY_CODE[code], *both) for code, both in new.items()],
        kept=sent.hidden,
    )


def _languages(visit: Visit) -> list[Locale]:
    codes = names.languages(visit.subject(), [locale.code for locale in LOCALES])
    return [BY_CODE[code] for code in codes]
