"""What the operator decides, from environment variables that begin with ``SBCP_``."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

DEVELOPMENT_KEY = "development-only-not-secret"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of an instance.

    demo: invented content, one-click sign-in, and a banner on every page that says so.
    base_url: scheme and host that people reach the instance at, without a slash at the end.
    """

    database_url: str
    secret_key: str
    data_dir: Path
    base_url: str
    demo: bool = False

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")


class UnsafeSettings(Exception):
    """The instance refuses to start; the text says what to set."""


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the settings. A production instance must name its own secret key and an
    https address; a demonstration (``SBCP_DEMO=1``) has safe defaults on this machine."""
    demo = environ.get("SBCP_DEMO", "") in ("1", "true", "yes")
    data_dir = Path(environ.get("SBCP_DATA_DIR", "var")).resolve()
    settings = Settings(
        database_url=environ.get("SBCP_DATABASE_URL", f"sqlite:///{data_dir / 'sbcp.sqlite'}"),
        secret_key=environ.get("SBCP_SECRET_KEY", DEVELOPMENT_KEY if demo else ""),
        data_dir=data_dir,
        base_url=environ.get("SBCP_BASE_URL", "http://localhost:8000" if demo else "").rstrip("/"),
        demo=demo,
    )
    if not demo:
        _refuse_unsafe(settings)
    return settings


def _refuse_unsafe(settings: Settings) -> None:
    if len(settings.secret_key) < 32 or settings.secret_key == DEVELOPMENT_KEY:
        raise UnsafeSettings("Set SBCP_SECRET_KEY to at least 32 random characters.")
    if not settings.secure:
        raise UnsafeSettings("Set SBCP_BASE_URL to the https address of this instance.")
