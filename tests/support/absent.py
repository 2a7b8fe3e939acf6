"""A part that tests need and a machine may lack: said there, and a failure where all must run."""

import os
from typing import NoReturn

import pytest


def absent(reason: str) -> NoReturn:
    """Leave the test out, and say why; on CI it fails, so that no run passes without its parts."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
