"""The inventory knows every column, says the same everywhere, and is carried out as it stands."""

from pathlib import Path

import pytest
from sqlalchemy import String, Table, Text

from core.db import Base
from core.personal import mark_of
from sbcp.personal.inventory import HOLDINGS, WHOSE, classified
from sbcp.personal.writing import with_inventory
from tests.support.pages import Client

DOCUMENT = Path(__file__).parents[2] / "docs" / "personal-data.md"
WAYS = {"person", "submission", "address", "about"}


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_S45_every_column_is_personal_secret_or_neither(table: Table) -> None:
    """Say it beside a new column, ``mapped_column(info=…)`` as in core/personal.py: whose it is, or why it
    tells nothing of anybody."""
    assert set(classified()[table.name]) == set(table.columns.keys())


def test_S45_the_inventory_names_no_table_that_is_gone() -> None:
    assert {holding.table for holding in HOLDINGS} <= set(Base.metadata.tables)


def test_S45_what_a_column_says_is_in_the_inventory_under_its_table() -> None:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            mark = mark_of(column)
            assert mark is not None
            if mark.holding is not None:
                assert mark.holding in HOLDINGS, f"{table.name}.{column.name}"
                assert mark.holding.table == table.name, f"{table.name}.{column.name}"
            else:
                assert mark.reason, f"{table.name}.{column.name}"


def test_S45_what_is_emptied_is_personal_and_only_where_a_row_stays_without_its_words() -> None:
    for holding in HOLDINGS:
        assert holding.columns, holding.table
        assert set(holding.emptied) <= set(holding.columns), holding.table
        assert bool(holding.emptied) == (holding.erase == "blank" and holding.table != "person")


def test_S45_every_row_that_is_held_of_people_leads_to_them() -> None:
    """But of those whom a government names in its act: they have no account here."""
    tables = {holding.table for holding in HOLDINGS}
    for holding in HOLDINGS:
        assert holding.owner or holding.whose == "named"
        for way, column in holding.owner:
            assert way in WAYS | tables
            assert column in holding.rows.columns


def test_S45_a_credential_is_called_secret() -> None:
    """By their names: digests of tokens, keys of forms, sealed text."""
    found = classified()
    for table in Base.metadata.sorted_tables:
        for name in table.columns.keys():  # noqa: SIM118
            text = isinstance(table.columns[name].type, String | Text)
            if text and name.endswith(("token_hash", "secret", "code_hash")):
                assert found[table.name][name] == "secret", f"{table.name}.{name}"


def test_S45_the_document_says_what_the_inventory_says() -> None:
    """``python -m sbcp.personal`` writes it."""
    written = DOCUMENT.read_text("utf-8")
    assert with_inventory(written) == written


@pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
def test_S45_anyone_can_read_what_is_held_why_how_long_and_how_it_goes(client: Client) -> None:
    page = client.get("/en/personal-data")
    for title in WHOSE.values():
        assert title in page.text
    for holding in HOLDINGS:
        for words in (holding.what, holding.why, holding.leaves, holding.kept):
            assert " ".join((words % {"days": holding.days}).split()) in page.text
    assert client.get("/en/about").link("Personal data") == "/en/personal-data"
