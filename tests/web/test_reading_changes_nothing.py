"""Reading changes nothing, whoever reads and whatever link it is (S07).

Mail scanners and prefetching browsers open links: confirming, unsubscribing, withdrawing, signing in and
accepting happen by a button alone.
"""

import pytest

from tests.support import everything
from tests.support.everything import Everything
from tests.support.pages import Client

# When a session was last seen, and how often something was asked for.
MAY_CHANGE = {"bucket"}


def held(client: Client) -> dict[str, object]:
    """Every row, but for when a session was last seen."""
    rows: dict[str, object] = dict(everything.rows(client))
    for table in MAY_CHANGE:
        rows.pop(table)
    with client.database.engine.connect() as connection:
        columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(sign_in)")]
        kept = ", ".join(name for name in columns if name != "seen_at")
        rows["sign_in"] = connection.exec_driver_sql(f"SELECT {kept} FROM sign_in ORDER BY id").all()
    return rows


@pytest.mark.parametrize("who", ["nobody", "secretariat", "admin"])
def test_S07_reading_every_address_changes_no_row(full: tuple[Client, Everything], who: str) -> None:
    client, world = full
    world.sign_in(client, who)
    before = held(client)
    addresses = [path for _route, path in everything.requests(world, most=1)]
    for path in addresses:
        client.http.get(path)
    # HEAD goes the way of GET: that it does is seen at some, by one of those who may read the most.
    for path in addresses[::4] if who == "secretariat" else ():
        client.http.head(path)
    after = held(client)
    assert [table for table in before if before[table] != after[table]] == []


def test_S07_F28_a_link_that_was_looked_at_still_works(full: tuple[Client, Everything]) -> None:
    client, world = full
    path = f"/en/signin/{world.tokens['signin']}"
    for _time in range(3):
        client.get(path)
    page = client.get(path)
    assert client.submit(page).status == 200
