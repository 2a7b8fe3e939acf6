"""Signing in through an OpenID provider: the authorization code flow, by Authlib.

Authlib makes the requests and reads the ID token. What stands here is what it leaves to its user: the
issuer of the discovery document and of the token is exactly the configured one, the audience is we
alone, the signature is of an asymmetric algorithm, the servers are those on the list
(``sbcp.signin.http_client``), and a subject is a subject (OpenID Connect Core 3.1.3.7; RFC 9700;
ASVS 5.0 10.5).

Nothing is asked of a provider before somebody wants to sign in through it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx2
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from authlib.integrations.starlette_client import StarletteOAuth2App  # type: ignore[import-untyped]

from core import clock
from core.tokens import new_token
from members.signin.identities import LONGEST_LABEL, LONGEST_SUBJECT, Account
from sbcp.settings import Provider, Settings
from sbcp.signin.http_client import Blocked, Guarded, Resolve

SCOPE = "openid email"
LEEWAY = 60  # seconds that the clock of a provider may be wrong
METADATA_LASTS = timedelta(hours=1)  # then the discovery document and the keys are asked for again
TROUBLE_LASTS = timedelta(minutes=10)  # that the sign-in page speaks of it

# A public key checks them: nobody who only knows what we know can sign.
ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")

# How providers say that more than one factor was shown: RFC 8176 2; OpenID EAP ACR values; REFEDS; eIDAS.
SECOND_FACTOR_METHODS = ("mfa",)
SECOND_FACTOR_CLASSES = (
    "phr",
    "phrh",
    "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
    "https://refeds.org/profile/mfa",
    "http://eidas.europa.eu/LoA/substantial",
    "http://eidas.europa.eu/LoA/high",
)


class ProviderFault(Exception):
    """The provider did not do its part. ``down``: it did not answer; otherwise its answer cannot be
    trusted. The text is for the log."""

    def __init__(self, reason: str, *, down: bool = False) -> None:
        super().__init__(reason)
        self.down = down


@dataclass(frozen=True)
class Departure:
    """Where to send somebody, and what must be known when they come back."""

    url: str
    state: str
    nonce: str
    verifier: str  # of PKCE (RFC 7636)


@dataclass(frozen=True)
class Proof:
    """Whom the provider vouches for. ``second_factor``: it says that it saw one, and may say so."""

    account: Account
    second_factor: bool


class RelyingParty(StarletteOAuth2App):  # type: ignore[misc]
    """We, towards one provider. ``trouble_at``: when it last failed, if it has not answered since."""

    def __init__(self, provider: Provider, resolve: Resolve | None = None) -> None:
        super().__init__(
            framework=None,
            name=provider.key,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            client_kwargs={"scope": SCOPE, "code_challenge_method": "S256"},
            user_agent="SBCP",
        )
        self.provider = provider
        self.trouble_at: datetime | None = None
        self._resolve = resolve
        self._read_at: datetime | None = None

    def client_cls(self, **options: Any) -> AsyncOAuth2Client:
        """The client that Authlib makes for each request; it can reach the provider and nothing else."""
        return AsyncOAuth2Client(
            transport=self._guard(), trust_env=False, follow_redirects=False, timeout=None, **options
        )

    async def load_server_metadata(self) -> dict[str, Any]:
        """The discovery document, read and checked; Authlib asks for it before each step."""
        now = clock.now()
        if self._read_at is None or now - self._read_at >= METADATA_LASTS:
            address = f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration"
            async with self._get_session() as client:
                response = await client.request("GET", address, withhold_token=True)
            response.raise_for_status()
            self.server_metadata = self._checked(response.json())
            self._read_at = now
        metadata: dict[str, Any] = self.server_metadata
        return metadata

    async def depart(self, redirect_uri: str, *, language: str) -> Departure:
        """Begin: where to send somebody who wants to sign in. Raises ProviderFault."""
        try:
            state, nonce, verifier = new_token(), new_token(), new_token()
            begun = await self.create_authorization_url(
                redirect_uri, state=state, nonce=nonce, code_verifier=verifier, ui_locales=language
            )
        except Exception as error:  # whatever it answers, and however odd, is not our mistake
            raise self._fault(error) from error
        self.trouble_at = None
        return Departure(begun["url"], state, nonce, verifier)

    async def arrive(
        self, *, code: str, redirect_uri: str, nonce: str, verifier: str, issuer: str | None
    ) -> Proof:
        """End: whom the code stands for. ``issuer``: as the answer to the browser named it, if it did.

        Raises ProviderFault if the provider does not answer, or what it answers may not be believed.
        """
        try:
            metadata = await self.load_server_metadata()
            if issuer != self.provider.issuer and (issuer is not None or metadata["names_itself"]):
                raise ValueError("the answer to the browser is of another issuer")  # RFC 9207
            token = await self.fetch_access_token(redirect_uri, code=code, code_verifier=verifier)
            if not isinstance(token.get("id_token"), str):
                raise ValueError("there is no ID token")
            exact = {"iss": {"essential": True, "value": self.provider.issuer}}
            claims = await self.parse_id_token(token, nonce=nonce, claims_options=exact, leeway=LEEWAY)
            self._refuse_strange(claims)
            proof = self._proof(claims, await self._email(token, claims))
        except Exception as error:  # likewise: nobody is let in
            raise self._fault(error) from error
        self.trouble_at = None
        return proof

    def in_trouble(self, now: datetime) -> bool:
        """Whether it failed a short while ago."""
        return self.trouble_at is not None and now - self.trouble_at < TROUBLE_LASTS

    def _refuse_strange(self, claims: Mapping[str, Any]) -> None:
        """What Authlib lets pass: a token for others too, and a subject that is none."""
        if claims["aud"] not in (self.client_id, [self.client_id]):
            raise ValueError("the ID token is for others too")
        subject = claims["sub"]
        if not subject.isascii() or not subject.isprintable() or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise ValueError("the subject is empty, too long, or not of ASCII")

    async def _email(self, token: dict[str, Any], claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """The claims that tell the address: of the ID token, or of a further answer for the same subject."""
        if "email" in claims or "userinfo_endpoint" not in self.server_metadata:
            return claims
        told: dict[str, Any] = await self.userinfo(token=token)
        if told.get("sub") != claims["sub"]:  # OpenID Connect Core 5.3.2
            raise ValueError("the answer about the user is about somebody else")
        return told

    def _proof(self, claims: Mapping[str, Any], told: Mapping[str, Any]) -> Proof:
        email = told.get("email")
        email = email.strip() if isinstance(email, str) and "@" in email else ""
        believed = self.provider.trusts_email and told.get("email_verified") is True
        account = Account(
            issuer=self.provider.issuer,
            subject=claims["sub"],
            label=email[:LONGEST_LABEL],
            email=email if believed else "",
        )
        return Proof(account, self.provider.trusts_second_factor and _saw_second_factor(claims))

    def _checked(self, document: Any) -> dict[str, Any]:
        """What we use of a discovery document, and no more: Authlib hands all of it to its client."""
        if not isinstance(document, dict) or document.get("issuer") != self.provider.issuer:
            raise ValueError("the discovery document is of another issuer")
        guard = self._guard()
        kept: dict[str, Any] = {"issuer": self.provider.issuer}
        for name in ENDPOINTS:
            if name in document or name in NEEDED:
                address = httpx2.URL(document[name])
                guard.refuse(address)
                kept[name] = str(address)
        # Without it, a provider signs with RS256 and takes the secret in the header.
        signs = document.get("id_token_signing_alg_values_supported", ["RS256"])
        kept["id_token_signing_alg_values_supported"] = [name for name in ALGORITHMS if name in signs]
        takes = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if self.client_secret and "client_secret_basic" not in takes:
            kept["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105
        kept["names_itself"] = document.get("authorization_response_iss_parameter_supported") is True
        return kept

    def _guard(self) -> Guarded:
        issuer = httpx2.URL(self.provider.issuer)
        own = issuer.host if issuer.port is None else f"{issuer.host}:{issuer.port}"
        return Guarded(
            (own, *self.provider.hosts), allow_private=self.provider.allow_private, resolve=self._resolve
        )

    def _fault(self, error: Exception) -> ProviderFault:
        down = isinstance(error, httpx2.TransportError | TimeoutError | Blocked) or (
            isinstance(error, httpx2.HTTPStatusError) and error.response.status_code >= 500
        )
        self.trouble_at = clock.now() if down else self.trouble_at
        return ProviderFault(f"{type(error).__name__}: {error}", down=down)


def relying_parties(settings: Settings, resolve: Resolve | None = None) -> dict[str, RelyingParty]:
    """Those of the configured providers, by key, in their order. Asks nobody anything."""
    return {provider.key: RelyingParty(provider, resolve) for provider in settings.oidc}


def _saw_second_factor(claims: Mapping[str, Any]) -> bool:
    methods = claims.get("amr")
    named = isinstance(methods, list) and any(method in methods for method in SECOND_FACTOR_METHODS)
    return named or claims.get("acr") in SECOND_FACTOR_CLASSES
