"""How pages name countries and where they stand: words, signs, meanings."""

from typing import Any

from adoption.status import NAMES
from core.errors import N_
from sbcp.language.participants import display_name, footnote

# Sign and colour of each standing; the kinds are those of macros/status.html.
SIGNS = {
    "no information": "plain",
    "endorsed": "note",
    "signed": "note",
    "adopted by government": "good",
    "adopted by parliament": "good",
    "acceded": "good",
    "objects": "bad",
    "withdrawn": "warn",
    "objection withdrawn": "plain",
    "statement only": "note",
}

# What each word means, for the legend.
MEANINGS = {
    "no information": N_("No act is on the record. This is not a “no”."),
    "endorsed": N_("Supported, not yet bound by it."),
    "signed": N_("Signed by a person with full powers."),
    "adopted by government": N_("Adopted by a decision of the government."),
    "adopted by parliament": N_("Adopted by parliament."),
    "acceded": N_("Joined when the text was already in force."),
    "objects": N_("An objection stands."),
    "withdrawn": N_("An adoption was withdrawn, and no other stands."),
    "objection withdrawn": N_("An objection was withdrawn, and nothing else stands."),
    "statement only": N_("There is a reservation or a declaration, and no adoption."),
}


def words() -> dict[str, Any]:
    """What the templates of this room say standings and countries with."""
    return {
        "names": NAMES,
        "signs": SIGNS,
        "meanings": MEANINGS,
        "display_name": display_name,
        "footnote": footnote,
    }
