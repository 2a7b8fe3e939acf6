"""What a reader of a comparison asked to see, as the address says it.

Every choice is in the address, so that what one sees can be sent to somebody else. What the address
has and nobody knows is passed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from documents.comparison.comparison import CHANGES
from sbcp.web.paging import PAGE, number_asked

MODES = ("changes", "inline", "side", "list")
WITHIN = ("inline", "side")  # modes that show the whole text
RENUMBERED = "renumbered"
EVERYTHING = 0  # instead of the number of a page

# How the address says what is not as usual.
_SAID: dict[str, tuple[str, str]] = {
    "formatting": ("formatting", "hide"),
    "numbering": ("numbering", "hide"),
    "commented": ("comments", "only"),
    "spoken": ("marks", "silent"),
    "folded": ("unchanged", "open"),
}


@dataclass(frozen=True)
class Wanted:
    """mode: how to show the changes. kind: only changes of this kind. formatting, numbering: whether
    changes of nothing else are shown. commented: only what comments led to. spoken: whether marks are
    read out. folded: whether unchanged paragraphs are. page: its number, or EVERYTHING."""

    mode: str = MODES[0]
    kind: str = ""
    formatting: bool = True
    numbering: bool = True
    commented: bool = False
    spoken: bool = True
    folded: bool = True
    page: int = 1

    @property
    def within(self) -> bool:
        """Whether the whole text is shown, and not its changes alone."""
        return self.mode in WITHIN

    @property
    def filtered(self) -> bool:
        return bool(self.kind or self.commented or not self.formatting)


USUAL = Wanted()
NAMES = ("mode", "kind", PAGE, *(param for param, _value in _SAID.values()))  # what of an address is read


def read(query: Mapping[str, str]) -> Wanted:
    """What an address asks for."""
    mode, kind = (query.get(name, "") for name in ("mode", "kind"))
    unusual = {name: query.get(param) == value for name, (param, value) in _SAID.items()}
    return Wanted(
        mode=mode if mode in MODES else MODES[0],
        kind=kind if kind in (*CHANGES, RENUMBERED) else "",
        page=EVERYTHING if query.get(PAGE) == "all" else number_asked(query) or 1,
        **{name: getattr(USUAL, name) != other for name, other in unusual.items()},
    )


def query(wanted: Wanted, **changes: Any) -> dict[str, str]:
    """The part of an address that asks for this, with some of it changed. Whoever changes what is
    shown begins on the first page."""
    if "page" not in changes and changes.keys() - {"spoken"}:
        changes["page"] = 1
    asked = replace(wanted, **changes)
    values = {}
    for name in (field.name for field in fields(Wanted)):
        value = getattr(asked, name)
        if value != getattr(USUAL, name):
            param, word = _SAID.get(name, (name, str(value)))
            values[param] = "all" if name == "page" and value == EVERYTHING else word
    return values
