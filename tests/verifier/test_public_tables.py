"""What people are given is on the record: every table that an answer to nobody is made of belongs to a kind.

Whoever adds a table that a page, a feed, a download or the API reads declares its kind beside it, or says in
``sbcp.tables`` why it needs none.
"""

import re

from core.record.public import KINDS
from sbcp.tables import METADATA, READ_BUT_NOT_COVERED
from tests.support import everything
from tests.support.everything import Everything
from tests.support.pages import Client
from tests.support.watching.statements import hearing

READ = re.compile(r'(?:\bFROM|\bJOIN|,)\s+"?([a-z_]+)"?(?![\w.(])')


def tables_read(client: Client, world: Everything) -> dict[str, str]:
    """The tables that anybody who is not signed in is given something from, each with an address."""
    read: dict[str, str] = {}
    address = ""

    def listen(statement: str) -> None:
        if not statement.startswith(("INSERT", "UPDATE", "DELETE")):
            for name in READ.findall(statement):
                read.setdefault(name, address)

    with hearing(client.database.engine, listen):
        for route, address in everything.requests(world):
            action = route.actions["GET"]
            if action and action[0] == "public:read":  # not what opens by a private address
                client.http.get(address)
    return {name: where for name, where in read.items() if name in METADATA.tables}


def covered() -> set[str]:
    return {table.name for kind in KINDS.values() for table in kind.tables}


def test_every_table_that_the_public_is_given_something_from_has_a_kind(
    full: tuple[Client, Everything],
) -> None:
    client, world = full
    client.sign_out()
    read = tables_read(client, world)
    assert len(read) > 20, "there was something to read"
    bare = sorted(read.keys() - covered() - READ_BUT_NOT_COVERED.keys())
    assert [f"{name} ({read[name]})" for name in bare] == [], (
        "declare a kind beside the table, or say in sbcp.tables why there need be none"
    )


def test_no_table_is_excused_that_has_a_kind_or_is_gone() -> None:
    assert [name for name in READ_BUT_NOT_COVERED if name in covered() or name not in METADATA.tables] == []
    assert all(len(reason) > 20 for reason in READ_BUT_NOT_COVERED.values())
