"""The verifier in this process: as a module, and led to an instance without a network."""

import importlib.util
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import patch
from urllib.error import HTTPError

from sbcp.paths import VERIFIER
from tests.support.pages import BASE_URL, Client


def program() -> ModuleType:
    """The verifier as a module."""
    spec = importlib.util.spec_from_file_location("sbcp_verify", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def reached(client: Client) -> Iterator[str]:
    """While this lasts, the application of the client answers at the address that is given."""

    def open_url(address: str, timeout: float = 0) -> Any:
        answer = client.http.get(address.removeprefix(BASE_URL))
        content = io.BytesIO(answer.content)
        if answer.status_code >= 400:
            raise HTTPError(address, answer.status_code, answer.reason_phrase, None, content)  # type: ignore[arg-type]
        return content

    with patch("urllib.request.urlopen", open_url):
        yield BASE_URL


Verify = Callable[..., tuple[int, str]]
