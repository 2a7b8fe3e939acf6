"""The cookies, each for one thing, with one set of flags."""

from starlette.responses import Response

from sbcp.settings import Settings

SIGN_IN = "signin"  # token of a member's session
UNSENT_RESPONSE = "response"  # token of a respondent's unsent submission
INVITATION = "invitation"  # token of a mailed invitation, until it is answered
FOLLOWER = "follower"  # signed: whose subscriptions a mailed link has opened
WROTE = "wrote"  # for some seconds after somebody has written: they see nothing older than that
FLASH = "flash"  # signed message for the next page
ASKED = "asked"  # token of the browser that asked for a sign-in code
ARRIVED = "arrived"  # token of a mailed sign-in link that was opened, until its button is pressed
KNOWN = "known"  # signed: that somebody signed in here before, for the limits of tries
PROVIDER = "provider"  # sealed: on the way to an OpenID provider, or what it said


def cookie_name(name: str, settings: Settings) -> str:
    """``__Host-`` binds a cookie to this host over https; browsers refuse it on plain http."""
    return f"__Host-{name}" if settings.secure else name


def set_cookie(
    response: Response, name: str, value: str, settings: Settings, *, max_age: int | None = None
) -> None:
    """Set one of ours. Values of ours are ASCII; what else stood in an address opens nothing, and is not
    kept to the letter."""
    response.set_cookie(
        cookie_name(name, settings),
        value.encode("ascii", "replace").decode("ascii"),
        max_age=max_age,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def delete_cookie(response: Response, name: str, settings: Settings) -> None:
    response.delete_cookie(
        cookie_name(name, settings), path="/", secure=settings.secure, httponly=True, samesite="lax"
    )
