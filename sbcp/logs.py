"""One line of JSON for each event, on standard error, for whoever runs the instance."""

import sys

import structlog


def configure() -> None:
    """Say how events are written. Line breaks inside values are escaped, so nobody can forge a line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
