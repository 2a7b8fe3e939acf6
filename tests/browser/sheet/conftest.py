"""The modules of the sheet by themselves, in a page of a real browser."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sbcp.operation import assets

BUNDLE = """
import { build } from "esbuild";
const [source, target] = process.argv.slice(1);
await build({ entryPoints: [source], outfile: target, bundle: true, format: "iife", charset: "utf8" });
"""


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One script that puts the parts of the modules into the object ``sheet`` of a page."""
    target = tmp_path_factory.mktemp("sheet") / "modules.js"
    source = Path(__file__).with_name("modules.js")
    node = assets._tool("node")
    command = [node, "--input-type=module", "--eval", BUNDLE, str(source), str(target)]
    subprocess.run(command, cwd=assets.ROOT, check=True, capture_output=True)
    return target


@pytest.fixture
def parts(browser: Browser, modules: Path) -> Iterator[Page]:
    """An empty page that has them."""
    page = browser.new_page()
    page.add_script_tag(path=modules)
    yield page
    page.close()
