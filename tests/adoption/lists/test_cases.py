"""Lists as depositaries keep them, and what follows from each: small cases, one after another.

Every case begins with a ratification of Serbia on 1 January 2010 (ref ``r``), under a rule of one instrument
and thirty days.
"""

from datetime import date

import pytest

from adoption.fates import ActFacts
from adoption.lists.aiming import aim
from adoption.lists.reading import Line, read_csv
from adoption.status import Standing
from tests.adoption.plain import rule, stands

HEAD = "participant,act,date,effective,recorded,ref,about,name,note"
FIRST = "RS,ratification,2010-01-01,,,r,,,"
LEFT = "RS,withdrawal,2016-10-01,2017-10-01,,w,,,"


def facts(lines: list[Line]) -> list[ActFacts]:
    """The acts of a list as they are known to the rules, as ``adoption.lists.entering`` puts them there."""
    aims = aim(lines, [])
    acts = []
    for line in lines:
        restated = (("day", "begun", "precision") if line.day else ()) + (
            ("effective",) if line.effective else ()
        )
        acts.append(
            ActFacts(
                id=line.number,
                kind=line.kind,
                day=line.day.day if line.day else date.min,
                known=line.recorded,
                number=line.number,
                effective=line.effective.day if line.effective else None,
                about=aims.get(line.number),
                begun=line.day.begins if line.day else None,
                precision=line.day.precision if line.day else "day",
                restates=restated if line.kind == "correction" else (),
            )
        )
    return acts


def serbia(*rows: str, as_of: str, known_at: str = "") -> Standing:
    acts = facts(read_csv("\n".join((HEAD, FIRST, *rows)).encode()))
    known = date.fromisoformat(known_at) if known_at else None
    return stands(acts, date.fromisoformat(as_of), by=rule(), known_at=known)


@pytest.mark.parametrize(
    ("rows", "as_of", "status", "withdrawn_from"),
    [
        ([LEFT], "2017-09-30", "party", "2017-10-01"),
        ([LEFT], "2017-10-01", "withdrawn", "2017-10-01"),
        ([LEFT, "RS,withdrawal rescinded,2017-03-07,,,,,,"], "2018-01-01", "party", None),
        # The date of a rescission was wrong, one way and the other.
        (
            [LEFT, "RS,withdrawal rescinded,2018-02-10,,,x,,,", "RS,correction,2017-02-10,,,,x,,"],
            "2017-12-01",
            "party",
            None,
        ),
        (
            [LEFT, "RS,withdrawal rescinded,2017-02-10,,,x,,,", "RS,correction,2017-05-10,,,,x,,"],
            "2017-03-01",
            "party",
            "2017-10-01",
        ),
        # Two corrections of different days of one act, told in another order than they stand.
        (
            [LEFT, "RS,correction,2016-10-05,,2018-06-01,,w,,", "RS,correction,,2017-11-01,2018-01-01,,w,,"],
            "2019-01-01",
            "withdrawn",
            "2017-11-01",
        ),
        # A «withdrawal» that names the ratification it denounces is from the whole.
        (
            ["RS,signature,2009-01-01,,,,,,", "RS,withdrawal,2016-10-01,2017-10-01,,,r,,"],
            "2018-01-01",
            "withdrawn",
            "2017-10-01",
        ),
        (
            ["RS,signature,2009-01-01,,,,,,", "RS,ratification withdrawn,2016-10-01,,,,,,"],
            "2018-01-01",
            "signatory",
            None,
        ),
        # It is the withdrawal from the whole that is rescinded, not that of a reservation.
        (
            [
                "RS,reservation,2010-01-01,,,,,,",
                LEFT,
                "RS,reservation withdrawn,2016-11-01,,,,,,",
                "RS,withdrawal rescinded,2017-02-10,,,,,,",
            ],
            "2018-01-01",
            "party",
            None,
        ),
        # Of the withdrawal only the year is known, of the rescission the month.
        (
            ["RS,withdrawal,2016,2017-10-01,,,,,", "RS,withdrawal rescinded,2016-11,,,,,,"],
            "2018-01-01",
            "party",
            None,
        ),
        # The withdrawal was typed a year late, and put right.
        (
            [
                "RS,withdrawal,2017-10-01,2017-10-01,,w,,,",
                "RS,correction,2016-10-01,,,,w,,",
                "RS,withdrawal rescinded,2017-02-10,,,,,,",
            ],
            "2018-01-01",
            "party",
            None,
        ),
        # A correction that is withdrawn itself.
        (
            [LEFT, "RS,correction,,2018-10-01,,,,,", "RS,correction withdrawn,2016-12-01,,,,,,"],
            "2017-12-01",
            "withdrawn",
            "2017-10-01",
        ),
        # Out, back, and out on the day on which it came back for a moment.
        (
            [
                LEFT,
                "RS,accession,2019-01-01,,,,,,",
                "RS,withdrawal,2019-01-01,,,,,,",
            ],
            "2020-01-01",
            "withdrawn",
            "2019-01-01",
        ),
    ],
)
def test_where_serbia_stands(rows: list[str], as_of: str, status: str, withdrawn_from: str | None) -> None:
    here = serbia(*rows, as_of=as_of)
    told = here.withdrawn_from.isoformat() if here.withdrawn_from else None
    assert (here.status, told) == (status, withdrawn_from)


@pytest.mark.parametrize(
    ("rows", "as_of", "number"),
    [
        # Two withdrawals without a ref are of the two reservations.
        (
            [
                "RS,reservation,2010-01-01,,,,,,",
                "RS,reservation,2011-01-01,,,two,,,",
                "RS,reservation withdrawn,2012-01-01,,,,,,",
                "RS,reservation withdrawn,2013-01-01,,,,,,",
            ],
            "2014-01-01",
            0,
        ),
        (
            [
                "RS,reservation,2010-01-01,,,,,,",
                "RS,reservation,2011-01-01,,,two,,,",
                "RS,reservation withdrawn,2012-01-01,,,,,,",
                "RS,reservation withdrawn,2013-01-01,,,,two,,",
            ],
            "2014-01-01",
            0,
        ),
        # What was said after the denunciation falls with it, and does not come back with an accession.
        ([LEFT, "RS,declaration,2017-01-01,,,,,,", "RS,accession,2019-01-01,,,,,,"], "2020-01-01", 0),
        ([LEFT, "RS,declaration,2017-01-01,,,,,,"], "2017-06-01", 1),
        # It came with the new consent.
        (
            [LEFT, "RS,accession,2017-10-01,,,,,,", "RS,reservation,2017-10-01,,,,,,"],
            "2020-01-01",
            1,
        ),
    ],
)
def test_statements_that_stand(rows: list[str], as_of: str, number: int) -> None:
    assert len(serbia(*rows, as_of=as_of).statements) == number


def test_corrections_count_as_they_become_known() -> None:
    rows = (LEFT, "RS,correction,2016-10-05,,2018-06-01,,w,,", "RS,correction,,2017-11-01,2018-01-01,,w,,")
    early = serbia(*rows, as_of="2016-10-03", known_at="2018-02-01")
    assert early.withdrawn_from == date(2017, 11, 1), "of the day it was told later"
    assert serbia(*rows, as_of="2016-10-03").withdrawn_from is None


def test_hundreds_of_withdrawals_of_withdrawals_are_no_trouble() -> None:
    rows = ["RS,withdrawal,2016-10-01,,,w0,,,"]
    rows += [f"RS,withdrawal withdrawn,2016-10-01,,,w{n},w{n - 1},," for n in range(1, 1500)]
    assert serbia(*rows, as_of="2020-01-01").status == "party"
