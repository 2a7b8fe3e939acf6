"""One line of JSON for each event, on standard error, for whoever runs the instance.

Everything goes through here, what libraries and the server have to say too. Line breaks inside values
are escaped, so nobody can forge a line; tokens and addresses of mail are taken out of every value, so
that whoever reads the log can act in nobody's name (ASVS 16.2.5, 16.4.1).
"""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from sbcp import outage_log

# What core.tokens makes: 43 signs. What looks like one by chance is no loss.
TOKEN = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}")
SECRET_NAMES = ("token", "code", "password", "secret", "cookie", "email")
MASK = "…"
LONGEST = 20_000  # characters of one value, such as a traceback


def configure() -> None:
    """Say how events are written, ours and those of the standard library's loggers."""
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False, default=str)],
        logger_factory=_ToStandardError(),
    )
    handler = logging.StreamHandler(_StandardError())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared[:2]],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *shared[2:],
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    handler.addFilter(_told_once)
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if not getattr(kept, "sbcp", False)]
    handler.sbcp = True  # type: ignore[attr-defined]
    root.addHandler(handler)


def mask(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Take secrets and addresses of mail out of all values; the last step before a line is written."""
    for name, value in event.items():
        if name in SECRET_NAMES:
            event[name] = MASK
        elif not isinstance(value, int | float | bool | type(None)):
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
            event[name] = masked(text if isinstance(text, str) else repr(text))
    return event


def masked(text: str) -> str:
    """The text without anything that looks like a token or an address of mail."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} {MASK} {text[-LONGEST // 2 :]}"
    # A lone surrogate has no form in UTF-8, and no place in a line.
    text = text.encode("utf-8", "backslashreplace").decode()
    # JSON leaves these as they are; some readers of logs take them for the end of a line.
    text = text.translate({0x85: "\\x85", 0x2028: "\\u2028", 0x2029: "\\u2029"})
    return EMAIL.sub(MASK, TOKEN.sub(MASK, text))


def _told_once(record: logging.LogRecord) -> bool:
    """The server repeats what ``sbcp.web.errors`` has written already, without the reference; the pool of
    connections has something to say about each that broke when the database went away."""
    if record.name.startswith("sqlalchemy.pool") and record.exc_info and record.exc_info[1] is not None:
        return outage_log.note(record.exc_info[1]) is None
    return not (record.name == "uvicorn.error" and record.exc_info and "ASGI" in record.getMessage())


class _StandardError:
    """Standard error as it is when a line is written: programs put another in its place."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class _ToStandardError:
    """Makes loggers that print each line there."""

    def __call__(self, *_args: Any) -> "structlog.PrintLogger":
        return structlog.PrintLogger(_StandardError())  # type: ignore[arg-type]
