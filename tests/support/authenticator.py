"""A passkey in software, which can be told to lie: the other half of a WebAuthn ceremony.

It reads the options of our pages and answers as a browser would; what it signs is what the standard
says (WebAuthn level 2, 6.1 and 6.5.4). Tests of pages use it in place of a browser.
"""

import hashlib
import json
import secrets
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


class Authenticator:
    """A device with one passkey. ``count`` is its counter; ``verifies``: whether it asks for a PIN."""

    def __init__(self, origin: str = "http://localhost", host: str = "localhost") -> None:
        self.origin, self.host, self.count, self.verifies = origin, host, 0, True
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id, self.handle = secrets.token_bytes(32), ""

    def create(self, options: str) -> str:
        """What ``navigator.credentials.create`` gives for these options."""
        asked = json.loads(options)
        self.handle = asked["user"]["id"]
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        credential = struct.pack(">16sH", bytes(16), 32) + self.credential_id + cbor2.dumps(cose)
        data = self._data(HAS_KEY) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(asked, "webauthn.create", {"attestationObject": attestation})

    def get(self, options: str) -> str:
        """What ``navigator.credentials.get`` gives for these options."""
        asked = json.loads(options)
        self.count += 1
        data = self._data(0)
        signed = data + hashlib.sha256(self._client_data(asked, "webauthn.get")).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        given = {"authenticatorData": data, "signature": signature}
        return self._answer(asked, "webauthn.get", given, userHandle=self.handle)

    def _data(self, flags: int) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client_data(self, asked: dict[str, Any], kind: str) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, asked: dict[str, Any], kind: str, given: dict[str, bytes], **more: str) -> str:
        response = {name: bytes_to_base64url(value) for name, value in given.items()}
        response["clientDataJSON"] = bytes_to_base64url(self._client_data(asked, kind))
        name = bytes_to_base64url(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": {**response, **more}})
