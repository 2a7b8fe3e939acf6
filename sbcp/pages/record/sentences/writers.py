"""Which sentence tells of which action."""

from collections.abc import Callable

from sbcp.pages.record.sentences import acts, machine, members, requests, rounds, stances, texts
from sbcp.pages.record.sentences.sentence import Sentence
from sbcp.pages.record.sentences.told import Told

# The kinds of what happens, as the filter of the page has them, with the sentences of each.
WRITERS: dict[str, Callable[[Told], Sentence]] = {
    **texts.WRITERS,
    **rounds.WRITERS,
    **stances.WRITERS,
    **acts.WRITERS,
    **requests.WRITERS,
    **members.WRITERS,
    **machine.WRITERS,
}


def tell(told: Told) -> Sentence:
    """What an entry says, in one sentence of the reader's language. One whose content was erased says so; an
    action that no sentence is known for is called by its name."""
    writer = WRITERS.get(told.action)
    return told.say_name() if told.erased or writer is None else writer(told)
