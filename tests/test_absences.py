"""What the product does not have, and promises nothing about: passwords, unpacking, XML, spreadsheets; but
for the one module that reads the cells of a workbook, and the one that writes tables of cells.

docs/security.md rests on it. Whoever adds one of these finds here that the promise needs tests of its own.
"""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from core.db import Base
from sbcp.routes import routes
from tests.support.watching.sources import ROOT, SOURCES, nodes_of

UNPACKS = {"zipfile", "tarfile", "bz2", "lzma", "shutil.unpack_archive"}
READS_DIRECTORIES = "core/files/packed.py"
READS_WORKBOOKS = "core/files/sheets.py"  # tests/core/files/test_sheets.py
READS_CSV = "adoption/lists/reading.py"
WRITES_TABLES = "core/files/tables.py"  # tests/core/files/test_tables.py
GIVES_EMPTY_LIST = "sbcp/pages/adoption/lists.py"  # tests/pages/adoption/test_lists.py
GIVES_TABLES = "sbcp/pages/data/views.py"  # tests/pages/data/test_files.py
UNPACKING = {"open", "read", "extract", "extractall", "testzip", "decompress"}
READS_XML = {"xml", "lxml", "defusedxml", "docx", "odf", "pyexpat"}
WRITES_CELLS = {"csv", "openpyxl", "xlsxwriter", "odf"}
PASSWORD = re.compile(r"""type=["']?password|(?:current|new)-password""")
PASSWORD_FIELD = re.compile(r"password|passphrase|pwd")
CELLS = re.compile(r"\.(?:csv|tsv|xlsx?|ods)\b|text/csv|spreadsheet")


def used(nodes: Iterable[ast.AST], modules: set[str]) -> set[str]:
    """Which of these modules, or functions of modules, a file imports or calls by its full name."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names.add(f"{node.value.id}.{node.attr}")
    return {name for name in names if name in modules or name.partition(".")[0] in modules}


def users(modules: set[str]) -> dict[str, set[str]]:
    """The product's files that use one of these modules, and which."""
    everywhere = {str(path.relative_to(ROOT)): used(nodes_of(path), modules) for path in SOURCES}
    return {file: names for file, names in everywhere.items() if names}


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def test_what_is_used_is_noticed_however_it_is_imported() -> None:
    for source in ("import zipfile", "from zipfile import ZipFile", "import xml.sax", "from lxml import x"):
        assert used(ast.walk(ast.parse(source)), UNPACKS | READS_XML), source
    assert used(ast.walk(ast.parse("import shutil\nshutil.unpack_archive(a)")), UNPACKS)
    assert not used(ast.walk(ast.parse("import shutil\nshutil.copyfile(a, b)")), UNPACKS)
    assert PASSWORD.search('<input type="password">')
    assert CELLS.search("/api/v1/comments.csv")


def test_S09_nobody_is_asked_for_a_password_and_none_is_kept() -> None:
    assert len(templates()) > 50
    assert [str(path) for path in templates() if PASSWORD.search(path.read_text("utf-8"))] == []
    columns = [f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.c]
    assert len(columns) > 100
    assert [name for name in columns if PASSWORD_FIELD.search(name)] == []


def test_S30_F21_nothing_that_is_sent_is_unpacked() -> None:
    """One module reads the directories of archives, and asks them for nothing else. The one that reads a
    workbook has looked at the directory before, and keeps nothing of it."""
    assert set(users(UNPACKS)) == {READS_DIRECTORIES, READS_WORKBOOKS, WRITES_TABLES}
    asked = [ast.unparse(node) for node in nodes_of(ROOT / READS_WORKBOOKS) if isinstance(node, ast.Call)]
    assert {"packed.names(data)", "archive.read(entry)"} <= set(asked)
    assert not [call for call in asked if "extract" in call]
    writing = {node.attr for node in nodes_of(ROOT / WRITES_TABLES) if isinstance(node, ast.Attribute)}
    assert writing & UNPACKING == set(), "an archive is written there, and none is read"
    nodes = list(nodes_of(ROOT / READS_DIRECTORIES))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    assert {"ZipFile", "ZipInfo"} <= names
    asked = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert "infolist" in asked
    assert (asked | names) & UNPACKING == set()


def test_S33_nothing_but_a_workbook_is_read_as_xml() -> None:
    assert set(users(READS_XML)) == {READS_WORKBOOKS}


def test_S38_tables_of_cells_are_written_in_one_place() -> None:
    """Where no cell can be a formula; what else deals with such tables writes none."""
    assert set(users(WRITES_CELLS)) == {READS_CSV, READS_WORKBOOKS, WRITES_TABLES}
    writing = {"writer", "DictWriter", "Workbook", "save"}
    for file in (READS_CSV, READS_WORKBOOKS):
        used_here = {node.attr for node in nodes_of(ROOT / file) if isinstance(node, ast.Attribute)}
        assert used_here & writing == set(), file
    paths = [getattr(route, "path", "") for route in routes()]
    assert len(paths) > 50
    tables = {f"/api/v1/adoption/{name}" for name in ("status.csv", "status.xlsx", "acts.csv", "acts.xlsx")}
    beside = {f"/api/v1/adoption/{name}.csv-metadata.json" for name in ("status", "acts")}
    assert {path for path in paths if CELLS.search(path)} == tables | beside
    answering = {str(path.relative_to(ROOT)) for path in SOURCES if "text/csv" in path.read_text("utf-8")}
    assert answering == {GIVES_EMPTY_LIST, GIVES_TABLES, "sbcp/pages/api/openapi.py"}
