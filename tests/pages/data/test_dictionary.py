"""The dictionary: every column of every file is on it, and nothing that no file has."""

import pytest

from adoption.kinds import ActKind, Level, Status
from sbcp.pages.data.columns import ABOUT, TABLES
from tests.pages.data import making
from tests.pages.data.making import of_csv, of_xlsx
from tests.support.pages import Client


def test_the_dictionary_has_each_column_of_each_file_and_no_other(client: Client) -> None:
    making.adopted(client)
    page = client.get("/en/adoption-data")
    of_files = {
        f"{name}-{column}"
        for name, address in (("status", making.STATUS), ("acts", making.ACTS))
        for column in of_csv(client.http.get(f"{address}.csv").content)[0]
    }
    codes = [each.get("id") for each in page.all(".//code")]
    assert {id for id in codes if id} == of_files


def test_it_says_what_each_value_means_from_the_enumerations_themselves(client: Client) -> None:
    text = client.get("/en/adoption-data").html
    for member in (*Status, *ActKind, *Level):
        assert f'<code lang="en">{member}</code> {member.label}' in text
    assert all(f'<code lang="en">{name}</code>' in text for name in ABOUT)


@pytest.mark.parametrize("locale", ["en", "sr-Cyrl", "sr-Latn"])
def test_it_is_a_page_in_each_language(client: Client, locale: str) -> None:
    page = client.get(f"/{locale}/adoption-data")
    for table in TABLES:
        for form in ("csv", "xlsx", "json"):
            address = f"/api/v1/adoption/{table.name}.{form}?language={locale}"
            assert address in page.html
            assert client.http.get(address).status_code == 200


def test_the_tracker_leads_to_all_of_it(client: Client) -> None:
    making.adopted(client)
    page = client.get(f"/en/adoption?document=policy&version=1&as_of={making.TODAY}")
    asked = f"as_of={making.TODAY}&amp;language=en"
    for form in ("csv", "xlsx", "json"):
        assert f"{making.STATUS}.{form}?document=policy&amp;{asked}&amp;version=1" in page.html
        assert f"{making.ACTS}.{form}?document=policy&amp;{asked}" in page.html
    assert "/feeds/documents/policy/adoption.atom?language=en" in page.html
    assert "/en/adoption-data" in page.html


def test_a_workbook_brings_the_dictionary_with_it(client: Client) -> None:
    making.adopted(client)
    data = client.http.get(f"{making.ACTS}.xlsx?language=sr-Latn").content
    columns = [each["Kolona"] for each in of_xlsx(data, "columns")]
    assert columns == list(of_xlsx(data)[0])
