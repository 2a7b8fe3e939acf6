"""To be written."""

from starlette.responses import Response

from sbcp.web.endpoint import Visit


def show(visit: Visit) -> Response:
    raise NotImplementedError


def paragraph(visit: Visit) -> Response:
    raise NotImplementedError


def edit(visit: Visit) -> Response:
    raise NotImplementedError


def insert_form(visit: Visit) -> Response:
    raise NotImplementedError


def insert(visit: Visit) -> Response:
    raise NotImplementedError


def delete_form(visit: Visit) -> Response:
    raise NotImplementedError


def delete(visit: Visit) -> Response:
    raise NotImplementedError


def move_form(visit: Visit) -> Response:
    raise NotImplementedError


def move(visit: Visit) -> Response:
    raise NotImplementedError


def split_form(visit: Visit) -> Response:
    raise NotImplementedError


def split(visit: Visit) -> Response:
    raise NotImplementedError


def merge_form(visit: Visit) -> Response:
    raise NotImplementedError


def merge(visit: Visit) -> Response:
    raise NotImplementedError


def revisions(visit: Visit) -> Response:
    raise NotImplementedError


def publish_form(visit: Visit) -> Response:
    raise NotImplementedError


def publish(visit: Visit) -> Response:
    raise NotImplementedError
