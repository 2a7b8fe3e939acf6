"""The real provider, started when the first test asks for it."""

from collections.abc import Iterator

import pytest

from tests.oidc.real import Canaille, running
from tests.support.pages import BASE_URL


@pytest.fixture(scope="session")
def canaille() -> Iterator[Canaille]:
    with running(f"{BASE_URL}/oidc/canaille/callback") as provider:
        yield provider
