"""How pages name countries and where they stand: words, signs, meanings."""

from typing import Any

from adoption.status import NAMES
from core.errors import N_
from members.models import Participant
from sbcp import i18n
from sbcp.serbian import latin

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


def display_name(participant: Participant) -> str:
    """A country as the process calls it in the reader's language, else as CLDR does."""
    return _configured(participant.names) or i18n.country_name(participant.code)


def footnote(participant: Participant) -> str:
    """What the process has agreed to add wherever the name is shown; mostly nothing."""
    return _configured(participant.footnotes)


def _configured(texts: dict[str, str]) -> str:
    locale = i18n.current()
    if locale.code in texts:
        return texts[locale.code]
    return latin(texts.get("sr-Cyrl", "")) if locale.derived_latin else ""


def words() -> dict[str, Any]:
    """What the templates of this room say standings and countries with."""
    return {
        "names": NAMES,
        "signs": SIGNS,
        "meanings": MEANINGS,
        "display_name": display_name,
        "footnote": footnote,
    }
