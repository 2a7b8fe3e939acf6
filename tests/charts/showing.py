"""A page of ours with every chart on it, at the address of another one."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import FileSystemLoader
from starlette.applications import Starlette
from starlette.responses import Response

from sbcp.web import render
from sbcp.web.endpoint import page as route_of
from sbcp.web.visit import Visit
from tests.charts import examples

TEMPLATE = Path(__file__).with_name("page_of_charts.html")


def charts(visit: Visit) -> Response:
    """All of them, in the frame of every page, under its policy."""
    return render.render(
        visit, TEMPLATE.name, examples=examples.examples(visit.locale.code), today=examples.TODAY
    )


def show(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have them answer at ``/{locale}/about`` of an instance."""
    loader: Any = render._environment().loader
    monkeypatch.setattr(loader, "loaders", [*loader.loaders, FileSystemLoader(TEMPLATE.parent)])
    app.router.routes.insert(0, route_of("about", get=("public:read", charts)))
