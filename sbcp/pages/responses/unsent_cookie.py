"""A reader's unsent responses, found by the tokens in one cookie.

The cookie holds the tokens of several rounds, so that a response begun in one does not lose
that in another. Only digests of the tokens are in the database.
"""

from starlette.responses import Response

from consultation import queries
from consultation.models import Consultation, Submission
from sbcp.web.cookies import UNSENT_RESPONSE, cookie_name, delete_cookie, set_cookie
from sbcp.web.visit import Visit

LASTS = 400 * 24 * 60 * 60  # seconds: as long as browsers keep any; rounds may be long
MOST = 10


def find(visit: Visit, consultation: Consultation | None = None) -> tuple[Submission | None, str]:
    """The reader's submission in a round, that of the address if none is named, with its token. It may
    have been sent."""
    wanted = (consultation or visit.consultation).id
    for token in tokens(visit):
        submission = queries.submission_by_token(visit.db, token)
        if submission is not None and submission.consultation_id == wanted:
            return submission, token
    return None, ""


def remember(visit: Visit, response: Response, token: str) -> Response:
    """Give the reader the token of an unsent response, from now on for as long as it is kept."""
    held = [token, *(other for other in tokens(visit) if other != token)][:MOST]
    set_cookie(response, UNSENT_RESPONSE, ".".join(held), visit.settings, max_age=LASTS)
    return response


def forget(visit: Visit, response: Response, token: str) -> Response:
    """Take a sent response out of the cookie, if it is in there."""
    held = tokens(visit)
    others = [other for other in held if other != token]
    if others and len(others) < len(held):
        set_cookie(response, UNSENT_RESPONSE, ".".join(others), visit.settings, max_age=LASTS)
    elif held and not others:
        delete_cookie(response, UNSENT_RESPONSE, visit.settings)
    return response


def tokens(visit: Visit) -> list[str]:
    """Those in the reader's cookie, the newest first."""
    value = visit.request.cookies.get(cookie_name(UNSENT_RESPONSE, visit.settings), "")
    return [token for token in value.split(".") if token][:MOST]
