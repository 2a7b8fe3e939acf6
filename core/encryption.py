"""Encryption at rest: secrets sealed with a key that is not in the database.

Fernet (AES-128-CBC with HMAC-SHA256, random per message), with a key derived from the instance's
secret key by HKDF-SHA256 (RFC 5869). A copy of the database alone opens nothing.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"sbcp sealing 1"  # other uses of the same secret key derive other keys


class CannotUnseal(ValueError):
    """The text was sealed with another key, or is not as it was."""


def seal(key: str, text: str) -> str:
    """The text, readable again only with the same secret key (``settings.secret_key``)."""
    return _fernet(key).encrypt(text.encode()).decode()


def unseal(key: str, sealed: str) -> str:
    """What was sealed. Raises CannotUnseal if the key was changed since, or the text was."""
    try:
        return _fernet(key).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotUnseal("sealed with another key") from error


@lru_cache(maxsize=4)
def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
