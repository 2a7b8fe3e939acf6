"""A list of acts: what its lines say, and every line that says nothing that can be."""

from datetime import date

import pytest

from adoption.kinds import ActKind
from adoption.lists.reading import Line, ListRefused, read_csv, read_table, unknown_columns
from core.days import PartialDay, Precision

HEAD = "participant,act,date,effective,recorded,ref,about,name,note"


def lines(*rows: str, head: str = HEAD) -> list[Line]:
    return read_csv("\n".join((head, *rows)).encode())


def faults(*rows: str, head: str = HEAD) -> list[str]:
    with pytest.raises(ListRefused) as refusal:
        lines(*rows, head=head)
    return [str(fault) for fault in refusal.value.faults]


def test_a_line_says_what_its_columns_say() -> None:
    (line,) = lines('rs,Ratification,2020-05,2020-06-01,2021-01-02,a1,,"Serbia, then","A note"')
    assert (line.number, line.participant, line.kind) == (2, "RS", ActKind.RATIFICATION)
    assert line.day == PartialDay(date(2020, 5, 31), Precision.MONTH)
    assert line.effective == PartialDay(date(2020, 6, 1))
    assert (line.recorded, line.ref, line.name, line.note) == (
        date(2021, 1, 2),
        "a1",
        "Serbia, then",
        "A note",
    )
    assert line.paper is None


@pytest.mark.parametrize(
    ("word", "kind", "of"),
    [
        ("signature", "signed", None),
        ("succession to signature", "succession to signature", None),
        ("endorsement", "endorsed", None),
        ("objection", "objection to reservation", None),
        ("withdrawal", "withdrawal", None),
        ("reservation withdrawn", "withdrawal", "reservation"),
        ("Signature  withdrawn", "withdrawal", "signed"),
        ("withdrawal rescinded", "withdrawal rescinded", None),
        ("formal_confirmation", "formal confirmation", None),
    ],
)
def test_acts_are_written_as_lists_write_them(word: str, kind: str, of: str | None) -> None:
    (line,) = lines(f"RS,{word},2020-05-01,,,,,,")
    assert (line.kind, line.of) == (kind, of)


def test_columns_may_stand_in_any_order_and_some_may_be_missing() -> None:
    (line,) = lines("2020;RS;signature", head="date;participant;act")
    assert line.day == PartialDay(date(2020, 12, 31), Precision.YEAR)
    assert (
        read_csv("\ufeffparticipant\tact\tdate\r\nRS\tsignature\t2020-01-01\r\n".encode())[0].participant
        == "RS"
    )
    assert unknown_columns([["participant", "act", "date", "colour"]]) == ["colour"]


def test_the_paper_is_taken_where_it_is_known() -> None:
    (line,) = lines(
        "RS,signature,2020-01-01,A law,12,Gazette 3", head="participant,act,date,instrument,number,gazette"
    )
    assert line.paper == {
        "instrument": "A law",
        "number": "12",
        "body": "",
        "gazette": "Gazette 3",
        "link": "",
    }


def test_every_line_that_cannot_be_an_act_is_named() -> None:
    assert faults(
        "RS,praise,2020-01-01,,,,,,",
        "RS,signature,2020-13-01,,,,,,",
        ",signature,2020-01-01,,,,,,",
        "RS,signature,,,,,,,",
        "RS,signature,2020-01-01,,2020-05,,,,",
        "RS,signature,2020-01-01,,,x,,,",
        "HR,signature,2020-01-01,,,x,,,",
        "HR,signature",
    ) == [
        "line 2: “praise” is no kind of act.",
        "line 3: “2020-13-01” in the column “date” is no day.",
        "line 4: The participant is missing.",
        "line 5: The date is missing.",
        "line 6: “2020-05” in the column “recorded” is no day.",
        "line 8: The ref “x” is that of line 7 already.",
        "line 9: The date is missing.",
    ]


def test_a_list_without_its_columns_or_without_acts_is_refused() -> None:
    assert faults(head="participant;date") == [
        "The first line has to name the columns; these are missing: act."
    ]
    assert faults(head="participant,act,date,date") == ["These columns are there twice: date."]
    assert faults() == ["There is no act in the list."]
    with pytest.raises(ListRefused, match="UTF-8"):
        read_csv("participant,act,date\nRS,signature,2020,Београд".encode("cp1251"))
    with pytest.raises(ListRefused, match="quotation mark"):
        read_csv(b'participant,act,date\nRS,"signature,2020')
    with pytest.raises(ListRefused):
        read_table([])


def test_a_correction_may_leave_the_date_as_it_was() -> None:
    (line,) = lines("RS,correction,,2020-06-01,,,a1,,")
    assert (line.day, line.about) == (None, "a1")
