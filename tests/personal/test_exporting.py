"""Whoever we hold something of gets all of it as a file, and nobody else does (S45; GDPR 15, 20)."""

import json

from members.models import Person
from sbcp.personal.inventory import HOLDINGS
from sbcp.personal.owning import Subject, rows
from tests.support import everything
from tests.support.everything import PRIVATE, Everything
from tests.support.pages import Client

Full = tuple[Client, Everything]


def test_S45_a_member_gets_every_personal_column_of_every_row(full: Full) -> None:
    client, world = full
    world.sign_in(client, "observer")
    answer = client.http.get("/en/account/personal-data.json")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["cache-control"] == "no-store"
    held = json.loads(answer.text)["held"]
    with client.saved() as db:
        person = db.get_one(Person, world.people["observer"])
        subject = Subject(person=person.id, address=person.email)
        for holding in HOLDINGS:
            if holding.whose in ("respondent", "named"):
                continue
            theirs = rows(db, holding, subject)
            assert theirs, (
                f"the observer has no row of {holding.table}: add one in tests/support/everything.py"
            )
            assert len(held[holding.table]) == len(theirs)
            for got in held[holding.table]:
                assert set(got) == set(holding.columns)
    assert held["person"][0]["email"] == f"{PRIVATE}-observer@example.org"
    assert "entry" in json.loads(answer.text)["acts"][0] if json.loads(answer.text)["acts"] else True


def test_S45_a_respondent_gets_all_of_the_response(full: Full) -> None:
    client, world = full
    path = f"/en/receipts/{world.tokens['receipts']}"
    page = client.get(f"{path}/personal-data")
    told = client.http.get(page.link("Download all of it (JSON)")).json()
    assert told["held"]["respondent"] == [
        {
            "name": "Published Name",
            "organisation": "Published Organisation",
            "email": f"{PRIVATE}@example.org",
            "locale": told["held"]["respondent"][0]["locale"],
            "publish_name": True,
        }
    ]
    assert [comment["body"] for comment in told["held"]["comment_wording"]] == ["Say this more plainly."]
    assert set(told["held"]) <= {"respondent", "submission", "comment", "comment_wording", "outbox"}


def test_S45_credentials_are_not_in_the_file(full: Full) -> None:
    client, world = full
    world.sign_in(client, "observer")
    told = client.http.get("/en/account/personal-data.json").text
    held = everything.rows(client)
    with client.saved() as db:
        person = db.get_one(Person, world.people["observer"])
        subject = Subject(person=person.id, address=person.email)
        for holding in HOLDINGS:
            for row in rows(db, holding, subject):
                for column in holding.secret:
                    value = row._mapping[column]
                    assert not isinstance(value, str) or len(value) < 8 or value not in told, column
    assert held["sign_in"]


def test_S15_nobody_gets_the_file_of_somebody_else(full: Full) -> None:
    client, world = full
    client.sign_out()
    assert client.http.get("/en/account/personal-data.json").status_code == 401
    world.sign_in(client, "observer 2")
    told = client.http.get("/en/account/personal-data.json").text
    assert f"{PRIVATE}-observer2@example.org" in told
    assert f"{PRIVATE}-observer@" not in told
    assert client.http.get("/en/receipts/no-such-token/personal-data.json").status_code == 404
