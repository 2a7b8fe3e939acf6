"""What is mailed to sign in with: once, for ten minutes, for one person."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Invalid, Refused
from core.tokens import token_hash
from members.signin import links
from members.signin.links import LASTS
from members.signin.models import SignInLink
from tests.support.factories import NOW, make_person


def ask(db: Session, email: str = "ana@example.org") -> links.NewLink:
    return links.create(db, email=email, now=NOW)


@pytest.fixture(autouse=True)
def ana(db: Session) -> None:
    make_person(db, email="ana@example.org")


def test_S11_link_and_code_are_random_and_long_enough(db: Session) -> None:
    asked = [ask(db) for _ in range(20)]
    assert len({each.link for each in asked}) == len({each.browser for each in asked}) == 20
    assert all(len(each.link) == 43 for each in asked)  # 256 bits
    assert len({each.code for each in asked}) > 15
    assert all(len(each.code) == 8 and each.code.isdecimal() for each in asked)


def test_S11_neither_link_nor_code_is_in_the_database(db: Session) -> None:
    asked = ask(db)
    row = db.execute(select(SignInLink.__table__).where(SignInLink.id == asked.id)).one()
    for secret in (asked.link, asked.code, asked.browser):
        assert secret not in str(row)


def test_S11_the_digest_of_a_code_cannot_be_turned_back_by_trying_all(db: Session) -> None:
    """It depends on the browser's cookie too: the same code has another digest each time."""
    asked = ask(db)
    row = db.get_one(SignInLink, asked.id)
    assert row.code_hash not in {
        token_hash(asked.code),
        token_hash(f"{row.browser_hash}.{asked.code}"),
    }


def test_S11_a_link_works_once(db: Session) -> None:
    asked = ask(db)
    person = links.use(db, token=asked.link, now=NOW).person
    assert person is not None
    assert person.email == "ana@example.org"
    with pytest.raises(Refused):
        links.use(db, token=asked.link, now=NOW)


def test_S11_a_code_works_once_and_in_the_browser_that_asked(db: Session) -> None:
    asked, other = ask(db), ask(db)
    with pytest.raises(Invalid):
        links.use_code(db, browser=other.browser, code=asked.code, now=NOW)
    assert links.use_code(db, browser=asked.browser, code=asked.code, now=NOW).person is not None
    with pytest.raises(Refused):
        links.use_code(db, browser=asked.browser, code=asked.code, now=NOW)


def test_a_code_may_be_typed_as_it_was_mailed(db: Session) -> None:
    asked = ask(db)
    typed = f" {asked.code[:4]} {asked.code[4:]} "
    assert links.use_code(db, browser=asked.browser, code=typed, now=NOW).person is not None


def test_S11_whoever_is_in_has_spent_everything_else_that_was_mailed(db: Session) -> None:
    first, second = ask(db), ask(db)
    links.use(db, token=first.link, now=NOW)
    with pytest.raises(Refused):
        links.use(db, token=second.link, now=NOW)
    for asked in (first, second):
        with pytest.raises(Refused):
            links.use_code(db, browser=asked.browser, code=asked.code, now=NOW)


@pytest.mark.parametrize("later", [LASTS, timedelta(days=1), timedelta(hours=-1)])
def test_S11_link_and_code_end_after_ten_minutes_and_do_not_live_on_in_a_clock_set_back(
    db: Session, later: timedelta
) -> None:
    assert timedelta(minutes=10) >= LASTS
    asked = ask(db)
    with pytest.raises(Refused):
        links.use(db, token=asked.link, now=NOW + later)
    with pytest.raises(Refused):
        links.use_code(db, browser=asked.browser, code=asked.code, now=NOW + later)


def test_S12_what_nobody_has_asked_for_lets_nobody_in(db: Session) -> None:
    asked = ask(db, "nobody@example.org")
    assert asked.person is None
    with pytest.raises(Refused):
        links.use(db, token=asked.link, now=NOW)
    with pytest.raises(Invalid):
        links.use_code(db, browser=asked.browser, code=asked.code, now=NOW)


def test_S02_nothing_lets_in_who_is_disabled(db: Session) -> None:
    asked = ask(db)
    assert asked.person is not None
    asked.person.disabled_at = NOW
    with pytest.raises(Refused):
        links.use(db, token=asked.link, now=NOW)
    assert ask(db).person is None


def test_looking_at_whom_a_link_lets_in_spends_nothing(db: Session) -> None:
    asked = ask(db)
    assert links.person_of(db, token=asked.link, now=NOW) == asked.person
    assert links.use(db, token=asked.link, now=NOW).person == asked.person
    assert links.person_of(db, token=asked.link, now=NOW) is None
