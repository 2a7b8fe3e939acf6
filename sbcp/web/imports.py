"""To be written."""

from starlette.responses import Response

from sbcp.web.endpoint import Visit


def create(visit: Visit) -> Response:
    raise NotImplementedError


def new(visit: Visit) -> Response:
    raise NotImplementedError


def next_form(visit: Visit) -> Response:
    raise NotImplementedError


def propose(visit: Visit) -> Response:
    raise NotImplementedError


def preview(visit: Visit) -> Response:
    raise NotImplementedError


def confirm(visit: Visit) -> Response:
    raise NotImplementedError
