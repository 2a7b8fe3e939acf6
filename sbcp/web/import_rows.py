"""What became what in an imported file, row by row, for a person to look at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from core.errors import N_, Invalid
from documents import importing
from documents.blocks import Block
from documents.lineage import Line
from documents.models import Proposal
from documents.numbering import labels
from sbcp.i18n import gettext as _
from sbcp.web.draft_fields import text, whole
from sbcp.web.draft_pages import Place, excerpt

GUESS, NEW = "guess", "new"  # choices beside the pids
ASKED = 200  # rows with a choice on one page; the rest of the guesses stay guesses
NEAR = 12  # paragraphs offered on each side of the expected place, unless all are asked for
ALL = 60  # a draft so short that every choice lists it whole


@dataclass(frozen=True)
class Row:
    """A paragraph of the file.

    sources: the paragraphs of the draft that it comes from. kind: of lineage. certain: whether it is
    known. choices: what a person may choose, empty for a row that is not asked about.
    """

    index: int
    label: str
    words: str
    sources: list[Place]
    kind: str
    certain: bool
    chosen: str
    choices: list[tuple[str, str]]

    @property
    def name(self) -> str:
        return f"§ {self.label}" if self.label else _("the title")


@dataclass(frozen=True)
class Preview:
    """The rows in the order of the file; what the draft has and the file has not; counts by kind."""

    rows: list[Row]
    ended: list[Place]
    counts: dict[str, int]

    @property
    def asked(self) -> list[Row]:
        return [row for row in self.rows if row.choices]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.kind != "unchanged" or not row.certain]

    @property
    def unchanged(self) -> list[Row]:
        return [row for row in self.rows if row.kind == "unchanged" and row.certain]

    @property
    def guesses(self) -> int:
        return sum(not row.certain for row in self.rows)


def preview(proposal: Proposal, draft: Sequence[Place], choices: Mapping[int, str], opened: int) -> Preview:
    """The proposal beside the draft that it was compared with. ``opened``: a row to choose from all."""
    lines = importing.lines_of(proposal, {place.row.pid: place.row.markdown for place in draft})
    by_index: dict[int, list[Line]] = {}
    for line in lines:
        if line.new is not None:
            by_index.setdefault(line.new, []).append(line)
    places = {place.row.pid: place for place in draft}
    order = {place.row.pid: at for at, place in enumerate(draft)}
    ended = [places[line.old] for line in lines if line.new is None and line.old is not None]
    blocks = [Block(*block) for block in proposal.blocks]
    rows: list[Row] = []
    asked = expected = 0
    for index, (block, label) in enumerate(zip(blocks, labels(blocks), strict=True)):
        found = by_index[index]
        sources = [places[line.old] for line in found if line.old is not None]
        certain = all(line.certain for line in found)
        expected = order[sources[0].row.pid] if sources else expected
        ask = index == opened or index in choices or (not certain and asked < ASKED)
        asked += ask
        near = draft if index == opened or len(draft) <= ALL else _near(draft, ended, expected)
        rows.append(
            Row(
                index=index,
                label=label,
                words=excerpt(block.markdown),
                sources=sources,
                kind=found[0].kind,
                certain=certain,
                chosen=choices.get(index, GUESS),
                choices=_choices(sources, certain, near, choices.get(index, ""), places) if ask else [],
            )
        )
    return Preview(rows, ended, dict(Counter(row.kind for row in rows)))


def _near(draft: Sequence[Place], ended: Sequence[Place], at: int) -> list[Place]:
    """The paragraphs about a place, and of those that end the nearest: what a guess may have missed."""
    around = draft[max(0, at - NEAR) : at + NEAR + 1]
    order = {place.row.pid: index for index, place in enumerate(draft)}
    lost = sorted(ended, key=lambda place: abs(order[place.row.pid] - at))[:NEAR]
    found = {place.row.pid: place for place in [*around, *lost]}
    return sorted(found.values(), key=lambda place: order[place.row.pid])


def _choices(
    sources: Sequence[Place],
    certain: bool,
    near: Sequence[Place],
    chosen: str,
    places: Mapping[int, Place],
) -> list[tuple[str, str]]:
    proposed = " + ".join(place.name for place in sources) or _("new")
    first = _("As proposed: %(name)s") if certain else _("Not decided: perhaps from %(name)s")
    offered = list(near)
    if chosen and (place := places.get(whole(chosen) or 0)) and place not in offered:
        offered.append(place)
    return [
        (GUESS, first % {"name": proposed}),
        (NEW, _("New: from no paragraph of the draft")),
        *((str(place.row.pid), f"{place.name}: {place.words}") for place in offered),
    ]


def chosen(form: FormData) -> dict[int, str]:
    """What the form says of each row that it asked about, by its index in the file."""
    rows = {}
    for name in form:
        index = whole(name.removeprefix("row-")) if name.startswith("row-") else None
        if index is not None:
            rows[index] = text(form, name)
    return rows


def corrections(
    choices: Mapping[int, str], proposal: Proposal, draft: Sequence[Place]
) -> dict[int, list[int]]:
    """The pids that a person says a row comes from; rows left as proposed are not among them."""
    pids = {str(place.row.pid): place.row.pid for place in draft}
    said: dict[int, list[int]] = {}
    for index, choice in choices.items():
        if choice == GUESS:
            continue
        if index >= len(proposal.blocks) or (choice != NEW and choice not in pids):
            raise Invalid(N_("Choose a paragraph from the list."), field=f"row-{index}")
        said[index] = [] if choice == NEW else [pids[choice]]
    return said
