"""An OpenID provider that can be told to do one thing wrong.

A real HTTP server with a real RSA key. It does all it should by itself: it checks the PKCE verifier, gives
each code out once, and signs. A test then changes one thing, and looks at what we make of it.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from sbcp.settings import Provider

CLIENT, SECRET = "sbcp", "between the two"
GONE = object()  # for a claim that is left out


@cache
def rsa_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name})


class Fake:
    """``claims``, ``metadata``, ``told`` (userinfo) and ``header`` change single values; ``sign`` signs in
    another way; ``answer`` stands for the whole answer of a path."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.as_it_should_be()

    def as_it_should_be(self) -> None:
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.told: dict[str, Any] = {}
        self.token: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] = signed
        self.answer: dict[str, tuple[int, bytes]] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.last_subject = ""
        self.asked: list[str] = []  # the paths, in their order
        self.posted: list[dict[str, str]] = []  # what came to the token endpoint

    def provider(self, **values: Any) -> Provider:
        """As the operator configures it."""
        usual = {"key": "fake", "name": "Example ID", "client_id": CLIENT, "client_secret": SECRET}
        return Provider(**{**usual, "issuer": self.issuer, "allow_private": True, **values})

    def grant(self, location: str, subject: str = "ana-1", **more: str) -> str:
        """Somebody signs in at the address they were sent to: the path of ours they come back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert location.startswith(f"{self.issuer}/authorize?")
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}-{asked['state'][:6]}"
        self.codes[code] = {**asked, "sub": subject}
        back = urlsplit(asked["redirect_uri"]).path
        return f"{back}?{urlencode({'code': code, 'state': asked['state'], **more})}"

    def respond(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append(path)
        if path in self.answer:
            return self.answer[path]
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(changed(self.document(), self.metadata)).encode()
        if path == "/keys":
            return 200, json.dumps(KeySet([rsa_key("one")]).as_dict(private=False)).encode()
        if path == "/token":
            self.posted.append(form)
            return self.exchange(form)
        if path == "/userinfo":
            told = {"sub": self.last_subject, "email": "ana@provider.example", "email_verified": True}
            return 200, json.dumps(changed(told, self.told)).encode()
        return 404, b"{}"

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def exchange(self, form: dict[str, str]) -> tuple[int, bytes]:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or s256(form.get("code_verifier", "")) != asked["code_challenge"]:
            return 400, b'{"error": "invalid_grant"}'
        now, self.last_subject = int(time.time()), asked["sub"]
        claims = {
            "iss": self.issuer,
            "sub": asked["sub"],
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        answer = {
            "access_token": "for userinfo",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.sign(changed(claims, self.claims)),
        }
        return 200, json.dumps(changed(answer, self.token)).encode()


def changed(values: dict[str, Any], by: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**values, **by}.items() if value is not GONE}


def s256(verifier: str) -> str:
    return _base64(hashlib.sha256(verifier.encode()).digest())


def signed(claims: dict[str, Any], *, key: str = "one", kid: str = "one") -> str:
    return jwt.encode({"alg": "RS256", "kid": kid}, claims, rsa_key(key))


def unsigned(claims: dict[str, Any]) -> str:
    return f"{_head_and_body('none', claims)}."


def signed_with_public_key(claims: dict[str, Any]) -> str:
    """What everybody can make: the public key taken for a shared secret."""
    text = _head_and_body("HS256", claims)
    signature = hmac.digest(rsa_key("one").as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{_base64(signature)}"


def _head_and_body(algorithm: str, claims: dict[str, Any]) -> str:
    parts = ({"alg": algorithm, "kid": "one"}, claims)
    return ".".join(_base64(json.dumps(part).encode()) for part in parts)


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@contextmanager
def fake_provider() -> Iterator[Fake]:
    """The provider, listening on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self.reply({name: values[0] for name, values in parse_qs(body).items()})

        def reply(self, form: dict[str, str]) -> None:
            status, body = fake.respond(urlsplit(self.path).path, form)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake = Fake(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
