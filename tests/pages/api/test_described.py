"""The description of the JSON addresses is valid OpenAPI, and what is served keeps to it, whatever is asked.

SQLite alone: what is described does not depend on the database.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import time_machine
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from tests.adoption.making import make_act
from tests.consultation.sending import send_comment
from tests.support import factories
from tests.support.pages import Client, serve
from tests.support.ports import free_port, served_on
from tests.support.servers.databases import Store

pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

# All that schemathesis looks at in the answer to a request for what can only be read.
# Of each parameter, values that there is something for.
EXAMPLES = {
    "slug": ["policy"],
    "n": [1, 2],
    "a": [1, 2],
    "b": [2, 1],
    "consultation": [1],
    "country": ["RS"],
    "as_of": ["2027-01-01"],
    "known_at": ["2027-01-02"],
    "after": [0, 2],
    "document": ["policy"],
    "version": [1, 2],
    "language": ["en", "sr-Cyrl"],
}
# A day to come is none that anybody can tell of, which OpenAPI cannot say of a day; and that a version is
# one of a document that is named too. A document that is named and is not there is not found.
CONFIGURATION = """
[[operations]]
include-path-regex = "^/api/v1/adoption"
checks.positive_data_acceptance.expected-statuses = ["2xx", "404", "422"]

[[operations]]
include-path = "/api/v1/documents/{slug}/versions/{n}/as-it-binds/{country}"
checks.positive_data_acceptance.expected-statuses = ["2xx", "404", "422"]
"""
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,positive_data_acceptance,unsupported_method,allow_header_conformance"
)


@pytest.fixture
def address(store: Store, tmp_path: Path) -> Iterator[str]:
    """An instance on a port of this machine with something for each address, and no limits."""
    url = store.fresh()
    with (
        free_port() as listening,
        time_machine.travel(factories.NOW, tick=True),
        serve(url, tmp_path, f"http://127.0.0.1:{listening.getsockname()[1]}", limit_factor=1000) as client,
    ):
        fill(client)
        with served_on(listening, client.app) as address:
            yield address
    store.give_back(url)


def fill(client: Client) -> None:
    with client.saved() as db:
        document = factories.make_document(db, slug="policy")
        round_ = factories.make_consultation(db, document.versions[-1])
        send_comment(db, round_, pid=2)
        factories.make_version(db, document)
        db.refresh(document)
        make_act(db, document, "endorsed")
    client.do_chores()


def test_the_description_is_valid(client: Client) -> None:
    validate(client.http.get("/api/v1/openapi.json").json(), cls=OpenAPIV31SpecValidator)


@pytest.mark.long
def test_whatever_is_asked_the_answer_is_one_that_is_described(address: str, tmp_path: Path) -> None:
    """In a process of its own: the same requests at each run, of values as described and of others."""
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
    (tmp_path / "openapi.json").write_text(json.dumps(with_examples(address)))
    asked = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", "openapi.json", "--url", address),
            *("--phases", "examples,coverage,fuzzing", "--checks", CHECKS),
            *("--seed", "1", "--max-examples", "15", "--no-shrink", "--no-color", "--warnings", "off"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert "Tested: 19" in asked.stdout


def with_examples(address: str) -> dict[str, Any]:
    description: dict[str, Any] = httpx2.get(f"{address}/api/v1/openapi.json", trust_env=False).json()
    for path in description["paths"].values():
        for parameter in path["get"]["parameters"]:
            examples = EXAMPLES[parameter["name"]]
            parameter["examples"] = {str(number): {"value": value} for number, value in enumerate(examples)}
    return description
