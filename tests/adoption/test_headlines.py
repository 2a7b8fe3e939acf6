"""The one word that figures, tiles and maps have for a country."""

from collections.abc import Sequence

import pytest

from adoption.entry_rules import EntryRule
from adoption.fates import ActFacts
from adoption.headlines import headline
from adoption.kinds import ActKind
from adoption.status import NOTHING
from tests.adoption.plain import act, rule, stands

BY_PARLIAMENT = rule(counts=(ActKind.ADOPTED_BY_PARLIAMENT,))


@pytest.mark.parametrize(
    ("acts", "by", "word"),
    [
        ([], None, "none"),
        ([act(1, "endorsed")], None, "supports"),
        ([act(1, "signed")], None, "signed"),
        ([act(1, "signed ad referendum")], None, "signed"),
        ([act(1, "signed"), act(2, "ratification")], None, "adopted"),
        ([act(1, "adopted by government")], None, "adopted"),
        ([act(1, "adopted by government")], BY_PARLIAMENT, "adopted"),
        ([act(1, "adopted by parliament")], BY_PARLIAMENT, "adopted"),
        ([act(1, "provisional application")], None, "other"),
        ([act(1, "declaration", statement="So.")], None, "other"),
        ([act(1, "objection", statement="No.")], None, "objects"),
        ([act(1, "signed"), act(2, "objection", statement="No.")], None, "objects"),
        ([act(1, "signed"), act(2, "withdrawal", about=1)], None, "withdrawn"),
        ([act(1, "signed"), act(2, "ratification"), act(3, "withdrawal", about=2)], None, "signed"),
        ([act(1, "adopted by government"), act(2, "withdrawal", about=1)], None, "withdrawn"),
    ],
)
def test_a_country_that_acted_on_the_whole_of_the_version_shown(
    acts: Sequence[ActFacts], by: EntryRule | None, word: str
) -> None:
    assert headline(stands(acts, by=by), here=True, in_part=False) == word


def test_what_was_done_about_parts_or_another_version_is_not_said_of_the_whole() -> None:
    adopted, withdrawn = stands([act(1, "ratification")]), [act(1, "signed"), act(2, "withdrawal", about=1)]
    assert headline(adopted, here=False, in_part=False) == "other"
    assert headline(NOTHING, here=True, in_part=True) == "other"
    assert headline(NOTHING, here=False, in_part=False) == "none"
    assert headline(stands(withdrawn), here=True, in_part=True) == "other"
    assert headline(adopted, here=True, in_part=True) == "adopted"
