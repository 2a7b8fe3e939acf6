"""What was written to the log."""

import json
from typing import Any

import pytest


class Log:
    """The lines on standard error since it was last read; each must be one JSON object."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.text = ""

    def lines(self, event: str = "") -> list[dict[str, Any]]:
        """The lines since the last call, or those of one event."""
        self.text = self._capsys.readouterr().err
        found = [json.loads(line) for line in self.text.splitlines()]
        assert all(isinstance(line, dict) for line in found)
        return [line for line in found if event in ("", line["event"])]
