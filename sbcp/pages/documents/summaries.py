"""What a version says in plain words: shown beside it, written and written anew once it is published."""

from starlette.responses import Response

from core.errors import Invalid
from documents import summaries
from sbcp.language import locales, words
from sbcp.language.locales import gettext as _
from sbcp.pages.drafts.forms import Summary
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


def shown(visit: Visit) -> words.Shown | None:
    """The summary of the version that the reader gets, if there is one."""
    return words.for_reader(summaries.of_version(visit.db, visit.version), visit.version.language)


def form(visit: Visit, sent: Summary | None = None) -> Response:
    """What stands in each language, to be written anew."""
    given = {"summary": summaries.of_version(visit.db, visit.version)}
    return render(
        visit,
        "documents/summary.html",
        **(sent or Summary.read(visit, given)).shown(),
        document=visit.subject(),
        version=visit.version,
        languages=locales.LOCALES,
    )


def write(visit: Visit) -> Response:
    """Show the summaries for checking, and publish them once that is confirmed."""
    sent, document, version = Summary.read(visit), visit.subject(), visit.version
    by = visit.mandate("version:summarise")
    if not sent.is_right():
        return form(visit, sent)
    texts = sent.summary.data
    try:
        if sent.confirm.data:
            summaries.write(visit.db, version, texts, by=by, now=visit.now)
            flash = _("It is on the record, and public from now on.")
            return redirect(visit, "version", flash=flash, slug=document.slug, n=version.number)
        new = summaries.changed(summaries.of_version(visit.db, version), texts)
    except Invalid as error:
        sent.add(error.field, message_of(error))
        return form(visit, sent)
    if not new:
        sent.add(f"{summaries.FIELD}-{visit.locale.code}", _("Nothing has been changed."))
        return form(visit, sent)
    return render(
        visit,
        "documents/summary_check.html",
        document=document,
        version=version,
        changed=[(locale, new[locale.code]) for locale in locales.LOCALES if locale.code in new],
        kept=sent.hidden,
    )
