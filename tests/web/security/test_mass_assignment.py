"""Fields that a form does not have change nothing (S17): no status, no time, no country, no role, no number.

Each act is done twice on the same data, once as the form has it and once with every column of every
table as a further field. What is in the database afterwards is the same.
"""

from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from core.db import Base
from tests.support import requests
from tests.support.everything import Everything
from tests.support.pages import Client
from tests.support.requests import Prepared

# Made at random, or computed from what is.
RANDOM = {"salt", "commitment", "digest", "previous", "signature", "token_hash", "secret", "handle", "fields"}
RANDOM |= {"code_hash", "browser_hash", "challenge_hash", "state_hash", "key", "body", "result"}

NAMES = sorted({column.name for table in Base.metadata.sorted_tables for column in table.columns})
MORE = ("status", "late", "verified", "by", "mandate", "person", "now", "stage", "country_code", "is_admin")
# Fields that some page has at other times, so that its view reads them with reason.
OPTIONAL: dict[str, set[str]] = {
    "follow": {"kind", "slug", "document", "pid", "country", "section", "version"},  # what is followed
}

Row = tuple[Any, ...]


@lru_cache(maxsize=1)
def columns_of(client: Client) -> dict[str, list[str]]:
    """The columns of every table but for what is random."""
    look = inspect(client.database.engine)
    return {
        name: [column["name"] for column in look.get_columns(name) if column["name"] not in RANDOM]
        for name in look.get_table_names()
    }


def state(client: Client) -> dict[str, list[Row]]:
    """Every row without what is random, in the order of their making."""
    with closing(client.database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        return {
            name: cursor.execute(f'SELECT {", ".join(kept)} FROM "{name}"').fetchall()
            for name, kept in columns_of(client).items()
            if kept and name not in requests.BESIDE
        }


def after(
    client: Client, world: Everything, made: Path, act: Prepared
) -> tuple[int, str, dict[str, list[Row]]]:
    """The answer to an act on the data as it was made, and the data afterwards."""
    requests.reset(client, made)
    requests.become(client, world, act.who, act.route)
    answer = requests.send(client, act)
    where = "".join(letter for letter in answer.headers.get("location", "") if not letter.isdigit())
    return answer.status_code, where[:20], state(client)


@pytest.mark.long
def test_S17_fields_that_a_form_does_not_have_change_nothing(
    full: tuple[Client, Everything], everything_made: tuple[Path, Everything], prepared: list[Prepared]
) -> None:
    client, world = full
    made = everything_made[0]
    wrong, done = [], []
    for act in prepared:
        status, where, plain = after(client, world, made, act)
        names = ({*NAMES, *MORE} - act.names) - OPTIONAL.get(act.route, set())
        extra = after(client, world, made, act.with_extra(dict.fromkeys(names, "1")))
        if status < 400:
            done.append(act.route)
        if extra[:2] != (status, where):
            wrong.append(f"{act.route}: {extra[:2]} instead of {(status, where)}")
        wrong += [f"{act.route}: {table}" for table in plain if plain[table] != extra[2][table]]
    assert wrong == []
    assert sorted(set(requests.unprepared(prepared)) - requests.WITHOUT_FORM) == [], (
        "nobody was found to send these"
    )
    undone = sorted({act.route for act in prepared} - set(done) - requests.REFUSED)
    assert undone == [], "these were not done: give them values in tests/support/requests.py"
