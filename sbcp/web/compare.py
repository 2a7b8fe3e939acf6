"""To be written."""

from starlette.responses import Response

from sbcp.web.endpoint import Visit


def compare(visit: Visit) -> Response:
    raise NotImplementedError
