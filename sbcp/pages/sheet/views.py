"""The sheet: its page, its text, and what is typed into it."""

from datetime import timedelta

from starlette.responses import JSONResponse, Response

from consultation.answers import changing
from core.errors import N_, Invalid
from core.writing.alphabets import ALPHABETS
from documents import queries
from documents.sheet import presence
from documents.sheet.inline import Node
from sbcp.pages.drafts import requests
from sbcp.pages.drafts.paragraphs import named_paragraphs
from sbcp.pages.sheet import answers
from sbcp.pages.sheet.forms import Here, Typed
from sbcp.web.forms import integer
from sbcp.web.render import render
from sbcp.web.visit import Visit

WHERE = N_("Say in which paragraph you are.")
HERE_FOR = timedelta(seconds=30)  # how long somebody counts as being there who says nothing


def show(visit: Visit) -> Response:
    """The page of the sheet. Its text comes by itself (``text``)."""
    document = visit.subject()
    return render(
        visit,
        "drafts/sheet.html",
        document=document,
        last=queries.last_version(visit.db, document),
        waiting=requests.waiting(visit),
        alphabet=ALPHABETS.get(document.language, ALPHABETS["en"]),
    )


def text(visit: Visit) -> Response:
    """The text of the sheet."""
    return JSONResponse(answers.text(visit))


def save(visit: Visit) -> Response:
    """Save what was typed since the last time."""
    document, by = visit.subject(), visit.mandate("draft:edit")
    windows = Typed.read(visit).windows
    outcome = changing.gather(visit.db, document, windows, by=by, now=visit.now)
    sent: dict[str, Node] = {
        str(block["key"]): block["node"]
        for window in windows
        for block in window["now"]
        if block.get("node") is not None
    }
    return JSONResponse(answers.saved(visit, outcome, sent))


def news(visit: Visit) -> Response:
    """What has been saved since a change."""
    return JSONResponse(answers.news(visit, integer(visit.query.get("since", "")) or 0))


def since(visit: Visit) -> Response:
    """What changed since the last version, and by whom."""
    return JSONResponse(answers.since(visit))


def here(visit: Visit) -> Response:
    """Say where one is, for the others."""
    document, by, form = visit.subject(), visit.mandate("draft:edit"), Here.read(visit)
    if form.pid.data is None or form.faults:
        raise Invalid(WHERE, field="pid")
    presence.tell(visit.db, document, by, pid=form.pid.data, now=visit.now)
    return JSONResponse({})


def events(visit: Visit) -> Response:
    """Who else is there and up to which change the draft has come, as one event of a stream that the browser
    opens again by itself."""
    document, own = visit.subject(), visit.mandate("draft:edit")
    there = presence.others(visit.db, document, own, since=visit.now - HERE_FOR)
    places = {each.pid: each.name for each in named_paragraphs(visit.db, document)} if there else {}
    people = [
        {"name": each.mandate.person.name, "pid": each.pid, "place": places.get(each.pid or 0, "")}
        for each in there
    ]
    return answers.event({"revision": queries.last_revision_id(visit.db, document), "people": people})
