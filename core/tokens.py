"""Bearer tokens: secrets that are handed out once and kept only as a digest."""

import hashlib
import secrets


def new_token() -> str:
    """A secret of 256 random bits, safe in an address or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token. The tokens are random, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
