"""Who wrote each sentence of a paragraph: the last saved change that brought it, through all versions.

A sentence is followed back through the revisions that touched its paragraph. Where the text before one has
it, there or in another paragraph that the same revision touched (a split, a merge, a move in an imported
file), it is followed on; where no text before has it, that revision brought it, unless the paragraph had it
earlier still: words that were taken out and came back are whose they were. The way of ``git blame``, by
sentences.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from documents.drafting import history
from documents.drafting.states import Kept
from documents.models import Document, Revision
from documents.text.sentences import sentences
from documents.text.words import plain

#: Operations that bring words back which somebody had written before.
BRINGING_BACK = ("restore", "take back", "insert", "import")


class Sentence(NamedTuple):
    """A sentence, its spaces single, and the id of the revision that brought it; None where no saved change
    tells it."""

    words: str
    revision: int | None


def sentences_of(
    db: Session, document: Document, pid: int, markdown: str, *, before: int | None
) -> list[Sentence]:
    """The sentences of a paragraph, each with what brought it.

    markdown: the paragraph as it stands in a version or in the draft. before: the number of that version, so
    that only what led to it is looked at; None for the draft.
    """
    words = _sentences(markdown)
    places = dict.fromkeys(range(len(words)), pid)  # of each that is still followed, its paragraph
    brought: dict[int, int] = {}
    for revision in _revisions(db, document, places, before):
        old, new = ({state["pid"]: state for state in states} for states in (revision.before, revision.after))
        stood = _Sentences(old), _Sentences(new)
        elsewhere: dict[str, int] | None = None
        for index, at in list(places.items()):
            if index in brought and words[index] in stood[1].of(at):
                del brought[index]  # here it stood before it was brought back
            if index in brought or at not in new or words[index] in stood[0].of(at):
                continue
            elsewhere = _index(revision.before) if elsewhere is None else elsewhere
            if words[index] in elsewhere:
                places[index] = elsewhere[words[index]]
            else:
                brought[index] = revision.id
                if revision.operation not in BRINGING_BACK:
                    del places[index]
    return [Sentence(each, brought.get(index)) for index, each in enumerate(words)]


class _Sentences:
    """The sentences of paragraphs, each read once."""

    def __init__(self, states: Mapping[int, Kept]) -> None:
        self._states, self._known = states, dict[int, frozenset[str]]()

    def of(self, pid: int) -> frozenset[str]:
        if pid not in self._known:
            state = self._states.get(pid)
            self._known[pid] = frozenset(_sentences(state["markdown"])) if state else frozenset()
        return self._known[pid]


def _revisions(
    db: Session, document: Document, places: dict[int, int], before: int | None
) -> Iterator[Revision]:
    """The saved changes of the paragraphs that are followed, the newest first; these may become others."""
    below: int | None = None
    while places:
        pids = set(places.values())
        for revision in history.naming(db, document, pids, base=before, below=below):
            below = revision.id
            yield revision
            if not places or not set(places.values()) <= pids:
                break
        else:
            return


def _index(states: Iterable[Kept]) -> dict[str, int]:
    """The paragraph of each sentence of a text; the first that has it."""
    index: dict[str, int] = {}
    for state in states:
        for words in _sentences(state["markdown"]):
            index.setdefault(words, state["pid"])
    return index


def _sentences(markdown: str) -> list[str]:
    return [" ".join(sentence.split()) for sentence in sentences(plain(markdown)) if sentence.strip()]
