"""The three cookies, each for one thing, with one set of flags."""

from starlette.responses import Response

from sbcp.settings import Settings

SIGN_IN = "signin"  # token of a member's session
DRAFT = "response"  # token of a respondent's unsent submission
FLASH = "flash"  # signed message for the next page


def cookie_name(name: str, settings: Settings) -> str:
    """``__Host-`` binds a cookie to this host over https; browsers refuse it on plain http."""
    return f"__Host-{name}" if settings.secure else name


def set_cookie(
    response: Response, name: str, value: str, settings: Settings, *, max_age: int | None = None
) -> None:
    response.set_cookie(
        cookie_name(name, settings),
        value,
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
