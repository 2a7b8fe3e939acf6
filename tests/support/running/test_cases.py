"""Which tests of pages run on which database."""

from tests.support.running.cases import chosen, own_kind

PAGE, NUMBERED = "tests/pages/home/test_home.py::test_it_opens", "tests/web/test_x.py::test_F14_it_stays"
SERVICE = "tests/members/test_mandates.py::test_it_ends"


def both(whole: str, *cases: str) -> list[tuple[str, str | None]]:
    return [(f"{whole}[{kind}-{case}]", kind) for kind in ("sqlite", "postgresql") for case in cases]


def test_a_page_is_tried_on_one_database_with_every_case() -> None:
    kind = own_kind(PAGE)
    assert list(chosen(both(PAGE, "a", "b"))) == [f"{PAGE}[{kind}-a]", f"{PAGE}[{kind}-b]"]


def test_what_has_a_number_is_tried_on_both() -> None:
    run = [f"{NUMBERED}[sqlite-a]", f"{NUMBERED}[sqlite-b]", f"{NUMBERED}[postgresql-a]"]
    assert list(chosen(both(NUMBERED, "a", "b"))) == run


def test_a_service_is_tried_on_both_and_with_every_case_on_one() -> None:
    run = [f"{SERVICE}[sqlite-a]", f"{SERVICE}[sqlite-b]", f"{SERVICE}[postgresql-a]"]
    assert list(chosen(both(SERVICE, "a", "b"))) == run


def test_what_asks_for_one_database_or_none_is_tried_as_it_asks() -> None:
    asked = [(f"{PAGE}[x]", None), (f"{PAGE}_alone[postgresql-a]", "postgresql")]
    asked += [(f"{PAGE}_alone[postgresql-b]", "postgresql")]
    assert list(chosen(asked)) == [node for node, _kind in asked]


def test_both_databases_have_their_share_of_the_pages() -> None:
    kinds = [own_kind(f"tests/pages/test_{number}.py::test_it") for number in range(100)]
    assert 60 < kinds.count("sqlite") < 90
