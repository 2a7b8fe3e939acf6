"""A real OpenID provider in a process of its own: Canaille, with its own database, people and client.

``python canaille_server.py JSON`` makes what is told there in the current folder, prints its address once it
listens, and ends when its standard input is closed. One process does what four commands of Canaille do in
four times the time.
"""

import json
import socket
import sys
import threading
from typing import Any

from canaille import create_app
from canaille.app import models
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server


def main(told: dict[str, Any]) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"127.0.0.1:{listening.getsockname()[1]}"
    app = create_app(
        {
            "SECRET_KEY": "a key for tests only",
            "SERVER_NAME": address,
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "sql", "LOGGING": {"version": 1, "root": {"level": "ERROR"}}},
            "CANAILLE_SQL": {"DATABASE_URI": "sqlite:///canaille.sqlite"},
            "CANAILLE_OIDC": {
                "ACTIVE_JWKS": [RSAKey.generate_key(2048, {"kid": "one"}).as_dict(private=True)]
            },
        }
    )
    with app.app_context():
        fill(app.backend, told)
    server = make_server("127.0.0.1", 0, app, fd=listening.fileno())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"issuer": f"http://{address}"}), flush=True)
    sys.stdin.read()
    server.shutdown()


def fill(backend: Any, told: dict[str, Any]) -> None:
    for name in told["people"]:
        backend.save(
            models.User(
                user_name=name,
                family_name="Example",
                given_name=name.title(),
                formatted_name=f"{name.title()} Example",
                emails=[f"{name}@provider.example"],
                password=told["password"],
            )
        )
    client = models.Client(
        client_id=told["client"],
        client_secret=told["secret"],
        client_name="SBCP",
        redirect_uris=told["back"],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "email"],
        token_endpoint_auth_method="client_secret_basic",
    )
    client.audience = [client]
    backend.save(client)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
