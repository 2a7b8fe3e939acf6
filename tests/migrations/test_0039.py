"""Migration 0039: the lines of versions that were published before are numbered as they are read, and stay;
the versions themselves are as they were."""

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from documents.text.lines.rule import breaks
from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0038", "0039"
LONG = (
    "Сваки учесник именује једно место за везу, које одговара у року од тридесет дана и извештава једном "
    "годишње."
)
TEXTS = [
    "<h2>Aims</h2>",
    f"<p>{LONG}</p>",
    "<p>One<br>\ntwo &amp; <strong>three</strong></p>",
    "<blockquote>\n<p>One.</p>\n<p>Two.</p>\n</blockquote>",
    "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>c<br>\nd</td>\n<td></td>\n"
    "</tr>\n</tbody>\n</table>",
    "<pre><code>one\n\n  two\n</code></pre>",
    "",
    f"<p>{'x' * 80} {'a' * 35} {'b' * 37} е\u0301</p>",
]
PARAGRAPH = text(
    "INSERT INTO paragraph (id, version_id, position, pid, label, kind, level, markdown, html) "
    "VALUES (:id, :version, :position, :position, '', 'paragraph', 0, 'x', :html)"
)
REFUSED = ("UPDATE line_map SET first_line = 9", "UPDATE line_map SET breaks = '[]'", "DELETE FROM line_map")


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """Two versions with paragraphs, one of them put in out of order."""
    with standing_at(store, BEFORE, STANDING) as engine:
        second = (
            "INSERT INTO version (id, document_id, number, label, title, language, digest, published_at) "
            "VALUES (2, 1, 2, 'second', 'Policy', 'en', 'y', '2026-11-02 10:00:00.000000')"
        )
        run(engine, second)
        with engine.begin() as connection:
            rows = [(1, position, html) for position, html in enumerate(TEXTS)]
            rows += [(2, 1, TEXTS[0]), (2, 0, TEXTS[1])]
            for id, (version, position, html) in enumerate(rows, 1):
                values = {"id": id, "version": version, "position": position, "html": html}
                connection.execute(PARAGRAPH, values)
        yield engine


def numbered(engine: Engine) -> list[tuple[int, int, Any]]:
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT * FROM line_map ORDER BY paragraph_id").all()
    return [(id, first, json.loads(cut) if isinstance(cut, str) else cut) for id, first, cut in found]


def texts(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(each) for each in connection.exec_driver_sql("SELECT * FROM paragraph ORDER BY id")]


def test_the_lines_of_every_version_are_numbered_from_its_first_to_its_last(before: Engine) -> None:
    standing = texts(before)
    schema.upgrade(before, AFTER)
    assert [(first, len(cut) + 1) for _id, first, cut in numbered(before)] == [
        (1, 1),
        (2, 2),
        (4, 2),
        (6, 2),
        (8, 2),
        (10, 2),
        (12, 1),
        (13, 3),
        (3, 1),
        (1, 2),
    ]
    assert texts(before) == standing
    [long] = numbered(before)[1][2]
    assert len(LONG[:long].rstrip()) <= 72 < len(LONG[: LONG.index(" ", long)])


def test_they_go_and_come_again_as_they_were(before: Engine) -> None:
    standing = texts(before)
    schema.upgrade(before, AFTER)
    first = numbered(before)
    schema.downgrade(before, BEFORE)
    assert "line_map" not in inspect(before).get_table_names()
    assert texts(before) == standing
    schema.upgrade(before, AFTER)
    assert numbered(before) == first


def test_what_is_numbered_stays(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    standing = numbered(before)
    for statement in REFUSED:
        with pytest.raises(DBAPIError):
            run(before, statement)
    assert numbered(before) == standing


def test_a_database_without_versions_goes_up_and_down(store: Store) -> None:
    with standing_at(store, BEFORE) as engine:
        schema.upgrade(engine, AFTER)
        assert numbered(engine) == []
        schema.downgrade(engine, BEFORE)


@pytest.mark.parametrize("html", TEXTS)
def test_the_rule_of_the_day_is_that_of_today_until_somebody_changes_it(html: str) -> None:
    """Whoever changes today's rule takes this test away: the migration stays as it is."""
    assert import_module("migrations.versions.0039_line_numbers").breaks(html) == breaks(html)
