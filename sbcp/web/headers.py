"""What answers say to browsers and to whatever stands between: policy, origins, keeping."""

from starlette.responses import Response

from sbcp.settings import Settings

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# What tells a part of a page from the page that is at the same address (see ``Visit.partial``).
PARTS = "HX-Request, HX-Request-Type, HX-History-Restore-Request"
HSTS = "max-age=31536000; includeSubDomains"
# The public addresses for programs may be read by pages of any origin, as nobody in particular.
PROGRAMS = "/api/"
OPEN = {"Access-Control-Allow-Origin": "*"}


def answer_headers(settings: Settings) -> dict[str, str]:
    """What every answer says to browsers."""
    return {**HEADERS, "Strict-Transport-Security": HSTS} if settings.secure else HEADERS


def unkept(response: Response) -> Response:
    """Kept by no browser and nobody on the way."""
    response.headers["Cache-Control"] = "no-store"
    return response


def private(response: Response) -> Response:
    """Kept by nobody on the way, and told to no other site."""
    unkept(response)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
