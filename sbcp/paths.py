"""Where the files that are not Python lie: beside the packages, in a checkout and in a wheel alike."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent

TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"
LOCALE = _ROOT / "locale"
MIGRATIONS = _ROOT / "migrations"
PARTICIPANTS = _ROOT / "members" / "participants.toml"
VERIFIER = _ROOT / "verifier" / "sbcp_verify.py"
