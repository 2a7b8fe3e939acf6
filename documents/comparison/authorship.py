"""Who wrote each sentence of a paragraph: the last saved change that brought it, through all versions.

A sentence is followed back through the revisions that touched its paragraph. Where the text before one has
it, there or in another paragraph that the same revision touched (a split, a merge, a move in an imported
file), it is followed on; where no text before has it, that revision brought it. The way of ``git blame``, by
sentences.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy.orm import Session

from documents.drafting import history
from documents.drafting.states import Kept
from documents.models import Document, Revision
from documents.text.sentences import sentences
from documents.text.words import plain


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
        elsewhere: dict[str, int] | None = None
        for index, at in list(places.items()):
            if at not in new or (at in old and words[index] in _sentences_of(old[at])):
                continue
            elsewhere = _index(revision.before) if elsewhere is None else elsewhere
            if words[index] in elsewhere:
                places[index] = elsewhere[words[index]]
            else:
                brought[index] = revision.id
                del places[index]
    return [Sentence(each, brought.get(index)) for index, each in enumerate(words)]


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
        for words in _sentences_of(state):
            index.setdefault(words, state["pid"])
    return index


def _sentences_of(state: Kept) -> list[str]:
    return _sentences(state["markdown"])


def _sentences(markdown: str) -> list[str]:
    return [" ".join(sentence.split()) for sentence in sentences(plain(markdown)) if sentence.strip()]
