"""A version as it stands for one country: by what act, and with what it says at which paragraph."""

from starlette.responses import RedirectResponse, Response

from adoption.binding.bindings import binding
from adoption.queries import participant_of_address
from sbcp.language.participants import display_name
from sbcp.pages.adoption import status_labels
from sbcp.pages.adoption.binding.sentences import head_sentence
from sbcp.pages.adoption.days import days_asked, typed
from sbcp.pages.documents import reading
from sbcp.urls import url
from sbcp.web.forms import tomorrow
from sbcp.web.render import render
from sbcp.web.visit import Visit


def as_it_binds(visit: Visit) -> Response:
    """The text with what the country reserves and declares in its place, at the end of a day."""
    code = str(visit.path["country"])
    participant = participant_of_address(visit.db, code)
    if code != participant.code:
        names = {**visit.path, "country": participant.code, "locale": visit.locale.code}
        return RedirectResponse(url(name="as_it_binds", query=dict(visit.query), **names), 301)
    visit.request.state.good_until = tomorrow(visit.now)
    days, errors = days_asked(visit)
    shown = binding(visit.db, visit.version, participant, days)
    paragraphs = reading.text(visit.db, visit.version)
    return render(
        visit,
        "documents/as_it_binds.html",
        status=422 if errors else 200,
        errors=errors,
        typed=typed(visit),
        days=days,
        document=visit.subject(),
        shown=shown,
        sentence=head_sentence(shown, display_name(participant)),
        chapters={chapter.pid: standing for chapter, standing in shown.chapters},
        uncovered={chapter.pid for chapter in shown.uncovered},
        paragraphs=paragraphs,
        contents=reading.contents(paragraphs),
        names={each.pid: each.name for each in paragraphs},
        **status_labels.words(visit.db),
    )
