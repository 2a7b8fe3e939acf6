"""The kinds of what the record tells, by which it can be filtered."""

from core.errors import N_
from sbcp.pages.record.sentences import acts, machine, members, requests, rounds, stances, texts

MEMBERS = {action for action in members.WRITERS if not action.startswith(("participant", "personal."))}
ERASURES = {"personal.erased", "record.payload_erased"}

#: By their names in addresses: their words, and the actions that are of the kind.
KINDS: dict[str, tuple[str, frozenset[str]]] = {
    "documents": (N_("Documents and their stages"), frozenset(texts.WRITERS)),
    "consultations": (
        N_("Consultations"),
        frozenset(action for action in rounds.WRITERS if action.startswith("consultation.")),
    ),
    "comments": (
        N_("Comments and answers"),
        frozenset(action for action in rounds.WRITERS if not action.startswith("consultation.")),
    ),
    "stances": (N_("Stances of countries"), frozenset(stances.WRITERS)),
    "adoption": (N_("Acts of adoption"), frozenset(acts.WRITERS)),
    "requests": (N_("What takes two persons"), frozenset(requests.WRITERS)),
    "members": (N_("Mandates, organisations and interests"), frozenset(MEMBERS)),
    "countries": (
        N_("Countries, their names and their order"),
        frozenset(action for action in members.WRITERS if action.startswith("participant")),
    ),
    "erasures": (N_("Erasures"), frozenset(ERASURES)),
    "record": (N_("The record itself"), frozenset(machine.WRITERS.keys() - ERASURES)),
}
