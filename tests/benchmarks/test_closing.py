"""What was acknowledged while a round closes is held against what is stored."""

import pytest
from sqlalchemy import select

from benchmarks.beside.answers import WrongAnswer
from benchmarks.closing import figures
from benchmarks.closing.account import Account
from benchmarks.closing.crowd import Visit
from benchmarks.world import data
from consultation.models import Submission
from consultation.responses import submissions
from core.db import Database
from core.tokens import token_hash
from tests.support import factories


def sent(token: str, status: str) -> Visit:
    return Visit("send", 0.0, 1.0, status, token)


def test_only_what_is_stored_may_have_a_receipt(own_database: Database) -> None:
    with own_database.writing() as db:
        round_ = factories.make_consultation(db)
        tokens = data.add_unsent_responses(db, round_, 3, factories.NOW)
        db.commit()
        number = round_.id
    account = Account(own_database, number)
    with own_database.writing() as db:
        one = db.scalars(select(Submission).where(Submission.token_hash == token_hash(tokens[0]))).one()
        submissions.send(db, one, received_at=factories.NOW)
        db.commit()
    kept = account.settle([sent(tokens[0], "303"), sent(tokens[1], "503"), sent(tokens[2], "ReadTimeout")])
    assert (kept.sent, kept.acknowledged, kept.unanswered) == (3, 1, 1)
    assert set(kept.stored) == {1}
    with pytest.raises(WrongAnswer, match="1 have a receipt and are not stored"):
        account.settle([sent(tokens[0], "303"), sent(tokens[1], "303")])
    with pytest.raises(WrongAnswer, match="1 were refused and are stored"):
        account.settle([sent(tokens[0], "503")])


@pytest.mark.parametrize(("percent", "value"), [(50, 50), (95, 95), (99, 99), (100, 100), (0.1, 1)])
def test_a_percentile_is_a_value_that_was_measured(percent: float, value: float) -> None:
    assert figures.percentile([float(each) for each in range(100, 0, -1)], percent) == value


def test_answers_are_counted_by_what_was_asked_for_and_by_status() -> None:
    visits = [Visit("home", 0, 10, "200"), Visit("home", 1, 30, "503"), Visit("record", 2, 20, "200")]
    home, record, both = figures.answers("readers", visits, 2.0)
    assert (home.answers, home.longest, home.statuses) == (2, 30, {"200": 1, "503": 1})
    assert (record.what, record.p50) == ("record", 20)
    assert (both.what, both.a_second, both.statuses) == ("all", 1.5, {"200": 2, "503": 1})
